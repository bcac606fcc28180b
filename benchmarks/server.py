"""A Valkey of its own for one measurement."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from streamer.stream.local import server_binary


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run a server in *folder*, with its log of writes on; yield its address."""
    socket = folder / "bench.sock"
    process = subprocess.Popen(
        [
            server_binary(), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder),
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        client = redis.Redis(unix_socket_path=str(socket))
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                if process.poll() is not None:
                    raise SystemExit("valkey did not start") from None
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait()

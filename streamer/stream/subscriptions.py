"""The subscriptions of a store: how each stands, what it parked, and how it is forgotten."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from streamer import codec
from streamer.codec.body import read_instant
from streamer.errors import StoreError
from streamer.model import Entry
from streamer.nearest import hint
from streamer.stream.followed import cursor_of
from streamer.stream.keys import Keys
from streamer.stream.scripts import REMOVE, REPLAY, STANDING
from streamer.stream.server import Server

_A_CALL: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a subscription stands.

    Attributes:
        workers: How many said something within the last minute.
        pending: How many events its workers have and have not acknowledged.
        lag: How many events nobody has taken yet.
        oldest: How long ago the oldest pending event was committed, None if none is pending.
        parked: How many events were put aside.
        missed: Numbers of events that were trimmed before they were handled, as ``3-7 12-12``,
            until a worker told them.
    """

    name: str
    workers: int
    pending: int
    lag: int
    oldest: timedelta | None
    parked: int
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """An event that was put aside: why, after how many tries, and when."""

    entry: Entry
    why: str
    tries: int
    at: datetime


class Subscriptions:
    """What is known of each name, and what can be done with one."""

    def __init__(self, server: Server, keys: Keys) -> None:
        self._server = server
        self._keys = keys

    async def standing(self) -> list[Standing]:
        """Return how each stands, by name; groups that others made are left out."""
        found: dict[str, list[list[Any]]] = {}
        for log in (self._keys.log, self._keys.duplicates):
            answer, _ = await self._server.run(STANDING, (log.entries, log.meta), (log.records,))
            for name, *numbers in answer:
                found.setdefault(name.decode(), []).append(numbers)
        return [await self._standing(name, found[name]) for name in sorted(found)]

    async def _standing(self, name: str, logs: list[list[Any]]) -> Standing:
        workers, pending, lags, ages, missed = zip(*logs, strict=True)
        oldest = max((int(age) for age in ages if age), default=None)
        return Standing(
            name=name,
            workers=max(workers),
            pending=sum(pending),
            lag=sum(lags),
            oldest=None if oldest is None else timedelta(milliseconds=oldest),
            parked=await self._server.ask("XLEN", self._keys.parked(name)),
            missed=" ".join(text.decode() for text in missed if text),
        )

    async def require(self, name: str) -> None:
        """Make sure that there is such a subscription: a slip would look like an empty one.

        Raises:
            StoreError: There is none.

        """
        self._keys.parked(name)  # what can be no name is told as that
        names = [one.name for one in await self.standing()]
        if name not in names:
            raise StoreError(f'no subscription is called "{name}"{hint(name, names)}')

    async def remove(self, name: str, *, force: bool) -> bool:
        """Forget a subscription; return whether there was one.

        Raises:
            StoreError: It has events in hand or parked, and *force* does not say that these
                may be forgotten too.

        """
        logs = (self._keys.log, self._keys.duplicates)
        names = [key for log in logs for key in (log.entries, log.record(name))]
        keys = (self._keys.parked(name), self._keys.again(name).entries, *names)
        (there, gone, pending, parked), repeated = await self._server.run(
            REMOVE, keys, (name, int(force))
        )
        if there and not gone:
            raise StoreError(
                f"{name} has {pending} events in hand and {parked} parked; "
                f"--force forgets them with it"
            )
        return bool(there or repeated)

    async def parked(self, name: str, limit: int | None = None) -> AsyncIterator[Parked]:
        """Yield what was put aside, the oldest first."""
        after, left = "-", limit
        while left is None or left > 0:
            count = _A_CALL if left is None else min(left, _A_CALL)
            key = self._keys.parked(name)
            rows = await self._server.ask("XRANGE", key, after, "+", "COUNT", count)
            for entry_id, fields in rows:
                after = f"({entry_id.decode()}"
                yield _parked(entry_id.decode(), fields)
            if len(rows) < count:
                return
            left = None if left is None else left - len(rows)

    async def settle(
        self, name: str, verb: Literal["replay", "purge"], limit: int | None = None
    ) -> int:
        """Hand what was put aside to the subscription again, or forget it; the oldest first.

        Returns:
            How many. A reply that is lost may make it too few, never the work.

        """
        keys = (self._keys.parked(name), self._keys.again(name).entries)
        left = await self._server.ask("XLEN", keys[0])
        left, done = left if limit is None else min(left, limit), 0
        while left > 0:
            count = min(left, _A_CALL)
            moved, _ = await self._server.run(REPLAY, keys, (verb, name, count))
            done += moved
            left -= count
        return done


def _parked(entry_id: str, fields: dict[bytes, bytes]) -> Parked:
    found = codec.decode(entry_id, fields, 0)
    return Parked(
        entry=Entry(cursor=cursor_of(fields), time=found.time, event=found.event),
        why=fields[b"why"].decode(errors="replace"),
        tries=int(fields[b"tries"]),
        at=read_instant(fields[b"parked"].decode()),
    )

"""One of the logs of a store in memory: the events, or the duplicates."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from datetime import datetime

from streamer.errors import CursorTooOldError
from streamer.model import Cursor, Entry, Event, Rewound
from streamer.stream.meta import Meta, resolve

_EPOCH = 1


class MemoryLog:
    """``ports.Log`` without a server."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._trimmed = 0
        self._trimmed_at: datetime | None = None
        self._grown = asyncio.Condition()

    def append(self, events: Iterable[Event], time: datetime) -> list[Entry]:
        """Give *events* their numbers; ``tell`` says so to those who wait."""
        seq = self._meta.seq
        entries = [
            Entry(cursor=Cursor(_EPOCH, n), time=time, event=event)
            for n, event in enumerate(events, seq + 1)
        ]
        self._entries += entries
        return entries

    async def tell(self) -> None:
        """Wake those who follow."""
        async with self._grown:
            self._grown.notify_all()

    async def tip(self) -> Cursor:
        meta = self._meta
        return meta.cursor(meta.seq)

    async def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncGenerator[Entry | Rewound]:
        n, end = self._begin(after), self._meta.seq
        while True:
            if n < self._trimmed:
                raise CursorTooOldError(Cursor(_EPOCH, n), Cursor(_EPOCH, self._trimmed))
            if n < (self._meta.seq if follow else end):
                entry = self._entries[n - self._trimmed]
                n += 1
                yield entry
            elif follow:
                await self._wait(n)
            else:
                return

    async def trim(self, keep_after: Cursor) -> None:
        if keep_after.n <= self._trimmed:
            return
        n, _ = resolve(keep_after, self._meta)
        self._trimmed_at = self._entries[n - self._trimmed - 1].time
        del self._entries[: n - self._trimmed]
        self._trimmed = n

    @property
    def _meta(self) -> Meta:
        seq = self._trimmed + len(self._entries)
        return Meta(starts={_EPOCH: 1} if seq else {}, seq=seq, trimmed=self._trimmed)

    def _begin(self, after: Cursor | datetime | None) -> int:
        """Return the number of the last event that is not wanted."""
        if after is None:
            return self._trimmed
        if isinstance(after, datetime):
            if self._trimmed_at and after <= self._trimmed_at:
                raise CursorTooOldError(after, Cursor(_EPOCH, self._trimmed))
            return self._trimmed + sum(entry.time < after for entry in self._entries)
        return resolve(after, self._meta)[0]

    async def _wait(self, n: int) -> None:
        async with self._grown:
            await self._grown.wait_for(lambda: self._meta.seq > n)

"""Reads the log from a place on, and keeps the place through restarts of the store."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from streamer import codec
from streamer.errors import CursorTooOldError, StoreError
from streamer.model import Cursor, Entry, Rewound
from streamer.stream.advice import advise, is_gone
from streamer.stream.keys import LogKeys
from streamer.stream.meta import Meta, carry, milliseconds, read_meta, resolve
from streamer.stream.scripts import META, SEEK
from streamer.stream.server import Server, told

_BATCH: Final = 200
_BLOCK: Final = 5  # seconds
_PATIENCE: Final = 5  # seconds that a reply may be late
_TRIES: Final = 3
_SLOWEST: Final = 2.0  # seconds between two looks for a store that is away
_LAST_PART: Final = 2**64 - 1


@dataclass(slots=True, kw_only=True)
class _Place:
    """Where a reader is.

    Attributes:
        after: What was asked for, and once an entry came, its cursor.
        entry_id: Read on after this entry.
        n: The number of the last entry, None while any first one is right.
        meta: The log as it was when the place was found.

    """

    after: Cursor | datetime | None
    entry_id: str
    n: int | None
    meta: Meta


class _Stuck:
    """Counts failures in a row at the same place."""

    def __init__(self) -> None:
        self._n: int | None = None
        self._count = 0

    def at(self, n: int | None) -> int:
        self._count = self._count + 1 if n == self._n else 1
        self._n = n
        return self._count


class _LostTrackError(Exception):
    """The next entry is not the one after the last."""


class Reader:
    """Yields entries in order and without holes, or says why it cannot."""

    def __init__(self, client: Redis, server: Server, keys: LogKeys) -> None:
        self._client = client
        self._server = server
        self._keys = keys

    async def meta(self) -> Meta:
        """Return what the log knows of itself."""
        answer, _ = await self._server.run(META, [self._keys.meta], [])
        restarted, *pairs = answer
        return read_meta(restarted, dict(zip(pairs[::2], pairs[1::2], strict=True)))

    async def entry_id(self, n: int, meta: Meta) -> str:
        """Return the id of event *n*, from which reading goes on.

        Raises:
            CursorTooOldError: It was trimmed.
            StoreError: Somebody else removed it.

        """
        if n == meta.trimmed:
            return "0-0"
        found, _ = await self._server.run(SEEK, [self._keys.entries], [n])
        if found is None:
            resolve(meta.cursor(n), await self.meta())  # trimmed at this very moment?
            raise StoreError(f"event {n} is missing in the stream, and it was not we who cut it")
        return str(found, "ascii")

    async def start(self, after: Cursor | datetime | None) -> tuple[str, Rewound | None]:
        """Return the id of the entry that *after* means, and what its reader must be told."""
        place, notice = await self._place(after, None)
        return place.entry_id, notice

    async def read(
        self, after: Cursor | datetime | None, *, follow: bool
    ) -> AsyncGenerator[Entry | Rewound]:
        """Yield what comes after a cursor, as ``ports.Stream.read`` says."""
        place, notice = await self._find(after, None, patient=follow)
        end = None if follow else place.meta.seq
        stuck = _Stuck()
        while True:
            if notice:
                yield notice
            try:
                async for entry in self._entries(place, end):
                    yield entry
            except _LostTrackError as lost:
                if stuck.at(place.n) > 1:
                    raise StoreError(
                        f"the stream has a hole: {lost}; it was not we who cut"
                    ) from lost
            except StoreError as error:
                if not is_gone(error) or (not follow and stuck.at(place.n) > _TRIES):
                    raise
            else:
                return
            place, notice = await self._find(place.after, place.meta, patient=follow)

    async def _find(
        self, after: Cursor | datetime | None, before: Meta | None, *, patient: bool
    ) -> tuple[_Place, Rewound | None]:
        """Find the place after *after*, and what the reader must be told first.

        Args:
            after: A cursor, an instant, or None for the oldest event.
            before: The log as this reader last knew it, if it read before.
            patient: Whether to wait for a store that is away.

        """
        pause = 0.05
        while True:
            try:
                return await self._place(after, before)
            except StoreError as error:
                if not patient or not is_gone(error):
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _SLOWEST)

    async def _place(
        self, after: Cursor | datetime | None, before: Meta | None
    ) -> tuple[_Place, Rewound | None]:
        meta = await self.meta()
        if after is None:
            return _Place(after=None, entry_id="0-0", n=None, meta=meta), None
        if isinstance(after, datetime):
            if meta.trimmed_at and after <= meta.trimmed_at:
                raise CursorTooOldError(after, meta.cursor(meta.trimmed))
            entry_id = f"{max(milliseconds(after), 1) - 1}-{_LAST_PART}"
            return _Place(after=after, entry_id=entry_id, n=None, meta=meta), None
        asked = carry(after, before, meta) if before else after
        n, notice = resolve(asked, meta)
        if asked != after:
            notice = Rewound(asked=after, common=meta.cursor(n))
        place = _Place(after=meta.cursor(n), entry_id=await self.entry_id(n, meta), n=n, meta=meta)
        return place, notice

    async def _entries(self, place: _Place, end: int | None) -> AsyncGenerator[Entry]:
        """Yield the entries after *place* and move it along, up to number *end*."""
        while end is None or place.n is None or place.n < end:
            batch = await self._batch(place, blocking=end is None)
            if not batch and end is not None:
                if place.n is None:
                    return
                raise _LostTrackError(f"nothing comes after {place.n}, where {end} should be last")
            for raw_id, fields in batch:
                if place.n is not None and place.n == end:
                    return
                entry = codec.decode(raw_id.decode(), fields, 0)
                n = entry.cursor.n
                if place.n is not None and n != place.n + 1:
                    raise _LostTrackError(f"{n} comes after {place.n}")
                if end is not None and n > end:
                    return
                cursor = place.meta.cursor(n)
                place.after, place.n, place.entry_id = cursor, n, raw_id.decode()
                yield Entry(cursor=cursor, time=entry.time, event=entry.event)

    async def _batch(
        self, place: _Place, *, blocking: bool
    ) -> list[tuple[bytes, dict[bytes, bytes]]]:
        """Return the next entries, once the meta of *place* knows their epochs.

        The epoch is asked for by the same connection: between two of them the server may
        have restarted, and a number may have been given out again.
        """
        found, numbers = await self._ask(place.entry_id, blocking=blocking)
        epoch, start, seq = (int(number or 0) for number in numbers)
        if epoch != place.meta.epoch:
            if place.n is not None and start <= place.n:
                raise _LostTrackError(f"epoch {epoch} began at {start}, after {place.n} was read")
            place.meta = await self.meta()
            if epoch not in place.meta.starts:
                raise _LostTrackError(f"epoch {epoch} is gone again after {place.n}")
        if blocking and not found and place.n is not None and place.n < seq:
            # All of it was trimmed: without this the reader would hear so with the next event.
            raise _LostTrackError(f"nothing comes after {place.n}, where {seq} was written")
        return found[0][1] if found else []

    async def _ask(self, entry_id: str, *, blocking: bool) -> Any:
        block = ("BLOCK", _BLOCK * 1000) if blocking else ()
        pipe = self._client.pipeline(transaction=False)
        pipe.execute_command(
            "XREAD", "COUNT", _BATCH, *block, "STREAMS", self._keys.entries, entry_id
        )
        pipe.execute_command("HMGET", self._keys.meta, "epoch", "start", "seq")
        try:
            async with asyncio.timeout(_BLOCK + _PATIENCE):
                return await told(pipe.execute)
        except (RedisError, OSError) as error:
            raise advise(error, self._server.address) from error

"""One of the logs of a store on a server: the events, or the duplicates."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any, Final

from redis.asyncio import Redis

from streamer.errors import FencedError, StaleError, StoreError
from streamer.model import Cursor, Entry, Rewound
from streamer.stream import scripts
from streamer.stream.keys import LogKeys
from streamer.stream.meta import Meta, resolve
from streamer.stream.reading import Reader
from streamer.stream.server import Server

_TRIM_A_CALL: Final = 10_000


class RedisLog:
    """``ports.Log`` on a server."""

    def __init__(self, client: Redis, server: Server, keys: LogKeys) -> None:
        self._reader = Reader(client, server, keys)
        self._server = server
        self._keys = keys

    async def meta(self) -> Meta:
        """Return what the log knows of itself."""
        return await self._reader.meta()

    async def tip(self) -> Cursor:
        meta = await self.meta()
        return meta.cursor(meta.seq)

    def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncGenerator[Entry | Rewound]:
        return self._reader.read(after, follow=follow)

    async def trim(self, keep_after: Cursor) -> None:
        """Forget the events up to and including the cursor, and record that.

        Raises:
            CursorError: The store does not hold this place, or lost it meanwhile.

        """
        meta = await self.meta()
        if keep_after.n <= meta.trimmed:
            return
        last, _ = resolve(keep_after, meta)
        steps = [*range(meta.trimmed + _TRIM_A_CALL, last, _TRIM_A_CALL), last]
        for n in steps:
            answer, _ = await self._server.run(
                scripts.TRIM,
                (self._keys.entries, self._keys.meta),
                (n, self._keys.records),
            )
            accept(answer)

    async def cursors(self, numbers: list[int], epoch: int, start: int) -> dict[int, Cursor]:
        """Return the cursors of events by number, where *epoch* begins with event *start*."""
        if all(n >= start for n in numbers):
            return {n: Cursor(epoch, n) for n in numbers}
        meta = await self.meta()
        return {n: meta.cursor(n) for n in numbers}

    async def size(self) -> tuple[int, int]:
        """Return how many entries it has, and their bytes of memory."""
        count = await self._server.ask("XLEN", self._keys.entries)
        return count, await self._server.ask("MEMORY", "USAGE", self._keys.entries) or 0


def accept(answer: list[Any], whose: str = "") -> list[Any]:
    """Return the answer of a script if it did what it was asked.

    Raises:
        StaleError, FencedError, StoreError: It did not; nothing was written.

    """
    verdict, *rest = answer
    told = [item.decode(errors="replace") if isinstance(item, bytes) else item for item in rest]
    match verdict:
        case b"ok":
            return answer
        case b"stale":
            raise StaleError(f"{whose}update {told[0]!r} has moved on since the diff")
        case b"fenced":
            raise FencedError(f"{whose}another poller took over this store, with fence {told[0]}")
        case b"type":
            raise StoreError(
                f"key {told[0]} holds a {told[1]}: another program uses this prefix, choose one"
            )
        case b"hole":
            raise StoreError("the stream has a hole where it should be trimmed; it stays as it is")
        case _:
            raise StoreError(f"the store refused: {' '.join(map(str, told))}")

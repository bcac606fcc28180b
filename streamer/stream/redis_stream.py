"""The log on a Redis or Valkey server."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from redis.asyncio import Redis

from streamer import codec
from streamer.errors import FencedError, StaleError, StoreError
from streamer.model import Cursor, Entry, Facts, Known, Rewound
from streamer.ports import Commit
from streamer.stream import scripts
from streamer.stream.keys import Keys
from streamer.stream.lease import Lease, Leases
from streamer.stream.meta import resolve
from streamer.stream.parts import Part, parts
from streamer.stream.reading import Reader
from streamer.stream.server import Revive, Server

_FACTS_A_CALL: Final = 200
_TRIM_A_CALL: Final = 10_000


class RedisStream:
    """``ports.Stream`` on a server. Make one with ``open_store``.

    Attributes:
        shortfall: What the server does not do of what the durability promises, in one
            sentence; empty if all is well.

    """

    def __init__(  # noqa: PLR0913  # open_store is who calls this
        self,
        client: Redis,
        reader: Redis,
        *,
        prefix: str = "streamer",
        address: str = "",
        replicated: bool = False,
        revive: Revive | None = None,
        shortfall: str = "",
    ) -> None:
        """Wrap two clients.

        Args:
            client: Writes and asks. Its own retries are off.
            reader: Blocks while it waits for entries, so it has no time-out for replies.
            prefix: Begins the name of every key.
            address: How to name the server in messages.
            replicated: Whether a commit waits for a replica.
            revive: Starts the server again, if it is ours.
            shortfall: See the attribute.

        """
        self._keys = Keys(prefix)
        self._server = Server(client, address, revive)
        self._reader = Reader(reader, self._server, self._keys)
        self._leases = Leases(self._server, self._keys)
        self._commit = self._server.run_replicated if replicated else self._server.run
        self.shortfall = shortfall

    async def load(self, source: str) -> Known:
        found = await self._server.ask("HGETALL", self._keys.state(source))
        return dict(map(codec.unpack, found.values()))

    async def facts(self, source: str) -> Facts:
        return codec.unpack_facts(
            await self._server.ask("HGET", self._keys.poll(source), "facts") or b""
        )

    async def commit(self, commit: Commit) -> list[Entry]:
        """Append the events that are not yet there; advance state and facts with them.

        A commit of more than 200 events is written in parts: if one is refused, those
        before it stand, and the next diff starts from them.
        """
        written: list[Entry] = []
        try:
            for part in parts(commit):
                written += await self._append(commit, part)
        except StaleError as stale:
            raise StaleError(str(stale), written=written) from stale
        return written

    async def _append(self, commit: Commit, part: Part) -> list[Entry]:
        source, keys = commit.source, self._keys
        names = (keys.events, keys.meta, keys.state(source), keys.poll(source))
        answer, repeated = await self._commit(scripts.COMMIT, names, part.arguments)
        _, epoch, start, *numbers = _accept(answer, f"{source}: ")
        # What was there before is fresh all the same if our own first try put it there.
        fresh = [
            (event, abs(n))
            for event, n in zip(part.events, numbers, strict=True)
            if n > 0 or (repeated and n)
        ]
        cursors = {n: Cursor(int(epoch), n) for _, n in fresh}
        if any(n < int(start) for n in cursors):
            meta = await self._reader.meta()
            cursors = {n: meta.cursor(n) for n in cursors}
        return [Entry(cursor=cursors[n], time=commit.time, event=event) for event, n in fresh]

    async def save_facts(self, facts: Mapping[str, Facts], fence: int) -> None:
        rows = [(self._keys.poll(source), codec.pack_facts(f)) for source, f in facts.items()]
        for at in range(0, len(rows), _FACTS_A_CALL):
            names, packed = zip(*rows[at : at + _FACTS_A_CALL], strict=True)
            answer, _ = await self._server.run(
                scripts.SAVE, (self._keys.meta, *names), (fence, *packed)
            )
            _accept(answer)

    async def tip(self) -> Cursor:
        meta = await self._reader.meta()
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
        meta = await self._reader.meta()
        if keep_after.n <= meta.trimmed:
            return
        last, _ = resolve(keep_after, meta)
        steps = [*range(meta.trimmed + _TRIM_A_CALL, last, _TRIM_A_CALL), last]
        for n in steps:
            answer, _ = await self._server.run(
                scripts.TRIM, (self._keys.events, self._keys.meta), (n,)
            )
            _accept(answer)

    async def copy(self, entry: Entry, key: str) -> None:
        """Append *entry* to another stream of this server, with the fields it has here.

        Raises:
            StoreError: It did not answer, or refused. Nothing tells a copy from another
                one, so it is not repeated.

        """
        fields = {"n": str(entry.cursor.n), **codec.fields(entry.event, time=entry.time)}
        await self._server.ask_once("XADD", key, "*", *chain.from_iterable(fields.items()))

    async def fence(self) -> int:
        """Take the next fence: commits with a lower one are refused from now on."""
        return int(await self._server.ask("HINCRBY", self._keys.meta, "fence", 1))

    async def current_fence(self) -> int:
        """Return the fence in force, for a poll that takes nothing over from anybody."""
        return (await self._reader.meta()).fence

    async def claim(self, ttl: timedelta) -> Lease:
        """Become the one who polls; see ``Leases.claim``."""
        return await self._leases.claim(ttl)

    async def renew(self, lease: Lease, ttl: timedelta) -> None:
        """Stay the one who polls; see ``Leases.renew``."""
        await self._leases.renew(lease, ttl)

    async def release(self, lease: Lease) -> None:
        """Stop being the one who polls."""
        await self._leases.release(lease)

    async def stats(self, sources: Iterable[str] = ()) -> dict[str, Any]:
        """Return the log in numbers: its counters, and bytes of memory by source."""
        meta = await self._reader.meta()
        sizes = {
            source: await self._server.ask("MEMORY", "USAGE", self._keys.state(source)) or 0
            for source in sources
        }
        return {
            "address": self._server.address,
            "seq": meta.seq,
            "epoch": meta.epoch,
            "cursor": str(meta.cursor(meta.seq)),
            "trimmed": meta.trimmed,
            "fence": meta.fence,
            "entries": await self._server.ask("XLEN", self._keys.events),
            "bytes": await self._server.ask("MEMORY", "USAGE", self._keys.events) or 0,
            "state_bytes": sizes,
            "holder": await self._leases.holder(),
            "shortfall": self.shortfall,
        }


def _accept(answer: list[Any], whose: str = "") -> list[Any]:
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

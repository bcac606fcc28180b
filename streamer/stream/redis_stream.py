"""The log on a Redis or Valkey server."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from redis.asyncio import Redis

from streamer import codec
from streamer.errors import StaleError
from streamer.model import Cursor, Entry, Facts, Known, Rewound
from streamer.ports import Commit
from streamer.stream import scripts
from streamer.stream.group import LEASE, Group, Which
from streamer.stream.keys import Keys
from streamer.stream.lease import Lease, Leases
from streamer.stream.parts import Part, parts
from streamer.stream.redis_log import RedisLog, accept
from streamer.stream.server import Revive, Server
from streamer.stream.subscriptions import Subscriptions

_FACTS_A_CALL: Final = 200


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
        self._reader = reader
        self._log = RedisLog(reader, self._server, self._keys.log)
        self._duplicates = RedisLog(reader, self._server, self._keys.duplicates)
        self._leases = Leases(self._server, self._keys)
        self._commit = self._server.run_replicated if replicated else self._server.run
        self.shortfall = shortfall

    @property
    def subscriptions(self) -> Subscriptions:
        """The subscriptions by their names."""
        return Subscriptions(self._server, self._keys)

    @property
    def duplicates(self) -> RedisLog:
        """The log of what repeats other updates."""
        return self._duplicates

    def subscription(
        self, name: str, *, lease: timedelta = LEASE, logs: Sequence[Which] = ("events",)
    ) -> Group:
        """Return a new worker of the subscription *name*.

        Args:
            name: Letters, digits and ``. _ -``.
            lease: For how long others leave what this worker has to it without a sign of life.
            logs: What it reads.

        Raises:
            ConfigError: The name cannot be one.

        """
        return Group(name, self._reader, self._server, self._keys, lease=lease, logs=logs)

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
        names = (keys.log.entries, keys.meta, keys.state(source), keys.poll(source))
        beside = (keys.duplicates.entries, keys.duplicates.meta)
        answer, repeated = await self._commit(scripts.COMMIT, (*names, *beside), part.arguments)
        _, epoch, start, epoch_beside, start_beside, *numbers = accept(answer, f"{source}: ")
        # What was there before is fresh all the same if our own first try put it there.
        fresh = [
            (event, abs(n))
            for event, n in zip(part.events, numbers, strict=True)
            if n > 0 or (repeated and n)
        ]
        told = [n for event, n in fresh if not event.duplicate_of]
        again = [n for event, n in fresh if event.duplicate_of]
        of_told = await self._log.cursors(told, int(epoch), int(start))
        of_again = await self._duplicates.cursors(again, int(epoch_beside), int(start_beside))
        return [
            Entry(
                cursor=of_again[n] if event.duplicate_of else of_told[n],
                time=commit.time,
                event=event,
            )
            for event, n in fresh
        ]

    async def save_facts(self, facts: Mapping[str, Facts], fence: int) -> None:
        rows = [(self._keys.poll(source), codec.pack_facts(f)) for source, f in facts.items()]
        for at in range(0, len(rows), _FACTS_A_CALL):
            names, packed = zip(*rows[at : at + _FACTS_A_CALL], strict=True)
            answer, _ = await self._server.run(
                scripts.SAVE, (self._keys.meta, *names), (fence, *packed)
            )
            accept(answer)

    async def tip(self) -> Cursor:
        return await self._log.tip()

    def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncGenerator[Entry | Rewound]:
        return self._log.read(after, follow=follow)

    async def trim(self, keep_after: Cursor) -> None:
        """Forget the events up to and including the cursor; see ``RedisLog.trim``."""
        await self._log.trim(keep_after)

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
        return (await self._log.meta()).fence

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
        meta = await self._log.meta()
        entries, size = await self._log.size()
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
            "entries": entries,
            "bytes": size,
            "duplicates": (await self._duplicates.meta()).seq,
            "state_bytes": sizes,
            "holder": await self._leases.holder(),
            "shortfall": self.shortfall,
        }

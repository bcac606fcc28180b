"""A subscription: a consumer group on the log, whose workers share the events."""

import asyncio
import os
import secrets
import socket
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from redis.asyncio import Redis
from redis.exceptions import RedisError

from streamer.codec.body import write_instant
from streamer.errors import StoreError
from streamer.model import Cursor, Missed, Rewound
from streamer.stream.advice import advise
from streamer.stream.followed import Batch, Followed, Taken
from streamer.stream.keys import Keys
from streamer.stream.reading import Reader
from streamer.stream.redis_log import accept
from streamer.stream.scripts import OPEN, SETTLE, TAKE
from streamer.stream.server import Server, told

Which = Literal["events", "duplicates"]

LEASE: Final = timedelta(seconds=30)
_PATIENCE: Final = 5  # seconds that a reply may be late
_PARKED: Final = (b"why", b"tries", b"parked", b"cursor")


class Group:
    """One worker of a subscription, as the store sees it.

    Attributes:
        hand: What this worker has and has not acknowledged, by log and entry id. What
            another worker took over is no longer in it.

    """

    def __init__(  # noqa: PLR0913  # RedisStream.subscription is who calls this
        self,
        name: str,
        client: Redis,
        server: Server,
        keys: Keys,
        *,
        lease: timedelta = LEASE,
        logs: Sequence[Which] = ("events",),
    ) -> None:
        self.name = name
        self.lease = lease
        self.hand: dict[tuple[str, str], Taken] = {}
        self._me = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._client = client
        self._server = server
        self._parked = keys.parked(name)
        named = {"events": keys.log, "duplicates": keys.duplicates}
        self._logs = [
            Followed(which, named[which], name, Reader(client, server, named[which]))
            for which in logs
        ]
        again = keys.again(name)
        # What is handed out again counts nothing, so nobody can miss a part of it.
        self._all = [*self._logs, Followed("again", again, name, Reader(client, server, again))]
        # Whether the store may have given us something of which we do not know.
        self._doubt = False

    async def open(self, since: Cursor | datetime | Literal["now"] | None) -> Rewound | None:
        """Make the subscription begin at *since*, unless it has begun before.

        Args:
            since: None for the oldest event that is kept. Both logs begin at the same moment.

        Returns:
            What must be told if the cursor lies beyond what the store still has.

        Raises:
            CursorError: The store does not hold this place.

        """
        entry_id, notice = "", None
        for log in self._logs:
            if (await self._open(log, ""))[0] != b"none":
                continue
            if not entry_id:
                entry_id, notice = (
                    ("$", None) if since == "now" else await self._logs[0].reader.start(since)
                )
            await self._open(log, entry_id)
        return notice

    async def _open(self, log: Followed, entry_id: str) -> Any:
        answer, _ = await self._server.run(OPEN, log.keys, (self.name, entry_id))
        if answer[0] == b"type":
            accept(answer)
        return answer

    async def take(self, count: int, *, others: bool) -> Batch:
        """Take up to *count* events, without waiting for any.

        Args:
            count: New ones and those of others together.
            others: Whether to look for what other workers left for longer than the lease.

        Raises:
            StoreError: It did not answer; or the subscription was removed.

        """
        lease = max(1, self.lease // timedelta(milliseconds=1)) if others else ""
        verb, self._doubt = ("mine" if self._doubt else "new"), True
        keys = [key for log in self._all for key in log.keys]
        answer, repeated = await self._server.run(
            TAKE, keys, (self.name, self._me, count, lease, verb, len(self._logs))
        )
        if answer[0] == b"nogroup":
            self._doubt = False
            return await self._renew()
        notices: list[Rewound | Missed] = []
        for log, row in zip(self._all, answer[1:], strict=True):
            notices += await log.follow(*row[1:])
        rows = list(zip(self._all, answer[1:], strict=True))
        if any(log.meta.epoch != int(row[2]) for log, row in rows[:-1]):
            return Batch((), notices)  # it restarted at this very moment: ask again
        items = [item for log, row in rows for item in log.read(row[0])]
        fresh = [item for item in items if item.key not in self.hand]
        self.hand |= {item.key: item for item in fresh}
        # A reply that was lost may have brought something: the next take looks.
        self._doubt = repeated and verb == "new"
        return Batch(fresh, notices)

    async def _renew(self) -> Batch:
        """Make the subscription again in a store that lost it, where its worker stands.

        Raises:
            StoreError: The store lost nothing: somebody removed the subscription.

        """
        notices: list[Rewound | Missed] = []
        for log in self._logs:
            if (await self._open(log, ""))[0] != b"none":
                continue
            meta = await log.reader.meta()
            if not log.lost(meta):
                raise StoreError(f"the subscription {self.name} was removed")
            held = [i.entry.cursor.n for i in self.hand.values() if i.log == log.which]
            place, said = log.again(meta, min(held) - 1 if held else None)
            await self._open(log, await log.reader.entry_id(place, meta))
            notices += said
        self.hand.clear()
        return Batch((), notices)

    async def wait(self, seconds: float) -> None:
        """Wait until something new is there, but not longer than that."""
        names = [log.keys[0] for log in self._all]
        ids = [log.last for log in self._all]
        try:
            async with asyncio.timeout(seconds + _PATIENCE):
                await told(
                    lambda: self._client.execute_command(  # type: ignore[no-untyped-call]  # redis-py left it untyped
                        "XREAD", "COUNT", 1, "BLOCK", max(1, int(seconds * 1000)),
                        "STREAMS", *names, *ids,
                    )
                )  # fmt: skip
        except (RedisError, OSError) as error:
            raise advise(error, self._server.address) from error

    async def acknowledge(self, items: Iterable[Taken]) -> None:
        """Say that these were handled; what is another's by now is left to it."""
        for log, ids in self._by_log(items):
            await self._settle("ack", log, *ids)
            for entry_id in ids:
                self.hand.pop((log.which, entry_id), None)

    async def keep(self) -> None:
        """Keep what this worker has for another lease; what was taken over leaves its hand."""
        for log, ids in self._by_log(self.hand.values()):
            for entry_id in await self._settle("keep", log, *ids):
                self.hand.pop((log.which, entry_id.decode()), None)

    async def park(self, item: Taken, why: str, tries: int) -> None:
        """Put an event that cannot be handled aside, whole; acknowledged in one step."""
        log = next(log for log in self._all if log.which == item.log)
        about = {
            b"cursor": str(item.entry.cursor),
            b"why": why,
            b"tries": tries,
            b"parked": write_instant(datetime.now(UTC)),
        }
        whole = {k: v for k, v in item.fields.items() if k not in _PARKED} | about
        await self._settle("park", log, item.entry_id, *(x for pair in whole.items() for x in pair))
        self.hand.pop(item.key, None)

    async def told(self) -> None:
        """Say that all that was missed so far was told."""
        for log in self._logs:
            if log.missed:
                await self._settle("told", log, log.missed)
                log.missed = ""

    async def leave(self) -> None:
        """Give what this worker has to the others, at once."""
        self.hand.clear()
        for log in self._all:
            await self._settle("leave", log)

    def _by_log(self, items: Iterable[Taken]) -> list[tuple[Followed, list[str]]]:
        kept = [item for item in items if item.key in self.hand]
        found = [(log, [i.entry_id for i in kept if i.log == log.which]) for log in self._all]
        return [(log, ids) for log, ids in found if ids]

    async def _settle(self, verb: str, log: Followed, *more: Any) -> list[bytes]:
        entries, _, record = log.keys
        delete = int(log.which == "again")
        answer, _ = await self._server.run(
            SETTLE, (entries, record, self._parked), (verb, self.name, self._me, delete, *more)
        )
        return list(answer)

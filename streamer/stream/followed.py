"""A log as one worker of a subscription follows it: where it is, and what it must be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamer import codec
from streamer.model import Cursor, Entry, Missed, Rewound
from streamer.stream.keys import LogKeys
from streamer.stream.meta import Meta, carry
from streamer.stream.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An event that a worker has: nobody else gets it until it idles for a lease.

    Attributes:
        log: Where it is from: ``events``, ``duplicates``, or ``again`` if it was parked.
        entry_id: Its id there.
        fields: The entry as it is stored.
        deliveries: How many workers had it, this one included; those that only had it
            behind another event do not count.
    """

    entry: Entry
    log: str
    entry_id: str
    fields: Mapping[bytes, bytes] = field(repr=False)
    deliveries: int

    @property
    def key(self) -> tuple[str, str]:
        return self.log, self.entry_id


@dataclass(frozen=True, slots=True)
class Batch:
    """What a worker took, and what it must be told before."""

    items: Sequence[Taken]
    notices: Sequence[Rewound | Missed] = ()


class Followed:
    """One log of a subscription.

    Attributes:
        keys: Its entries, its meta, and the record of what the subscription missed there.
        last: The id after which the subscription read nothing yet.
        meta: The log as this worker knows it.
        missed: What its worker is being told, as the record has it.

    """

    def __init__(self, which: str, keys: LogKeys, name: str, reader: Reader) -> None:
        self.which = which
        self.keys = (keys.entries, keys.meta, keys.record(name))
        self.reader = reader
        self.last = "0-0"
        self.meta = Meta()
        self.missed = ""
        self._seen: Cursor | None = None
        self._asked = False

    async def follow(
        self, last: bytes, epoch: bytes, seq: bytes, missed: bytes
    ) -> list[Rewound | Missed]:
        """Learn where the log is; return what the worker must be told of it."""
        self.last = last.decode()
        if self.which == "again":
            return []
        notices: list[Rewound | Missed] = []
        shorter = self._seen is not None and int(seq) < self._seen.n
        if not self._asked or int(epoch) != self.meta.epoch or shorter:
            before, self.meta, self._asked = self.meta, await self.reader.meta(), True
            if self._seen and (notice := _rewound(self._seen, before, self.meta)):
                self._seen = notice.common
                notices.append(notice)
        if missed.decode() != self.missed:
            known = set(self.missed.split())
            self.missed = missed.decode()
            fresh = [text for text in self.missed.split() if text not in known]
            notices += notices_of(fresh, duplicates=self.which == "duplicates")
        return notices

    def read(self, rows: Sequence[Any]) -> list[Taken]:
        """Return the entries of an answer as values."""
        return [self._taken(*row) for row in rows]

    def _taken(self, entry_id: bytes, flat: Sequence[bytes], deliveries: int) -> Taken:
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        found = codec.decode(entry_id.decode(), fields, 0)
        if self.which == "again":
            cursor = cursor_of(fields)
        else:
            cursor = self.meta.cursor(found.cursor.n)
            if self._seen is None or cursor.n > self._seen.n:
                self._seen = cursor
        return Taken(
            entry=Entry(cursor=cursor, time=found.time, event=found.event),
            log=self.which,
            entry_id=entry_id.decode(),
            fields=fields,
            deliveries=deliveries,
        )

    def lost(self, now: Meta) -> bool:
        """Whether the store is no longer the one that this worker knew."""
        return self._asked and (
            now.restarted or now.epoch != self.meta.epoch or now.seq < self.meta.seq
        )

    def again(self, now: Meta, after: int | None) -> tuple[int, list[Rewound | Missed]]:
        """Return where to begin again in a store that forgot us, and what to tell.

        Args:
            now: The log as it is.
            after: The last number that was handled, None if it is the last that was seen.

        """
        asked = self._seen or self.meta.cursor(self.meta.seq)
        n = asked.n if after is None else after
        common = min(n, now.seq)
        if back := _rewound(asked, self.meta, now):
            common = min(common, back.common.n)
        place = max(common, now.trimmed)
        notices: list[Rewound | Missed] = [Rewound(asked=asked, common=now.cursor(common))]
        if common < now.trimmed:
            which = self.which == "duplicates"
            notices.append(Missed(first=common + 1, last=now.trimmed, duplicates=which))
        self.meta, self._seen = now, now.cursor(place)
        return place, notices


def cursor_of(fields: Mapping[bytes, bytes]) -> Cursor:
    """Return the place that a parked event had in its log."""
    epoch, _, n = fields[b"cursor"].decode().partition(".")
    return Cursor(int(epoch), int(n))


def notices_of(ranges: Sequence[str], *, duplicates: bool) -> list[Missed]:
    """Return ``3-7`` and so on as values."""
    pairs = [text.split("-") for text in ranges]
    return [Missed(first=int(a), last=int(b), duplicates=duplicates) for a, b in pairs]


def _rewound(seen: Cursor, before: Meta, now: Meta) -> Rewound | None:
    """Return what to tell a worker that saw *seen* if the store lost that event."""
    asked = carry(seen, before, now)
    later = [start for epoch, start in now.starts.items() if epoch > asked.epoch]
    end = min(later, default=now.seq + 1) - 1
    if asked == seen and asked.n <= end:
        return None
    return Rewound(asked=seen, common=now.cursor(min(asked.n, end)))

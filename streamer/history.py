"""Reading the stream for people: the last of it, what they want of it, and its rhythm."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from streamer.errors import CursorTooOldError
from streamer.model import Cursor, Entry, Event, Kind, Rewound
from streamer.repeats import WINDOW, Repeats

_WINDOW = 256
# So many of the newest events are read for what they told: a second or so at the start.
_RECALLED = 5_000


class Log(Protocol):
    """What reading needs of a stream; ``ports.Stream`` fits."""

    async def tip(self) -> Cursor: ...

    def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncIterator[Entry | Rewound]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events a reader wants; an empty set wants all.

    Attributes:
        fits: Whether a rule wants an event; None without a rule.
    """

    sources: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    fits: Callable[[Event], bool] | None = None

    def __contains__(self, entry: object) -> bool:
        return (
            isinstance(entry, Entry)
            and (not self.sources or entry.event.source in self.sources)
            and (not self.kinds or entry.event.kind in self.kinds)
            and (self.fits is None or self.fits(entry.event))
        )


async def last(
    log: Log,
    wanted: Wanted,
    number: int,
    tip: Cursor,
    *,
    since: Cursor | datetime | None = None,
) -> list[Entry | Rewound]:
    """Return the last *number* wanted events after *since* up to *tip*, the oldest first.

    Without *since* it reads back in steps that grow: a long stream is not read for its end.
    """
    if since is not None:
        return await _end_of(log, wanted, number, since, tip)
    window = max(number, _WINDOW)
    while True:
        start = max(0, tip.n - window)
        try:
            after = Cursor(tip.epoch, start) if start else None
            found = await _end_of(log, wanted, number, after, tip)
        except CursorTooOldError:
            # Nobody asked for what was trimmed.
            start = 0
            found = await _end_of(log, wanted, number, None, tip)
        if len(found) >= number or start == 0:
            return found
        window *= 4


async def _end_of(
    log: Log, wanted: Wanted, number: int, after: Cursor | datetime | None, tip: Cursor
) -> list[Entry | Rewound]:
    notices: list[Entry | Rewound] = []
    kept: deque[Entry] = deque(maxlen=number)
    async for entry in log.read(after):
        if isinstance(entry, Rewound):
            notices.append(entry)
        elif entry.cursor.n > tip.n:
            break
        elif entry in wanted:
            kept.append(entry)
    return [*notices, *kept]


async def recall(log: Log, now: datetime) -> Repeats:
    """Return what the log told within the last day, to find what repeats it."""
    told, tip = Repeats(), await log.tip()
    start = tip.n - _RECALLED
    try:
        entries = log.read(Cursor(tip.epoch, start) if start > 0 else now - WINDOW)
        await _follow(entries, told)
    except CursorTooOldError:
        await _follow(log.read(), told)
    return told


async def _follow(entries: AsyncIterator[Entry | Rewound], told: Repeats) -> None:
    async for entry in entries:
        if isinstance(entry, Entry):
            told.tell([entry.event])


async def paced(
    entries: AsyncIterator[Entry],
    speed: float,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
) -> AsyncIterator[Entry]:
    """Yield *entries* with the pauses between their commits, divided by *speed*.

    Args:
        entries: In the order of their commits.
        speed: How many times faster than it happened; 0 for no pauses at all.
        clock: Seconds that never go back.
        sleep: Waits for that many seconds.

    """
    began: tuple[float, datetime] | None = None
    async for entry in entries:
        if speed > 0:
            began = began or (clock(), entry.time)
            # From the first event on, not from the last: printing takes time as well.
            due = began[0] + (entry.time - began[1]).total_seconds() / speed
            if (wait := due - clock()) > 0:
                await sleep(wait)
        yield entry


async def until(entries: AsyncIterator[Entry], end: Cursor | datetime) -> AsyncIterator[Entry]:
    """Yield *entries* up to and including the cursor or instant *end*."""
    async for entry in entries:
        if isinstance(end, Cursor) and entry.cursor.n > end.n:
            return
        if isinstance(end, datetime) and entry.time > end:
            return
        yield entry
        if isinstance(end, Cursor) and entry.cursor.n == end.n:
            return

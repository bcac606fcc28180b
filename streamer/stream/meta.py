"""What the log knows of itself, and what becomes of a cursor there; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streamer.errors import CursorTooOldError, CursorUnknownError
from streamer.model import Cursor, Rewound

_START = b"start:"
_1970 = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The log in numbers.

    Attributes:
        starts: The first ``n`` of each epoch. They rise with the epochs, because an
            epoch begins with an event.
        seq: The number of the newest event, 0 before the first.
        fence: The highest number given to a poller.
        trimmed: The number of the newest event that was trimmed, 0 before the first.
        trimmed_at: When that event was written, by the store's clock.
        restarted: Whether the server restarted since the newest event, so that events
            which somebody has seen may be gone.
    """

    starts: Mapping[int, int] = field(default_factory=dict)
    seq: int = 0
    fence: int = 0
    trimmed: int = 0
    trimmed_at: datetime | None = None
    restarted: bool = False

    @property
    def epoch(self) -> int:
        return max(self.starts, default=0)

    def cursor(self, n: int) -> Cursor:
        """Return the cursor of event *n*, in the epoch that gave this number out."""
        return Cursor(max((e for e, start in self.starts.items() if start <= n), default=0), n)


def read_meta(restarted: int, found: Mapping[bytes, bytes]) -> Meta:
    """Return the fields of the hash ``meta`` as values."""
    starts = {
        int(name.removeprefix(_START)): int(n)
        for name, n in found.items()
        if name.startswith(_START)
    }
    trimmed_id = found.get(b"trimmed_id")
    return Meta(
        starts=starts,
        seq=int(found.get(b"seq", 0)),
        fence=int(found.get(b"fence", 0)),
        trimmed=int(found.get(b"trimmed", 0)),
        trimmed_at=instant(trimmed_id) if trimmed_id else None,
        restarted=bool(restarted) and bool(starts),
    )


def instant(entry_id: bytes) -> datetime:
    """Return when the store wrote an entry, which its id tells to the millisecond."""
    return _1970 + timedelta(milliseconds=int(entry_id.partition(b"-")[0]))


def milliseconds(at: datetime) -> int:
    """Return the first part of the id that an entry written at *at* would get."""
    return (at - _1970) // timedelta(milliseconds=1)


def resolve(asked: Cursor, meta: Meta) -> tuple[int, Rewound | None]:
    """Return after which event to read on, and what the reader must be told first.

    Raises:
        CursorTooOldError: Events after the cursor were trimmed.
        CursorUnknownError: The cursor is of another store, or lies in the future.

    """
    if asked.epoch not in meta.starts and asked != Cursor(0, 0):
        raise CursorUnknownError(
            f"{asked} is not a cursor of this store; go on with --since start, or with an instant"
        )
    later = [start for epoch, start in meta.starts.items() if epoch > asked.epoch]
    end = min(later, default=meta.seq + 1) - 1
    if asked.n <= end:
        return _check_kept(asked, asked.n, meta), None
    if not later and not meta.restarted:
        raise CursorUnknownError(
            f"{asked} lies in the future: the newest event is {meta.cursor(meta.seq)}"
        )
    return _check_kept(asked, end, meta), Rewound(asked=asked, common=meta.cursor(end))


def carry(asked: Cursor, before: Meta, now: Meta) -> Cursor:
    """Return *asked*, taken back to an epoch that the store still knows.

    A reader that has just read from this store in an epoch that is gone has not come
    from elsewhere: the store lost the beginning of that epoch too.
    """
    while asked.epoch not in now.starts and asked != Cursor(0, 0):
        asked = before.cursor(before.starts.get(asked.epoch, 1) - 1)
    return asked


def _check_kept(asked: Cursor, n: int, meta: Meta) -> int:
    if n < meta.trimmed:
        raise CursorTooOldError(asked, meta.cursor(meta.trimmed))
    return n

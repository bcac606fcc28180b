"""Every error we raise on purpose, grouped by who must act.

StreamerError
├── ConfigError            the user: a file, an option or a value is wrong
│   └── RuleError          … or a rule, wherever it was written
├── SourceError            the source: it failed; the others go on
│   ├── FetchError
│   └── ParseError
├── StoreError             the operator: the store is away, refused, or not fit
│   └── FencedError        another poller took over; this one must stop
├── StaleError             nobody: the state moved meanwhile, diff again
└── CursorError            the reader: the cursor cannot be resumed as it is
    ├── CursorTooOldError
    └── CursorUnknownError
"""

from collections.abc import Sequence
from datetime import datetime

from streamer.model import Cursor, Entry, Outcome


class StreamerError(Exception):
    """Anything that ends a command with one line on stderr."""


class ConfigError(StreamerError):
    """A setting is wrong; the message names the place, the value and the right word."""


class RuleError(ConfigError):
    """A rule is wrong; the message names the part and, where it is known, the right word.

    Attributes:
        problem: What is wrong, without the place.
        column: Where in the short form, from 1 on; 0 in the other one.
        path: Where in the mapping, such as ``("not", "kind", 0)``.
        at_key: Whether it is the last key of the path that is wrong, not what it holds.

    """

    def __init__(
        self,
        problem: str,
        *,
        column: int = 0,
        path: Sequence[str | int] = (),
        at_key: bool = False,
    ) -> None:
        self.problem = problem
        self.column = column
        self.path = tuple(path)
        self.at_key = at_key
        keys = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        place = f", column {column}" if column else f" at {keys.lstrip('.')}" if keys else ""
        super().__init__(f"rule{place}: {problem}")


class SourceError(StreamerError):
    """One source failed. The others go on; the daemon never dies of this.

    Attributes:
        outcome: The class of the failure.
        retry_at: The earliest instant at which the server wants to be asked again.

    """

    def __init__(self, message: str, *, outcome: Outcome, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.outcome: Outcome = outcome
        self.retry_at = retry_at


class FetchError(SourceError):
    """No document came."""


class ParseError(SourceError):
    """A document came, and nothing in it can be believed."""


class StoreError(StreamerError):
    """The store cannot be used; nothing was written."""


class FencedError(StoreError):
    """Another poller has taken over this store; nothing was written."""


class StaleError(StreamerError):
    """An update is no longer at the revision that the diff started from.

    Attributes:
        written: What parts of the commit before the refused one appended.

    """

    def __init__(self, message: str, *, written: Sequence[Entry] = ()) -> None:
        super().__init__(message)
        self.written = written


class CursorError(StreamerError):
    """A cursor cannot be resumed as it is."""


class CursorTooOldError(CursorError):
    """Events after the cursor were trimmed; resuming would skip them in silence.

    Attributes:
        trimmed: The newest cursor that is gone. Resume from it once you have decided
            what the gap means to you.

    """

    def __init__(self, asked: Cursor | datetime, trimmed: Cursor) -> None:
        super().__init__(
            f"{asked} is too old: the events up to {trimmed} are gone; "
            f"go on with --since {trimmed}, or with --since start"
        )
        self.trimmed = trimmed


class CursorUnknownError(CursorError):
    """The cursor was never given out by this store, or lies in the future."""

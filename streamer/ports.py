"""What the poller and the readers need from the world; adapters fit by shape."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from streamer.model import (
    Cursor,
    Document,
    Entry,
    Event,
    Facts,
    Known,
    Memo,
    Rewound,
    Snapshot,
    Source,
    Validators,
)

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One good exchange: a document, or None for "not modified".

    ``fresh_until`` is the earliest instant at which the server wants us back.
    """

    document: Document | None
    validators: Validators
    fresh_until: datetime | None = None


class Fetch(Protocol):
    """Asks a server for a document."""

    async def __call__(self, url: str, validators: Validators, headers: Headers = ()) -> Reply:
        """Return what the server answered.

        Args:
            url: The address.
            validators: What the server gave us for it last time.
            headers: More header fields, for this server only.

        Raises:
            FetchError: With the class of the failure; no document can be had.

        """
        ...


class Parse(Protocol):
    """Reads a document somewhere where it cannot hurt."""

    async def __call__(self, documents: Sequence[Document], source: Source, memo: Memo) -> Snapshot:
        """Return what *documents* show: the first one, and what was fetched for it.

        Args:
            documents: In the order in which they were fetched.
            source: Where they are from, and how to read them.
            memo: That of the source's last snapshot.

        Raises:
            ParseError: It is of no known kind, broken, or took too long.

        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What one poll changes, to be written all or nothing.

    Attributes:
        known: The state after the events, at least for the updates they touch.
        retired: Ids that no snapshot can show again: their state shrinks.
        left: Whether those are updates of a blog that the source is leaving.
        facts: The poll facts that become true together with the events; None in all
            but the last part of a commit that is too large for one script call.
        fence: The poller's number; a store that has seen a higher one refuses.
        time: When, by the poller's clock.
    """

    source: str
    events: Sequence[Event]
    known: Known
    time: datetime
    fence: int
    facts: Facts | None = None
    retired: Sequence[str] = field(default_factory=tuple)
    left: bool = False


class Log(Protocol):
    """Events in the order of their commits, numbered without holes."""

    async def tip(self) -> Cursor:
        """Return the cursor of the newest event, ``n`` 0 in an empty stream."""
        ...

    def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncIterator[Entry | Rewound]:
        """Yield what comes after a cursor, or was committed from an instant on.

        None starts at the oldest kept event. Without *follow* it ends at what was the
        newest event when it began. With *follow* it never ends and lives through
        restarts of the store. A ``Rewound`` comes first, or after a restart, and only
        if the store lost events that this reader had seen.

        Raises:
            CursorTooOldError: Events after the cursor were trimmed.
            CursorUnknownError: The store never gave this cursor out.
            StoreError: The store is away, without *follow*.

        """
        ...

    async def trim(self, keep_after: Cursor) -> None:
        """Forget the events up to and including the cursor, and record that."""
        ...


class Stream(Log, Protocol):
    """The log, and the state it folds to."""

    @property
    def duplicates(self) -> Log:
        """The log of updates that repeat others; state is the fold of both logs."""
        ...

    async def load(self, source: str) -> Known:
        """Return the state of *source*, empty if it was never polled."""
        ...

    async def facts(self, source: str) -> Facts:
        """Return the poll facts of *source*, fresh ones if it was never polled."""
        ...

    async def commit(self, commit: Commit) -> Sequence[Entry]:
        """Append the events that are not yet there; advance state and facts with them.

        Returns:
            The entries that this call appended, to either log; none for a repeated commit.

        Raises:
            StaleError: Some update moved on since the diff. Of a commit in parts, those
                before stand, and the error has their entries; else nothing was written.
            FencedError: Another poller took over; nothing was written.
            StoreError: The store did not answer, or refused; whether anything was
                written is unknown, and repeating the commit is safe.

        """
        ...

    async def save_facts(self, facts: Mapping[str, Facts], fence: int) -> None:
        """Write the facts of many quiet polls in one go.

        Raises:
            FencedError: Another poller took over; nothing was written.

        """
        ...

"""What happened, and its place in the stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from streamer.model.kinds import Kind, Weight
from streamer.model.known import Absent
from streamer.model.update import Update


@dataclass(frozen=True, slots=True)
class Word:
    """A run of words that an edit kept, cut or added."""

    op: Literal["keep", "cut", "add"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an edited update said until now."""

    headline: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change.

    Attributes:
        subject: The update's id, ``""`` for an event of the source itself.
        revision: 1 for a new update, one more with each later change of it.
        update: The update after the change; as last seen when it was removed; None
            for an event of the source.
        before: On edits, and on returns with other words. None there only when the
            former text had shrunk to a tombstone.
        words: Headline and text of an edit as runs of words, by ``headline``, ``text``.
        reason: Why a removal is believed: ``tombstone``, ``absent``, or ``retracted``
            where the update is shown with a note that it was taken back.
        late: Published before the newest update already known.
        duplicate_of: Which update this one repeats, ``<source>/<update id>``. Such an
            event goes to the stream of duplicates.
        reverts: On edits, the revision whose words are back; 0 for words that are new.
        detail: Facts of a source event, such as ``{"outcome": "timeout"}``.
        fetched: The instant of the document that showed the change.
    """

    kind: Kind
    source: str
    subject: str
    revision: int
    fetched: datetime
    update: Update | None = None
    before: Before | None = None
    words: Mapping[str, Sequence[Word]] = field(default_factory=dict)
    weight: Weight | None = None
    reason: str = ""
    baseline: bool = False
    late: bool = False
    duplicate_of: str = ""
    reverts: int = 0
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a diff found: events in the order of the story, and what is now missing."""

    events: tuple[Event, ...]
    absent: Absent


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the stream: after the *n*-th event, counted in the given epoch."""

    epoch: int
    n: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.n}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event in the stream: its place, and when it was committed."""

    cursor: Cursor
    time: datetime
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewound:
    """The store lost events that this reader had seen; it goes on after ``common``."""

    asked: Cursor
    common: Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Events that a subscription can have no more: they were trimmed before it handled them.

    Attributes:
        first: The number of the first of them.
        last: That of the last; all between are gone too.
        duplicates: Whether these are numbers of the stream of duplicates.
    """

    first: int
    last: int
    duplicates: bool = False

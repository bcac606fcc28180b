"""The nouns. Every one is a frozen value; every instant is an aware UTC datetime.

Source → Document → Snapshot → (diff with Known) → Event → Entry
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

Kind = Literal[
    "update.new",
    "update.edited",
    "update.removed",
    "update.restored",
    "source.gap",
    "source.rollover",
    "source.closed",
    "source.stale",
    "source.failing",
    "source.recovered",
    "source.gone",
]
View = Literal["full", "window", "merge", "unknown"]
Basis = Literal["stated", "date-inferred", "first-seen"]
Weight = Literal["minor", "major", "correction"]

# What became of one poll. The first four are good; the others leave everything as it was.
Outcome = Literal[
    "ok-new",
    "ok-edited",
    "unchanged",
    "not-modified",
    "dns",
    "connect",
    "tls",
    "timeout",
    "too-large",
    "http-4xx",
    "gone",
    "rate-limited",
    "http-5xx",
    "challenge",
    "not-a-feed",
    "malformed-partial",
    "malformed-empty",
    "redirect-loop",
    "blocked-ssrf",
    "doubtful",
    "parse-killed",
]

# Marks an update id that we made because the source gave none.
DERIVED = "~"


# What a parser wants to be told at the next poll: a few short texts by name.
Memo = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where a page described by its reader keeps its updates.

    Each is a CSS selector; ``selector@attribute`` means the value of an attribute, and
    ``@attribute`` one of the item itself. All but ``item`` look inside of an item.
    """

    item: str
    id: str = ""
    headline: str = ""
    text: str = ""
    time: str = ""

    def given(self) -> dict[str, str]:
        """Return those that are given, by their names."""
        names = ("item", "id", "headline", "text", "time")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One followed address and how to read it.

    Attributes:
        selectors: For the kind ``css``.
        key: What the source's API wants to know us by, ``""`` without one.
    """

    id: str
    url: str
    kind: str = "auto"
    zone: str | None = None
    tags: tuple[str, ...] = ()
    every: timedelta | None = None
    selectors: Selectors | None = None
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document that a parser wants, as data: parsers ask nobody.

    Attributes:
        url: Its address, absolute.
        role: What the parser will know the answer by, such as ``children`` or ``post 42``.
        headers: More header fields, name and value.
        key: The query parameter that the source's key goes into, ``""`` for none.
    """

    url: str
    role: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One HTTP response, or one file. Header names are lower-case.

    ``role`` is that of the ``Request`` it answers, ``""`` for the first one of a poll. A
    server that refused what a parser wanted leaves a document with its status and no body.
    """

    url: str
    body: bytes = field(repr=False)
    fetched: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    role: str = ""

    def __post_init__(self) -> None:
        _check_aware(self.fetched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One timestamped entry, as its source shows it.

    Attributes:
        id: The source's own id, else its address fragment, else one of ours that
            begins with ``~``.
        published: None only in a snapshot whose source shows no time; the diff then
            puts the instant of the document there, with the basis ``first-seen``.
        clock: The label as shown, such as ``10:35 AM``.
        labels: Words such as ``updated``, ``pinned``, ``correction``, ``breaking``.

    Two updates are equal when a reader would say so; ``diff`` compares by
    ``text.fingerprint`` and not by this equality.
    """

    id: str
    headline: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_basis: Basis = "stated"
    modified: datetime | None = None
    clock: str = ""
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_aware(self.published, self.modified)

    @property
    def derived(self) -> bool:
        """Whether the id is ours, so that a corrected update may show another one."""
        return self.id.startswith(DERIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the documents of one poll show, and what they vouch for.

    It claims no more than what was read, so it can be used as it is while ``wants`` is
    not empty; with what it wants it may claim more.

    Attributes:
        updates: In the page's order.
        fetched: When the first document was.
        format: What was read there, such as ``json-ld`` or ``feed/atom10``.
        modified: When the page itself claims to have changed last.
        closed: Whether the source itself says that nothing more will come.
        tombstones: Ids that the source itself says are gone.
        listed: Ids of updates that are there, says the source, and not shown here.
        next: Addresses that hold older updates of the same source, asked for after a gap.
        successor: The address of the blog that goes on where this one ends.
        wants: What else has to be fetched to read the source, in this very poll.
        start: What the next poll asks for first; None for the source's address.
        memo: What the parser wants to be told at the next poll.
        tells_all: Whether nothing has changed while the first document is the same.
        wait: How long the source itself wants to be left alone.
        selectors: Those that would read the same updates, of a page that was read for
            the first time and by its looks alone.
        problems: What could not be read, one sentence each.
    """

    updates: tuple[Update, ...]
    view: View
    fetched: datetime
    format: str = ""
    title: str = ""
    modified: datetime | None = None
    closed: bool = False
    tombstones: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    successor: str = ""
    wants: tuple[Request, ...] = ()
    start: Request | None = None
    memo: Memo = field(default_factory=dict)
    tells_all: bool = True
    wait: timedelta | None = None
    selectors: Selectors | None = None
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_aware(self.fetched, self.modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUpdate:
    """One update as its events left it.

    ``update`` carries no html. It is None once nothing can show the update again and
    it shrank to a tombstone: then only the fingerprint tells whether it changed.
    The source itself is kept like an update with the id ``""``; its fingerprint is
    the kind of its last event.

    Attributes:
        duplicate_of: Which update it repeats, ``<source>/<update id>``; ``""`` for one
            that the main stream told.
        past: What it said before, oldest first and each once: the revision and its
            fingerprint.
        left: Whether the source has gone on to another blog, where its id may be another
            update's.
    """

    revision: int
    fingerprint: str
    removed: bool = False
    update: Update | None = None
    duplicate_of: str = ""
    past: tuple[tuple[int, str], ...] = ()
    left: bool = False


# The state of a source: update id → what its events so far fold to.
Known = Mapping[str, KnownUpdate]

# Update id → when a good document first failed to show it where it should be.
Absent = Mapping[str, datetime]


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
class Validators:
    """What the server gave us to ask "has it changed?" with, byte for byte."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a poller remembers of a source between two polls.

    Attributes:
        validators: Those of the document that the next poll begins with.
        body: Hash of the last good body, ``""`` before the first.
        polled, due, changed: The last poll; the next; the last one with an event.
        not_before: The server's own word (freshness, Retry-After): no poll earlier.
        failures: Failed polls in a row.
        doubted: When a document was first held back as not to be believed.
        modified: The newest page-level change date that a good document claimed.
        begun: Whether a first poll was committed whole; until then all is baseline.
        first: When that poll was.
        memo: What the parser wants to be told at the next poll.
        start: What the next poll asks for first; None for the address.
        view: What the last good document vouched for.
        wait: How long the source itself wants to be left alone after each poll.
        home: The source's address in the settings at the last good poll.
        address: Where the source is followed now, ``""`` for its home.
        landed: The address that the document of the last good poll came from.
        trail: The addresses where it was followed before.
        looked: When the next blog was looked for last, without finding one.
        closed: Since when the source says that it is over.
    """

    validators: Validators = Validators()
    body: str = ""
    polled: datetime | None = None
    due: datetime | None = None
    not_before: datetime | None = None
    changed: datetime | None = None
    modified: datetime | None = None
    outcome: Outcome | None = None
    failures: int = 0
    absent: Absent = field(default_factory=dict)
    doubted: datetime | None = None
    begun: bool = False
    first: datetime | None = None
    memo: Memo = field(default_factory=dict)
    start: Request | None = None
    view: View = "unknown"
    wait: timedelta | None = None
    home: str = ""
    address: str = ""
    landed: str = ""
    trail: tuple[str, ...] = ()
    looked: datetime | None = None
    closed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a diff found: events in the order of the story, and what is now missing."""

    events: tuple[Event, ...]
    absent: Absent


def _check_aware(*instants: datetime | None) -> None:
    for instant in instants:
        if instant is not None and instant.tzinfo is not UTC:
            raise ValueError(f"instants are aware UTC, got {instant!r}")

"""What a poller remembers of a source between two polls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from streamer.model.kinds import Outcome, View
from streamer.model.known import Absent
from streamer.model.source import Memo, Request


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
        onward: Where the last good document says that the blog goes on, ``""`` for here.
        looked: When the next blog was looked for last, without finding one.
        wary: Since when the next blog shows what is not to be believed.
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
    onward: str = ""
    looked: datetime | None = None
    wary: datetime | None = None
    closed: datetime | None = None

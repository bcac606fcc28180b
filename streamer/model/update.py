"""What documents show: updates, and what the documents vouch for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from streamer.model.aware import check_aware
from streamer.model.kinds import Basis, View
from streamer.model.source import Memo, Request, Selectors

# Marks an update id that we made because the source gave none.
DERIVED = "~"


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
        check_aware(self.published, self.modified)

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
        check_aware(self.fetched, self.modified)

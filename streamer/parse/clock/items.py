"""Items with clocks to a snapshot: their days, their ids, and the copies among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final, TypeVar

from streamer.model import Snapshot, Update
from streamer.parse.clock.labels import prefix_labels
from streamer.parse.dates import changed
from streamer.stamps import Shown, Stamp, date_items, modified_at, oldest_first
from streamer.stamps.clocks import Clock
from streamer.stamps.days import Day
from streamer.text import derived_id, fingerprint, words

# More items than any page shows to people.
_MOST_ITEMS: Final = 2_000

# So many words of an item without a headline stand for it.
_OPENING: Final = 12

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page lists.

    Attributes:
        items: In the page's order.
        zone: The zone of clocks that name none, None if nobody knows it.
        format: The format to name.
        title: The page's title.
        problems: What could not be read.
    """

    items: "Sequence[Item]"
    fetched: datetime
    zone: tzinfo | None
    format: str
    title: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as its page shows it.

    Attributes:
        clock: None where only a machine time is known, or none at all.
        id: The page's own id, ``""`` if it gives none.
        day: The day heading above it.
        stated: The machine time beside the clock.
        modified: The machine time of its last modification.
    """

    clock: Clock | None
    id: str = ""
    day: Day | None = None
    stated: datetime | None = None
    modified: datetime | None = None
    headline: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()

    @property
    def face(self) -> str:
        """What tells items of one id or of the same words apart."""
        return str(self.clock.time if self.clock else self.stated or "")

    @property
    def shown(self) -> Shown:
        return Shown(
            clock=self.clock, day=self.day, stated=self.stated, pinned="pinned" in self.labels
        )


def most(rows: Sequence[_Row]) -> tuple[Sequence[_Row], tuple[str, ...]]:
    """Return as many rows as a page for people can have, and what to say of the others."""
    if len(rows) <= _MOST_ITEMS:
        return rows, ()
    return rows[:_MOST_ITEMS], (f"{len(rows)} items; only the first {_MOST_ITEMS} were read",)


def snapshot(listing: Listing) -> Snapshot:
    """Return a page's list as a snapshot: each item dated, named, and there once."""
    zone, fetched, problems = listing.zone, listing.fetched, listing.problems
    items = _believed(_without_copies(listing.items))
    shown = [item.shown for item in items]
    stamps = date_items(shown, fetched=fetched, zone=zone)
    ids = _ids(items, upwards=not oldest_first(shown, fetched=fetched, zone=zone))
    if zone is None and any(item.clock and not (item.stated or item.clock.zone) for item in items):
        problems += ("no time zone is known; the clocks were read as UTC",)
    updates = [
        _update(item, name, stamp, listing)
        for item, name, stamp in zip(items, ids, stamps, strict=True)
    ]
    return Snapshot(
        updates=tuple(updates),
        view="window",
        fetched=fetched,
        format=listing.format,
        title=listing.title,
        problems=problems,
    )


def _update(item: Item, name: str, stamp: Stamp | None, listing: Listing) -> Update:
    published = stamp.instant if stamp else None
    clock, modified = item.clock, item.modified
    if modified is None and clock and clock.modified and published:
        later = replace(clock.modified, zone=clock.modified.zone or clock.zone)
        modified = modified_at(published, later, fetched=listing.fetched, zone=listing.zone)
    labels = item.labels | prefix_labels(item.headline, item.text)
    return Update(
        id=name,
        headline=item.headline,
        text=item.text,
        html=item.html,
        url=item.url,
        authors=item.authors,
        published=published,
        published_basis=stamp.basis if stamp else "first-seen",
        modified=changed(published, modified),
        clock=clock.label if clock else "",
        labels=tuple(sorted(labels | ({"updated"} if clock and clock.updated else set()))),
    )


def _without_copies(items: Sequence[Item]) -> list[Item]:
    """Return *items* without those that repeat another one, as a pinned copy does.

    A copy has the same clock, and the same id or no id and the same words. It stands above
    the list, so the upper of two equals is the copy, and the other one is pinned.
    """
    items = _with_ids_of_their_own(items)
    originals: dict[tuple[str, str], int] = {}
    copies: dict[int, int] = {}
    for place in sorted(range(len(items)), key=lambda place: (not items[place].id, -place)):
        item = items[place]
        said = item.face, fingerprint(item.headline, item.text)
        own = (item.face, item.id) if item.id else said
        original = originals.setdefault(own, place)
        originals.setdefault(said, place)
        if original != place and (item.id or item.text or item.headline):
            copies[place] = original
    pinned = set(copies.values())
    return [
        replace(item, labels=item.labels | {"pinned"}) if place in pinned else item
        for place, item in enumerate(items)
        if place not in copies
    ]


def _with_ids_of_their_own(items: Sequence[Item]) -> list[Item]:
    """Return *items* without the ids that are another item's, further down the page."""
    faces = {item.id: item.face for item in items}
    return [item if item.face == faces[item.id] else replace(item, id="") for item in items]


def _believed(items: Sequence[Item]) -> list[Item]:
    """Return *items* without machine times that are the page's and not their own."""
    stated = {item.stated for item in items if item.stated}
    faces = {item.face for item in items if item.stated}
    if len(stated) == 1 and len(faces) > 1:
        return [replace(item, stated=None) for item in items]
    return list(items)


def _ids(items: Sequence[Item], *, upwards: bool) -> list[str]:
    """Return an id for each item, its own or one of ours.

    Of items that would share one of ours, the oldest keeps it.
    """
    seen: Counter[str] = Counter()
    names: dict[int, str] = {}
    order = range(len(items))
    for place in reversed(order) if upwards else order:
        item = items[place]
        name = item.id
        if not name:
            said = item.headline or " ".join(words(item.text)[:_OPENING])
            base = derived_id(item.clock.label if item.clock else item.face, said)
            seen[base] += 1
            name = base if seen[base] == 1 else f"{base}-{seen[base]}"
        names[place] = name
    return [names[place] for place in order]

"""The children of a live list: which are updates, what they are called, and of when.

``data-sort-time`` is when an update was made, in seconds or milliseconds, also both in one
list. Sourcefabric's theme adds ten years to that of a pinned update, so that it stands
above all others; any other sort time in the future is no time of publication.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.model import Update
from streamer.parse.dates import changed, instant
from streamer.parse.ids import key
from streamer.parse.platforms.item_prose import Prose, labels, read_item
from streamer.text import derived_id, squash

_AD: Final = re.compile(r"(?:ad|clean)-", re.IGNORECASE)
_AD_CLASS: Final = re.compile(
    r"ads?(?:[-_](?:slot|unit|box|block|container|wrapper|item|banner))?|advert(?:s|isements?)?",
    re.IGNORECASE,
)
_AD_MARKUP: Final = "amp-ad, amp-embed, amp-sticky-ad, ins.adsbygoogle"
# Where sort times are numbers such as 1, they only say where to put an advertisement.
_NO_TIME: Final = re.compile(r"\d{1,8}")
# The AMP theme of one plugin calls an update `post` and the time of its last edit.
_MADE_OF_TIME: Final = re.compile(r"post[-_]?(\d{10}|\d{13})")
_FALSE: Final = frozenset({"false", "0", "no"})
_SKEW: Final = timedelta(minutes=1)
# Nobody wrote live lists before.
_FIRST: Final = datetime(2010, 1, 1, tzinfo=UTC)
# Some themes give local time for UTC.
_FARTHEST: Final = timedelta(hours=15)
_PIN_YEARS: Final = 10
_YEAR: Final = timedelta(days=365)
_DAY: Final = timedelta(days=1)
_JITTER: Final = timedelta(seconds=2)
_BEGINNING: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A child of a list.

    Attributes:
        name: Its id as written.
        sort, change: Its sort time and update time; None where they are none.
        latest: The later of both as written, which is what the server is asked with.
        gone: Whether it is a tombstone.
    """

    node: LexborNode
    name: str
    sort: datetime | None
    change: datetime | None
    latest: str
    gone: bool


def read_items(lists: Sequence[LexborNode]) -> list[Item]:
    """Return the children of all *lists* in the page's order, advertisements left out."""
    holders = [node for one in lists if (node := _holder(one)) is not None]
    items = (_item(child) for holder in holders for child in holder.iter())
    return [item for item in items if item is not None]


def names(items: Sequence[Item], fetched: datetime) -> dict[str, str]:
    """Return the key of each item by its name, the same before and after an edit."""
    timed = {item.name: made for item in items if (made := _made_of_time(item)) is not None}
    born = {item.name: item.sort for item in items if item.sort is not None}
    # Numbers that merely look like times are not all between an update's birth and now.
    moves = all(
        name in born and born[name] - _JITTER <= made <= fetched + _FARTHEST
        for name, made in timed.items()
    )
    if not moves:
        timed = {}
    return {
        item.name: f"post{int(born[item.name].timestamp())}"
        if item.name in timed
        else key(item.name, "", "") or item.name
        for item in items
    }


def updates(
    items: Sequence[Item], url: str, fetched: datetime, zone: tzinfo | None
) -> tuple[Update, ...]:
    """Return what the items show that are not tombstones."""
    keys = names(items, fetched)
    shown = [item for item in items if not item.gone]
    bearers = Counter(keys[item.name] for item in {item.name: item for item in shown}.values())
    found = []
    for item in shown:
        said = read_item(item.node, url, zone)
        if not _is_ad(item, said):
            name = keys[item.name]
            # Two of one second: then words must tell them apart.
            own = name if bearers[name] == 1 else _worded(item, said)
            found.append(_update(item, said, own, url, fetched))
    return tuple(found)


def is_past(at: datetime | None, fetched: datetime) -> bool:
    """Whether *at* is a time and lies, but for a clock that goes wrong, before *fetched*."""
    return at is not None and at <= fetched + _SKEW


def _unpinned(sort: datetime | None, shown: datetime | None, fetched: datetime) -> datetime | None:
    """Return the true time of an update that is pinned by its sort time, None if it is not."""
    if sort is None or sort.year - _PIN_YEARS < _FIRST.year:
        return None
    day = 28 if (sort.month, sort.day) == (2, 29) else sort.day
    true = sort.replace(year=sort.year - _PIN_YEARS, day=day)
    agrees = shown is not None and abs(shown - true) <= _DAY
    return true if is_past(true, fetched) and (agrees or sort - fetched > _YEAR) else None


def _holder(live: LexborNode) -> LexborNode | None:
    """Return the element that holds the items of a list."""
    for child in live.iter():
        if "items" in child.attributes:
            return child
    return live.css_first("[items]")


def _item(node: LexborNode) -> Item | None:
    attributes = node.attributes
    name = squash(attributes.get("id") or "")
    sort, change = (
        squash(attributes.get(key) or "") for key in ("data-sort-time", "data-update-time")
    )
    # A list may hold the nodes of its theme as well, which have no id.
    if not name or _AD.match(name) or _NO_TIME.fullmatch(sort):
        return None
    tombstone = attributes.get("data-tombstone", "false") or ""
    made, moved = _instant(sort), _instant(change)
    return Item(
        node=node,
        name=name,
        sort=made,
        change=moved,
        latest=change if moved is not None else sort,
        gone=tombstone.strip().casefold() not in _FALSE,
    )


def _instant(said: str) -> datetime | None:
    at = instant(said)
    return at if at is not None and at >= _FIRST else None


def _made_of_time(item: Item) -> datetime | None:
    digits = _MADE_OF_TIME.fullmatch(item.name)
    return _instant(digits[1]) if digits else None


def _is_ad(item: Item, said: Prose) -> bool:
    """Whether an item is an advertisement; an update that is marked as sponsored is none."""
    if not (said.headline or said.text) and item.node.css_first(_AD_MARKUP) is not None:
        return True
    classes = (item.node.attributes.get("class") or "").split()
    return any(_AD_CLASS.fullmatch(name) for name in classes)


def _worded(item: Item, said: Prose) -> str:
    return derived_id(str(item.sort), said.headline or said.text[:_BEGINNING])


def _update(item: Item, said: Prose, own: str, url: str, fetched: datetime) -> Update:
    unpinned = _unpinned(item.sort, said.instant, fetched)
    published = next(
        (at for at in (unpinned or item.sort, said.instant) if is_past(at, fetched)), None
    )
    made = _made_of_time(item)
    change = item.change or (made if made is not None and own != item.name else None)
    marks = labels(item.node.attributes.get("class") or "")
    if unpinned is not None:
        marks = tuple(dict.fromkeys((*marks, "pinned")))
    return Update(
        id=own,
        headline=said.headline,
        text=said.text,
        html=said.html,
        url=f"{url}#{item.name}",
        authors=said.authors,
        published=published,
        modified=changed(published, change) if is_past(change, fetched) else None,
        clock=said.clock,
        labels=marks,
    )

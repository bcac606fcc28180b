"""A page's list of updates and its own elements, united by id.

The list is taken at its word, because elements come and go with the length of the page.
An element adds what the list has not: its headline and times where those of the list
are the page's, its words where the list cuts them, and whole updates that it leaves out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from streamer.model import Update
from streamer.parse.html import sanitise
from streamer.parse.schema_org.item_words import body, headline, label, markup, times
from streamer.parse.schema_org.page_items import Item
from streamer.parse.schema_org.shared_fields import Shared
from streamer.text import fingerprint, normalise

# Below this share of equal texts, an update would be "edited" by leaving the list.
_AGREEMENT = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What is united.

    Attributes:
        listed: The updates of the list.
        items: The elements of the page.
        cut: Ids of the updates whose text the list cuts.
        shared: The fields of the list that are the page's.
        url: The address of the page.
        zone: What an element's time without a zone is read in, None for not at all.

    """

    listed: Sequence[Update]
    items: Sequence[Item]
    cut: Collection[str]
    shared: Shared
    url: str
    zone: tzinfo | None


def unite(sides: Sides) -> tuple[tuple[Update, ...], tuple[str, ...]]:
    """Return the updates of both sides in the page's order, and what is wrong with them."""
    items = {item.id: item for item in sides.items}
    whole = all(update.id in items for update in sides.listed)
    united = [_complete(update, items, sides, whole=whole) for update in sides.listed]
    listed = {update.id for update in united}
    extra = [item for item in sides.items if item.id not in listed]
    if not extra:
        return tuple(united), ()
    if not _agree(united, items):
        said = "their words differ from the list's where both have them"
        return tuple(united), (f"{len(extra)} updates of the page are left out: {said}",)
    return _merge(united, [_read(item, sides) for item in extra], sides.items), ()


def _complete(update: Update, items: Mapping[str, Item], sides: Sides, *, whole: bool) -> Update:
    """Return a listed update with what its element knows better."""
    item, shared = items.get(update.id), sides.shared
    if item is None and not shared.names:
        return update
    own = replace(
        update,
        headline="" if shared.headline else update.headline,
        published=None if shared.published else update.published,
        modified=None if shared.modified else update.modified,
    )
    if item is None:
        return own
    seen = times(item.node, sides.zone)
    fuller = _fuller(own, item) if whole and update.id in sides.cut else None
    return replace(
        own,
        headline=headline(item.node) if shared.headline else own.headline,
        text=fuller or own.text,
        html=sanitise(markup(item.node), sides.url) if fuller else own.html,
        url=own.url or f"{sides.url}#{item.anchor}",
        published=own.published or seen.published,
        modified=own.modified or (seen.modified if shared.published or shared.modified else None),
        clock=own.clock or label(seen.clock),
    )


def _fuller(update: Update, item: Item) -> str:
    """Return the words of the element if they begin like those that the list cuts."""
    words = body(item.node)
    begun = normalise(update.text).rstrip(".")
    return words if begun and normalise(words).startswith(begun) else ""


def _agree(updates: Sequence[Update], items: Mapping[str, Item]) -> bool:
    both = [(update, items[update.id]) for update in updates if update.id in items]
    same = sum(_says(update) == _says(_worded(item)) for update, item in both)
    return same >= _AGREEMENT * len(both)


def _says(update: Update) -> str:
    return fingerprint(update.headline, update.text)


def _worded(item: Item) -> Update:
    return Update(id=item.id, headline=headline(item.node), text=body(item.node))


def _read(item: Item, sides: Sides) -> Update:
    """Return an update that only the page has."""
    seen = times(item.node, sides.zone)
    return replace(
        _worded(item),
        html=sanitise(markup(item.node), sides.url),
        url=f"{sides.url}#{item.anchor}",
        published=seen.published,
        modified=seen.modified,
        clock=label(seen.clock) if seen.published else seen.clock,
    )


def _merge(
    listed: Sequence[Update], extra: Sequence[Update], items: Sequence[Item]
) -> tuple[Update, ...]:
    """Put each extra update behind the one that it follows on the page."""
    added = {update.id: update for update in extra}
    behind: dict[str, list[Update]] = {}
    before = ""
    for item in items:
        if item.id in added:
            behind.setdefault(before, []).append(added[item.id])
        else:
            before = item.id
    merged = behind.get("", [])
    for update in listed:
        merged += [update, *behind.get(update.id, ())]
    return tuple(merged)

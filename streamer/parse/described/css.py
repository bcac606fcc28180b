"""Pages that their reader describes: CSS selectors for the items and what is in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time

from selectolax.lexbor import LexborNode

from streamer.errors import ParseError
from streamer.model import Selectors, Snapshot
from streamer.parse.blocks import Layout
from streamer.parse.clock.extents import Extent, under_days
from streamer.parse.clock.furniture import is_ad_item
from streamer.parse.clock.items import Item, Listing, most, snapshot
from streamer.parse.clock.labels import class_labels
from streamer.parse.clock.marks import Mark
from streamer.parse.clock.own_ids import OwnId, own_ids
from streamer.parse.clock.page import zone_of_page
from streamer.parse.described.items import Described, Description
from streamer.parse.described.selecting import faults, outermost, selector
from streamer.parse.html import sanitise, text_of
from streamer.parse.ids import key
from streamer.parse.page import Page
from streamer.parse.refusal import wall
from streamer.stamps.clocks import Clock
from streamer.stamps.days import Day

_NO_CLOCK = Clock(label="", time=time())
# What the selectors found at the last poll, by the name of the memo.
_FOUND = "found"
# So many updates of one machine time have it from their page.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """What the page says around an item: its id there, and the day heading above it."""

    own: OwnId
    day: Day | None = None


_NOWHERE = _Place(OwnId())


def recognise(page: Page) -> bool:
    """Whether the page is described at all: it is read as its reader says, or not."""
    return page.selectors is not None


def read(page: Page) -> Snapshot:
    """Return the items of the page.

    Raises:
        ParseError: No element is an item, or what was found in all of them until now is
            in none of them: the page is not what was described.

    """
    if page.selectors is None:
        raise ParseError("the page is not described", outcome="not-a-feed")
    for wrong in faults(page.selectors):
        raise ParseError(f"selectors: {wrong}", outcome="not-a-feed")
    nodes, problems = most(_items(page, page.selectors))
    zone = zone_of_page(page)
    description = Description(page.selectors, zone, {node.mem_id for node in nodes})
    read: Sequence[Described] = [description.read(node) for node in nodes]
    found = frozenset(name for one in read for name in one.found)
    missing = [name for name in description.names if name not in found]
    _check(missing, page)
    problems += tuple(_told(missing, page.selectors, len(nodes)))
    read = _without_the_pages(read)
    places = _places(page, nodes, read)
    items = [_item(page, *each) for each in zip(nodes, read, places, strict=True)]
    shown = snapshot(
        Listing(
            items=[item for item in items if item.id or item.headline or item.text],
            fetched=page.fetched,
            zone=zone,
            format="css",
            title=_title(page),
            problems=problems,
        )
    )
    return replace(shown, memo={_FOUND: " ".join(sorted(found))})


def _items(page: Page, selectors: Selectors) -> list[LexborNode]:
    """Return the elements of the items, those inside of another one and advertisements not."""
    held = {node.mem_id for node in page.tree.css(selector(selectors.item).css)}
    root = page.tree.root
    nodes = list(outermost(root, held)) if root else []
    if not nodes:
        raise wall(page) or ParseError(
            f'no element of the page is an item: "{selectors.item}" matches nothing, so the '
            "page is another one than was described",
            outcome="not-a-feed",
        )
    return without_ads(nodes)


def without_ads(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Return the elements that are no advertisements."""
    return [node for node in nodes if not is_ad_item(_class(node), node.id or "")]


def _class(node: LexborNode) -> str:
    return node.attributes.get("class") or ""


def _check(missing: Sequence[str], page: Page) -> None:
    """Refuse a page that has lost what was found before, or each update would lose it."""
    lost = [name for name in missing if name in page.memo.get(_FOUND, "").split()]
    if lost:
        said = " and ".join(f'{name} "{getattr(page.selectors, name)}"' for name in lost)
        raise ParseError(f"found at the last poll, and in no item now: {said}", outcome="doubtful")


def _told(missing: Sequence[str], selectors: Selectors, count: int) -> Sequence[str]:
    return [
        f'no {name}: "{getattr(selectors, name)}" finds nothing in {count} items'
        for name in missing
    ]


def _places(page: Page, nodes: Sequence[LexborNode], read: Sequence[Described]) -> Sequence[_Place]:
    """Return where the items stand, nothing for items that are no blocks of their own."""
    layout = page.layout
    boxes = {box.node.mem_id: place for place, box in enumerate(layout.boxes)}
    if not nodes or any(node.mem_id not in boxes for node in nodes):
        return [_NOWHERE for _ in nodes]
    extents = [
        _extent(layout, boxes[node.mem_id], one.clock)
        for node, one in zip(nodes, read, strict=True)
    ]
    if any(extent.first == extent.last for extent in extents):
        return [_NOWHERE for _ in nodes]
    names = own_ids(layout, extents, page.url)
    dated = under_days(layout, extents)
    return [_Place(own, one.day) for own, one in zip(names, dated, strict=True)]


def _extent(layout: Layout, place: int, clock: Clock | None) -> Extent:
    box = layout.boxes[place]
    mark = Mark(block=box.first, clock=clock or _NO_CLOCK)
    return Extent(mark=mark, first=box.first, last=box.last, box=place)


def _item(page: Page, node: LexborNode, said: Described, place: _Place) -> Item:
    own = place.own
    return Item(
        clock=said.clock,
        id=key(said.id, "", page.url) if said.id else own.id,
        day=place.day,
        stated=said.stated,
        modified=said.modified,
        headline=said.headline,
        text=said.text,
        html=sanitise(said.markup, page.url) if said.markup else "",
        url=own.url,
        labels=class_labels(_class(node)),
    )


def _without_the_pages(read: Sequence[Described]) -> Sequence[Described]:
    """Return what the items say without a machine time that is the same in all of them."""
    own = read
    if len(read) >= _ENOUGH and len({one.stated for one in read}) == 1:
        own = [replace(one, stated=None) for one in own]
    if len(read) >= _ENOUGH and len({one.modified for one in read}) == 1:
        own = [replace(one, modified=None) for one in own]
    return own


def _title(page: Page) -> str:
    found = page.tree.css_first("h1") or page.tree.css_first("title")
    return text_of(found) if found else ""

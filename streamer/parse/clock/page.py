"""HTML pages whose items show a clock: ``<h2>12.31 Uhr: Headline</h2>``, ``<time>19:30</time>``.

Which elements the items are made of is learned from the page: clocks in elements of one
kind are one group, and the group whose items say most is the live blog.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo
from typing import Final

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.blocks import Layout
from streamer.parse.clock.extents import Extent, find_extents, is_beside_text
from streamer.parse.clock.furniture import is_ad_item
from streamer.parse.clock.item_html import item_html
from streamer.parse.clock.items import Item, Listing, most, snapshot
from streamer.parse.clock.labels import class_labels
from streamer.parse.clock.marks import Mark, Shape, find_marks
from streamer.parse.clock.own_ids import OwnId, own_ids
from streamer.parse.clock.parts import Parts, plain, take_apart
from streamer.parse.page import Page
from streamer.stamps import Shown, oldest_first
from streamer.stamps.zones import zone_in_note, zone_of
from streamer.text import squash

# Fewer letters that lead nowhere else are the line of a programme, a score or a teaser.
_FEWEST_LETTERS: Final = 40
_FEWEST_ITEMS: Final = 2
_MOST_GROUPS: Final = 5
# How far into an item we look to see whether it says something.
_GLANCE: Final = 40
_SOON: Final = timedelta(minutes=30)


def recognise(page: Page) -> bool:
    """Whether the page has at least two items of one kind that show a clock and say something.

    A list of links is none (teasers), nor is one that goes on into the future (a
    programme), nor what stands in the page's sidebar, navigation or comments.
    """
    if not page.text.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    extents = page.once(_listing)
    if all(_is_ad(page.layout, extent) for extent in extents):
        return False
    return not (_leads_away(page.layout, extents) or _is_programme(extents, page))


def read(page: Page) -> Snapshot:
    """Return the items of the page.

    Raises:
        ParseError: There are none.
    """
    items, problems = items_of(page)
    if not items:
        raise ParseError("the page has no items with clocks", outcome="not-a-feed")
    if page.layout.cut:
        problems += (f"only the first {len(page.layout.blocks)} lines of the page were read",)
    return snapshot(
        Listing(
            items=[item for _, item in items],
            fetched=page.fetched,
            zone=page.once(zone_of_page),
            format="clock-page",
            title=_title(page),
            problems=problems,
        )
    )


def items_of(page: Page) -> tuple[Sequence[tuple[Extent, Item]], tuple[str, ...]]:
    """Return the items of the page, where each stands, and what could not be read."""
    layout, zone = page.layout, page.once(zone_of_page)
    extents, problems = most(page.once(_listing))
    names = own_ids(layout, extents, page.url)
    items = [
        (extent, _item(page, extent, name, take_apart(layout, extent, zone)))
        for extent, name in zip(extents, names, strict=True)
        if not _is_ad(layout, extent)
    ]
    return items, problems


def _listing(page: Page) -> list[Extent]:
    """Return the items of the group of clocks that says most, none if no group says enough."""
    marks = find_marks(page.layout, page.zone)
    groups: dict[Shape, list[Mark]] = {}
    for mark in marks:
        if not _is_elsewhere(page.layout, mark):
            groups.setdefault(mark.shape, []).append(mark)
    best: list[Extent] = []
    most = 0
    for group in sorted(groups.values(), key=len, reverse=True)[:_MOST_GROUPS]:
        extents = find_extents(page.layout, group)
        telling = sum(_letters(page.layout, extent) >= _FEWEST_LETTERS for extent in extents)
        if telling >= _FEWEST_ITEMS and 2 * telling >= len(extents) and telling > most:
            best, most = extents, telling
    return best


def _is_elsewhere(layout: Layout, mark: Mark) -> bool:
    box = layout.blocks[mark.block].box
    return box >= 0 and layout.boxes[box].elsewhere


def _letters(layout: Layout, extent: Extent) -> int:
    """Return how many letters of an item's words do not lead elsewhere."""
    line = layout.blocks[extent.mark.block]
    letters = max(0, len(line.text) - line.linked - len(extent.mark.clock.label))
    for number in range(extent.first, min(extent.last, extent.first + _GLANCE)):
        if number != extent.mark.block and not is_beside_text(layout, extent.mark, number):
            letters += len(layout.blocks[number].text) - layout.blocks[number].linked
    return letters


def _leads_away(layout: Layout, extents: Sequence[Extent]) -> bool:
    """Whether most headlines are links: then these are teasers of other pages."""
    linked = 0
    for extent in extents:
        glance = range(extent.first, min(extent.last, extent.first + _GLANCE))
        bare = extent.mark.block if not extent.mark.headline else -1
        lines = [layout.blocks[number] for number in glance if number != bare]
        head = next((line for line in lines if line.heading), None)
        linked += head is not None and 2 * head.linked > len(head.text)
    return 2 * linked > len(extents)


def _is_programme(extents: Sequence[Extent], page: Page) -> bool:
    """Whether the list goes down in time, from before the fetch to after it."""
    shown = [Shown(clock=extent.mark.clock, day=extent.day) for extent in extents]
    dated = any(extent.day or extent.mark.stated for extent in extents)
    if dated or not oldest_first(shown, fetched=page.fetched, zone=page.zone):
        return False
    now = page.fetched.astimezone(page.zone or UTC)
    soon = (now + _SOON).time()
    return extents[0].mark.clock.time < now.time() < soon < extents[-1].mark.clock.time


def _is_ad(layout: Layout, extent: Extent) -> bool:
    if extent.box < 0:
        return False
    box = layout.boxes[extent.box]
    return is_ad_item(box.names, box.node.attributes.get("id") or "")


def _item(page: Page, extent: Extent, own: OwnId, parts: Parts) -> Item:
    blocks = [plain(page.layout.blocks[number]) for number in parts.text]
    clock = extent.mark.clock
    names = page.layout.boxes[extent.box].names if extent.box >= 0 else ""
    labels = parts.labels | class_labels(names) | ({"updated"} if parts.marker else set())
    return Item(
        clock=replace(clock, day=clock.day or parts.day),
        id=own.id,
        day=extent.day,
        stated=extent.mark.stated,
        modified=parts.modified,
        headline=parts.headline,
        text=" ".join(text for text in (parts.said, *blocks) if text),
        html=item_html(page.layout, extent, parts, page.url),
        url=own.url,
        authors=tuple(dict.fromkeys(name for name in parts.authors if name)),
        labels=frozenset(labels),
    )


def zone_of_page(page: Page) -> tzinfo | None:
    """Return the zone that the page says all its times are in, else the source's."""
    notes = (zone_in_note(block.text) for block in page.layout.blocks)
    note = next(filter(None, notes), "")
    return (zone_of(note, page.zone, page.fetched) if note else None) or page.zone


def _title(page: Page) -> str:
    first = next((block.text for block in page.layout.blocks if block.heading == 1), "")
    title = page.tree.css_first("title")
    return first or (squash(title.text()) if title else "")

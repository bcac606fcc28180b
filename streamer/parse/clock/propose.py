"""Selectors for a page that was read by its clocks, so that it need not be guessed again.

What the elements of the items have in common is tried out, field by field, until it says of
each item what its clock said. Only what then reads the same updates is proposed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.errors import ParseError
from streamer.model import Selectors, Snapshot
from streamer.parse.clock.candidates import Candidates, attributes_of
from streamer.parse.clock.furniture import is_timely
from streamer.parse.clock.items import Item
from streamer.parse.clock.page import items_of, zone_of_page
from streamer.parse.described import css
from streamer.parse.described.items import Described, Description
from streamer.parse.described.selecting import fault, outermost
from streamer.parse.ids import key
from streamer.parse.page import Page

_FEWEST: Final = 2
# A page that takes long to read must not take twice as long for this.
_MOST_BLOCKS: Final = 8_000
_LONGEST: Final = 4_000_000
# The others only have their say when all is read for the proof.
_MOST_TRIED: Final = 40
_HEAD: Final = re.compile(r"(?:^|> )h[1-6]\b")


def propose(page: Page, shown: Snapshot) -> Selectors | None:
    """Return selectors that read what *shown* has, None if none are found.

    Args:
        page: A page that ``clock.page`` recognises.
        shown: What it read there.

    """
    if len(page.layout.blocks) > _MOST_BLOCKS or len(page.text) > _LONGEST:
        return None
    items, _ = items_of(page)
    boxes = page.layout.boxes
    if len(items) < _FEWEST or any(extent.box < 0 for extent, _ in items):
        return None
    nodes = [boxes[extent.box].node for extent, _ in items]
    candidates = Candidates(nodes)
    for one in candidates.items():
        if _same_elements(page, one, nodes):
            found = _Search(page, nodes, [item for _, item in items], candidates).fill(one)
            return found if found and _reads_the_same(page, found, shown) else None
    return None


def _same_elements(page: Page, selector: str, nodes: Sequence[LexborNode]) -> bool:
    """Whether a selector means these elements, and but for advertisements no others."""
    if fault(selector, whole=True):
        return False
    held = {node.mem_id for node in page.tree.css(selector)}
    root = page.tree.root
    if root is None or not held.issuperset(node.mem_id for node in nodes):
        return False
    return len(css.without_ads(outermost(root, held))) == len(nodes)


def _reads_the_same(page: Page, selectors: Selectors, shown: Snapshot) -> bool:
    described = copy(page)
    described.selectors = selectors
    try:
        read = css.read(described)
    except ParseError:
        return False
    return not set(read.problems) - set(shown.problems) and list(_said(read)) == list(_said(shown))


def _said(shown: Snapshot) -> Iterator[tuple[object, ...]]:
    for one in shown.updates:
        at = one.published
        yield one.id, one.headline, one.text, at and at.replace(second=0, microsecond=0)


class _Search:
    """The search for the selectors of one page's fields."""

    def __init__(
        self,
        page: Page,
        nodes: Sequence[LexborNode],
        items: Sequence[Item],
        candidates: Candidates,
    ) -> None:
        self._page = page
        step = -(-len(nodes) // _MOST_TRIED)
        self._nodes = nodes[::step]
        self._items = items[::step]
        self._candidates = candidates
        self._zone = zone_of_page(page)
        self._ids = {node.mem_id for node in nodes}

    def fill(self, item: str) -> Selectors | None:
        """Return the selectors of the fields of an item, None if one is not found."""
        found = Selectors(item=item)
        inside = self._candidates.inside()
        for name, agrees, tried in (
            ("time", _shows_time, sorted(inside, key=_is_untimely)),
            ("headline", _has_headline, sorted(inside, key=_is_no_head)),
            ("text", _has_text, (*inside, *self._candidates.behind())),
        ):
            if name != "time" and not any(getattr(one, name) for one in self._items):
                continue
            selector = self._first(found, name, agrees, tried)
            if not selector:
                return None
            found = replace(found, **{name: selector})
        return replace(found, id=self._id())

    def _first(
        self,
        found: Selectors,
        name: str,
        agrees: Callable[[Described, Item], bool],
        tried: Iterable[str],
    ) -> str:
        """Return the first candidate that agrees with every item."""
        for selector in (one for one in tried if not fault(one)):
            description = Description(replace(found, **{name: selector}), self._zone, self._ids)
            pairs = zip(self._nodes, self._items, strict=True)
            if all(agrees(description.read(node), item) for node, item in pairs):
                return selector
        return ""

    def _id(self) -> str:
        """Return the attribute of the items that is their id, ``""`` if it is another's."""
        names = [item.id for item in self._items]
        for selector, values in attributes_of(self._nodes):
            read = [key(value, "", self._page.url) if value else "" for value in values]
            if any(names) and read == names:
                return selector
        return ""


def _is_untimely(selector: str) -> bool:
    return not is_timely(selector)


def _is_no_head(selector: str) -> bool:
    return not _HEAD.search(selector)


def _shows_time(said: Described, item: Item) -> bool:
    """Whether the clock is the same; a machine time that the page's clocks miss is welcome."""
    if item.stated and said.stated != item.stated:
        return False
    return said.clock is not None and item.clock is not None and said.clock.time == item.clock.time


def _has_headline(said: Described, item: Item) -> bool:
    return said.headline == item.headline


def _has_text(said: Described, item: Item) -> bool:
    return said.text == item.text

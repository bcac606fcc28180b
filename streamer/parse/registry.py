"""The families, and who reads a page: the first that recognises it by its content.

A family is imported when a page comes to it, so that a feed never loads what pages need.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.ids import unique
from streamer.parse.page import Page
from streamer.parse.refusal import refusal
from streamer.parse.root import is_cut_page


class Family(Protocol):
    """One way in which sources write their updates."""

    def recognise(self, page: Page) -> bool:
        """Whether the page is of this family, by its content."""
        ...

    def read(self, page: Page) -> Snapshot:
        """Return what the page shows.

        Raises:
            ParseError: The page is broken.

        """
        ...


_MODULES = {
    "json-feed": "json_feed",
    "feed": "feed",
    "json-ld": "json_ld",
    "clock-page": "clock.page",
    "clock-text": "clock.text",
}
_OF_PAGES = ("json-ld", "clock-page")

KINDS = tuple(_MODULES)


def read(page: Page, kinds: Sequence[str]) -> Snapshot:
    """Return what the first family of *kinds* reads that recognises the page.

    A page that announces a live blog and lists nothing yet is read by its clocks, and
    is empty if it has none.

    Raises:
        ParseError: None recognises it, or it is broken.

    """
    for kind in kinds:
        family = _family(kind)
        if family.recognise(page):
            if kind in _OF_PAGES and is_cut_page(page.text):
                raise ParseError("the page ends before its end", outcome="malformed-partial")
            return _distinct(family.read(page))
    empty = _announced(page) if "json-ld" in kinds else None
    if empty is None:
        raise refusal(page, kinds)
    return empty


def _distinct(snapshot: Snapshot) -> Snapshot:
    """Return *snapshot* with one update for each id, whatever its source wrote."""
    updates, twins = unique(snapshot.updates)
    return replace(snapshot, updates=updates, problems=(*snapshot.problems, *twins))


def _family(kind: str) -> Family:
    return cast(Family, import_module(f"streamer.parse.{_MODULES[kind]}"))


def _announced(page: Page) -> Snapshot | None:
    """Return the empty snapshot of a live blog that has not begun."""
    blog = import_module("streamer.parse.json_ld")
    whole = blog.announced(page) and not is_cut_page(page.text)
    return cast(Snapshot, blog.read(page)) if whole else None

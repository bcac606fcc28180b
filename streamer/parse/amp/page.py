"""A page with live lists, whole or only what changed in them.

A page is read as it stands there: its JSON-LD may have other times than those of the list
(one newsroom puts the time of writing there), and the list decides. A list that is
``disabled`` is archived. Then nothing more comes, says AMP, and the page is asked once a
day: a blog that is opened again is seen a day later.
"""

from datetime import timedelta
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.model import Snapshot
from streamer.parse.address import absolute
from streamer.parse.amp.cursor import is_partial, plan, whole
from streamer.parse.amp.items import names, read_items, updates
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.pagination import older_pages
from streamer.parse.root import root

_TAG: Final = "amp-live-list"
# Milliseconds; AMP's own client asks no earlier, whatever a page says.
_SHORTEST: Final = 15_000
_DAY: Final = timedelta(days=1)
_LONGEST_NUMBER: Final = 9


def recognise(page: Page) -> bool:
    """Whether the page has a live list; an answer to a cursor may have none, and no words."""
    if _TAG in page.text and page.tree.css_first(_TAG) is not None:
        return True
    mine = page.memo.get("kind") == "amp" and is_partial(page.url)
    return mine and root(page.text).lower() == "html" and not _says_anything(page)


def read(page: Page) -> Snapshot:
    """Return the updates of all lists of the page.

    A whole page is a window of the newest; what answers a cursor is a list of changes.
    """
    lists = _lists(page)
    items = read_items(lists)
    address = whole(page.url)
    keys = names(items, page.fetched)
    partial = is_partial(page.url)
    closed = bool(lists) and all("disabled" in one.attributes for one in lists)
    then = plan(page.url, items, page.fetched, page.memo)
    return Snapshot(
        updates=updates(items, address, page.fetched, page.zone),
        view="merge" if partial else "window",
        fetched=page.fetched,
        format=_TAG,
        title=_title(page),
        closed=closed,
        tombstones=tuple(dict.fromkeys(keys[item.name] for item in items if item.gone)),
        next=_next(lists, page, address),
        start=None if closed else then.start,
        memo=then.memo,
        # What comes next is due even if nothing changes, and so is the interval.
        tells_all=False,
        wait=_DAY if closed else _interval(lists),
    )


def _lists(page: Page) -> list[LexborNode]:
    """Return the outermost lists of the page."""
    found, inner = [], set()
    for node in page.tree.css(_TAG):
        if node.mem_id not in inner:
            found.append(node)
            inner |= {one.mem_id for one in node.css(_TAG)}
    return found


def _interval(lists: list[LexborNode]) -> timedelta:
    """Return the shortest interval that a list which is still open asks for."""
    said = (
        (one.attributes.get("data-poll-interval") or "").strip()
        for one in lists
        if "disabled" not in one.attributes
    )
    asked = [int(text) for text in said if text.isdecimal() and len(text) <= _LONGEST_NUMBER]
    return min(timedelta(milliseconds=max(_SHORTEST, min(asked, default=0))), _DAY)


def _next(lists: list[LexborNode], page: Page, address: str) -> tuple[str, ...]:
    holders = (node for one in lists for node in one.css("[pagination]"))
    links = [link for node in holders for link in older_pages(node, address)]
    heads = page.tree.css('link[rel="next"][href]')
    links += [absolute(link.attributes.get("href"), address) for link in heads]
    return tuple(dict.fromkeys(link for link in links if link))


def _title(page: Page) -> str:
    node = page.tree.css_first("h1") or page.tree.css_first("title")
    return text_of(node) if node is not None else ""


def _says_anything(page: Page) -> bool:
    return page.tree.body is not None and bool(text_of(page.tree.body))

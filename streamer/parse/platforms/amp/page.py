"""A page with live lists, whole or only what changed in them.

A page is read as it stands there: its JSON-LD may have other times than those of the list
(one newsroom puts the time of writing there), and the list decides. A list that is
``disabled`` is archived. Then nothing more comes, says AMP, and the page is asked once a
day: a blog that is opened again is seen a day later.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.model import Request, Snapshot
from streamer.parse.address import absolute
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.platforms.amp.asking import (
    Plan,
    after_changes,
    after_whole,
    is_due,
    is_partial,
    whole,
)
from streamer.parse.platforms.amp.items import Item, names, read_items, updates
from streamer.parse.platforms.pagination import older_pages
from streamer.parse.root import root

_TAG: Final = "amp-live-list"
# AMP's own client asks no earlier, whatever a page says.
_SHORTEST: Final = timedelta(seconds=15)
_DAY: Final = timedelta(days=1)
_LONGEST_NUMBER: Final = 9
_ROLE: Final = "whole"
_WAIT: Final = "wait"


def recognise(page: Page) -> bool:
    """Whether the page has a live list; an answer of what changed may have none, and no words."""
    if _TAG in page.text and page.tree.css_first(_TAG) is not None:
        return True
    mine = page.memo.get("kind") == "amp" and is_partial(page.url)
    return mine and root(page.text).lower() == "html" and not _says_anything(page)


def read(page: Page) -> Snapshot:
    """Return the updates of all lists of the page.

    A whole page is a window of the newest; an answer of what changed is a list of changes.
    With that, a whole page is wanted from time to time.
    """
    shown, items = _look(page)
    if not is_partial(page.url):
        return _then(shown, page, after_whole(page.url, items, page.fetched, page.memo))
    changes = _then(shown, page, after_changes(page.url, items, page.fetched, page.memo))
    if not is_due(page.memo, page.fetched):
        return changes
    if _ROLE not in page.more:
        return replace(changes, wants=(Request(url=whole(page.url), role=_ROLE),))
    answer = page.more[_ROLE]
    if not recognise(answer):
        return replace(changes, problems=("the whole page is not to be had",))
    full, others = _look(answer)
    plan = after_whole(page.url, [*items, *others], page.fetched, page.memo)
    return _then(_united(full, shown), page, plan)


def _look(page: Page) -> tuple[Snapshot, list[Item]]:
    """Return what one document shows, and its items."""
    lists = _lists(page)
    items = read_items(lists)
    address = whole(page.url)
    keys = names(items, page.fetched)
    there = {keys[item.name] for item in items if not item.gone}
    gone = dict.fromkeys(keys[item.name] for item in items if item.gone)
    closed = bool(lists) and all("disabled" in one.attributes for one in lists)
    snapshot = Snapshot(
        updates=updates(items, address, page.fetched, page.zone),
        view="merge" if is_partial(page.url) else "window",
        fetched=page.fetched,
        format=_TAG,
        title=_title(page),
        closed=closed,
        # Where ids are made of seconds, the other update of its second is not gone.
        tombstones=tuple(name for name in gone if name not in there),
        next=_next(lists, page, address),
        # What comes next is due even if nothing changes, and so is the interval.
        tells_all=False,
        wait=_DAY if closed else _interval(lists),
    )
    return snapshot, items


def _then(shown: Snapshot, page: Page, plan: Plan) -> Snapshot:
    """Return *shown* with the next request, and the interval that the list asked for last."""
    before = page.memo.get(_WAIT, "")
    told = timedelta(seconds=int(before)) if before.isdecimal() else _SHORTEST
    wait = shown.wait or told
    return replace(
        shown,
        start=None if shown.closed else plan.start,
        memo={**plan.memo, _WAIT: str(int(wait.total_seconds()))},
        wait=wait,
    )


def _united(full: Snapshot, changes: Snapshot) -> Snapshot:
    """Return a whole page with what only the answer of what changed shows."""
    there = {update.id for update in full.updates}
    more = tuple(update for update in changes.updates if update.id not in there)
    gone = dict.fromkeys((*full.tombstones, *changes.tombstones))
    return replace(full, updates=(*more, *full.updates), tombstones=tuple(gone))


def _lists(page: Page) -> list[LexborNode]:
    """Return the outermost lists of the page."""
    found, inner = [], set()
    for node in page.tree.css(_TAG):
        if node.mem_id not in inner:
            found.append(node)
            inner |= {one.mem_id for one in node.css(_TAG)}
    return found


def _interval(lists: list[LexborNode]) -> timedelta | None:
    """Return the shortest interval that an open list asks for; None where there is no list."""
    if not lists:
        return None
    said = (
        (one.attributes.get("data-poll-interval") or "").strip()
        for one in lists
        if "disabled" not in one.attributes
    )
    asked = [int(text) for text in said if text.isdecimal() and len(text) <= _LONGEST_NUMBER]
    return min(max(_SHORTEST, timedelta(milliseconds=min(asked, default=0))), _DAY)


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

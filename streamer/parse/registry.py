"""The families, and who reads a page: the first that recognises it by its content.

A family is imported when a page comes to it, so that a feed never loads what pages need.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from streamer.errors import ParseError
from streamer.model import Selectors, Snapshot, Update
from streamer.parse.ids import unique
from streamer.parse.onward import lookout
from streamer.parse.onward.closing import successor
from streamer.parse.page import Page
from streamer.parse.refusal import refusal
from streamer.parse.root import is_cut_page

# The role of a document that was fetched because its address was in ``Snapshot.next``
# begins so; a number follows.
OLDER = "older "


class Family(Protocol):
    """One way in which sources write their updates."""

    def recognise(self, page: Page) -> bool:
        """Whether the page is of this family: by its content, then by its address.

        Every page is shown to every family, so a cheap look at ``page.text`` or
        ``page.json`` comes first.
        """
        ...

    def read(self, page: Page) -> Snapshot:
        """Return what the page shows, with what was fetched for it in ``page.more``.

        Raises:
            ParseError: The page is broken.

        """
        ...


# The longest real blog has some hundreds. What comes after is compared on the event loop,
# and this many take seconds when all of them change.
MOST_UPDATES = 5_000

# In the order of their turns: what says most of its updates comes first, and what reads
# any page comes last.
_MODULES = {
    "css": "described.css",
    "sitemap": "onward.sitemap",
    "json-feed": "feeds.json_feed",
    "feed": "feeds.feed",
    "automattic": "platforms.automattic.blog",
    "sourcefabric": "platforms.sourcefabric.blog",
    "guardian": "platforms.guardian.blog",
    "bbc": "platforms.bbc.live",
    "easy-liveblogs": "platforms.easy_liveblogs",
    "24liveblog": "platforms.live24",
    "arena": "platforms.arena",
    "tickaroo": "platforms.tickaroo",
    "amp": "platforms.amp.page",
    "aljazeera": "platforms.aljazeera.blog",
    "scribblelive": "platforms.scribblelive",
    "ft-log": "platforms.ft_log",
    "json-ld": "schema_org.json_ld",
    "cnn": "platforms.cnn.story",
    "microdata": "schema_org.microdata",
    "clock-page": "clock.page",
    "clock-text": "clock.text",
}
_OF_PAGES = (
    "css",
    "automattic",
    "sourcefabric",
    "guardian",
    "bbc",
    "easy-liveblogs",
    "24liveblog",
    "arena",
    "tickaroo",
    "amp",
    "aljazeera",
    "cnn",
    "json-ld",
    "microdata",
    "clock-page",
)

_SITEMAP = "sitemap"

KINDS = tuple(_MODULES)


def read(page: Page, kinds: Sequence[str]) -> Snapshot:
    """Return what the first family of *kinds* reads that recognises the page.

    A source stays in its family, unless it is told to leave it: another one would find
    other ids, and tell every update anew. Only its sitemap is none of it. A page that
    announces a live blog and lists nothing yet is read by its clocks, and is empty if it
    has none.

    Raises:
        ParseError: None recognises it, or it is broken, or another family than that of
            the last time does.

    """
    if _SITEMAP in kinds and _is_lookout(page):
        return _family(_SITEMAP).read(page)
    if kinds == (_SITEMAP,) and lookout.URL in page.memo:
        kinds = KINDS
    before = page.memo.get("kind", "")
    for kind in _own_first(kinds, before):
        family = _family(kind)
        if not family.recognise(page):
            continue
        if before in kinds and kind != before:
            raise ParseError(f"was read as {before}, looks like {kind} now", outcome="doubtful")
        if kind in _OF_PAGES and page.json is None and is_cut_page(page.text):
            raise ParseError("the page ends before its end", outcome="malformed-partial")
        snapshot = _distinct(_with_older(family.read(page), family, page))
        snapshot = replace(
            snapshot,
            format=snapshot.format or kind,
            selectors=None if before else _proposed(kind, page, snapshot),
            successor=snapshot.successor or successor(snapshot, page),
            memo={**snapshot.memo, "kind": kind},
        )
        return lookout.kept(snapshot, page)
    empty = _announced(page) if "json-ld" in kinds else None
    if empty is None:
        raise refusal(page, kinds)
    return lookout.kept(empty, page)


def _is_lookout(page: Page) -> bool:
    """Whether the page is a sitemap, and no surprise to a source that was read otherwise."""
    known = "kind" not in page.memo or lookout.URL in page.memo
    return known and _family(_SITEMAP).recognise(page)


def _own_first(kinds: Sequence[str], own: str) -> Iterable[str]:
    return (own, *(kind for kind in kinds if kind != own)) if own in kinds else kinds


def _with_older(snapshot: Snapshot, family: Family, page: Page) -> Snapshot:
    """Return *snapshot* with what older pages show that were fetched after a gap."""
    older = [
        family.read(one)
        for role, one in page.more.items()
        if role.startswith(OLDER) and family.recognise(one)
    ]
    if not older:
        return snapshot
    updates: list[Update] = list(snapshot.updates)
    gone = dict.fromkeys(snapshot.tombstones)
    for one in older:
        shown = {update.id for update in updates}
        updates += [update for update in one.updates if update.id not in shown | gone.keys()]
        # What a newer page shows came back; what it buries stays buried.
        gone |= dict.fromkeys(name for name in one.tombstones if name not in shown)
    return replace(snapshot, updates=tuple(updates), tombstones=tuple(gone), next=older[-1].next)


def _distinct(snapshot: Snapshot) -> Snapshot:
    """Return *snapshot* with one update for each id, whatever its source wrote."""
    updates, twins = unique(snapshot.updates)
    return _bounded(replace(snapshot, updates=updates, problems=(*snapshot.problems, *twins)))


def _bounded(snapshot: Snapshot) -> Snapshot:
    """Return *snapshot* with its newest updates, if it has more than any live blog.

    What is left of all that there is, is a window.
    """
    count = len(snapshot.updates)
    if count <= MOST_UPDATES:
        return snapshot
    places = sorted(range(count), key=lambda place: _newest_first(snapshot.updates[place]))
    kept = sorted(places[:MOST_UPDATES])
    return replace(
        snapshot,
        updates=tuple(snapshot.updates[place] for place in kept),
        view="window" if snapshot.view == "full" else snapshot.view,
        problems=(*snapshot.problems, f"{count} updates; only the newest {MOST_UPDATES} were read"),
    )


def _newest_first(update: Update) -> float:
    return -update.published.timestamp() if update.published else 0.0


def _proposed(kind: str, page: Page, snapshot: Snapshot) -> Selectors | None:
    """Return how to describe a page that had to be read by its looks."""
    if kind != "clock-page" or page.more:
        return None
    found = import_module("streamer.parse.clock.propose").propose(page, snapshot)
    return cast(Selectors | None, found)


def _family(kind: str) -> Family:
    return cast(Family, import_module(f"streamer.parse.{_MODULES[kind]}"))


def _announced(page: Page) -> Snapshot | None:
    """Return the empty snapshot of a live blog that has not begun."""
    blog = import_module("streamer.parse.schema_org.json_ld")
    whole = blog.announced(page) and not is_cut_page(page.text)
    return cast(Snapshot, blog.read(page)) if whole else None

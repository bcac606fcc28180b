"""Closing posts: the last update of a live blog may link to the blog that goes on.

Whoever follows a wrong link stops following a live blog, so all of it must fit: what the
update says, where its one link leads, and which day that address names.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import Enum

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.dated import day_of, later, same_series
from streamer.model import Snapshot, Update
from streamer.parse.address import absolute, bare, canonical, path, site
from streamer.parse.onward.closing_words import ends, goes_on, looks_back
from streamer.parse.onward.live_address import is_slug, looks_live, segments
from streamer.parse.page import Page
from streamer.parse.schema_org.page_items import find

_FEEDS = ("feed/", "json-feed/")
_DAY = timedelta(days=1)


class _Says(Enum):
    """What the last update says, and what a link of it has to be for that."""

    NOTHING = 0
    GOES_ON = 1
    ENDS = 2


def successor(snapshot: Snapshot, page: Page) -> str:
    """Return the address of the blog that a closing post links to, ``""`` if none.

    "This page is closing" is enough for any one live blog of the same site that is not
    older. "Our coverage continues", or a source that is closed without such words, needs
    one of a later day: an update may well point to another live blog beside this one.
    """
    last = ((update, _says(update, closed=snapshot.closed)) for update in _last(snapshot.updates))
    telling = [(update, says) for update, says in last if says is not _Says.NOTHING]
    home = _home(snapshot, page) if telling else ""
    for update, says in telling if home else ():
        links = _links(update, snapshot, page)
        if found := _only(link for link in links if _is_next(link, home, update, says)):
            return found
    return ""


def _only(links: Iterable[str]) -> str:
    """Return the one page that all *links* lead to, ``""`` if there is none or another.

    A query may show the same page in another way, where a link without one leads there, too.
    """
    found = {canonical(link): bare(link) for link in links}
    plain = [page for page in found if "?" not in page] or list(found)
    same = all(page.partition("?")[0] == plain[0] for page in found) or len(found) == 1
    return found[plain[0]] if plain and same else ""


def _home(snapshot: Snapshot, page: Page) -> str:
    """Return the blog's own address: that of all its updates, else that of the page.

    A feed of articles has none, and no last word.
    """
    urls = {path(update.url): update.url for update in snapshot.updates if update.url}
    feed = snapshot.format.startswith(_FEEDS)
    if len(urls) == 1 and not (feed and len(snapshot.updates) == 1):
        return next(iter(urls.values())).partition("#")[0]
    return "" if feed else page.url


def _last(updates: Sequence[Update]) -> list[Update]:
    """Return what may be the closing post: the newest, and one that is pinned on top.

    Without any date, it is the first or the last.
    """
    dates = [update.published for update in updates if update.published]
    if not dates:
        return list(dict.fromkeys((*updates[:1], *updates[-1:])))
    newest = max(dates)
    pinned = [update for update in updates[:1] if "pinned" in update.labels]
    return [*pinned, *(update for update in updates if update.published == newest)]


def _says(update: Update, *, closed: bool) -> _Says:
    words = f"{update.headline}. {update.text}"
    on = goes_on(words)
    if ends(words) or (closed and on):
        return _Says.ENDS
    return _Says.GOES_ON if on or closed else _Says.NOTHING


def _links(update: Update, snapshot: Snapshot, page: Page) -> Iterator[str]:
    """Yield where an update links to; its element is asked if its markup has no link."""
    base = update.url or page.url
    nodes = _anchors([LexborHTMLParser(update.html).body] if "href" in update.html else [])
    if not nodes and "<html" in page.text[:5_000].lower():
        items = find(page, [one.id for one in snapshot.updates])
        nodes = _anchors(item.node for item in items if item.id == update.id)
    for node in nodes:
        yield absolute(node.attributes.get("href"), base)


def _anchors(nodes: Iterable[LexborNode | None]) -> list[LexborNode]:
    return [link for node in nodes if node is not None for link in node.css("a[href]")]


def _is_next(link: str, home: str, update: Update, says: _Says) -> bool:
    """Whether *link* is a live blog of the same site that goes on where *home* ends."""
    if not link or site(link) != site(home) or _is_own(link, home):
        return False
    if not same_series(home, link) and not (looks_live(link) and is_slug(link)):
        return False
    age = _age(link, home, update)
    if says is _Says.ENDS and age is None:
        return not looks_back(f"{update.headline}. {update.text}")
    return age is not None and age >= (0 if says is _Says.ENDS else 1)


def _is_own(link: str, home: str) -> bool:
    """Whether *link* is the page itself, a card of it, or its copy for telephones."""
    here = [part for part in segments(home) if part != "amp"]
    there = [part for part in segments(link) if part != "amp"]
    return not there or there[: len(here)] == here


def _age(link: str, home: str, update: Update) -> int | None:
    """Return 1 if *link* names a later day, 0 the same, -1 an older one; None if none.

    Where the blog's own address names no day, the closing post itself has one; which one
    depends on the zone.
    """
    day, own = day_of(link), day_of(home)
    if day is None:
        return None
    if own is not None:
        return 1 if later(home, link) else 0 if day == own else -1
    if update.published is None:
        return None
    written = update.published.date()
    return 1 if day > written else 0 if day >= written - _DAY else -1

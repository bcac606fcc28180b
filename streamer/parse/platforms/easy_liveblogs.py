"""Easy Liveblogs, a plugin of WordPress: its REST API, and the page that names it.

The API gives all entries each time, so what is missing there is removed. The page shows
the newest ones and is read itself only where the API is closed.
https://wordpress.org/plugins/easy-liveblogs/
"""

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.errors import ParseError
from streamer.model import Request, Snapshot, Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise, text_of
from streamer.parse.page import Page
from streamer.parse.platforms.embed import at_home, home, read_embed
from streamer.parse.platforms.hosts import same_site
from streamer.parse.platforms.item_prose import Prose, labels, read_item
from streamer.parse.platforms.json_values import Json, name, objects, text, told_odd
from streamer.text import derived_id, squash

_API: Final = "easy-liveblogs/v1/liveblog/"
_POST: Final = "li[data-elb-post-id]"
_BLOG: Final = "#elb-liveblog, .elb-liveblog-list"
_OVER: Final = ".elb-liveblog-closed-message"
_ROLE: Final = "blog"
_CLOSED: Final = "closed"


def recognise(page: Page) -> bool:
    """Whether it is an answer of the API, or a page with such a blog."""
    if _is_answer(page):
        return True
    if "elb-" not in page.text:
        return False
    return page.tree.css_first(_POST) is not None or bool(_endpoint(page))


def read(page: Page) -> Snapshot:
    """Return the entries of the blog.

    Raises:
        ParseError: A page that shows no entries names an API that refuses to answer.

    """
    if _is_answer(page):
        return at_home(_answer(page, home(page)), page)
    address = _endpoint(page)
    wants = (Request(url=address, role=_ROLE),) if address else ()

    def answer(given: Mapping[str, Page]) -> Snapshot:
        one = given[_ROLE]
        if not _is_answer(one):
            raise ParseError("the API of the page gives no list", outcome="malformed-partial")
        return replace(_answer(one, page.url), start=Request(url=address))

    return read_embed(page, wants, answer, _shown)


def _is_answer(page: Page) -> bool:
    if not isinstance(page.json, Mapping) or not isinstance(page.json.get("updates"), list):
        return False
    return _API in page.url or {"status", "last_update"} <= page.json.keys()


def _answer(page: Page, base: str) -> Snapshot:
    blog = page.json if isinstance(page.json, Mapping) else {}
    own = absolute(blog.get("url"), base) or base
    return Snapshot(
        updates=tuple(_entry(one, own, page.zone) for one in objects(blog.get("updates"))),
        view="full",
        fetched=page.fetched,
        format="easy-liveblogs",
        title=fragment_text(text(blog, "title")),
        closed=text(blog, "status").lower() == _CLOSED,
        start=Request(url=page.url) if page.document.role == "" else None,
        problems=told_odd(blog.get("updates"), "entries"),
    )


def _entry(entry: Json, url: str, zone: tzinfo | None) -> Update:
    """Return an entry of the API; older versions have it only as it stands on the page."""
    drawn = _drawn(entry, url, zone)
    content = text(entry, "content")
    headline = fragment_text(text(entry, "title")) or (drawn.headline if drawn else "")
    published = instant(entry.get("datetime"), zone) or (drawn.instant if drawn else None)
    words = fragment_text(content) if content else drawn.text if drawn else ""
    author = squash(text(entry, "author"))
    return Update(
        id=name(entry, "id") or derived_id(text(entry, "datetime"), headline),
        headline=headline,
        text=words,
        html=sanitise(content, url) if content else html.escape(words),
        url=url,
        authors=(author,) if author else drawn.authors if drawn else (),
        published=published,
        modified=changed(published, instant(entry.get("modified"), zone)),
        clock=squash(text(entry, "time")),
    )


def _drawn(entry: Json, url: str, zone: tzinfo | None) -> Prose | None:
    markup = "" if "content" in entry else text(entry, "html")
    node = LexborHTMLParser(markup).css_first(_POST) if markup else None
    return read_item(node, url, zone) if node is not None else None


def _shown(page: Page) -> Snapshot | None:
    """Return the posts that a page shows, None if it shows none."""
    nodes = page.tree.css(_POST)
    title = page.tree.css_first("h1")
    return (
        Snapshot(
            updates=tuple(_post(node, page) for node in nodes),
            view="window",
            fetched=page.fetched,
            format="easy-liveblogs/page",
            title=text_of(title) if title is not None else "",
            closed=page.tree.css_first(_OVER) is not None,
        )
        if nodes
        else None
    )


def _post(node: LexborNode, page: Page) -> Update:
    said = read_item(node, page.url, page.zone)
    return Update(
        id=squash(node.attributes.get("data-elb-post-id") or "")
        or derived_id(said.clock, said.headline),
        headline=said.headline,
        text=said.text,
        html=said.html,
        url=page.url,
        authors=said.authors,
        published=said.instant or _attribute(node, page.fetched),
        clock=said.clock,
        labels=labels(node.attributes.get("class") or ""),
    )


def _attribute(node: LexborNode, fetched: datetime) -> datetime | None:
    """Return the time in a post's attribute, unless it is ahead: it may be local time."""
    at = instant(node.attributes.get("data-elb-post-datetime"), UTC)
    return at if at is not None and at <= fetched else None


def _endpoint(page: Page) -> str:
    """Return the address of the API that the page names on its own host."""
    for node in page.tree.css(_BLOG):
        address = absolute(node.attributes.get("data-endpoint"), page.url)
        if _API in address and same_site(address, page.url):
            return address
    return ""

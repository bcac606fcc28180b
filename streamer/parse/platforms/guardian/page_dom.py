"""A page of a live blog: ``article.block#block-<id>``, and its JSON-LD.

The elements say what is true: headline and times of the JSON-LD are the page's. A pinned
block is a second article, above the list and without an id; its link names it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from selectolax.lexbor import LexborNode

from streamer.model import Snapshot, Update
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import sanitise, text_of
from streamer.parse.ids import key
from streamer.parse.page import Page
from streamer.parse.platforms.guardian.block import address, created, headline, words, words_of
from streamer.parse.platforms.guardian.page_json import view_of
from streamer.parse.platforms.pagination import older_pages
from streamer.parse.platforms.sight import PAGES, Sight
from streamer.parse.schema_org import item_words
from streamer.parse.schema_org.linked import types
from streamer.parse.schema_org.posting import Thing, body, scalar
from streamer.text import squash

_MARKS = ("data-gu-", "<gu-island", "guim.co.uk")
_BLOCK = re.compile(r'<article\b[^<>]{0,500}\bid="block-[0-9a-f]{24}"')
_PLACE = re.compile(r"(\d{1,4}) of (\d{1,4})")
_STATE = re.compile(r'"isLive"\s*:\s*(true|false)')
_BLOG = "LiveBlogPosting"


def recognise(page: Page) -> bool:
    """Whether it is a page of this newsroom with blocks."""
    return any(mark in page.text for mark in _MARKS) and bool(_BLOCK.search(page.text))


def read(page: Page) -> Sight:
    """Return what one page of the blog shows."""
    web = _web(page)
    shown: dict[str, Update] = {}
    pinned: list[LexborNode] = []
    for node in page.tree.css("article.block"):
        name = key(node.attributes.get("id"), "", "")
        if name:
            shown.setdefault(name, _update(node, name, web))
        else:
            pinned.append(node)
    for update in (*_pinned(pinned, web), *_only_listed(page, web)):
        shown.setdefault(update.id, update)
    nav = page.tree.css_first("nav#liveblog-navigation")
    number, count = _place(nav)
    older = older_pages(nav, page.url)[:1] if nav else []
    state = _STATE.search(page.text)
    snapshot = Snapshot(
        updates=tuple(shown.values()),
        view=view_of(page, number, count),
        fetched=page.fetched,
        format="guardian/page",
        title=_title(page),
        modified=_modified(page),
        closed=state is not None and state[1] == "false",
        next=tuple(older),
    )
    return Sight(snapshot=snapshot, count=count, unit=PAGES)


def _update(node: LexborNode, name: str, web: str) -> Update:
    seen = item_words.times(node, UTC)
    head = node.css_first("header")
    title, labels = headline(item_words.headline(head)) if head else ("", ())
    clock = head.css_first("a span") if head else None
    markup = "".join(one.html or "" for one in node.iter() if one.tag not in ("header", "footer"))
    return Update(
        id=name,
        headline=title,
        text=words_of(node),
        html=sanitise(markup, web),
        url=address(web, name),
        authors=_authors(head) if head else (),
        published=seen.published or created(name),
        published_basis="stated" if seen.published else "date-inferred",
        modified=seen.modified,
        clock=squash(text_of(clock)) if clock else "",
        labels=labels,
    )


def _pinned(nodes: Sequence[LexborNode], web: str) -> list[Update]:
    """Return what is pinned; its id stands in the link on top of it."""
    found = []
    for node in nodes:
        link = node.css_first('header a[href*="block-"]')
        href = absolute(link.attributes.get("href"), web) if link else ""
        name = key("", href, web) if href else ""
        if name:
            update = _update(node, name, web)
            found.append(replace(update, labels=(*update.labels, "pinned")))
    return found


def _only_listed(page: Page, web: str) -> list[Update]:
    """Return the updates of the JSON-LD; of what it says of each, only the words are its own."""
    found = []
    for blog in _blogs(page):
        updates = blog.get("liveBlogUpdate")
        for thing in updates if isinstance(updates, list) else ():
            name = key(scalar(thing.get("@id")), "", web) if isinstance(thing, dict) else ""
            if name:
                one = Update(
                    id=name,
                    text=words(body(thing)),
                    url=address(web, name),
                    published=created(name),
                    published_basis="date-inferred",
                )
                found.append(one)
    return found


def _blogs(page: Page) -> list[Thing]:
    return [thing for thing in page.linked.things() if _BLOG in types(thing)]


def _authors(head: LexborNode) -> tuple[str, ...]:
    spans = (span for span in head.css("span") if span.parent and span.parent.tag == "div")
    names = (squash(text_of(span)) for span in spans)
    return tuple(dict.fromkeys(name for name in names if name))


def _web(page: Page) -> str:
    link = page.tree.css_first('link[rel="canonical"][href]')
    named = absolute(link.attributes.get("href"), page.url) if link else ""
    return (named or page.url).partition("#")[0].partition("?")[0]


def _place(nav: LexborNode | None) -> tuple[int, int]:
    """Return which page of the blog it is, and of how many; zeros if it does not say."""
    found = _PLACE.search(text_of(nav)) if nav else None
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _title(page: Page) -> str:
    head = page.tree.css_first("h1") or page.tree.css_first("title")
    return text_of(head) if head else ""


def _modified(page: Page) -> datetime | None:
    """Return the page's last change; one that is yet to come says nothing."""
    found = (instant(scalar(blog.get("dateModified"))) for blog in _blogs(page))
    return max((one for one in found if one and one <= page.fetched), default=None)

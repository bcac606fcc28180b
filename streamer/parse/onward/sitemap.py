"""Sitemaps: where a newsroom lists its live blogs, and so its newest one.

The blog itself is read by the family that recognises it. A news sitemap lists what was
made in the last two days (https://www.google.com/schemas/sitemap-news/0.9). Where several
live blogs run at once, a fragment says which: of ``…/news.xml#storm`` the address or the
title has that word.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from streamer.dated import later
from streamer.errors import ParseError
from streamer.model import Memo, Request, Snapshot
from streamer.parse import registry
from streamer.parse.address import fragment, path
from streamer.parse.onward import lookout
from streamer.parse.onward.sitemap_entries import Entry, children, live_blogs
from streamer.parse.page import Page
from streamer.parse.root import is_cut_xml, root

_ROOTS: Final = ("urlset", "sitemapindex")
_BLOG: Final = f"{lookout.LOOKOUT}blog"
_CHILD: Final = f"{lookout.LOOKOUT}child "


def recognise(page: Page) -> bool:
    """Whether the outermost element is that of a sitemap."""
    return _root(page) in _ROOTS


def read(page: Page) -> Snapshot:
    """Return what the newest live blog shows; while another one was followed, its address.

    Raises:
        ParseError: The sitemap is cut, or the blog cannot be read.

    """
    followed = page.memo.get(lookout.BLOG, "")
    if _root(page) == "sitemapindex":
        wanted = [
            Request(url=url, role=f"{_CHILD}{number}")
            for number, url in enumerate(children(page.text, page.url, page.zone))
        ]
        missing = tuple(one for one in wanted if one.role not in page.more)
        if missing:
            return replace(_nothing(page, followed), wants=missing)
        parts = [page.more[one.role] for one in wanted]
    else:
        parts = [page]
    blogs = _blogs(parts, page)
    newest = blogs[0] if blogs else None
    if followed and newest and _is_next(newest, followed, blogs):
        there = _nothing(page, followed, newest.url)
        return replace(there, successor=newest.url, start=Request(url=followed))
    blog = followed or (newest.url if newest else "")
    if not blog:
        return replace(_nothing(page), problems=("the sitemap names no live blog",))
    if _BLOG not in page.more:
        return replace(_nothing(page, followed), wants=(Request(url=blog, role=_BLOG),))
    return _inside(page, blog)


def _root(page: Page) -> str:
    return root(page.text).rpartition(":")[2].lower()


def _blogs(parts: Sequence[Page], page: Page) -> list[Entry]:
    """Return the live blogs of all parts, the newest first."""
    word = page.fragment or fragment(page.memo.get(lookout.URL, "")) or fragment(page.url)
    found: dict[str, Entry] = {}
    for part in parts:
        # A part that its server refused has no root at all.
        if _root(part) == "urlset":
            _check_whole(part)
            found |= {one.url: one for one in live_blogs(part.text, part.url, page, word)}
    return sorted(found.values(), key=lambda one: (one.made, one.url), reverse=True)


def _check_whole(part: Page) -> None:
    if is_cut_xml(part.text, root(part.text)):
        raise ParseError("the sitemap ends before its end", outcome="malformed-partial")


def _is_next(newest: Entry, followed: str, blogs: Sequence[Entry]) -> bool:
    """Whether *newest* began after the blog that is followed.

    Where no entry says when it was made, only the days in the addresses tell: a sitemap
    also says when an old page changed.
    """
    if path(newest.url) == path(followed):
        return False
    own = next((one for one in blogs if path(one.url) == path(followed)), None)
    if own is None or later(followed, newest.url):
        return not later(newest.url, followed)
    return newest.stated and own.stated and newest.made > own.made


def _nothing(page: Page, blog: str = "", following: str = "") -> Snapshot:
    """Return a snapshot that claims nothing, and goes on where the source is."""
    return Snapshot(
        updates=(),
        view="merge",
        fetched=page.fetched,
        format="sitemap",
        memo=_memo(page, blog, following),
        start=Request(url=blog) if blog else None,
    )


def _memo(page: Page, blog: str, following: str = "") -> Memo:
    url = page.memo.get(lookout.URL) or page.url
    return lookout.written(page.memo, url=url, at=page.fetched, blog=blog, following=following)


def _inside(page: Page, blog: str) -> Snapshot:
    """Return what the blog shows, read as if it had come first.

    Raises:
        ParseError: It cannot be read, or its server refused it.

    """
    first = page.more[_BLOG].document
    if not first.body.strip():
        raise ParseError(f"the sitemap names {blog}, which is not there", outcome="malformed-empty")
    inner = Page(
        replace(first, role=""),
        page.zone,
        memo=_memo(page, blog),
        selectors=page.selectors,
        keyed=page.keyed,
        more=[
            one.document for role, one in page.more.items() if not role.startswith(lookout.LOOKOUT)
        ],
    )
    if recognise(inner):
        raise ParseError(f"the sitemap names {blog}, which is a sitemap", outcome="not-a-feed")
    return registry.read(inner, registry.KINDS)

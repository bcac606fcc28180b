"""The JSON of a page, ``https://…/<path>.json?dcr``: one page of the blog's blocks.

Its lists of key events repeat blocks of any page, and the pinned post may be one that the
page does not list: neither is another update.
"""

from datetime import datetime
from urllib.parse import urlsplit

from streamer.model import Snapshot, Update, View
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import fragment_text
from streamer.parse.page import Page
from streamer.parse.platforms.guardian.block import block_id, is_withdrawn, update
from streamer.parse.platforms.json_values import Json, mapping, objects, text
from streamer.parse.platforms.sight import PAGES, Sight

_BLOG = "LiveBlog"
_ONLY_KEY_EVENTS = "filterKeyEvents=true"
_DEAD = "DeadBlogDesign"


def recognise(page: Page) -> bool:
    """Whether it is a JSON object with blocks of a live blog."""
    if page.text.lstrip()[:1] != "{" or '"blocks"' not in page.text:
        return False
    blog = mapping(page.json)
    blocks = blog.get("blocks")
    if not isinstance(blocks, list):
        return False
    kind = blog.get("contentType")
    if isinstance(kind, str):
        return kind == _BLOG
    return any("blockFirstPublished" in block for block in objects(blocks))


def read(page: Page) -> Sight:
    """Return what one page of the blog shows."""
    blog = mapping(page.json)
    web = absolute(blog.get("webURL"), page.url) or page.url.partition("?")[0]
    pages = mapping(blog, "pagination")
    number, count = _number(pages.get("currentPage")), _number(pages.get("totalPages"))
    shown = _blocks(blog, web)
    withdrawn = (block_id(block) for block in objects(blog.get("blocks")) if is_withdrawn(block))
    older = _older(text(pages, "older"), page.url)
    snapshot = Snapshot(
        updates=tuple(shown.values()),
        view=view_of(page, number, count),
        fetched=page.fetched,
        format="guardian/page-json",
        title=fragment_text(text(blog, "headline", "webTitle")),
        modified=_modified(blog, page.fetched),
        closed=_is_closed(blog),
        listed=tuple(
            name
            for name in map(block_id, objects(blog.get("keyEvents")))
            if name and name not in shown
        ),
        tombstones=tuple(name for name in withdrawn if name),
        next=(older,) if older else (),
    )
    return Sight(snapshot=snapshot, count=count, unit=PAGES)


def _blocks(blog: Json, web: str) -> dict[str, Update]:
    shown: dict[str, Update] = {}
    for block in objects(blog.get("blocks")):
        name = block_id(block)
        if name and name not in shown and not is_withdrawn(block):
            shown[name] = update(block, name, web)
    pinned = mapping(blog, "pinnedPost")
    name = block_id(pinned)
    if name and name not in shown:
        shown[name] = update(pinned, name, web, pinned=True)
    return shown


def view_of(page: Page, number: int, count: int) -> View:
    """Return what a page of the blog vouches for.

    Args:
        page: The page.
        number: Which one it is, 0 if it does not say.
        count: How many there are, 0 if it does not say.

    """
    if _ONLY_KEY_EVENTS in page.url:
        return "merge"
    if number == count == 1:
        return "full"
    return "window" if number <= 1 else "unknown"


def _older(anchor: str, url: str) -> str:
    """Return the address of the page of older blocks, as JSON again."""
    query = urlsplit(absolute(anchor, url)).query if anchor else ""
    return f"{url.partition('?')[0]}?dcr=true&{query}" if query else ""


def _modified(blog: Json, fetched: datetime) -> datetime | None:
    """Return the last change of the page by its own linked data, never one yet to come."""
    found = (instant(thing.get("dateModified")) for thing in objects(blog.get("linkedData")))
    return max((one for one in found if one and one <= fetched), default=None)


def _is_closed(blog: Json) -> bool:
    design = mapping(blog, "format").get("design")
    return design == _DEAD or mapping(blog, "config").get("isLive") is False


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

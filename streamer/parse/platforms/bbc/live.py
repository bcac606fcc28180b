"""A BBC live page by its posts: ``urn`` is their identity, ``dates`` are their times.

Pages are numbered, so they shift when a post is written; ids make that harmless.
"""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from streamer.errors import ParseError
from streamer.model import Snapshot, Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.bbc import old_stream
from streamer.parse.platforms.bbc.rich_text import rich_text
from streamer.parse.platforms.bbc.state import Stream, find, is_post, states
from streamer.parse.platforms.json_values import Json, mapping, objects, text
from streamer.parse.platforms.sight import PAGES, Sight
from streamer.parse.platforms.walk import counted

_STATES = ("__INITIAL_DATA__", "__NEXT_DATA__")


def recognise(page: Page) -> bool:
    """Whether it carries a stream of posts, or is a page of the old stream."""
    return _stream(page) is not None or old_stream.recognise(page)


def read(page: Page) -> Snapshot:
    """Return what the live page shows; all of its pages where there are fewer than before.

    Raises:
        ParseError: It is no live page.

    """
    if _stream(page) is None and old_stream.recognise(page):
        return old_stream.read(page)
    return counted(page, _one)


def _stream(page: Page) -> Stream | None:
    """Return the posts; a look at the text first, because half of the web has such states."""
    said = page.text
    if "liveTextStream" in said or ("asset:" in said and any(one in said for one in _STATES)):
        return find(states(page))
    return None


def _one(page: Page) -> Sight:
    """Return what one page shows by itself, and how many pages there are.

    Raises:
        ParseError: It is no page of a live page.

    """
    stream = _stream(page)
    if stream is None:
        raise ParseError("no stream of posts", outcome="not-a-feed")
    number, count = _place(stream.page.get("index")), _place(stream.page.get("total"))
    about = {name: value for thing in reversed(stream.about) for name, value in thing.items()}
    updates = [_update(post, page.url) for post in stream.posts if is_post(post)]
    whole = number == count == 1
    snapshot = Snapshot(
        updates=tuple(updates),
        view="full" if whole else "window" if number <= 1 else "unknown",
        fetched=page.fetched,
        format="bbc/live",
        title=fragment_text(text(about, "title")),
        modified=_modified(about, page),
        closed=about.get("isLive") is False,
        next=(_numbered(page.url, number + 1),) if 0 < number < count else (),
    )
    return Sight(snapshot=snapshot, unit=PAGES, count=count)


def _update(post: Json, page: str) -> Update:
    dates, options = mapping(post, "dates"), mapping(post, "options")
    published = instant(dates.get("firstPublished")) or instant(dates.get("curated"))
    headline, _ = rich_text(post.get("header"))
    words, markup = rich_text(post.get("content"))
    name = text(post, "urn").lower()
    return Update(
        id=name,
        headline=headline or _title(post),
        text=words,
        html=sanitise(markup, page) if markup else "",
        url=absolute(post.get("link"), page) or f"{page.partition('#')[0]}#{name}",
        published=published,
        modified=changed(published, instant(dates.get("lastPublished"))),
        labels=("breaking",) if options.get("isBreakingNews") is True else (),
    )


def _title(post: Json) -> str:
    """Return the title that a post has beside its header."""
    for one in objects(post.get("titles")):
        said = fragment_text(text(one, "title"))
        if said:
            return said
    return ""


def _modified(about: Json, page: Page) -> datetime | None:
    """Return the page's own last change; one that is yet to come says nothing."""
    found = instant(mapping(about, "seo").get("dateModified"))
    return found if found and found <= page.fetched else None


def _numbered(url: str, number: int) -> str:
    """Return the address of another page of the same live page."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", number)]), fragment=""))


def _place(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

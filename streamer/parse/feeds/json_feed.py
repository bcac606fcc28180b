"""JSON Feed 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

import html
from collections.abc import Mapping
from datetime import UTC, tzinfo

from streamer.errors import ParseError
from streamer.model import Snapshot, Update
from streamer.parse.address import absolute, place
from streamer.parse.dates import changed, instant
from streamer.parse.embeds import has_embeds, words_without_embeds
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.loose_json import loads
from streamer.parse.page import Page
from streamer.text import derived_id, squash

_MARK = "jsonfeed.org/version/"


def recognise(page: Page) -> bool:
    """Whether it is a JSON object that names the format's version."""
    return page.text.lstrip()[:1] == "{" and _MARK in page.text


def read(page: Page) -> Snapshot:
    """Return what the feed shows; a feed is a window of the newest items.

    Raises:
        ParseError: It is no JSON, or it has no list of items.

    """
    try:
        feed = loads(page.text)
    except ValueError as broken:
        raise ParseError(
            f"the JSON Feed cannot be read: {broken}", outcome="malformed-partial"
        ) from broken
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(items, list):
        raise ParseError("the JSON Feed has no list of items", outcome="malformed-partial")
    shown = [_update(item, page.url, page.zone or UTC) for item in items if isinstance(item, dict)]
    odd = len(items) - len(shown)
    more = absolute(feed.get("next_url"), page.url)
    return Snapshot(
        updates=tuple(shown),
        view="window",
        fetched=page.fetched,
        format=f"json-feed/{str(feed.get('version')).rpartition('/')[2][:10]}",
        title=_text(feed, "title"),
        closed=feed.get("expired") is True,
        next=(more,) if more else (),
        problems=(f"items that are no objects: {odd}",) if odd else (),
    )


def _update(item: Mapping[str, object], base: str, zone: tzinfo) -> Update:
    published = instant(item.get("date_published"), zone)
    modified = instant(item.get("date_modified"), zone)
    url = absolute(item.get("url"), base) or absolute(item.get("external_url"), base)
    headline = fragment_text(_text(item, "title"))
    plain, markup = _text(item, "content_text"), _text(item, "content_html")
    return Update(
        id=_id(item) or place(url) or url or derived_id(_text(item, "date_published"), headline),
        headline=headline,
        text=_said(markup, plain) or fragment_text(_text(item, "summary")),
        html=sanitise(markup, base) if markup else html.escape(plain),
        url=url,
        authors=_authors(item),
        published=published or modified,
        modified=changed(published or modified, modified),
    )


def _said(markup: str, plain: str) -> str:
    """Return the words of the markup, or plain ones, which may hold those of its embeds."""
    said = words_without_embeds(markup)
    return said if said or has_embeds(markup) else squash(plain)


def _id(item: Mapping[str, object]) -> str:
    """Return the item's id; the specification lets numbers pass for one."""
    own = item.get("id")
    return squash(str(own)) if isinstance(own, str | int | float) else ""


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _authors(item: Mapping[str, object]) -> tuple[str, ...]:
    many = item.get("authors")
    listed = many if isinstance(many, list) else [item.get("author")]
    names = (squash(_text(author, "name")) for author in listed if isinstance(author, dict))
    return tuple(dict.fromkeys(name for name in names if name))

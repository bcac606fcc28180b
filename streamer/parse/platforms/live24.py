"""24liveblog: a page that embeds an event, and the platform's two answers about it.

`data.news` holds the newest items, `data.event` whether the event is over. The news say
nothing of that, so the event is asked for as well, from time to time.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from streamer.model import Memo, Request, Snapshot, Update
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.embed import at_home, home, read_embed
from streamer.parse.platforms.hosts import host
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text, told_odd
from streamer.text import derived_id, squash

_EMBED: Final = "LB24_LIVE_CONTENT"
_HOST: Final = "data.24liveplus.com"
_EVENTS: Final = f"https://{_HOST}/v1/retrieve_server/x/event/"
_LIMIT: Final = 100
_ID: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
_IN_ADDRESS: Final = re.compile(r"/event/([\w-]{1,64})/", re.ASCII)
_AD: Final = "lb24-base-list-ad"
_NEWS: Final = "news"
_EVENT: Final = "event"
_EVERY: Final = timedelta(minutes=10)
_BEGINNING: Final = 80
_UNDATED: Final = datetime.max.replace(tzinfo=UTC)


def recognise(page: Page) -> bool:
    """Whether it is the platform's answer, or a page that embeds one of its events."""
    if _items(page) is not None:
        return host(page.url) == _HOST or all("nid" in one for one in objects(_items(page)))
    return _EMBED in page.text and bool(_event_of(page))


def read(page: Page) -> Snapshot:
    """Return the news of the event.

    Raises:
        ParseError: The platform refuses, and the page has no list of its own.

    """
    if _items(page) is not None:
        return at_home(_answered(page), page)
    event = _event_of(page)
    wants = (_ask_news(event), _ask_event(event))

    def answer(given: Mapping[str, Page]) -> Snapshot:
        asked = str(int(page.fetched.timestamp()))
        news = _news(given[_NEWS], event, page.url, page.zone)
        return replace(_with_event(news, given.get(_EVENT)), memo={_EVENT: asked})

    return read_embed(page, wants, answer)


def _answered(page: Page) -> Snapshot:
    """Read the news as the first document, and the event where it is time for it."""
    found = _IN_ADDRESS.search(page.url) if host(page.url) == _HOST else None
    news = _news(page, found[1] if found else "", home(page), page.zone)
    if found is None:
        return news
    memo: Memo = {one: said for one, said in page.memo.items() if one == _EVENT}
    asked = instant(memo.get(_EVENT, ""))
    if asked is not None and page.fetched - asked < _EVERY:
        return replace(news, memo=memo)
    if _EVENT not in page.more:
        return replace(news, view="merge", wants=(_ask_event(found[1]),), memo=memo)
    now = {_EVENT: str(int(page.fetched.timestamp()))}
    return replace(_with_event(news, page.more[_EVENT]), memo=now)


def _ask_news(event: str, last: str = "") -> Request:
    query = f"inverted_order=1&last_nid={last}&limit={_LIMIT}"
    return Request(url=f"{_EVENTS}{event}/news/?{query}", role=_NEWS)


def _ask_event(event: str) -> Request:
    return Request(url=f"{_EVENTS}{event}/", role=_EVENT)


def _items(page: Page) -> object:
    """Return the list of news of an answer, None if the document is none."""
    news = mapping(page.json, "data").get("news")
    return news if isinstance(news, list) else None


def _event_of(page: Page) -> str:
    node = page.tree.css_first(f"#{_EMBED}[data-eid]")
    event = squash(node.attributes.get("data-eid") or "") if node is not None else ""
    return event if _ID.fullmatch(event) else ""


def _news(page: Page, event: str, url: str, zone: tzinfo | None) -> Snapshot:
    """Return the news: a window, because the server may give fewer than it is asked for."""
    listed = _items(page)
    things = objects(listed)
    last = name(min(things, key=_age), "nid") if things else ""
    older = bool(event) and bool(_ID.fullmatch(last))
    start = _ask_news(event) if event else None
    return Snapshot(
        updates=tuple(_update(one, url, zone) for one in things if not _is_ad(one)),
        view="window",
        fetched=page.fetched,
        format="24liveblog",
        next=(_ask_news(event, last).url,) if older else (),
        start=replace(start, role="") if start else None,
        tells_all=False,
        problems=told_odd(listed, "news"),
    )


def _age(thing: Json) -> datetime:
    return instant(thing.get("created")) or _UNDATED


def _with_event(news: Snapshot, page: Page | None) -> Snapshot:
    event = mapping(page.json, "data", "event") if page is not None else {}
    over = event.get("closed")
    return replace(
        news,
        title=fragment_text(text(event, "title", "name")),
        closed=over is True or over in (1, "1"),
    )


def _is_ad(thing: Json) -> bool:
    return _AD in text(thing, "contents") or "ad" in (thing.get("type"), thing.get("newstype"))


def _update(thing: Json, url: str, zone: tzinfo | None) -> Update:
    markup = text(thing, "contents")
    headline, words = fragment_text(text(thing, "newstitle")), fragment_text(markup)
    published: datetime | None = instant(thing.get("created"), zone)
    author = squash(text(mapping(thing, "creator"), "name") or text(thing, "author"))
    return Update(
        id=name(thing, "nid") or derived_id(str(published), headline or words[:_BEGINNING]),
        headline=headline,
        text=words,
        html=sanitise(markup, url),
        url=url,
        authors=(author,) if author else (),
        published=published,
        modified=changed(published, instant(thing.get("updated"), zone)),
    )

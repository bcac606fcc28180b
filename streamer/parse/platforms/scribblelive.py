"""ScribbleLive: the answers of its API about one event.

Besides its posts an answer lists those that were edited and those that were deleted since,
each with its number and time; so what it does not show says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from streamer.errors import ParseError
from streamer.model import Snapshot, Update, View
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.hosts import host
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text, told_odd
from streamer.parse.platforms.own_words import own_words
from streamer.text import squash

_KIND: Final = "scribblelive"
_HOST: Final = "scribblelive.com"
_MARK: Final = '"Posts"'
_CHANGES: Final = ("Edits", "Deletes")
# ``/Date(1370963382000+0000)/``: milliseconds, and an offset that does not move them.
_DATE: Final = re.compile(r"/?Date\((-?\d{1,15})(?:[+-]\d{4})?\)/?", re.ASCII)
_YES: Final = (True, 1, "1", "true", "True")
_NO: Final = (False, 0, "0", "false", "False")
_ADS: Final = ("AD", "ADVERT", "ADVERTISEMENT")
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def recognise(page: Page) -> bool:
    """Whether it is an event with its posts, or the answer that there is no such event."""
    if page.text.lstrip("\ufeff \t\r\n")[:1] != "{":
        return False
    event = mapping(page.json)
    known = page.memo.get("kind") == _KIND or host(page.url).endswith(_HOST)
    if not isinstance(event.get("Posts"), list):
        return known and ("IsDeleted" in event or "IsLive" in event)
    posts = objects(event["Posts"])
    return "IsLive" in event and all("Id" in post for post in posts)


def read(page: Page) -> Snapshot:
    """Return the event's posts as they are now.

    Raises:
        ParseError: There is no such event, says the API.

    """
    event = mapping(page.json)
    if not isinstance(event.get("Posts"), list):
        said = fragment_text(text(event, "title", "Title"))
        raise ParseError(f"the API gives no posts: {said!r}", outcome="malformed-empty")
    deleted = {name(one, "Id"): _at(one) for one in objects(event.get("Deletes"))}
    shown = _present(event)
    gone = {own for own, at in deleted.items() if own not in shown or at >= _at(shown[own])}
    gone |= {own for own, post in shown.items() if post.get("IsDeleted") in _YES}
    return Snapshot(
        updates=tuple(_update(post, page.url) for own, post in shown.items() if own not in gone),
        view=_view(event, page.url),
        fetched=page.fetched,
        format=_KIND,
        title=fragment_text(text(event, "Title")),
        closed=_is_over(event, page.fetched),
        tombstones=tuple(sorted(gone - {""})),
        problems=told_odd(event["Posts"], "posts"),
    )


def _present(event: Json) -> Mapping[str, Json]:
    """Return the posts by number, each as it was changed last."""
    shown: dict[str, Json] = {}
    for post in (*objects(event["Posts"]), *objects(event.get("Edits"))):
        own = name(post, "Id")
        if own and text(post, "Type").upper() not in _ADS:
            before = shown.get(own)
            if before is None or _at(post) >= _at(before):
                shown[own] = post
    return shown


def _view(event: Json, url: str) -> View:
    """Return ``merge`` for an answer that tells of changes, else a window of the newest."""
    changes = any(isinstance(event.get(one), list) for one in _CHANGES)
    return "merge" if changes or _asks_for_changes(url) else "window"


def _asks_for_changes(url: str) -> bool:
    try:
        return any(one.lower() == "since" for one in parse_qs(urlsplit(url).query))
    except ValueError:
        return False


def _is_over(event: Json, fetched: datetime) -> bool:
    """Whether the event is not live any more; before it begins it is not live yet."""
    start = _instant(event.get("Start"))
    return bool(event["Posts"]) and event.get("IsLive") in _NO and not (start and start > fetched)


def _at(post: Json) -> datetime:
    return _instant(post.get("LastModified")) or _instant(post.get("Created")) or _LONG_AGO


def _instant(value: object) -> datetime | None:
    found = _DATE.fullmatch(value.strip().replace("\\", "")) if isinstance(value, str) else None
    return instant(int(found[1]) if found else value, UTC)


def _update(post: Json, url: str) -> Update:
    content = text(post, "Content")
    published = _instant(post.get("Created")) or _instant(post.get("LastModified"))
    author = squash(text(mapping(post, "Creator"), "Name"))
    return Update(
        id=name(post, "Id"),
        text=own_words(content),
        html=sanitise("".join((*_pictures(post, url), content)), url),
        authors=(author,) if author else (),
        published=published,
        modified=changed(published, _instant(post.get("LastModified"))),
    )


def _pictures(post: Json, url: str) -> Iterator[str]:
    for media in objects(post.get("Media")):
        address = absolute(text(media, "Url"), url)
        if address and text(media, "Type").upper() == "IMAGE":
            yield f'<p><img src="{escape(address)}"></p>'

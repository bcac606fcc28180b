"""One entry of the API, and many of them as what they come to.

``timestamp`` is the instant of the revision and right. ``entry_time`` is the original's,
and is local time passed off as Unix time where a site is not on UTC; entries that were
never edited tell by how much.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from streamer.model import Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.platforms.automattic.settings import number
from streamer.parse.platforms.json_values import Json, name, objects, text
from streamer.parse.platforms.own_words import own_words
from streamer.text import squash

KEY_EVENT: Final = "key-event"
_KEY: Final = re.compile(r"(?:(?<=^)|(?<=[\s>;]))/key(?![\w/-])")
_KEY_SPAN: Final = re.compile(
    r"<span\b[^<>]{0,200}\btype-key\b[^<>]{0,200}>[^<>]{0,100}</span>", re.IGNORECASE
)
_SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|playlist)\b[^\[\]<>]{0,500}\]", re.IGNORECASE
)
_NEW, _UPDATE, _DELETE = "new", "update", "delete"
_LONGEST_ID: Final = 50
# Zones are whole quarters of an hour, and none is further away.
_QUARTER, _FARTHEST = 900, 14 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A revision of an entry.

    Attributes:
        id: That of the original.
        revised: When, in seconds; 0 if unknown.
        update: What it says, None if it was deleted.
    """

    id: str
    revised: int
    update: Update | None


def is_entry(thing: Json) -> bool:
    """Whether an object looks like an entry of the API."""
    known = thing.keys() & {"content", "render", "timestamp", "entry_time", "type"}
    return bool(_id(thing)) and len(known) > 1


def read_entries(value: object, web: str, shift: int) -> list[Entry]:
    """Return the entries of an answer, in its order.

    Args:
        value: The list.
        web: The address of the live blog.
        shift: By how many seconds the original's time is ahead, see ``shift_of``.

    """
    return [_entry(one, web, shift) for one in objects(value) if _id(one)]


def shift_of(value: object, known: int) -> int:
    """Return by how many seconds ``entry_time`` is ahead, *known* if no entry tells."""
    steps = Counter(
        number(one.get("entry_time")) - number(one.get("timestamp"))
        for one in objects(value)
        if _kind(one) == _NEW and number(one.get("timestamp")) and number(one.get("entry_time"))
    )
    told = [step for step, _ in steps.most_common() if step % _QUARTER == 0]
    return told[0] if told and abs(told[0]) <= _FARTHEST else known


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the last revision of each entry; after a deletion nothing comes back."""
    last: dict[str, Entry] = {}
    for one in entries:
        before = last.get(one.id)
        if before is None or _rank(one) >= _rank(before):
            last[one.id] = one
    return last


def updates(entries: dict[str, Entry]) -> tuple[Update, ...]:
    return tuple(one.update for one in entries.values() if one.update is not None)


def gone(entries: dict[str, Entry]) -> tuple[str, ...]:
    return tuple(one.id for one in entries.values() if one.update is None)


def newest_of(value: object) -> int:
    """Return when the newest revision of a list was made, 0 of an empty one."""
    return max((number(one.get("timestamp")) for one in objects(value)), default=0)


def anchor(value: object) -> str:
    """Return what names the first entry of a page so that the pages behind it stand still."""
    first = next((one for one in objects(value) if _id(one)), None)
    return f"{_id(first)}-{number(first.get('timestamp'))}" if first else ""


def _rank(entry: Entry) -> tuple[int, bool]:
    return entry.revised, entry.update is None


def _entry(thing: Json, web: str, shift: int) -> Entry:
    deleted = _kind(thing) == _DELETE
    revised = number(thing.get("timestamp"))
    return Entry(
        id=_id(thing), revised=revised, update=None if deleted else _update(thing, web, shift)
    )


def _kind(thing: Json) -> str:
    """Return the type; it follows from what replaces what, and may be left out."""
    said = text(thing, "type")
    content = thing.get("content")
    empty = isinstance(content, str) and not content.strip() and not text(thing, "render").strip()
    if said == _DELETE or (empty and said != _NEW):
        return _DELETE
    return said if said in (_NEW, _UPDATE) else _UPDATE


def _update(thing: Json, web: str, shift: int) -> Update:
    content, render = text(thing, "content"), text(thing, "render")
    published, revised = _times(thing, shift)
    url = absolute(thing.get("share_link"), web)
    return Update(
        id=_id(thing),
        text=_words(content or render),
        html=sanitise(_KEY.sub("", _KEY_SPAN.sub("", render or content)), web),
        url=url or (f"{web}#{_id(thing)}" if web else ""),
        authors=_authors(thing),
        published=published,
        modified=changed(published, revised) if _kind(thing) == _UPDATE else None,
        labels=(KEY_EVENT,) if _is_key(thing) else (),
    )


def _times(thing: Json, shift: int) -> tuple[datetime | None, datetime | None]:
    revised = instant(number(thing.get("timestamp")), UTC)
    if _kind(thing) == _NEW and revised:
        return revised, revised
    original = number(thing.get("entry_time"))
    first = instant(max(original - shift, 0), UTC) if original else None
    if first is None or (revised and first > revised):
        return revised, revised
    return first, revised


def _words(markup: str) -> str:
    """Return the words of an entry, without the marks that are orders to the plugin."""
    bare = _SHORTCODE.sub(" ", _KEY_SPAN.sub(" ", markup))
    return squash(_KEY.sub(" ", own_words(bare)))


def _is_key(thing: Json) -> bool:
    classes = text(thing, "css_classes").split()
    if thing.get("key_event") is True or "type-key" in classes:
        return True
    return _KEY.search(text(thing, "content")) is not None


def _authors(thing: Json) -> tuple[str, ...]:
    named: Sequence[str] = [squash(text(one, "name")) for one in objects(thing.get("authors"))]
    if not any(named):
        named = [fragment_text(text(thing, "author_link"))]
    return tuple(dict.fromkeys(one for one in named if one))


def _id(thing: Json) -> str:
    found = name(thing, "id")
    return found if len(found) <= _LONGEST_ID else ""

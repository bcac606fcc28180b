"""One schema.org posting to an update, as its publisher wrote it down."""

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from functools import lru_cache

from streamer.model import Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.embeds import words_without_embeds
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.ids import key
from streamer.text import derived_id, squash, unescape

# A "<" that is escaped, once or twice.
_ESCAPED = re.compile(r"&(?:amp;)?(?:lt|#0*60|#x0*3c)", re.IGNORECASE)

Thing = Mapping[str, object]

# How much of a text without headline goes into an id of ours.
_BEGINNING = 80


def update(thing: Thing, page: str, zone: tzinfo) -> Update:
    """Return a posting as an update.

    Args:
        thing: The BlogPosting, or whatever stands in its place.
        page: The address of the page.
        zone: What a time without a zone is read in.

    """
    published = instant(scalar(thing.get("datePublished") or thing.get("dateCreated")), zone)
    modified = instant(scalar(thing.get("dateModified")), zone)
    headline = fragment_text(string(thing.get("headline") or thing.get("name")))
    markup = body(thing)
    text = words_without_embeds(markup)
    url = absolute(scalar(thing.get("url")), page)
    return Update(
        id=key(scalar(thing.get("@id") or thing.get("identifier")), url, page)
        or derived_id(str(published or ""), headline or text[:_BEGINNING]),
        headline=headline,
        text=text,
        html=_markup(markup, url or page),
        url=url,
        authors=tuple(dict.fromkeys(_names(thing.get("author")))),
        published=published or modified,
        modified=changed(published or modified, modified),
    )


def body(thing: Thing) -> str:
    """Return the text of a posting as it is written there."""
    return string(thing.get("articleBody") or thing.get("text") or thing.get("description"))


def scalar(value: object) -> object:
    """Return the value itself of a list of one, or of a typed literal."""
    if isinstance(value, str):
        return value
    while isinstance(value, list):
        value = value[0] if value else None
    return value.get("@value") if isinstance(value, dict) else value


def string(value: object) -> str:
    """Return *value* if it is a text."""
    found = scalar(value)
    return found if isinstance(found, str) else ""


def _markup(body: str, base: str) -> str:
    """Return a body that has elements, cleaned; one of mere words has no markup."""
    if "<" in body:
        return sanitise(body, base)
    return sanitise(unescape(body), base) if _ESCAPED.search(body) else ""


def _names(value: object) -> Iterator[str]:
    """Yield the names of people: texts, things with a name, or lists of these."""
    for one in value if isinstance(value, list) else (value,):
        name = one.get("name") if isinstance(one, dict) else one
        for part in name if isinstance(name, list) else (name,):
            said = _name(part) if isinstance(part, str) else ""
            if said:
                yield said


@lru_cache(maxsize=256)
def _name(written: str) -> str:
    """Return a name in plain words; a page repeats those of its few writers."""
    return squash(unescape(written))

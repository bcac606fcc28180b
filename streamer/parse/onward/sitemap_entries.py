"""What a sitemap lists: https://www.sitemaps.org/protocol.html and its news extension.

Read from the text, as ``tombstones`` are: plain searches, no entities but in values, no
expression that spans more than a tag.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from streamer.dated import day_of
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.onward.live_address import is_elsewhere, is_slug, looks_live
from streamer.parse.page import Page
from streamer.text import squash, unescape

# Pictures and films of an entry have addresses and titles of their own.
_TAG: Final = re.compile(
    r"<(?!image:|video:|xhtml:)(?:[\w.-]{1,30}:)?(loc|lastmod|publication_date|title)\b[^<>]{0,300}>"
)
_CDATA: Final = re.compile(r"\s*<!\[CDATA\[")
_LIVE_TITLE: Final = re.compile(
    r"\blive(?: (?:updates?|blog|coverage|ticker|news|latest|reaction))?\s*[:|–—]"
    r"|[:|–—,-]\s*live(?: (?:updates?|blog|coverage|ticker))?\s*$"
    r"|\blive (?:updates|blog|coverage|ticker)\b|\blive(?:blog|ticker)\b",
    re.IGNORECASE,
)
_MOST: Final = 50_000
_CHILDREN: Final = 2
_CLOCK_SKEW: Final = timedelta(hours=1)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of a sitemap.

    Attributes:
        made: When it was published; else the day in its address, else its last change.
        stated: Whether the sitemap itself says when it was published.
    """

    url: str
    title: str
    made: datetime
    stated: bool


def live_blogs(text: str, base: str, page: Page, word: str) -> Iterator[Entry]:
    """Yield the entries that look like live blogs and are out already.

    Args:
        text: The sitemap.
        base: Its address.
        page: The source's page, which says when and in which zone it is read.
        word: What the address or the title must have, ``""`` for anything.

    """
    for fields in _entries(text, "url"):
        entry = _entry(fields, base, page.zone)
        if not entry.url or (entry.stated and entry.made > page.fetched + _CLOCK_SKEW):
            continue
        if word.casefold() not in f"{entry.url} {entry.title}".casefold():
            continue
        titled = is_slug(entry.url) and not is_elsewhere(entry.url)
        if looks_live(entry.url) or (titled and _LIVE_TITLE.search(entry.title)):
            yield entry


def children(text: str, base: str, zone: tzinfo | None) -> tuple[str, ...]:
    """Return the sitemaps of an index that list the newest pages, at most two."""
    found = []
    for place, fields in enumerate(_entries(text, "sitemap")):
        entry = _entry(fields, base, zone)
        if entry.url and not entry.url.endswith(".gz"):
            name = entry.url.lower()
            found.append((any(word in name for word in ("news", "live")), entry.made, place, entry))
    found.sort(key=lambda one: one[:3], reverse=True)
    return tuple(dict.fromkeys(entry.url for *_, entry in found))[:_CHILDREN]


def _entries(text: str, name: str) -> Iterator[Mapping[str, str]]:
    """Yield the fields of each entry; the first of a kind counts."""
    opening = re.compile(rf"<(?:[\w.-]{{1,30}}:)?{name}\b[^<>]{{0,300}}>")
    plain = _without_comments(text)
    starts = [found.end() for found in opening.finditer(plain)][:_MOST]
    for start, end in pairwise((*starts, len(plain))):
        fields: dict[str, str] = {}
        for tag in _TAG.finditer(plain, start, end):
            fields.setdefault(tag[1], _value(plain, tag.end(), end))
        yield fields


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (begin := text.find("<!--", at)) >= 0:
        parts.append(text[at:begin])
        at = text.find("-->", begin)
        if at < 0:
            return "".join(parts)
        at += 3
    return "".join((*parts, text[at:]))


def _value(text: str, start: int, end: int) -> str:
    """Return the words of an element that begins at *start*."""
    if hidden := _CDATA.match(text, start, end):
        last = text.find("]]>", hidden.end(), end)
        return squash(text[hidden.end() : last]) if last >= 0 else ""
    last = text.find("</", start, end)
    return squash(unescape(text[start:last])) if last >= 0 else ""


def _entry(fields: Mapping[str, str], base: str, zone: tzinfo | None) -> Entry:
    url = absolute(fields.get("loc"), base)
    published = instant(fields.get("publication_date"), zone)
    day = day_of(url)
    named = datetime(day.year, day.month, day.day, tzinfo=zone or UTC) if day else None
    made = published or named or instant(fields.get("lastmod"), zone) or _LONG_AGO
    return Entry(
        url=url.partition("#")[0],
        title=fields.get("title", ""),
        made=made.astimezone(UTC),
        stated=published is not None,
    )

"""One entry of a feed, as feedparser gives it, to an update."""

import html
from collections.abc import Callable, Container, Mapping
from datetime import datetime, tzinfo
from typing import Any

from streamer.model import Update
from streamer.parse.address import absolute, path, place
from streamer.parse.dates import changed, instant
from streamer.parse.embeds import words_without_embeds
from streamer.parse.html import fragment_text, sanitise
from streamer.text import derived_id, squash, unescape

# feedparser ships no types: an entry is a dict of strings, lists and dicts.
Entry = Mapping[str, Any]

_HTML = "text/html"
_TEXTS = (_HTML, "application/xhtml+xml", "text/plain")


def update(entry: Entry, base: str, zone: tzinfo, *, pages: Container[str] = ()) -> Update:
    """Return *entry* as an update.

    Args:
        entry: An entry of feedparser, with its relative links as they were.
        base: The address that relative links are meant from.
        zone: What a date without a zone is read in.
        pages: Addresses that are no id of an entry, because they are those of a page of
            entries.

    """
    published = _when(entry, "published", zone)
    updated = _when(entry, "updated", zone)
    url = _link(entry, base)
    headline = words(entry.get("title_detail"))
    body = _body(entry)
    return Update(
        id=_id(entry, url, headline, pages),
        headline=headline,
        text=words(body, words_without_embeds),
        html=_markup(body, base),
        url=url,
        authors=_authors(entry),
        published=published or updated,
        modified=changed(published or updated, updated),
    )


def words(detail: Entry | None, of: Callable[[str], str] = fragment_text) -> str:
    """Return the words of a text construct, those of a markup by *of*."""
    value, kind = (detail.get("value") or "", detail.get("type")) if detail else ("", None)
    return squash(unescape(value)) if kind == "text/plain" else of(value)


def _id(entry: Entry, url: str, headline: str, pages: Container[str]) -> str:
    """Return the entry's own id, else its place in a page, else its address, else ours."""
    own = squash(entry.get("id") or "")
    if own and "#" not in own and path(own) == path(url) and path(own) in pages:
        return place(url) or own
    return own or place(url) or url or derived_id(_date(entry), headline)


def _date(entry: Entry) -> str:
    updated = entry["updated"] if "updated" in entry else ""  # noqa: SIM401  # see _when
    return str(entry.get("published") or updated)


def _when(entry: Entry, name: str, zone: tzinfo) -> datetime | None:
    """Read a date ourselves first: feedparser takes CET and BST for UTC, without a word.

    Only ``in`` tells whether the entry has it: asked for ``updated``, feedparser gives
    ``published``.
    """
    if name not in entry:
        return None
    found = instant(entry[name], zone)
    parsed = entry.get(f"{name}_parsed") if found is None else None
    if not isinstance(parsed, tuple):
        return found
    year, month, day, hour, minute, second = parsed[:6]
    return instant(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")


def _link(entry: Entry, base: str) -> str:
    """Return the entry's address; a guid that is none is no address."""
    link = entry.get("link")
    if link == entry.get("id") and not entry.get("links"):
        return absolute(link, "")
    return absolute(link, base)


def _body(entry: Entry) -> Entry | None:
    """Return the longest of content and summary: some feeds cut the one, some the other."""
    said = [part for part in entry.get("content", ()) if part.get("type") in _TEXTS]
    if entry.get("summary"):
        said.append(entry.get("summary_detail") or {"value": entry["summary"], "type": _HTML})
    return max(said, key=lambda part: len(part.get("value") or ""), default=None)


def _markup(body: Entry | None, base: str) -> str:
    if not body or not body.get("value"):
        return ""
    if body.get("type") == "text/plain":
        return html.escape(body["value"])
    return sanitise(body["value"], absolute(body.get("base") or "", base) or base)


def _authors(entry: Entry) -> tuple[str, ...]:
    named = [author.get("name") for author in entry.get("authors", ()) if author]
    names = named or [entry.get("author")]
    return tuple(dict.fromkeys(squash(unescape(name)) for name in names if name))

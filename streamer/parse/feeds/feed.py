"""RSS, Atom, RDF and CDF through feedparser, which reads what no XML parser takes.

Its faults that matter here are kept outside: it opens a body that looks like a path as
a file (so it gets a ``BytesIO``), its sanitiser lets scripts through (so it is off, and
ours cleans), it decodes by the server's word (so it gets UTF-8), it drops tombstones.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser

from streamer.errors import ParseError
from streamer.model import Snapshot, Update
from streamer.parse.address import absolute, path, place
from streamer.parse.dates import instant
from streamer.parse.feeds.entry import update, words
from streamer.parse.feeds.history import older, view
from streamer.parse.feeds.tombstones import tombstones
from streamer.parse.page import Page
from streamer.parse.root import is_cut_xml, junk_before_feed, root

_ROOTS = {"rss", "feed", "rdf", "channel"}
# XML forbids them, and editors paste them.
_CONTROLS = dict.fromkeys(i for i in range(32) if chr(i) not in "\t\n\r")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_CLOCK_SKEW = timedelta(hours=1)


def recognise(page: Page) -> bool:
    """Whether the outermost element is that of a feed."""
    return _is_root(root(page.text)) or junk_before_feed(page.text) > 0


def read(page: Page) -> Snapshot:
    """Return what the feed shows: a window of the newest entries, unless it says otherwise.

    Raises:
        ParseError: The feed is cut, or broken so that nothing is left.

    """
    text = page.text[junk_before_feed(page.text) :] if not _is_root(root(page.text)) else page.text
    name = root(text)
    parsed = _parse(text)
    problems = _problems(parsed, text, name)
    base = page.url
    if not name.lower().startswith("feed"):
        base = absolute(parsed.feed.get("link"), page.url) or page.url
    own = _paged(parsed.entries, base)
    shown = [update(entry, base, page.zone or UTC, pages=own) for entry in parsed.entries]
    living, gone = _bury(shown, _named(tombstones(text), own))
    return Snapshot(
        updates=tuple(living),
        view=view(parsed),
        fetched=page.fetched,
        format=f"feed/{parsed.version or ('cdf' if name.lower() == 'channel' else 'unknown')}",
        title=words(parsed.feed.get("title_detail")),
        modified=_modified(parsed.feed, page.fetched),
        tombstones=gone,
        next=older(parsed.feed, page.url),
        problems=problems,
    )


def _is_root(name: str) -> bool:
    return name.rpartition(":")[2].lower() in _ROOTS


def _parse(text: str) -> Any:  # feedparser ships no types
    """Hand the feed over as clean UTF-8; it decodes nothing by itself then."""
    bare = _DECLARATION.sub("", text.lstrip()).translate(_CONTROLS)
    try:
        return feedparser.parse(
            BytesIO(bare.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as broken:  # a feed finds faults in it each year, of any type
        raise ParseError(
            f"the feed cannot be read: {type(broken).__name__}: {broken}",
            outcome="malformed-partial",
        ) from broken


def _problems(parsed: Any, text: str, name: str) -> tuple[str, ...]:
    """Return what is wrong with a feed that can still be believed."""
    if not parsed.bozo:
        return ()
    why = parsed.bozo_exception
    said = f"{why.getMessage()} in line {why.getLineNumber()}" if _located(why) else str(why)
    if is_cut_xml(text, name):
        raise ParseError(
            f"the feed ends before </{name}>, after {len(parsed.entries)} entries: {said}",
            outcome="malformed-partial",
        )
    if not parsed.entries:
        raise ParseError(
            f"the feed is not well-formed and shows no entry: {said}",
            outcome="malformed-partial",
        )
    return (f"not well-formed: {said}",)


def _located(why: object) -> bool:
    return hasattr(why, "getMessage") and hasattr(why, "getLineNumber")


def _paged(entries: Sequence[Mapping[str, Any]], base: str) -> frozenset[str]:
    """Return the pages whose address is the guid of several entries, or would be.

    Feeds of a live blog write the blog's address there; what tells its updates apart is
    the fragment of their links.
    """
    seen = Counter(path(entry["id"]) for entry in entries if entry.get("id"))
    return frozenset(one for one, count in seen.items() if count > 1) | {path(base)}


def _modified(feed: Mapping[str, Any], fetched: datetime) -> datetime | None:
    """Return ``updated`` or ``lastBuildDate``: going back, it marks an older copy.

    Often it is only the time of the answer, which does no harm: that never goes back.
    One that lies in the future says nothing.
    """
    claimed = instant(feed["updated"]) if "updated" in feed else None
    return claimed if claimed and claimed <= fetched + _CLOCK_SKEW else None


def _named(
    gone: Mapping[str, datetime | None], pages: frozenset[str]
) -> Mapping[str, datetime | None]:
    """Add the ids that entries have whose address is that of their page and a fragment."""
    places = {place(ref): when for ref, when in gone.items() if path(ref) in pages}
    places.pop("", None)
    return {**places, **gone}


def _bury(
    shown: list[Update], gone: Mapping[str, datetime | None]
) -> tuple[list[Update], tuple[str, ...]]:
    """Part the living from the dead: an entry newer than its tombstone lives (RFC 6721)."""
    living = [update for update in shown if update.id not in gone or _later(update, gone)]
    ids = {update.id for update in living}
    return living, tuple(sorted(name for name in gone if name not in ids))


def _later(update: Update, gone: Mapping[str, datetime | None]) -> bool:
    last, buried = update.modified or update.published, gone[update.id]
    return last is not None and buried is not None and last > buried

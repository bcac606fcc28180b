"""What to ask for next: the page, or only what changed since.

A page that is asked with ``amp_latest_update_time`` may answer with newer items only, and
with tombstones that it shows nowhere else. What vanishes without a tombstone is found by
whole pages alone: every ten minutes, and two in a row, because one is not believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from streamer.model import Memo, Request
from streamer.parse.dates import instant
from streamer.parse.platforms.amp.items import Item, is_past

PARAMETER: Final = "amp_latest_update_time"
_EVERY: Final = timedelta(minutes=10)
# What a memo holds: the latest time that a page showed, as it writes times; and when the
# last pair of whole pages began, in seconds.
_SINCE, _WHOLE = "since", "whole"


@dataclass(frozen=True, slots=True)
class Plan:
    """The first request of the next poll, and what to remember until then."""

    start: Request | None
    memo: Memo


def is_partial(url: str) -> bool:
    """Whether the document at *url* was asked for what changed only."""
    return any(_is_ours(pair) for pair in _query(url)[1])


def whole(url: str) -> str:
    """Return the address of the whole page."""
    before, pairs = _query(url)
    kept = [pair for pair in pairs if not _is_ours(pair)]
    return f"{before}?{'&'.join(kept)}" if kept else before


def is_due(memo: Memo, fetched: datetime) -> bool:
    """Whether it is time for a whole page."""
    looked = instant(memo.get(_WHOLE, ""))
    return looked is None or fetched - looked >= _EVERY


def after_whole(url: str, items: Sequence[Item], fetched: datetime, memo: Memo) -> Plan:
    """Return what comes after a whole page: a second one, and then what changes."""
    since = _since(items, fetched, memo)
    second = not is_due(memo, fetched)
    began = memo[_WHOLE] if second else str(int(fetched.timestamp()))
    return Plan(_ask(url, since) if second else None, {_SINCE: since, _WHOLE: began})


def after_changes(url: str, items: Sequence[Item], fetched: datetime, memo: Memo) -> Plan:
    """Return what comes after an answer that holds only what changed."""
    since = _since(items, fetched, memo)
    return Plan(_ask(url, since), {**memo, _SINCE: since})


def _since(items: Sequence[Item], fetched: datetime, memo: Memo) -> str:
    """Return the latest time of all as written; a pin that is shifted ahead has none."""
    before = memo.get(_SINCE, "")
    told = {item.latest: at for item in items if (at := item.change or item.sort) is not None}
    told[before] = instant(before) or datetime.min.replace(tzinfo=UTC)
    past = (said for said, at in told.items() if is_past(at, fetched))
    return max(past, key=lambda said: told[said], default="")


def _ask(url: str, since: str) -> Request | None:
    """Return the request for what changed, None where the page has shown no time yet."""
    page = whole(url)
    joint = "&" if "?" in page else "?"
    return Request(url=f"{page}{joint}{PARAMETER}={quote(since, safe='')}") if since else None


def _query(url: str) -> tuple[str, list[str]]:
    before, _, query = url.partition("#")[0].partition("?")
    return before, query.split("&") if query else []


def _is_ours(pair: str) -> bool:
    return pair.partition("=")[0] == PARAMETER

"""What to ask for next: the page, or only what changed since.

A page that is asked with ``amp_latest_update_time`` may answer with newer items only, and
with tombstones that it shows nowhere else. What vanishes without a tombstone is found by
whole pages alone: two in a row, because one is not believed, every ten minutes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from streamer.model import Memo, Request
from streamer.parse.amp.items import Item, is_past
from streamer.parse.dates import instant

PARAMETER: Final = "amp_latest_update_time"
_EVERY: Final = timedelta(minutes=10)
_TWICE: Final = "2"


@dataclass(frozen=True, slots=True)
class Plan:
    """The first request of the next poll, and what to remember until then."""

    start: Request | None
    memo: Memo


def is_partial(url: str) -> bool:
    """Whether the document at *url* was asked for with a cursor."""
    return any(_is_cursor(pair) for pair in _query(url)[1])


def whole(url: str) -> str:
    """Return the address of the whole page."""
    before, pairs = _query(url)
    kept = [pair for pair in pairs if not _is_cursor(pair)]
    return f"{before}?{'&'.join(kept)}" if kept else before


def plan(url: str, items: list[Item], fetched: datetime, memo: Memo) -> Plan:
    """Return what comes next after a document at *url* that shows *items*."""
    since = _latest(items, fetched, memo.get("since", ""))
    at = memo.get("whole", "")
    if is_partial(url):
        looked = instant(at)
        if looked is None or fetched - looked >= _EVERY or not since:
            return Plan(None, _memo(since=since))
        return Plan(_with_cursor(url, since), _memo(since=since, whole=at, looks=_TWICE))
    again = memo.get("looks") == "1"
    now = str(int(fetched.replace(tzinfo=UTC).timestamp()))
    if not (again and since):
        return Plan(None, _memo(since=since, whole=now, looks="1"))
    return Plan(_with_cursor(url, since), _memo(since=since, whole=now, looks=_TWICE))


def _latest(items: list[Item], fetched: datetime, before: str) -> str:
    """Return the cursor, as its page writes times; that of a pin shifted ahead is none."""
    told = {item.cursor: at for item in items if (at := item.change or item.sort) is not None}
    told[before] = instant(before) or datetime.min.replace(tzinfo=UTC)
    return max(
        (said for said, at in told.items() if is_past(at, fetched)), key=lambda one: told[one]
    )


def _with_cursor(url: str, since: str) -> Request:
    page = whole(url)
    return Request(url=f"{page}{'&' if '?' in page else '?'}{PARAMETER}={quote(since, safe='')}")


def _query(url: str) -> tuple[str, list[str]]:
    before, _, query = url.partition("#")[0].partition("?")
    return before, query.split("&") if query else []


def _is_cursor(pair: str) -> bool:
    return pair.partition("=")[0] == PARAMETER


def _memo(**said: str) -> Memo:
    return {name: value for name, value in said.items() if value}

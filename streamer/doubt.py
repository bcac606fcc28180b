"""Reasons not to believe a document yet: it may be cut, stale, garbled or not the page.

A wrong document says so by what it shows against what is known. Some faults are faults
for ever; others are sometimes the truth, and truth lasts: a document is believed once it
has been held back for longer than the patience that its fault deserves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from streamer.fold import SOURCE, instant, newest, present
from streamer.identity import match
from streamer.model import Facts, Known, Snapshot, Update
from streamer.text import normalise

# The next document, fetched later, is believed.
_ONE_DOCUMENT = timedelta(0)
# No cache keeps a copy for longer, and no reader wants to wait longer.
_ONE_DAY = timedelta(days=1)
_FOR_EVER = timedelta.max

# UTF-8 read as a western code page, and what no code page could read.
_FAULT = re.compile("â€|â\x80|[ÂÃÐÑ][\x80-\xbf]|\ufffd")
_MARK = re.compile(r"[^\x00-\x7f]")
# What a template puts where it cuts a text off, in the normal form.
_ELLIPSIS = " .[]()"
# One author who shortens one update is at work; a paywall shortens more.
_FEWEST_CUT = 3

_Reason = Callable[[Known, Snapshot, Facts], str]


def doubt(known: Known, snapshot: Snapshot, facts: Facts) -> str:
    """Return why *snapshot* is not to be believed yet, ``""`` if it is.

    Args:
        known: The state of the source.
        snapshot: What the document shows.
        facts: What the poll before left; ``doubted`` since when documents are held back.

    """
    held = snapshot.fetched - facts.doubted if facts.doubted else None
    for find, patience in _REASONS:
        if (held is None or held <= patience) and (reason := find(known, snapshot, facts)):
            return reason
    return ""


def damage(known: Known, snapshot: Snapshot, facts: Facts) -> str:
    """Return what is wrong with the texts of *snapshot* that are known, ``""`` if nothing."""
    return _is_garbled(known, snapshot, facts) or _is_cut(known, snapshot, facts)


def _shows_nothing(known: Known, snapshot: Snapshot, _facts: Facts) -> str:
    if snapshot.updates or snapshot.listed or snapshot.view == "merge":
        return ""
    left = {subject for subject, one in known.items() if not one.removed} - {SOURCE}
    left -= set(snapshot.tombstones)
    return f"shows nothing where {len(left)} updates were" if left else ""


def _is_garbled(known: Known, snapshot: Snapshot, _facts: Facts) -> str:
    """Find typographic marks that became noise, in at least half of the texts with any."""
    unknown = (one for one in snapshot.updates if not _is_said(known, one))
    if not any(_FAULT.search(f"{one.headline} {one.text}") for one in unknown):
        return ""
    pairs = [
        (f"{was.headline} {was.text}", f"{now.headline} {now.text}")
        for was, now in _pairs(known, match(known, snapshot.updates).values())
        if _MARK.search(was.headline + was.text)
    ]
    bad = sum(
        not _FAULT.search(was)
        and bool(_FAULT.search(now))
        and not set(_MARK.findall(was)) <= set(_MARK.findall(now))
        for was, now in pairs
    )
    return f"is garbled in {bad} updates" if bad and 2 * bad >= len(pairs) else ""


def _is_older(_known: Known, snapshot: Snapshot, facts: Facts) -> str:
    if snapshot.modified is None or facts.modified is None or facts.modified > snapshot.fetched:
        return ""
    if snapshot.modified >= facts.modified:
        return ""
    return (
        f"is older than the last document: changed {snapshot.modified.isoformat()},"
        f" not {facts.modified.isoformat()}"
    )


def _is_cut(known: Known, snapshot: Snapshot, _facts: Facts) -> str:
    changed = sum(not _is_said(known, one) for one in snapshot.updates)
    if changed < _FEWEST_CUT or 2 * changed <= len(snapshot.updates):
        return ""
    pairs = list(_pairs(known, match(known, snapshot.updates).values()))
    cut = sum(_is_beginning(now.text, was.text) for was, now in pairs)
    if cut < _FEWEST_CUT or 2 * cut <= len(pairs):
        return ""
    return f"is cut: shows only the beginning of {cut} updates"


def _lost_the_newest(known: Known, snapshot: Snapshot, facts: Facts) -> str:
    """Find an older copy: all it shows is older than an update that it does not show."""
    if snapshot.view == "merge":
        return ""
    shown = newest(snapshot.updates, until=snapshot.fetched)
    expected = _expected(known, snapshot, facts)
    latest = newest(expected.values(), until=snapshot.fetched)
    if shown is None or latest is None or shown >= latest:
        return ""
    seen = {one.id for one in snapshot.updates}
    if any(instant(one) == latest and subject in seen for subject, one in expected.items()):
        return ""
    return f"is an older copy: nothing is newer than {shown.isoformat()}"


def _lost_half(known: Known, snapshot: Snapshot, facts: Facts) -> str:
    if snapshot.view != "full":
        return ""
    there = len(present(known).keys() & {*snapshot.listed})
    expected = len(_expected(known, snapshot, facts)) + there
    shown = len(snapshot.updates) + there
    return f"shows {shown} of {expected} updates" if 2 * shown < expected else ""


def _expected(known: Known, snapshot: Snapshot, facts: Facts) -> dict[str, Update]:
    """Return what should be shown, without what is known to be going, or listed as there."""
    going = {*facts.absent, *snapshot.tombstones, *snapshot.listed}
    return {subject: one for subject, one in present(known).items() if subject not in going}


def _pairs(known: Known, shown: Iterable[Update]) -> Iterator[tuple[Update, Update]]:
    for now in shown:
        was = known[now.id].update if now.id in known else None
        if was is not None:
            yield was, now


def _is_said(known: Known, update: Update) -> bool:
    was = known[update.id].update if update.id in known else None
    return was is not None and (was.headline, was.text) == (update.headline, update.text)


def _is_beginning(now: str, was: str) -> bool:
    """Whether *now* is *was*, cut off."""
    if now == was or len(now) > len(was):
        return False
    now, was = normalise(now), normalise(was)
    return was != now and was.startswith(now.rstrip(_ELLIPSIS))


_REASONS: tuple[tuple[_Reason, timedelta], ...] = (
    (_shows_nothing, _FOR_EVER),
    (_is_garbled, _FOR_EVER),
    (_is_older, _ONE_DAY),
    (_is_cut, _ONE_DAY),
    (_lost_the_newest, _ONE_DOCUMENT),
    (_lost_half, _ONE_DOCUMENT),
)

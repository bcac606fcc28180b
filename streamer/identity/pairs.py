"""Which pairs of a known and a shown update are worth comparing.

Every row against every known update would be 25 million comparisons on a hostile page.
Here a row meets those that share its clock or its instant, and those that share its rare
runs of words: at most ``4 * _BEST``, and at most ``_MOST_ROWS`` rows meet any.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nlargest, nsmallest
from typing import TypeVar

from streamer.fold import instant
from streamer.identity.likeness import NEAR, is_weak, likeness
from streamer.identity.look import Look, distance
from streamer.model import Known

# The score of a pair, its distance in time, the known id, the number of the row.
Pair = tuple[float, timedelta, str, int]
_Name = TypeVar("_Name", int, str)
_Index = dict[Hashable, list[str]]

# The score of two under one clock and headline, see ``likeness``.
_TITLED = 2.0
# Where more change at once, it is another page, and not one that was edited.
_MOST_ROWS = 500
_BEST = 8
# Of so many known updates under one clock, the newest, the nearest are looked for.
_UNDER_ONE_CLOCK = 32
# So many known updates, the newest, are looked up by their words.
_MOST_KNOWN = 2000
# A run that more of them share than this tells nothing.
_COMMON = 16
# So many of the rare runs of a row are looked up: of a version, at least half are shared.
_PROBES = 32


def alike(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Yield the pairs of a known update and a row that are versions of one another."""
    known = {subject: Look(one.update) for subject, one in free.items() if one.update}
    titled = _titled(known, left)
    yield from titled.values()
    left = {number: row for number, row in left.items() if number not in titled}
    rows = nlargest(_MOST_ROWS, left.items(), key=lambda item: (item[1].instant, item[0]))
    times = _by_time(known)
    runs = _by_runs(known, [row for _, row in rows if row.update.derived])
    for number, row in rows:
        met = _sharing(row, runs)
        for time in _times(row):
            under = times.get(time, [])[:_UNDER_ONE_CLOCK]
            met |= set(nsmallest(_BEST, under, key=lambda one: (distance(known[one], row), one)))
        scores = {subject: likeness(known[subject], row) for subject in met}
        best = max(scores.values(), default=0.0)
        for subject, score in scores.items():
            if score == best > 0 or (score > 0 and not is_weak(score)):
                yield score, distance(known[subject], row), subject, number


def _titled(known: Mapping[str, Look], left: Mapping[int, Look]) -> dict[int, Pair]:
    """Find by clock and headline the rows that are alone with theirs, on either side.

    No pair is surer (``likeness``) but for one with these two, so nothing else is compared.
    """
    rows = _alone({number: row for number, row in left.items() if row.update.derived})
    subjects = _alone({subject: one for subject, one in known.items() if one.update.derived})
    found = {}
    for key in rows.keys() & subjects.keys():
        number, subject = rows[key], subjects[key]
        apart = distance(known[subject], left[number])
        if apart < NEAR:
            found[number] = (_TITLED, apart, subject, number)
    return found


def _alone(looks: Mapping[_Name, Look]) -> dict[tuple[str, str], _Name]:
    """Index by clock and headline those that share them with no other."""
    named: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    for name, look in looks.items():
        if look.update.headline and look.update.clock:
            named[look.label, look.headline].append(name)
    return {key: names[0] for key, names in named.items() if len(names) == 1 and all(key)}


def _times(look: Look) -> set[str]:
    """Return the times under which a version can be found: with own ids, the instant."""
    times = {look.instant, look.label, look.time} if look.update.derived else {look.instant}
    return times - {""}


def _by_time(known: Mapping[str, Look]) -> _Index:
    index: _Index = defaultdict(list)
    for subject in _newest_first(known):
        for time in _times(known[subject]):
            index[time].append(subject)
    return index


def _by_runs(known: Mapping[str, Look], rows: Sequence[Look]) -> _Index:
    """Index by three-word run what may be a version of one of *rows*, all without own ids."""
    index: _Index = defaultdict(list)
    if not rows:
        return index
    span = _span(rows)
    near = [
        subject
        for subject in _newest_first(known)
        if known[subject].update.derived and _is_near(instant(known[subject].update), span)
    ]
    for subject in near[:_MOST_KNOWN]:
        for run in known[subject].shingles:
            index[run].append(subject)
    return index


def _newest_first(known: Mapping[str, Look]) -> list[str]:
    return sorted(known, key=lambda subject: (known[subject].instant, subject), reverse=True)


def _span(rows: Sequence[Look]) -> tuple[datetime, datetime] | None:
    """Return the oldest and the newest instant of *rows*; None if one has no time."""
    instants = [at for row in rows if (at := instant(row.update)) is not None]
    return (min(instants), max(instants)) if len(instants) == len(rows) else None


def _is_near(at: datetime | None, span: tuple[datetime, datetime] | None) -> bool:
    return at is None or span is None or (span[0] - at <= NEAR and at - span[1] <= NEAR)


def _sharing(row: Look, runs: _Index) -> set[str]:
    """Return the known updates that share most of the rare runs of *row*."""
    if not runs or not row.update.derived:
        return set()
    rare = [run for run in row.shingles if 0 < len(runs.get(run, ())) <= _COMMON]
    probes = nsmallest(_PROBES, rare, key=lambda run: (len(runs[run]), run))
    shared = Counter(subject for run in probes for subject in runs[run])
    return set(nsmallest(_BEST, shared, key=lambda subject: (-shared[subject], subject)))

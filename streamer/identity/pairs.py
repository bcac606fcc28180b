"""Which pairs of a known and a shown update are worth comparing.

Every row against every known update would be 25 million comparisons on a hostile page;
here a row is compared with at most ``3 * _BEST`` known updates, found by their clock, by
their instant and by the rare runs of words that they share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest

from streamer.fold import instant
from streamer.identity.likeness import NEAR, likeness
from streamer.identity.look import Look, distance
from streamer.model import Known

# The score of a pair, its distance in time, the known id, the number of the row.
Pair = tuple[float, timedelta, str, int]
_Index = dict[object, list[str]]

_BEST = 8
# Of that many known updates with one clock, the newest, the nearest are looked for.
_UNDER_ONE_CLOCK = 64
# A run that more known updates share than this tells nothing.
_COMMON = 16
# So many of the rare runs of a row are looked up: at least half of a version's are shared.
_PROBES = 32


def alike(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Yield the pairs of a known update and a row that are versions of one another."""
    known = {subject: Look(one.update) for subject, one in free.items() if one.update}
    times = _by_time(known)
    runs = _by_runs(known, [row for row in left.values() if row.update.derived])
    for index, row in left.items():
        nearest = {
            subject
            for time in (row.label, row.time, row.instant)
            for subject in _nearest(row, times.get(time, ()), known)
        }
        for subject in sorted(nearest | _sharing(row, runs)):
            score = likeness(known[subject], row)
            if score > 0:
                yield score, distance(known[subject], row), subject, index


def _by_time(known: Mapping[str, Look]) -> _Index:
    """Index what is known by label, time and instant; the newest of each first."""
    index: _Index = defaultdict(list)
    for subject, look in sorted(known.items(), key=lambda one: one[1].instant, reverse=True):
        for time in {look.label, look.time, look.instant} - {""}:
            index[time].append(subject)
    return index


def _nearest(row: Look, subjects: Sequence[str], known: Mapping[str, Look]) -> list[str]:
    return nsmallest(
        _BEST, subjects[:_UNDER_ONE_CLOCK], key=lambda one: (distance(known[one], row), one)
    )


def _by_runs(known: Mapping[str, Look], rows: Sequence[Look]) -> _Index:
    """Index by three-word run what can be a version of one of *rows*, all without given ids."""
    index: _Index = defaultdict(list)
    if not rows:
        return index
    instants = [instant(row.update) for row in rows]
    told = [at for at in instants if at is not None]
    reach = (min(told) - NEAR, max(told) + NEAR) if len(told) == len(rows) else None
    for subject, look in known.items():
        if look.update.derived and _within(instant(look.update), reach):
            for run in look.shingles:
                index[run].append(subject)
    return index


def _within(at: datetime | None, reach: tuple[datetime, datetime] | None) -> bool:
    return at is None or reach is None or reach[0] <= at <= reach[1]


def _sharing(row: Look, runs: _Index) -> set[str]:
    """Return the known updates that share most of the rare runs of *row*."""
    if not runs or not row.update.derived:
        return set()
    rare = [run for run in row.shingles if 0 < len(runs.get(run, ())) <= _COMMON]
    probes = nsmallest(_PROBES, rare, key=lambda run: (len(runs[run]), run))
    shared = Counter(subject for run in probes for subject in runs[run])
    return set(nsmallest(_BEST, shared, key=lambda subject: (-shared[subject], subject)))

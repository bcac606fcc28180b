"""The sure steps of identity: what ids and equal words say.

A step gets the known updates that are still free and the rows that are still left, and
yields the pairs that it would make.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta

from streamer.identity.likeness import NEAR
from streamer.identity.look import Look, distance, same_moment, same_words
from streamer.identity.pairs import Pair
from streamer.model import DERIVED, Known, KnownUpdate

# Of that many known updates with the same words, one is as good as the next.
_MOST_TWINS = 64


def unchanged(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    for number, row in left.items():
        for subject in row.names():
            if subject not in free:
                break
            if _may_be(free[subject], row) and same_words(free[subject], row):
                yield _pair(1.0, subject, free[subject], number, row)


def renamed(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Find updates whose id changed, as positions do, or that got one of their own."""
    by_words = defaultdict(list)
    for subject, one in free.items():
        by_words[one.fingerprint].append(subject)
    for number, row in left.items():
        if not row.words:
            continue
        for subject in sorted(by_words[row.fingerprint])[:_MOST_TWINS]:
            if _may_be(free[subject], row) and _may_be_renamed(subject, free[subject], row):
                yield _pair(1.0, subject, free[subject], number, row)


def same_id(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    for number, row in left.items():
        one = free.get(row.update.id)
        # A made id says no more than clock and headline do: ``likeness`` looks at them.
        if one and (not row.update.derived or one.update is None) and _may_be(one, row):
            yield _pair(1.0, row.update.id, one, number, row)


def _may_be(one: KnownUpdate, row: Look) -> bool:
    """Whether time allows it that *row* shows *one*; own ids are above that."""
    if not row.update.derived:
        return True
    if one.update is None:
        # What shrank to a tombstone is old: the news repeat words, and are not it.
        return not row.ahead
    known = Look(one.update)
    return not (known.stated and row.stated) or distance(known, row) < NEAR


def _may_be_renamed(subject: str, one: KnownUpdate, row: Look) -> bool:
    made = row.update.derived or subject.startswith(DERIVED)
    if one.update is None:
        return made
    if not made and (row.twin or not row.update.text):
        # Ids of the source's own differ, and the words may be those of its page.
        return False
    return same_moment(Look(one.update), row)


def _pair(score: float, subject: str, one: KnownUpdate, number: int, row: Look) -> Pair:
    if one.update is None:
        return 0.0, timedelta(0), subject, number
    return score, distance(Look(one.update), row), subject, number

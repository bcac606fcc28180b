"""The sure steps of identity: what ids and equal words say.

A step gets the known updates that are still free and the rows that are still left, and
yields the pairs that it would make.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from itertools import islice

from streamer.fold import fingerprint_of, instant
from streamer.identity.likeness import NEAR
from streamer.identity.look import Look, distance, same_moment, says
from streamer.identity.pairs import Pair
from streamer.model import DERIVED, Known, KnownUpdate, Update

# Of that many known updates with the same words, one is as good as the next.
_MOST_TWINS = 64
_NOW = timedelta(0)


def same_words(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Find what says the same, under its own id, else at the same moment."""
    pairs = list(_same_words(free, left))
    again = _is_repeated(free, left, pairs)
    return (pair for pair in pairs if not again(pair))


def _same_words(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    by_words = cache(lambda: _by_words(free))
    for number, row in left.items():
        named = dict(_named(free, row))
        settled = max(named.values(), default=0.0) >= 1 or not row.speaks
        others = () if settled else by_words().get(row.fingerprint, ())
        for subject in {*named, *others[:_MOST_TWINS]}:
            sure = named.get(subject, 0.0) or _renamed(subject, free[subject].update, row)
            if sure:
                yield sure, _apart(free[subject], row), subject, number


def _named(free: Known, row: Look) -> Iterator[tuple[str, float]]:
    """Yield what says the same and has the id of *row*, or the one that we made of that."""
    for subject in row.names():
        if subject not in free:
            break
        one = free[subject]
        if says(one, row):
            # A made id only says that clock and headline were those once.
            moment = same_moment(Look(one.update), row) if one.update else 0.0
            yield subject, moment if row.update.derived else 2.0
            if moment == 1 and _apart(one, row) == _NOW:
                break


def _renamed(subject: str, was: Update | None, row: Look) -> float:
    """Return how sure it is that an id changed, as positions do, or was added."""
    # Two ids of the source's own differ, unless the words are nobody else's.
    may_be = row.update.derived or subject.startswith(DERIVED) or row.telling
    return same_moment(Look(was), row) if was and may_be else 0.0


def _is_repeated(
    free: Known, left: Mapping[int, Look], pairs: Sequence[Pair]
) -> Callable[[Pair], bool]:
    """Return the test whether news repeat the words of another day, under the same clock.

    The day of a clock is only inferred, so a whole page may be dated a day later than it
    was. But where most of its updates keep their day, and one is newer than all that is
    known, then the update of an earlier day that has left the page is another one.
    """
    apart: dict[int, timedelta] = {}
    for _, by, _, number in pairs:
        apart[number] = min(by, apart.get(number, by))
    steady = sum(by < NEAR for by in apart.values())
    end = min((at for row in left.values() if (at := instant(row.update))), default=None)

    def test(pair: Pair) -> bool:
        _, by, subject, number = pair
        row, was = left[number], instant(free[subject].update)
        inferred = row.update.derived and not row.stated and row.ahead
        return inferred and by >= NEAR and was is not None and end is not None and was < end

    return test if 2 * steady > len(apart) else lambda _: False


def same_id(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Find by the source's own id what has other words now.

    A made id says no more than clock and headline do, and ``alike`` looks at those. What got
    one because the id is an update's of a former blog has its address and its instant.
    """
    made = cache(lambda: _made(free))
    for number, row in left.items():
        one = None if row.update.derived else free.get(row.update.id)
        if one is None:
            continue
        if not one.left:
            yield 1.0, _NOW, row.update.id, number
        elif row.stated and row.update.url:
            for subject in made().get((row.update.url, row.instant), ())[:_MOST_TWINS]:
                yield 1.0, _NOW, subject, number


def _made(free: Known) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the known updates under ids of ours, by the address and the instant they have."""
    index = defaultdict(list)
    for subject, one in sorted(free.items()):
        if subject.startswith(DERIVED) and one.update and (look := Look(one.update)).stated:
            index[one.update.url, look.instant].append(subject)
    return index


def shrunk(free: Known, left: Mapping[int, Look]) -> Iterator[Pair]:
    """Find what shrank to a tombstone, of which only id and fingerprint are left.

    Such an update is old, so it is none of those that came after all that is known: news
    repeat words, under one clock even. One of a former blog is known by its id only, or by
    the one that we made of that: nobody knows any more when it was.
    """
    by_words = _by_words(free)
    for number, row in left.items():
        if row.ahead:
            continue
        same = (*by_words.get(row.fingerprint, ()), *by_words.get(row.former, ()))
        for subject in same[:_MOST_TWINS] if row.speaks else ():
            made = row.update.derived or subject.startswith(DERIVED)
            was = free[subject]
            other = was.left and subject not in islice(row.names(), 2)
            if made and was.update is None and not other:
                yield 2.0 if subject == row.update.id else 1.0, _NOW, subject, number
        one = free.get(row.update.id)
        # Without a time a made id says no more than a headline, and ``likeness`` wants more.
        sure = row.dated or not row.update.derived
        if one is not None and one.update is None and not one.left and sure:
            yield 0.5, _NOW, row.update.id, number


def _by_words(free: Known) -> dict[str, list[str]]:
    index = defaultdict(list)
    for subject in sorted(free):
        index[fingerprint_of(free[subject])].append(subject)
    return index


def _apart(one: KnownUpdate, row: Look) -> timedelta:
    return distance(Look(one.update), row) if one.update else _NOW

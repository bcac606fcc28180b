"""Which update says again what another one has said: agency copy, and reposts.

Two updates repeat each other when nine tenths of their three-word runs are the same, their
numbers are the same, and they were published within a day. The figures: docs/design.md §2.
Translations share no words, so editions in other languages never repeat each other.
"""

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache, partial
from typing import Final

from streamer.model import Event, Update
from streamer.numerals import numbers
from streamer.text import bare_headline, shingles

# The Jaccard index of three-word runs from which on two texts are one.
SAME: Final = 0.9
# Shorter updates repeat by nature: a goal, a status, a time of the next briefing.
FEWEST_RUNS: Final = 25
# A text of so many runs says enough without its headline, which each newsroom writes anew.
FEWEST_OF_TEXT: Final = 50
# News come back: the same words on another day are said anew.
WINDOW: Final = timedelta(days=1)

# Longer texts are not compared: documents, not updates.
_LONGEST: Final = 20_000
# Of so many texts with one rare run, the newest are looked at.
_MOST_ALIKE: Final = 100


@dataclass(frozen=True, eq=False)
class Said:
    """What an update says, so that saying it again can be told.

    Attributes:
        whole, text: The three-word runs of all of it and of its text alone, each a hash,
            sorted; empty where they are too few to tell.
    """

    whole: "array[int]"
    text: "array[int]"
    numbers: frozenset[str]

    @cached_property
    def rare(self) -> tuple[tuple[str, int], ...]:
        """The runs of which two that are alike have at least one in common.

        Whatever order all runs have, two sets that share nine tenths share one of the
        first tenth of each (prefix filtering: Bayardo et al., WWW 2007).
        """
        faces = (("whole", self.whole), ("text", self.text))
        return tuple((name, run) for name, runs in faces for run in runs[: _prefix(len(runs))])

    def likeness(self, other: "Said") -> float:
        """Return the share of runs that both have, 0 if their numbers differ."""
        if self.numbers != other.numbers:
            return 0.0
        return max(_jaccard(self.whole, other.whole), _jaccard(self.text, other.text))


def may_repeat(one: Update, other: Update) -> bool:
    """Whether a closer look is worth it: near in time, and about as long."""
    if one.published is None or other.published is None:
        return False
    lengths = len(one.text), len(other.text)
    # A headline may be in the text of one of them, and there are short words and long ones.
    apart = abs(lengths[0] - lengths[1]) <= 500 + max(lengths) // 3
    return apart and abs(one.published - other.published) <= WINDOW


@lru_cache(maxsize=4096)
def said(headline: str, text: str) -> Said:
    """Return what an update says; it is asked for again with every new one beside it."""
    if len(headline) + len(text) > _LONGEST:
        return Said(array("q"), array("q"), frozenset())
    title = bare_headline(headline)
    whole, alone = _runs(f"{title}\n{text}", FEWEST_RUNS), _runs(text, FEWEST_OF_TEXT)
    return Said(whole, alone, numbers(f"{title}\n{text}") if whole else frozenset())


Undo = Callable[[], None]


@dataclass(frozen=True)
class _Told:
    said: Said
    published: datetime
    update: Update


class Repeats:
    """Updates that were told, findable by what they say. In memory; the oldest leave first.

    Args:
        most: So many updates are remembered.
        most_runs: So many three-word runs: 8 bytes each, and as much again to find them.

    """

    def __init__(self, *, most: int = 20_000, most_runs: int = 2_000_000) -> None:
        self._most = most
        self._most_runs = most_runs
        self._told: dict[str, _Told] = {}
        # Of each rare run, the keys of those who have it, in the order of their coming.
        self._by_run: dict[tuple[str, int], dict[str, None]] = {}
        self._runs = 0

    def __len__(self) -> int:
        return len(self._told)

    def add(self, key: str, update: Update) -> None:
        """Remember what *update* says under *key*, in place of what was said there."""
        self.drop(key)
        it = said(update.headline, update.text)
        if not it.whole or update.published is None:
            return
        self._told[key] = _Told(it, update.published, replace(update, html=""))
        self._runs += len(it.whole) + len(it.text)
        for run in it.rare:
            self._by_run.setdefault(run, {})[key] = None
        while len(self._told) > self._most or self._runs > self._most_runs:
            self.drop(next(iter(self._told)))

    def drop(self, key: str) -> None:
        """Forget what was said under *key*."""
        old = self._told.pop(key, None)
        if old is None:
            return
        self._runs -= len(old.said.whole) + len(old.said.text)
        for run in old.said.rare:
            self._by_run[run].pop(key, None)
            if not self._by_run[run]:
                del self._by_run[run]

    def tell(self, events: Iterable[Event]) -> "Undo":
        """Follow *events*; return what undoes that, should they not be committed.

        Between the two nobody else takes what they tell for new.
        """
        before: dict[str, Update | None] = {}
        for event in events:
            # A source's own event has no words; one of a duplicate tells nothing.
            if event.update is None or event.duplicate_of:
                continue
            key = f"{event.source}/{event.subject}"
            old = self._told.get(key)
            before.setdefault(key, old.update if old else None)
            if event.kind == "update.removed":
                self.drop(key)
            else:
                self.add(key, event.update)
        return partial(self._put_back, before)

    def _put_back(self, before: Mapping[str, Update | None]) -> None:
        for key, update in before.items():
            if update is None:
                self.drop(key)
            else:
                self.add(key, update)

    def find(self, update: Update, *, but: str = "") -> str:
        """Return the key of what *update* repeats, ``""`` if it is the first to say so.

        Args:
            update: With the instant of its publication.
            but: Keys that begin so are passed over.

        """
        it, at = said(update.headline, update.text), update.published
        if not it.whole or at is None:
            return ""
        found = [
            (-alike, told.published, key)
            for key in self._alike(it)
            if not (but and key.startswith(but))
            and abs((told := self._told[key]).published - at) <= WINDOW
            and (alike := it.likeness(told.said)) >= SAME
        ]
        return min(found)[2] if found else ""

    def _alike(self, it: Said) -> Iterator[str]:
        seen = set()
        for run in it.rare:
            keys = self._by_run.get(run, {})
            for key, _ in zip(reversed(keys), range(_MOST_ALIKE), strict=False):
                if key not in seen:
                    seen.add(key)
                    yield key


def _runs(text: str, fewest: int) -> "array[int]":
    """Return the runs of *text* as numbers; they hold for the life of this process."""
    runs = shingles(text)
    return array("q", sorted(map(hash, runs)) if len(runs) >= fewest else ())


def _prefix(count: int) -> int:
    return count - math.ceil(SAME * count) + 1 if count else 0


def _jaccard(one: "array[int]", other: "array[int]") -> float:
    if not (one and other):
        return 0.0
    shared = len(set(one).intersection(other))
    return shared / (len(one) + len(other) - shared)

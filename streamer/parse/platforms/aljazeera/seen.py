"""Which posts were fetched, as a memo of a few thousand characters, and which come next.

Each post costs a request. So a poll asks for what it never saw, and for a few of the others
in turn: nearly all edits come within hours, but one may come at any time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from streamer.model import Memo

_MOST_NEW: Final = 25
_MOST_AGAIN: Final = 5
_FOR_OLD: Final = 1
_YOUNG: Final = timedelta(hours=3)
# So many numbers are remembered, at some three characters each; older ones count as fetched.
_MOST_KEPT: Final = 900
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was fetched until now, by number.

    Attributes:
        fetched: The posts whose words are known.
        empty: Those that the newsroom lists and did not give.
        young: The last one that was fetched again of those that are young.
        old: The same of all others.
    """

    fetched: frozenset[int] = frozenset()
    empty: frozenset[int] = frozenset()
    young: int = 0
    old: int = 0

    @classmethod
    def told(cls, memo: Memo) -> Self:
        """Return what *memo* says; whatever is no memo of ours says nothing."""
        return cls(
            fetched=_unpack(memo.get("fetched", "")),
            empty=_unpack(memo.get("empty", "")),
            young=max(_unpack(memo.get("young", "")), default=0),
            old=max(_unpack(memo.get("old", "")), default=0),
        )

    def memo(self) -> Memo:
        """Return the same as texts."""
        said = {
            "fetched": _pack(self.fetched),
            "empty": _pack(self.empty),
            "young": _pack({self.young} - {0}),
            "old": _pack({self.old} - {0}),
        }
        return {name: text for name, text in said.items() if text}

    def known(self, numbers: Collection[int]) -> frozenset[int]:
        """Return which of *numbers* were asked for before."""
        full = len(self.fetched) >= _MOST_KEPT
        oldest = min(self.fetched) if full else 0
        forgotten = (number for number in numbers if number < oldest)
        return self.fetched | self.empty | frozenset(forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The posts that one poll asks for: those never seen, and those that are seen again."""

    new: tuple[int, ...] = ()
    young: tuple[int, ...] = ()
    old: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        return (*self.new, *self.young, *self.old)


def choose(
    numbers: Sequence[int], times: Mapping[int, datetime], seen: Seen, now: datetime
) -> Turn:
    """Return what to ask for.

    Args:
        numbers: All posts that there are, in the order of the blog.
        times: When they were, or will be, published, as far as the newsroom says.
        seen: What was fetched until now.
        now: The present instant.

    """
    newest_first = sorted(numbers, key=lambda one: times.get(one, now), reverse=True)
    due = [one for one in newest_first if times.get(one, now) <= now]
    known = seen.known(due)
    new = [one for one in due if one not in known]
    young = [one for one in due if one in seen.fetched and now - times.get(one, now) < _YOUNG]
    rest = known.difference(young)
    old = [one for one in due if one in rest]
    few = min(_FOR_OLD, len(old))
    again = _after(young, seen.young)[: _MOST_AGAIN - few]
    return Turn(
        new=tuple(new[:_MOST_NEW]),
        young=tuple(again),
        old=tuple(_after(old, seen.old)[: _MOST_AGAIN - len(again)]),
    )


def learned(
    seen: Seen, turn: Turn, there: Collection[int], got: Collection[int], empty: Collection[int]
) -> Seen:
    """Return what is seen after a poll.

    Args:
        seen: What was seen before it.
        turn: What it asked for.
        there: All posts that there are; what is gone is forgotten.
        got: The posts that it got.
        empty: Those that it did not get.

    """
    fetched = (seen.fetched | frozenset(got)) & frozenset(there)
    return Seen(
        fetched=fetched,
        empty=((seen.empty | frozenset(empty)) & frozenset(there)) - fetched,
        young=turn.young[-1] if turn.young else seen.young,
        old=turn.old[-1] if turn.old else seen.old,
    )


def _after(row: Sequence[int], last: int) -> list[int]:
    """Return *row* from behind *last* on, and around; from its start if that is gone."""
    at = row.index(last) + 1 if last in row else 0
    return [*row[at:], *row[:at]]


def _pack(numbers: Collection[int]) -> str:
    """Return numbers as steps from one to the next, in base 36."""
    kept = sorted(numbers)[-_MOST_KEPT:]
    steps = [now - before for before, now in zip([0, *kept], kept, strict=False)]
    return ".".join(_base36(step) for step in steps)


def _unpack(text: str) -> frozenset[int]:
    found = []
    at = 0
    for step in text.split(".") if text else ():
        if not (0 < len(step) <= _LONGEST and step.isascii() and step.isalnum()):
            return frozenset()
        at += int(step, 36)
        found.append(at)
    return frozenset(found)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or "0"

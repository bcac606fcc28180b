"""Clocks to instants: on which day was it 10:35?

A live blog shows its newest update on top. So we walk from the newest down, and each clock
means its latest moment that is not later than the one above it: the day goes back whenever
the clock rises. Which gaps are longer than a day no clock tells, hence ``date-inferred``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from streamer.model import Basis
from streamer.stamps.clocks import Clock
from streamer.stamps.days import Day
from streamer.stamps.zones import zone_of

_DAY: Final = timedelta(days=1)

# A newsroom's clock may be ahead of ours by that much. Without it each new update of such
# a newsroom would be dated to yesterday, and stay there.
_SKEW: Final = timedelta(minutes=2)

# Oldest first is the exception, so it must explain a page three times better: clocks that
# go up by less than six hours on average would be quiet for eighteen the other way round.
_ASCENDING: Final = 3
_FEWEST_STEPS: Final = 2

_NO_DAY: Final = Day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """When an item of a page says it was published.

    Attributes:
        clock: The clock it shows, None if it shows none.
        day: The day heading above it.
        stated: The machine time beside the clock.
        pinned: Whether it stands outside the order of the page.
    """

    clock: Clock | None = None
    day: Day | None = None
    stated: datetime | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in UTC and what it rests on."""

    instant: datetime
    basis: Basis


def date_items(
    shown: Sequence[Shown], *, fetched: datetime, zone: tzinfo | None = None
) -> tuple[Stamp | None, ...]:
    """Return the stamp of each item, None for one that shows no time at all.

    Args:
        shown: The items in the page's order, newest or oldest first.
        fetched: When the page was. No inferred instant is later.
        zone: The zone of clocks that name none; UTC if None.
    """
    walk = _Walk(shown, fetched=fetched, zone=zone)
    stamps: dict[int, Stamp | None] = {}
    order = range(len(shown))
    for index in reversed(order) if oldest_first(shown, fetched=fetched, zone=zone) else order:
        stamps[index] = walk.date(shown[index])
    return tuple(stamps[index] for index in order)


def oldest_first(shown: Sequence[Shown], *, fetched: datetime, zone: tzinfo | None = None) -> bool:
    """Whether the page lists its oldest item first.

    Machine times decide, then dates, where there are any; else the direction in which the
    clocks cover less time.
    """
    listed = [one for one in shown if not one.pinned]
    stated = [one.stated for one in listed if one.stated]
    if len(set(stated)) > 1:
        return _rises(stated)
    today = fetched.astimezone(zone or UTC).date()
    days = [_date(one, today, slack=_slack(zone)) for one in listed]
    dates = [day for day in days if day]
    if len(set(dates)) > 1:
        return _rises(dates)
    clocks = [one.clock.time for one in listed if one.clock]
    falls = [_fall(above, below) for above, below in pairwise(clocks) if above != below]
    down = sum(falls, timedelta())
    up = len(falls) * _DAY - down
    return len(falls) >= _FEWEST_STEPS and up * _ASCENDING <= down


def modified_at(
    published: datetime, clock: Clock, *, fetched: datetime, zone: tzinfo | None = None
) -> datetime | None:
    """Return when an item was modified that says ``Updated: 10:50 AM``.

    That is the first such moment after *published*; None if it lies after *fetched*.
    """
    local = zone_of(clock.zone, zone, fetched) or zone or UTC
    start = published.astimezone(local).date()
    for back in range(2):
        for instant in reversed(_moments(start + back * _DAY, clock.time, local)):
            if instant >= published.replace(second=0, microsecond=0):
                return instant if instant <= fetched + _SKEW else None
    return None


class _Walk:
    """A walk from the newest item to the oldest."""

    def __init__(self, shown: Sequence[Shown], *, fetched: datetime, zone: tzinfo | None) -> None:
        self._fetched = fetched
        self._zone = zone
        self._latest = fetched + _SKEW
        self._above: datetime | None = None
        # One heading alone is where the page begins, and the days go on under it. Where
        # there are more, each says which day it is.
        self._fixed = len({one.day for one in shown if one.day}) > 1

    def date(self, shown: Shown) -> Stamp | None:
        """Return the stamp of the next item down."""
        basis: Basis = "stated"
        if shown.stated is not None:
            moment = shown.stated
        elif shown.clock is not None:
            moment, basis = self._infer(shown, shown.clock)
        else:
            return None
        if not shown.pinned:
            self._above = min(moment, self._latest)
        return Stamp(moment if basis == "stated" else min(moment, self._fetched), basis)

    def _infer(self, shown: Shown, clock: Clock) -> tuple[datetime, Basis]:
        zone = zone_of(clock.zone, self._zone, self._fetched) or self._zone or UTC
        today = self._fetched.astimezone(zone).date()
        day = _date(shown, today, slack=_slack(self._zone))
        moment = _at_or_before(self._bound(shown, clock, zone), clock.time, zone, day)
        if day is None:
            return moment, "date-inferred"
        named = _moments(day, clock.time, zone)
        if moment not in named and (self._fixed or clock.day):
            moment = _at_or_before(self._latest, clock.time, zone, day)
        shows_year = (clock.day or shown.day or _NO_DAY).year is not None
        return moment, "stated" if shows_year and moment in named else "date-inferred"

    def _bound(self, shown: Shown, clock: Clock, zone: tzinfo) -> datetime:
        if shown.pinned or self._above is None:
            return self._latest
        above = self._above.astimezone(zone)
        # The hour that comes twice: the lower one of two equal clocks is the first.
        again = above.fold and above.time() == clock.time
        return self._above - timedelta.resolution if again else self._above


def _at_or_before(bound: datetime, clock: time, zone: tzinfo, day: date | None) -> datetime:
    """Return the last moment up to *bound* with that clock, on *day* at the latest."""
    start = bound.astimezone(zone).date()
    start = min(start, day) if day else start
    moments = (moment for back in range(3) for moment in _moments(start - back * _DAY, clock, zone))
    return next(moment for moment in moments if moment <= bound)


def _moments(day: date, clock: time, zone: tzinfo) -> list[datetime]:
    """Return the instants at which *zone* shows *clock* on *day*, the latest first.

    In the hour that is skipped in spring it shows no clock; then these are its two
    readings, by the offset before and after.
    """
    folds = (datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1))
    return sorted({fold.astimezone(UTC) for fold in folds}, reverse=True)


def _date(shown: Shown, today: date, *, slack: timedelta) -> date | None:
    day = (shown.clock and shown.clock.day) or shown.day
    return day.on(today, slack=slack) if day else None


def _slack(zone: tzinfo | None) -> timedelta:
    """Return how far the day of the page may be ahead of ours."""
    return timedelta() if zone else _DAY


def _fall(above: time, below: time) -> timedelta:
    """Return the time from *below* up to *above*, less than a day."""
    one, two = (timedelta(hours=clock.hour, minutes=clock.minute) for clock in (above, below))
    return (one - two) % _DAY


def _rises(moments: Sequence[datetime] | Sequence[date]) -> bool:
    steps = [(below > above) - (below < above) for above, below in pairwise(moments)]
    return sum(steps) > 0

"""The grammar of days: `Mittwoch, 17. 7.`, `Thursday 18 July`, `18 июля`, `Yesterday`.

Words in, days out. A day without a year gets its year from the day of the fetch.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from streamer.stamps.day_words import DAYS_BACK, FILLERS, MONTHS, WEEKDAYS
from streamer.text import squash

_LONGEST: Final = 60
# "So", "Do" and "Fri" are other words too: they only stand beside a date.
_SHORT: Final = 3
_FULL_YEAR: Final = 4
_CENTURY: Final = 2000
_YEARS: Final = range(1990, 2101)
_DAYS_A_WEEK: Final = 7
_MONTHS_A_YEAR: Final = 12
# A leap day comes back after eight years at most: 2096, 2104.
_LEAP_GAP: Final = 8

_TOKENS: Final = re.compile(r"\d+|[^\W\d_]+")
_APOSTROPHES: Final = re.compile("['’ʼ]")
_BETWEEN: Final = re.compile(r"[\s,.\-–—/|()º]*")
_YEAR_FIRST: Final = re.compile(
    r"(?P<y>\d{4})([-./])(?P<m>\d{1,2})\2(?P<d>\d{1,2})\.?"
    r"|(?:(?P<y2>\d{4})\s?[年년]\s?)?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일]"
)
_NUMERIC: Final = re.compile(
    r"(?P<one>\d{1,2})\s?(?P<mark>[./])\s?(?P<two>\d{1,2})\s?[./]\s?(?P<y>\d{4}|\d{2})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as shown: a month and a day, a weekday, or so many days before the fetch.

    Attributes:
        swappable: Whether month and day may stand the other way round, as in ``7/8``.
    """

    year: int | None = None
    month: int = 0
    day: int = 0
    weekday: int | None = None
    back: int | None = None
    swappable: bool = False

    def on(self, today: date, *, slack: timedelta = timedelta()) -> date | None:
        """Return the date, None if there is no such day.

        Args:
            today: The day of the fetch in the zone of the page.
            slack: How much later than *today* a day without a year may be, where that
                zone is not known.
        """
        if self.back is not None:
            return today - timedelta(days=self.back)
        if self.weekday is not None:
            return today - timedelta(days=(today.weekday() - self.weekday) % _DAYS_A_WEEK)
        pairs = [(self.month, self.day), (self.day, self.month)][: 1 + self.swappable]
        found = [self._latest(month, day, today + slack) for month, day in pairs]
        past = [one for one in found if one is not None and one <= today + slack]
        return max(past, default=next((one for one in found if one), None))

    def _latest(self, month: int, day: int, latest: date) -> date | None:
        if self.year is not None:
            return _date(self.year, month, day)
        years = range(latest.year, latest.year - _LEAP_GAP - 1, -1)
        found = (_date(year, month, day) for year in years)
        return next((one for one in found if one is not None and one <= latest), None)


@lru_cache(maxsize=4096)
def read_day(text: str) -> Day | None:
    """Return the day that *text* is, None if it says anything else as well."""
    if len(text) > _LONGEST:
        return None
    text = _APOSTROPHES.sub("", squash(text)).casefold().strip(" ,:;|-–—()")
    day = _numeric(text) or _named(text)
    return day if day and _possible(day) else None


def _numeric(text: str) -> Day | None:
    """Read ``2024-07-18``, and ``17. 7.`` or ``7/18/2024`` behind a weekday or none."""
    first, _, rest = text.partition(" ")
    if rest and first.strip(",.") in WEEKDAYS:
        text = rest.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        month, day = found["m"] or found["m2"], found["d"] or found["d2"]
        return Day(year=_year(found["y"] or found["y2"]), month=int(month), day=int(day))
    found = _NUMERIC.fullmatch(text)
    if found is None or (found["mark"] == "/" and not found["y"]):
        return None  # 1/2/ is a path
    day, month = int(found["one"]), int(found["two"])
    if found["mark"] == "." or day > _MONTHS_A_YEAR:
        return Day(year=_year(found["y"]), month=month, day=day)
    if month > _MONTHS_A_YEAR:
        day, month = month, day
        return Day(year=_year(found["y"]), month=month, day=day)
    return Day(year=_year(found["y"]), month=month, day=day, swappable=True)


def _named(text: str) -> Day | None:
    """Read what is said with words: a month, a weekday, or ``yesterday``."""
    if _BETWEEN.fullmatch(_TOKENS.sub("", text)) is None:
        return None
    words = [word for word in _TOKENS.findall(text) if word not in FILLERS]
    numbers = [word for word in words if word.isdecimal()]
    months = [word for word in words if word in MONTHS]
    weekdays = [word for word in words if word in WEEKDAYS and word not in MONTHS]
    back = [word for word in words if word in DAYS_BACK]
    if len(numbers) + len(months) + len(weekdays) + len(back) < len(words):
        return None
    if numbers or months:
        return _dated(numbers, MONTHS[months[0]] + 1) if numbers and months else None
    if back:
        return Day(back=DAYS_BACK[back[0]])
    named = weekdays and len(weekdays[0]) > _SHORT
    return Day(weekday=WEEKDAYS[weekdays[0]]) if named else None


def _dated(numbers: list[str], month: int) -> Day | None:
    if len(numbers) == 1:
        return Day(month=month, day=int(numbers[0]))
    one, two, *more = numbers
    if more:
        return None
    if len(one) == _FULL_YEAR:
        one, two = two, one
    return Day(year=_year(two), month=month, day=int(one))


def _year(text: str | None) -> int | None:
    """Return the year that *text* is, ``24`` being 2024."""
    if not text:
        return None
    return int(text) + (0 if len(text) == _FULL_YEAR else _CENTURY)


def _possible(day: Day) -> bool:
    if day.back is not None or day.weekday is not None:
        return True
    if day.year is not None and day.year not in _YEARS:
        return False
    return _date(day.year or 2000, day.month, day.day) is not None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

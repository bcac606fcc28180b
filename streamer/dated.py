"""Addresses that name a day: some newsrooms begin a live blog anew each day.

``https://example.org/live/storm-{%m-%d-%y}`` is today's blog. Two addresses that name two
days may be the same series; a redirect between them is a roll-over and no new slug.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from streamer.stamps.day_words import MONTHS, WEEKDAYS

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_IN_HOST: Final = re.compile(r"[a-z]+://[^/?#]*[{}]", re.IGNORECASE)
_CODE: Final = re.compile(r"%(-?[A-Za-z]|.|$)")
# The first word for each is the English one, in full.
_MONTHS: Final = {number: word for word, number in reversed(MONTHS.items())}
_WEEKDAYS: Final = {number: word for word, number in reversed(WEEKDAYS.items())}
# Names in lower case: that is how addresses write them.
_CODES: Final[Mapping[str, Callable[[date], str]]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "-m": lambda day: str(day.month),
    "d": lambda day: f"{day.day:02}",
    "-d": lambda day: str(day.day),
    "j": lambda day: f"{day.timetuple().tm_yday:03}",
    "B": lambda day: _MONTHS[day.month - 1],
    "b": lambda day: _MONTHS[day.month - 1][:3],
    "A": lambda day: _WEEKDAYS[day.weekday()],
    "a": lambda day: _WEEKDAYS[day.weekday()][:3],
}
_SAMPLE: Final = date(2026, 4, 2)

# A month is a number or a name; the separator is the same on both sides of it.
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?P<s>[/_.-])(?P<m>\d\d?|[^\W\d_]{3,12})(?P=s)(?P<d>\d\d?)(?!\d)"
)
_COMPACT: Final = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
_YEAR_LAST: Final = re.compile(
    r"(?<!\d)(?P<a>\d\d?)(?P<s>[/_.-])(?P<m>\d\d?|[^\W\d_]{3,12})(?P=s)(?P<y>20\d\d)(?!\d)"
)
_SHORT_YEAR: Final = re.compile(
    r"(?<!\d)(?<!\d[/_.-])(?P<a>\d\d)(?P<s>[/_.-])(?P<m>\d\d)(?P=s)(?P<y>\d\d)(?![/_.-]?\d)"
)
_MONTH_FIRST: Final = re.compile(
    r"(?<![^\W_])(?P<m>[^\W\d_]{3,12})(?P<s>[/_.-])(?P<d>\d\d?)(?P=s)(?P<y>20\d\d)(?!\d)"
)
_FORMS: Final = (_YEAR_FIRST, _COMPACT, _YEAR_LAST, _SHORT_YEAR, _MONTH_FIRST)
_LONGEST: Final = 4_000

# What a date may mean, by the order of its parts: two of them where nothing tells.
_Readings = Mapping[str, date]


def dated(url: str, now: datetime, zone: str | None = None) -> str:
    """Return *url* with today's date in place of what stands in its braces.

    Args:
        url: An address such as ``https://example.org/{%Y/%-m/%-d}/live``. The codes are
            those of ``strftime`` that name a day; names of months and weekdays are
            English, in lower case. Without braces it is returned as it is.
        now: Aware.
        zone: The IANA zone whose day it is, UTC if None.

    Raises:
        ValueError: The braces do not match, do not hold a day, or stand in the host: whoever
            owns the name of some day to come would be asked then, with our credentials.

    """
    today = now.astimezone(ZoneInfo(zone or "UTC")).date()
    return _filled(url, today)


def check(url: str) -> str:
    """Return *url* as it is on some day.

    Raises:
        ValueError: As ``dated``; the sentence shows nothing but what is in the braces.

    """
    return _filled(url, _SAMPLE)


def day_of(url: str) -> date | None:
    """Return the day that an address names, None if it names none.

    Of ``03-04-26`` nothing tells the month; it is read as March, as ``later`` does not
    have to.
    """
    return next(iter(_readings(url).values()), None)


def later(one: str, other: str) -> bool:
    """Whether *other* names a later day than *one*, whichever order their parts have."""
    first, second = _readings(one), _readings(other)
    orders = first.keys() & second.keys()
    if orders:
        return all(second[order] > first[order] for order in orders)
    return bool(first and second) and min(second.values()) > max(first.values())


def same_series(one: str, other: str) -> bool:
    """Whether two addresses are the same but for the days that they name."""
    return _series(one) == _series(other)


def _filled(url: str, day: date) -> str:
    if _IN_HOST.match(url):
        raise ValueError("a day may stand in the path or the query of an address, not in its host")
    filled = _BRACES.sub(lambda found: _written(found[1], day), url)
    if "{" in filled or "}" in filled:
        raise ValueError("the braces of the address do not match; write one like live-{%Y-%m-%d}")
    return filled


def _written(pattern: str, day: date) -> str:
    codes = _CODE.findall(pattern)
    unknown = next((code for code in codes if code not in _CODES), None)
    if unknown is not None or not codes:
        what = f'"%{unknown}"' if unknown is not None else f'"{{{pattern}}}"'
        known = " ".join(f"%{code}" for code in _CODES)
        raise ValueError(f"{what} names no day in an address; the codes are {known}")
    return _CODE.sub(lambda found: _CODES[found[1]](day), pattern)


def _readings(url: str) -> _Readings:
    return next((readings for _, readings in _dates(_place(url))), {})


def _series(url: str) -> str:
    place = _place(url)
    at, parts = 0, []
    for found, _ in _dates(place):
        parts.append(place[at : found.start()])
        at = found.end()
    return "{}".join((*parts, place[at:]))


def _place(url: str) -> str:
    """Return what tells one address of a site from another, in lower case."""
    try:
        parts = urlsplit(url[:_LONGEST])
    except ValueError:
        return url[:_LONGEST]
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{unquote(parts.path).rstrip('/').lower()}{query}"


def _dates(place: str) -> Iterator[tuple[re.Match[str], _Readings]]:
    """Yield the dates of an address from left to right, none inside of another."""
    found = [
        (match, readings)
        for form in _FORMS
        for match in form.finditer(place)
        if (readings := _read(match))
    ]
    end = 0
    for match, readings in sorted(found, key=lambda one: (one[0].start(), -one[0].end())):
        if match.start() >= end:
            end = match.end()
            yield match, readings


def _read(match: re.Match[str]) -> _Readings:
    """Return what a date may mean; the likelier order comes first."""
    parts = match.groupdict()
    year = int(parts["y"]) % 100 + 2000
    named = MONTHS.get(parts["m"])
    if "d" in parts or named is not None:
        month = named + 1 if named is not None else parts["m"]
        read = {"told": _date(year, month, parts.get("d") or parts["a"])}
    else:
        read = {
            "month first": _date(year, parts["a"], parts["m"]),
            "day first": _date(year, parts["m"], parts["a"]),
        }
    return {order: day for order, day in read.items() if day}


def _date(year: int, month: str | int, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None

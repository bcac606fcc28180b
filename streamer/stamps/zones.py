"""Time zones as pages write them: `BST`, `ET`, `MESZ`, `UTC+2`."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

# Minutes east of Greenwich. A word that names an offset is that offset, in any season.
_OFFSETS: Final = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "WAT": 60,
    "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "CAT": 120, "SAST": 120,
    "EET": 120, "OEZ": 120, "EEST": 180, "OESZ": 180, "EAT": 180, "TRT": 180,
    "MSK": 180, "МСК": 180, "AST": -240, "ADT": -180, "IDT": 180, "IRST": 210,
    "GST": 240, "AFT": 270, "PKT": 300, "IST": 330, "NPT": 345, "ICT": 420,
    "WIB": 420, "WITA": 480, "WIT": 540, "HKT": 480, "SGT": 480, "PHT": 480,
    "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600,
    "AEDT": 660, "NZST": 720, "NZDT": 780, "NST": -210, "NDT": -150, "BRT": -180,
    "ART": -180, "CLST": -180, "CLT": -240, "EDT": -240, "EST": -300, "CDT": -300,
    "CST": -360, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480, "AKDT": -480,
    "AKST": -540, "HST": -600,
}  # fmt: skip

# Words for a region, whose offset follows the season.
_REGIONS: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AT": "America/Halifax",
    "AKT": "America/Anchorage",
    "UK": "Europe/London",
    "UK time": "Europe/London",
    "Kyiv time": "Europe/Kyiv",
    "London time": "Europe/London",
    "Eastern": "America/New_York",
    "Pacific": "America/Los_Angeles",
}
_WORDS: Final = sorted((*_OFFSETS, *_REGIONS), key=len, reverse=True)
_NUMERIC: Final = r"(?:(?:UTC|GMT)\s?[+−-]\s?\d{1,2}(?::?\d{2})?|[+−-]\d{2}:?\d{2})"

# One zone as a regular expression without groups. Case matters: "at" is a word, AT a zone.
PATTERN: Final = rf"(?-i:{_NUMERIC}|(?:{'|'.join(map(re.escape, _WORDS))})(?!\w))"

_ALL_TIMES: Final = re.compile(
    r"\b(?:all (?:the )?times|alle (?:uhr)?zeit(?:en|angaben)|toutes les heures|todas las horas|"
    rf"tutti gli orari|усі години|время везде)\b[^.:]{{0,30}}?\b(?P<zone>{PATTERN})",
    re.IGNORECASE,
)
_LONGEST_NOTE: Final = 200
_LONGEST_OFFSET: Final = 14 * 60
_NUMBER: Final = re.compile(r"([+−-])\s?(\d{1,2})(?::?(\d{2}))?$")


def zone_of(word: str, near: tzinfo | None, at: datetime) -> tzinfo | None:
    """Return the zone that *word* names on a page of the zone *near*, None for no zone.

    Many words name several zones (IST: Ireland, Israel, India), and ``CET`` is written in
    summer too. So a word that the page's own zone uses in any season of the year around
    *at* means that zone.
    """
    if word in _REGIONS:
        return ZoneInfo(_REGIONS[word])
    if near is not None and word in _names(near, at.year):
        return near
    if word in _OFFSETS:
        return timezone(timedelta(minutes=_OFFSETS[word]))
    number = _NUMBER.search(word)
    if number is None:
        return None
    minutes = int(number[2]) * 60 + int(number[3] or 0)
    if minutes > _LONGEST_OFFSET:
        return None
    return timezone(timedelta(minutes=minutes if number[1] == "+" else -minutes))


def zone_in_note(text: str) -> str:
    """Return the zone in a note such as ``All times are BST``, ``""`` if it is none."""
    found = _ALL_TIMES.search(text) if len(text) <= _LONGEST_NOTE else None
    return found["zone"] if found else ""


@lru_cache(maxsize=256)
def _names(zone: tzinfo, year: int) -> frozenset[str]:
    """Return the abbreviations that *zone* uses in winter and in summer."""
    seasons = (datetime(year, month, 1, tzinfo=UTC) for month in (1, 7))
    return frozenset(season.astimezone(zone).tzname() or "" for season in seasons)

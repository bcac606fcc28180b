"""Dates as feeds and structured pages write them: ISO 8601, RFC 2822, Unix seconds."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_tz

from streamer.stamps.zones import zone_of

_OFFSET = re.compile(r"(?:\d[Zz]|[+-]\d\d:?\d\d)$")
_ZEROS = ("UT", "UTC", "GMT", "Z")
_YEAR_ONE = re.compile(r"(?<![+-])\b000\d\b")
_GAP = re.compile(r"(\d)\s+(?=[+-]\d\d:?\d\d$)")
_NAME = re.compile(r"(?<![\w/+-])([A-Za-z]{1,5})\)?$")
_NUMBER = re.compile(r"^\d{9,13}(?:\.\d{1,9})?$")
# The numbers with as many digits.
_LEAST, _MOST = 10**8, 10**13
_MILLISECONDS = 100_000_000_000
_FIRST = 1971
# A change so close to the publication is how two systems write one instant.
_JITTER = timedelta(seconds=2)


def instant(value: object, zone: tzinfo | None = None) -> datetime | None:
    """Return the instant that *value* names, in UTC.

    Args:
        value: Text, or a number of seconds or milliseconds.
        zone: What a text without a zone is read in; UTC if None.

    Returns:
        None for anything else, and for the zeros that mean "no date": the year 1, and
        all of 1970.

    """
    found = None
    if isinstance(value, str):
        text = value.strip()
        found = _number(text) or _iso(text, zone) or _mail(text, zone)
    elif isinstance(value, float):
        found = _number(f"{value:f}")
    elif isinstance(value, int) and _LEAST <= value < _MOST:
        found = _unix(value)
    return found if found and found.year >= _FIRST else None


def zoned(value: object, zone: tzinfo | None) -> datetime | None:
    """Return the instant that *value* names, if the zone is certain: its own, or *zone*."""
    certain = zone or not isinstance(value, str) or ":" not in value or _OFFSET.search(value)
    return instant(value, zone) if certain else None


def changed(published: datetime | None, modified: datetime | None) -> datetime | None:
    """Return *modified* if it is later than *published*, by more than a jitter."""
    if published is None or modified is None:
        return modified
    return modified if modified - published > _JITTER else None


def _number(text: str) -> datetime | None:
    if "-" in text or not _NUMBER.match(text):
        return None
    return _unix(float(text))


def _unix(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS else number, UTC)


def _iso(text: str, zone: tzinfo | None) -> datetime | None:
    """Read ISO 8601, also with a blank before the offset; a day alone is its midnight."""
    if "-" not in text[:5]:
        return None
    try:
        found = datetime.fromisoformat(_GAP.sub(r"\1", text) if " " in text else text)
        found = found if found.tzinfo else found.replace(tzinfo=zone or UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _mail(text: str, zone: tzinfo | None) -> datetime | None:
    """Read RFC 2822. The library knows ten zone names, and gives 0 for all the others."""
    try:
        parts = parsedate_tz(text)
        if parts is None or _YEAR_ONE.search(text):
            return None
        at = datetime(*parts[:6], tzinfo=UTC)
        name = _NAME.search(text)
        if parts[9] or _OFFSET.search(text) or (name and name[1].upper() in _ZEROS):
            return at - timedelta(seconds=parts[9] or 0)
        local = zone_of(name[1].upper(), zone, at) if name else zone or UTC
        return at.replace(tzinfo=local).astimezone(UTC) if local else None
    except (IndexError, TypeError, ValueError, OverflowError):
        return None

"""How long a server wants to be left alone.

Source: RFC 9111 §4.2 (freshness), RFC 9110 §10.2.3 (Retry-After).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# A feed once said ``no-cache, max-age=315360000`` and was never read again.
LONGEST_FRESH = timedelta(hours=24)
LONGEST_RETRY = timedelta(days=2)
# A server that counts requests and does not say when it forgets.
RATE_LIMITED = timedelta(hours=1)

_DIRECTIVE = re.compile(r'([\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;]*)))?')
_SECONDS = re.compile(r"\d+(?:\.\d*)?")
_FAR = 1e12  # seconds: beyond every cap, and still a timedelta


def fresh_until(headers: Mapping[str, str], received: datetime) -> datetime | None:
    """Return until when an answer is fresh, None if its server does not say.

    ``no-cache`` and ``no-store`` void everything else: what must be asked for again
    cannot be fresh.

    Args:
        headers: Of a 200 or a 304, names in lower case.
        received: When the answer was complete, aware UTC.

    Returns:
        Aware UTC, later than *received* by at most ``LONGEST_FRESH``.

    """
    directives = _directives(headers.get("cache-control", ""))
    if directives.keys() & {"no-cache", "no-store"}:
        return None
    if "max-age" in directives:
        lifetime = _seconds(directives["max-age"])
    else:
        expires = _date(headers.get("expires", ""))
        lifetime = expires - _server_date(headers, received) if expires else None
    if lifetime is None:
        return None
    left = lifetime - (_seconds(headers.get("age", "")) or timedelta())
    return received + min(left, LONGEST_FRESH) if left > timedelta() else None


def retry_at(status: int, headers: Mapping[str, str], received: datetime) -> datetime | None:
    """Return when a server that refused wants to be asked again, None if any time.

    A date is read relative to the server's own clock: theirs and ours may differ.

    Returns:
        Aware UTC, later than *received* by at most ``LONGEST_RETRY``.

    """
    asked = headers.get("retry-after", "").strip()
    wait = _seconds(asked)
    if wait is None and (date := _date(asked)):
        wait = date - _server_date(headers, received)
    if wait is None and status == 429:  # noqa: PLR2004  # Too Many Requests
        wait = RATE_LIMITED
    if wait is None or wait <= timedelta():
        return None
    return received + min(wait, LONGEST_RETRY)


def _directives(text: str) -> dict[str, str]:
    """Return name → value; the first of two equal names counts."""
    found: dict[str, str] = {}
    for name, quoted, bare in _DIRECTIVE.findall(text):
        found.setdefault(name.lower(), quoted or bare)
    return found


def _seconds(text: str) -> timedelta | None:
    """Read a count of seconds; what is too large for any cap is cut, not an error."""
    text = text.strip()
    if not _SECONDS.fullmatch(text):
        return None
    return timedelta(seconds=min(float(text), _FAR))


def _server_date(headers: Mapping[str, str], received: datetime) -> datetime:
    return _date(headers.get("date", "")) or received


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

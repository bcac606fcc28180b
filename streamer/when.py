"""WHEN, as the commands take it: ``2h``, ``2024-10-21T10:35``, a cursor, ``start``, ``now``."""

import re
from datetime import UTC, datetime, tzinfo
from typing import Final, Literal

from streamer.model import Cursor
from streamer.quantity import DURATION, parse_duration

When = Cursor | datetime | Literal["start", "now"]

GRAMMAR: Final = "2h (ago), 2024-10-21T10:35, a cursor such as 1.250, start or now"
_CURSOR: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})", re.ASCII)


def parse_when(text: str, *, now: datetime, zone: tzinfo) -> When:
    """Return the place in the stream, or the instant in UTC, that *text* means.

    Args:
        text: One of the forms of ``GRAMMAR``. ``2h`` means two hours before *now*.
        now: Aware UTC.
        zone: Where the clock of an instant without an offset hangs.

    Raises:
        ValueError: It is none of them; the message says what it may be.

    """
    text = text.strip()
    if text in ("start", "now"):
        return "start" if text == "start" else "now"
    if cursor := _CURSOR.fullmatch(text):
        return Cursor(int(cursor[1]), int(cursor[2]))
    try:
        if re.fullmatch(DURATION, text):
            return now - parse_duration(text)
        return parse_instant(text, zone=zone)
    except (ValueError, OverflowError):
        raise ValueError(f'"{text}" is no WHEN, write {GRAMMAR}') from None


def parse_instant(text: str, *, zone: tzinfo) -> datetime:
    """Return the instant in UTC that an ISO 8601 *text* means.

    Raises:
        ValueError: It is none, or one outside the years 1 to 9999.

    """
    try:
        instant = datetime.fromisoformat(text.strip())
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=zone)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f'"{text}" is no instant, write one like 2024-10-21T10:35') from None

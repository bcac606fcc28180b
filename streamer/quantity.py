"""Durations and sizes as people write them: ``20s``, ``1h30m``, ``15MB``."""

import re
from datetime import timedelta
from typing import Final

_SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1, "ms": 0.001}
_BYTES: Final = {
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}
_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdw])", re.ASCII)
DURATION: Final = r"^([0-9]+(\.[0-9]+)?(ms|[smhdw]))+$"
SIZE: Final = r"^[0-9]+(\.[0-9]+)? ?([kKMG]i?)?B$"
_SIZE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([kmg]?i?b)", re.ASCII | re.IGNORECASE)


def parse_duration(text: str) -> timedelta:
    """Return the duration that *text* such as ``90s`` or ``1h30m`` means.

    Raises:
        ValueError: It means none, or one longer than a datetime can hold.

    """
    if not re.fullmatch(DURATION, text.strip()):
        raise ValueError(f'"{text}" is no duration, write one like 20s, 5m, 1h30m or 7d')
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f'"{text}" is too long') from None


def show_duration(duration: timedelta) -> str:
    """Return *duration* as ``parse_duration`` reads it, its two largest units only."""
    left = duration.total_seconds()
    if left < 1:
        return f"{max(0, round(left * 1000))}ms" if left > 0 else "0s"
    parts: list[str] = []
    left = round(left)
    for unit in "dhms":
        count, rest = divmod(left, _SECONDS[unit])
        if count:
            parts.append(f"{count:.0f}{unit}")
            left = rest
        elif parts:
            break
    return "".join(parts[:2])


def parse_size(text: str) -> int:
    """Return the bytes that *text* such as ``15MB`` (10⁶) or ``15MiB`` (2²⁰) means.

    Raises:
        ValueError: It means none.

    """
    found = _SIZE.fullmatch(text.strip())
    unit = found[2].lower() if found else ""
    if found is None or unit not in _BYTES:
        raise ValueError(f'"{text}" is no size, write one like 500kB, 15MB or 1GiB')
    return round(float(found[1]) * _BYTES[unit])


def show_size(size: int) -> str:
    """Return *size* as ``parse_size`` reads it, without loss."""
    for unit in ("GB", "MB", "kB"):
        if size and size % _BYTES[unit.lower()] == 0:
            return f"{size // _BYTES[unit.lower()]}{unit}"
    return f"{size}B"

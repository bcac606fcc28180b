"""The grammar of clocks: `10:35 AM (Updated: )`, `12.31 Uhr: Headline`, `7h05`, `12.50 BST`.

Words in, wall clocks out. Which day a clock means is found in ``stamps``.
"""

import re
from dataclasses import dataclass, replace
from datetime import time
from functools import lru_cache
from typing import Final

from streamer.stamps import zones
from streamer.stamps.days import Day, read_day
from streamer.text import squash

# What every clock contains; most lines of a page do not.
_HINT: Final = re.compile(r"\d\s?(?:[:：∶.huчг]|[ap]\.?\s?m)", re.IGNORECASE)

# No label is longer: "Wednesday, September 18, 2024, at 12:09 a.m. ET (Updated: 12:30 a.m.)".
_LONGEST_LABEL: Final = 90

_HALVES: Final = {
    "am": 0, "πμ": 0, "ص": 0, "上午": 0, "午前": 0, "오전": 0,
    "pm": 12, "μμ": 12, "م": 12, "下午": 12, "午後": 12, "오후": 12,
}  # fmt: skip
_BEFORE: Final = (
    r"um|at|à|a\ las|alle|ore|ora|kl|klo|kell|saat|godz|pukul|jam|às|o|ob|о|об|в|у|"
    "time|uhrzeit|heure|hora|час|время|published|posted"
)
_UPDATED: Final = (
    "(?:last )?(?:updated?|edited|aktualisiert|actualisé|mis à jour|mise à jour|actualizado|"
    "aggiornato|aggiornamento|atualizado|bijgewerkt|zaktualizowano|aktualizacja|aktualizováno|"
    "uppdaterad|opdateret|oppdatert|päivitetty|güncellendi|actualizat|оновлено|обновлено)"
)
_CLOCK: Final = re.compile(
    rf"""
    (?<![\w:.,/+-])
    (?:(?P<before>{_BEFORE})[.:]?\s)?
    (?:(?P<early>上午|下午|午前|午後|오전|오후)\s?)?
    (?P<hour>\d{{1,2}})
    (?: (?P<mark>[:：∶.])(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?
      | \s?(?:h|hs|hrs|u|ч|год)\.?\s?(?P<minute_h>\d{{2}})
      | (?=\s?[ap]\.?\s?m\b)
    )
    (?![\d]|[:.,/]\d)
    (?P<unit>\s?(?:uhr|h|hs|hrs|hod|uur|u|ч|год)\b\.?)?
    (?:\s?(?P<late>[ap]\.?\s?m\b\.?|π\.?\s?μ\b\.?|μ\.?\s?μ\b\.?|[صم]\b))?
    (?:\s?\(?(?P<zone>{zones.PATTERN})\)?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKER: Final = re.compile(
    rf"(?:\(\s*(?:{_UPDATED})\b(?P<inside>[^()]*)\)|(?:^|[\s|,;·•-]+)(?:{_UPDATED})\b(?P<open>.*))$",
    re.IGNORECASE,
)
_INNER_MARKER: Final = re.compile(rf"\s*\(\s*(?:{_UPDATED})\b(?P<inside>[^()]*)\)", re.IGNORECASE)
_RELATIVE: Final = re.compile(
    r"\(?\s*(?:just now|gerade eben|"
    r"(?:vor|il y a|hace|há|för|for)\s+(?:\d+|\w{1,5})\s+\w+\.?(?:\s+sedan|\s+siden)?|"
    r"(?:from\s+)?\d+\s?[^\W\d]+\.?(?:\s\d+\s?[^\W\d]+\.?)?\s"
    r"(?:ago|тому|назад|geleden|sedan|siden|sitten|temu|önce|fa|atrás))\s*\)?",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"^[(\[]([^()\[\]]*)[)\]]")
_JOINTS: Final = " ,;|·•–—-:"
_SEPARATOR: Final = re.compile(r"\s*(?:[:|·•–—]|-(?=\s)|\++)\s*")
_PLUSES: Final = " +"
_FULL_HOURS: Final = 24
_MINUTES: Final = 60
_NOON: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock as shown.

    Attributes:
        label: As shown, without what changes while the clock does not: the marker of an
            update, the day beside it, a relative time.
        time: The wall clock.
        zone: The word for its zone, ``""`` if none is shown.
        day: The day that is shown with it.
        updated: Whether a marker such as ``(Updated: )`` is shown.
        modified: The clock in that marker, None if it is empty.
    """

    label: str
    time: time
    zone: str = ""
    day: Day | None = None
    updated: bool = False
    modified: "Clock | None" = None


def may_begin_with_clock(text: str) -> bool:
    """Whether ``read_clock`` and ``leading_clock`` are worth their while on *text*."""
    return _HINT.search(text, 0, _LONGEST_LABEL) is not None


@lru_cache(maxsize=4096)
def read_clock(text: str, *, dotted: bool = False) -> Clock | None:
    """Return the clock that *text* is, None if it says anything else as well.

    A day, a zone, a relative time and the marker of an update may stand beside it. With
    *dotted*, ``12.31`` is a clock too, and not only ``12.31 Uhr``.
    """
    text = squash(text)
    if len(text) > _LONGEST_LABEL:
        return None
    marker = _MARKER.search(text)
    if marker is None:
        return _bare(text, dotted=dotted)
    clock = _bare(text[: marker.start()], dotted=dotted)
    value = (marker["inside"] or marker["open"] or "").strip(_JOINTS)
    modified = _bare(value, dotted=True) if value else None
    if clock is None or (value and modified is None):
        return None
    return replace(clock, updated=True, modified=modified)


def leading_clock(text: str, *, loose: bool = False) -> tuple[Clock, str] | None:
    """Return the clock that *text* begins with and the words after it, None if it does not.

    A mark must stand between the two (``12.31 Uhr: Headline``); with *loose*, a space will do.
    """
    text = squash(text).strip(_PLUSES)
    text = _BRACKETS.sub(r"\1", text[:_LONGEST_LABEL]) + text[_LONGEST_LABEL:]
    found = _CLOCK.match(text[:_LONGEST_LABEL])
    clock = found and _clock(found, dotted=False)
    if not (found and clock):
        return None
    rest = text[found.end() :]
    if marker := _INNER_MARKER.match(rest):
        rest = rest[marker.end() :]
        modified = _bare(marker["inside"].strip(_JOINTS), dotted=True)
        clock = replace(clock, updated=True, modified=modified)
    separator = _SEPARATOR.match(rest)
    if separator is None and not (loose and rest.startswith(" ")):
        return None
    said = rest[separator.end() if separator else 0 :].strip()
    return (clock, said) if said else None


def read_marker(text: str) -> Clock | None:
    """Return the clock of a line that only says ``Updated at 12.36 BST``."""
    text = squash(text)
    marker = _MARKER.search(text) if len(text) <= _LONGEST_LABEL else None
    if marker is None or text[: marker.start()].strip(_JOINTS):
        return None
    return _bare((marker["inside"] or marker["open"] or "").strip(_JOINTS), dotted=True)


def is_relative(text: str) -> bool:
    """Whether *text* is a time such as ``4m ago``, which changes while nothing does."""
    text = squash(text)
    return len(text) <= _LONGEST_LABEL and _RELATIVE.fullmatch(text) is not None


def _bare(text: str, *, dotted: bool) -> Clock | None:
    text = _BRACKETS.sub(r"\1", text.strip(_JOINTS + _PLUSES))
    text = _RELATIVE.sub(" ", text)
    found = _CLOCK.search(text)
    clock = found and _clock(found, dotted=dotted)
    if not (found and clock):
        return None
    around = [part.strip(_JOINTS) for part in (text[: found.start()], text[found.end() :])]
    around = [part for part in around if part and part != "."]
    day = read_day(around[0]) if len(around) == 1 else None
    if around and day is None:
        return None
    return replace(clock, day=day)


def _clock(found: re.Match[str], *, dotted: bool) -> Clock | None:
    hour, minute = int(found["hour"]), int(found["minute"] or found["minute_h"] or 0)
    half = found["early"] or re.sub(r"[.\s]", "", found["late"] or "").casefold()
    plain = not (half or found["unit"] or found["zone"] or found["before"])
    if found["mark"] == "." and plain and not dotted:
        return None  # a price, a score or a date
    second = int(found["second"] or 0)
    if hour > _FULL_HOURS or minute >= _MINUTES or second >= _MINUTES:
        return None
    if half:
        hour = hour % _NOON + _HALVES[half]
    start = found.start("early" if found["early"] else "hour")
    return Clock(
        label=found.string[start : found.end()].strip(),
        time=time(hour % _FULL_HOURS, minute, second),
        zone=found["zone"] or "",
    )

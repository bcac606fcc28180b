"""What a rule is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from streamer.model import Weight

# Whether something is left out, let in, or the only thing wanted.
Presence = Literal["out", "in", "only"]
PRESENCES: Final[tuple[Presence, ...]] = ("out", "in", "only")

# From the least on; a rule names the least that it wants.
WEIGHTS: Final[tuple[Weight, ...]] = ("minor", "major", "correction")

# The fields of an update that a pattern can look at.
FIELDS: Final = ("headline", "text", "url", "author", "label", "clock")

CASELESS: Final = "(?i)"
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SLASH: Final = re.compile(r"\\.|/", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Some of many: one of *any* if there are some, and in no case one of *none*."""

    any: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.any or self.none)


ALL: Final = Choice()


@dataclass(frozen=True, slots=True)
class Pattern:
    r"""What a field must match somewhere, or must not.

    Attributes:
        field: One of ``FIELDS``.
        regex: In the syntax of RE2, and with a slash for ``\/``.
        wanted: Whether it must match.
    """

    field: str
    regex: str
    wanted: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", bare_slashes(self.regex))

    @property
    def slashed(self) -> str:
        r"""The pattern between slashes, such as ``/live\/\d+/i``."""
        regex, flag = self.regex, ""
        if regex.startswith(CASELESS):
            regex, flag = regex.removeprefix(CASELESS), "i"
        escaped = _SLASH.sub(lambda found: r"\/" if found[0] == "/" else found[0], regex)
        return f"/{escaped}/{flag}"


def bare_slashes(regex: str) -> str:
    r"""Return *regex* with ``/`` for ``\/``: within slashes the one means the other."""
    return _ESCAPED.sub(lambda found: "/" if found[1] == "/" else found[0], regex)


def one_line(text: str) -> str:
    """Return *text* with single blanks, as words and names are compared."""
    return " ".join(text.split())


def unique(groups: Iterator[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the groups that are not empty, each once, those of one word first."""
    return tuple(sorted(dict.fromkeys(group for group in groups if group), key=_is_many))


def _is_many(group: tuple[str, ...]) -> bool:
    return len(group) > 1

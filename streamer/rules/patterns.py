"""Patterns of a field: RE2's, because they are their user's and must stay linear."""

import re
from typing import Any, Final

LONGEST_PATTERN: Final = 2_000  # characters
# Bytes for one compiled pattern and what it remembers while it looks; more is refused.
_MOST_MEMORY: Final = 4 << 20

_REFERENCE: Final = re.compile(r"invalid escape sequence: \\[1-9k]|\(\?P=")
_LOOKAROUND: Final = re.compile(r"invalid perl operator: \(\?<?[=!]")
_OTHERS: Final = (
    ("missing ]", "a [ is never closed"),
    ("missing )", "a ( is never closed"),
    ("unexpected )", "a ) closes nothing"),
    ("no argument for repetition operator: ", "nothing stands before {} to be repeated"),
    ("bad repetition operator: ", "{} repeats twice"),
    ("invalid repetition size: ", "{} repeats too often, or less than nothing"),
    ("invalid escape sequence: ", "{} means nothing here"),
    ("invalid character class range: ", "{} is no class or range of characters"),
    ("invalid perl operator: ", "{} is not known"),
    ("trailing \\", "it ends with a \\ that escapes nothing"),
    ("pattern too large", "it needs too much memory"),
)


def compile_pattern(regex: str) -> Any:
    """Return what can ``search`` bytes in UTF-8 for *regex*.

    Raises:
        ValueError: It is no pattern; the message says why.

    """
    import re2  # noqa: PLC0415  # most rules have no pattern

    if len(regex) > LONGEST_PATTERN:
        raise ValueError(f"a pattern of {len(regex)} characters, and {LONGEST_PATTERN} may be")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        return re2.compile(regex.encode(errors="replace"), options)
    except re2.error as error:
        told = error.args[0]
        raise ValueError(_fault(told.decode(errors="replace"), regex)) from None


def _fault(told: str, regex: str) -> str:
    """Return in a sentence what RE2 says of *regex*."""
    if _REFERENCE.search(told) or ("(?P" in told and "(?P=" in regex):
        return "patterns (RE2) know no backreferences, for they could not stay fast"
    if _LOOKAROUND.search(told):
        return "patterns (RE2) know no lookaround, for they could not stay fast"
    for known, meant in _OTHERS:
        if told.startswith(known):
            return f"no pattern: {meant.format(told.removeprefix(known))}"
    return f"no pattern: {told}"

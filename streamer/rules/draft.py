"""A rule while it is read: what its parts mean, the same for both forms.

What is wrong with a part is a ``ValueError``: the reader knows where the part stands.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from streamer.nearest import hint
from streamer.rules.kinds import kinds_of
from streamer.rules.languages import LANGUAGES
from streamer.rules.parts import CASELESS, FIELDS, PRESENCES, WEIGHTS, Choice, Pattern, one_line
from streamer.rules.patterns import compile_pattern
from streamer.rules.rule import Rule
from streamer.rules.wordlist import BEGINNING, fold

# The keys of a rule by what they hold, and the field of ``Rule`` that it becomes.
CHOICES: Final = {"kind": "kinds", "source": "sources", "tag": "tags", "lang": "languages"}
SETTINGS: Final = {"weight": WEIGHTS, "duplicates": PRESENCES, "baseline": PRESENCES}
KEYS: Final = (*CHOICES, *FIELDS, *SETTINGS)

MOST_WORDS: Final = 100_000
MOST_PATTERNS: Final = 100
_LONGEST_WORD: Final = 200  # characters
_LONGEST_NAME: Final = 200


class Draft:
    """Collects the parts of a rule."""

    def __init__(self) -> None:
        self._chosen: dict[str, dict[bool, set[str]]] = {
            key: {True: set(), False: set()} for key in CHOICES
        }
        self._words: list[tuple[str, ...]] = []
        self._without: list[str] = []
        self._patterns: list[Pattern] = []
        self._settings: dict[str, Any] = {}
        self._count = 0

    def choose(self, key: str, value: str, *, wanted: bool = True) -> None:
        """Add one value of a key of ``CHOICES``."""
        self._chosen[key][wanted].update(_values(key, one_line(value)))

    def word(self, given: str) -> str:
        """Return a word, a phrase or a beginning as the rule keeps it."""
        self._count += 1
        if self._count > MOST_WORDS:
            raise ValueError(f"more than {MOST_WORDS:,} words in one rule")
        word = one_line(given)
        bare = word.removesuffix(BEGINNING)
        if len(word) > _LONGEST_WORD:
            raise ValueError(f'"{word[:20]}…" is longer than {_LONGEST_WORD} characters')
        if BEGINNING in bare or bare.endswith(" "):
            raise ValueError(f'"{word}": a * stands only at the end of a word, as in kharkiv*')
        if not fold(bare):
            raise ValueError(f'"{word}" has nothing in it to look for')
        return word

    def say(self, group: Iterable[str]) -> None:
        """Add words, as ``word`` returned them, of which one must be said."""
        self._words.append(tuple(group))

    def leave_out(self, words: Iterable[str]) -> None:
        """Add words, as ``word`` returned them, that must not be said."""
        self._without.extend(words)

    def match(self, field: str, regex: str, *, wanted: bool = True) -> None:
        """Add a pattern of a field."""
        if len(self._patterns) == MOST_PATTERNS:
            raise ValueError(f"more than {MOST_PATTERNS} patterns in one rule")
        if not regex.removeprefix(CASELESS):
            raise ValueError("a pattern of nothing, which everything matches")
        if regex.splitlines() != [regex]:
            raise ValueError(r"a pattern is one line; \n in it is the end of one")
        compile_pattern(regex)
        self._patterns.append(Pattern(field, regex, wanted))

    def set(self, key: str, value: str) -> None:
        """Set the one value of a key of ``SETTINGS``."""
        known = SETTINGS[key]
        if value not in known:
            raise ValueError(f'"{value}" is not one of {", ".join(known)}{hint(value, known)}')
        self._settings[key] = value

    def rule(self) -> Rule:
        """Return what was collected."""
        choices: dict[str, Any] = {
            CHOICES[key]: Choice(any=frozenset(chosen[True]), none=frozenset(chosen[False]))
            for key, chosen in self._chosen.items()
        }
        return Rule(
            **choices,
            **self._settings,
            words=tuple(self._words),
            without=tuple(self._without),
            patterns=tuple(self._patterns),
        )


def _values(key: str, value: str) -> frozenset[str]:
    """Return what *value* of a choice means.

    Raises:
        ValueError: Nothing.

    """
    if not value:
        raise ValueError(f"a {key} without a name")
    if len(value) > _LONGEST_NAME:
        raise ValueError(f'"{value[:20]}…" is longer than {_LONGEST_NAME} characters')
    if key == "kind":
        return frozenset[str](kinds_of(value))
    if key == "lang":
        return frozenset({_language(value)})
    return frozenset({value})


def _language(value: str) -> str:
    code = value.lower()
    if code in LANGUAGES:
        return code
    short = re.split(r"[-_]", code)[0]
    meant = f', did you mean "{short}"?' if short in LANGUAGES else ", such as en, uk or pt"
    raise ValueError(f'"{value}" is not the code of a language{meant}')

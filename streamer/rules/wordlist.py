"""Many words at once: which of them a text says, in one pass over it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from streamer.text import normalise
from streamer.words import DENSE

BEGINNING: Final = "*"
_IS_DENSE: Final = re.compile(f"[{DENSE}]")


def fold(text: str) -> str:
    """Return *text* in the form in which words are compared."""
    return normalise(text).casefold()


class WordList:
    """Words, phrases and beginnings of words (``kharkiv*``) to look for together.

    What is found is a whole word: no letter or digit stands beside it, but where words
    are written without blanks (Thai, Japanese, Chinese), which have no borders.
    """

    def __init__(self, words: Iterable[str]) -> None:
        # Several ways to write a word have one form, and that is looked for once.
        meant: dict[str, tuple[list[str], list[str]]] = {}
        for word in words:
            whole, beginnings = meant.setdefault(fold(word.removesuffix(BEGINNING)), ([], []))
            (beginnings if word.endswith(BEGINNING) else whole).append(word)
        meant.pop("", None)
        self._automaton = _automaton(meant)

    def said(self, text: str) -> set[str]:
        """Return which of the words *text* says, spelled as they were given.

        Args:
            text: In the form that ``fold`` makes.

        """
        found: set[str] = set()
        if self._automaton is None:
            return found
        last = len(text) - 1
        for end, (length, whole, beginnings) in self._automaton.iter(text):
            start = end - length + 1
            if start and _joined(text[start - 1], text[start]):
                continue
            found.update(beginnings)
            if whole and not (end < last and _joined(text[end], text[end + 1])):
                found.update(whole)
        return found


def _automaton(meant: dict[str, tuple[list[str], list[str]]]) -> Any:
    """Return what finds all the keys of *meant* in one pass, None if there are none."""
    if not meant:
        return None
    import ahocorasick  # noqa: PLC0415  # most commands look for no words

    automaton = ahocorasick.Automaton()
    for needle, (whole, beginnings) in meant.items():
        automaton.add_word(needle, (len(needle), tuple(whole), tuple(beginnings)))
    automaton.make_automaton()
    return automaton


def _joined(one: str, other: str) -> bool:
    """Whether no border of a word is between two characters."""
    return _in_words(one) and _in_words(other)


@lru_cache(maxsize=8192)
def _in_words(character: str) -> bool:
    """Whether *character* is a letter, a digit, or a mark on one, of a script with borders."""
    if _IS_DENSE.match(character):
        return False
    # An Indic vowel sign is a mark: a word does not end before it.
    return character.isalnum() or unicodedata.category(character)[0] == "M"

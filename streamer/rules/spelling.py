"""Signs of the short form: what has to be quoted, and how."""

import re
from typing import Final

# Words of other query languages; ``short`` refuses them with what is meant here.
OPERATORS: Final = frozenset({"AND", "OR", "NOT"})

# What a word may not hold without quotes: signs of this language, and those that people
# take for signs of it.
_SIGNS_IN_WORDS: Final = re.compile(r'[\s"|:\\,()“”„«»]|^[-+!/]')
_SIGNS_IN_VALUES: Final = re.compile(r'[\s",\\]')


def quoted(text: str) -> str:
    """Return *text* in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_word(word: str) -> str:
    """Return *word* as a term of its own, in quotes only where it needs them."""
    if not word or word in OPERATORS or _SIGNS_IN_WORDS.search(word):
        return quoted(word)
    return word


def quoted_value(value: str) -> str:
    """Return *value* of a key, in quotes only where it needs them."""
    return quoted(value) if not value or _SIGNS_IN_VALUES.search(value) else value

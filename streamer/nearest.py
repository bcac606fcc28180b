"""The word that was probably meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

_LIKELY = 60


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice most like *word*, None if none is like it.

    The last part of a choice counts as well: ``Kyiv`` means ``Europe/Kyiv``.
    """
    whole = list(choices)
    parts = {choice.rpartition("/")[2]: choice for choice in reversed(whole)}
    found = process.extractOne(
        word,
        [*whole, *parts],
        scorer=fuzz.ratio,
        processor=default_process,
        score_cutoff=_LIKELY,
    )
    return parts.get(found[0], found[0]) if found else None


def hint(word: str, choices: Iterable[str]) -> str:
    """Return how to ask whether *word* meant one of the *choices*, ``""`` if none is like it."""
    meant = nearest(word, choices)
    return f', did you mean "{meant}"?' if meant else ""

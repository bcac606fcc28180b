"""Counters of shares, likes and comments that a page hangs on an update without a mark.

``312 shares`` in a line of its own, above or below the text, is how often that was shared;
in the midst of the text, in a sentence, or as all that the text says, it is news. Only
whoever reads a page may ask: in what a newsroom writes for machines there are no counters.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

_LONGEST: Final = 60
_NUMBER: Final = r"\d{1,3}(?:[.,' ]?\d{3}){0,3}(?:[.,]\d{1,2})?"
_THOUSANDS: Final = r"(?: ?(?:[kKmM]|mil|Tsd\.?|Mio\.?|mln|tys\.|тис\.?|тыс\.?|млн))?\+?"
_LANGUAGES: Final = (
    r"(?:re)?shares?|likes?|comments?|views?|reactions?|repl(?:y|ies)|re(?:tweet|post)s?",
    r"mal geteilt|kommentare?|gefällt mir|aufrufe?|reaktion(?:en)?",
    r"partages?|commentaires?|j['’]aime|vues?|réactions?",
    r"(?:veces )?compartidos?|comentarios?|me gusta|visualizaciones|reacciones",
    r"condivision[ei]|comment[oi]|mi piace|visualizzazioni|reazion[ei]",
    r"(?:com)?partilhas?|compartilhamentos?|comentários?|curtidas?|gostos|visualizações",
    r"keer gedeeld|reacties?|vind-ik-leuks|weergaven",
    r"delningar|delinger|kommentar(?:er)?|visningar|visninger|jakoa|kommenttia|tykkäystä",
    r"udostępnie(?:nie|nia|ń)|komentarz[ey]?|polubie(?:nie|nia|ń)|wyświetle(?:nie|nia|ń)",
    r"sdílení|komentářů?|paylaşım|yorum|beğeni|görüntülenme",
    r"поширен(?:ня|ь)|коментар(?:і|ів)?|вподоба(?:ння|нь|йок)|перегляд(?:и|ів)?|реакці[йїя]",
    r"репост(?:а|ов)?|комментари(?:й|я|ев)|лайк(?:а|ов)?|просмотр(?:а|ов)?|реакци[йия]",
)
_WORDS: Final = "|".join(_LANGUAGES)
_MANY: Final = f"{_NUMBER}{_THOUSANDS}"
_ONE: Final = rf"(?:{_MANY} (?:{_WORDS})|(?:{_WORDS})(?:: ?| )\(?{_MANY}\)?)"
_COUNTERS: Final = re.compile(rf"{_ONE}(?: ?[·•|,/–-]? ?{_ONE}){{0,4}}", re.IGNORECASE)

_FIRST: Final = re.compile(rf"{_ONE}(?!\S)", re.IGNORECASE)
_LAST: Final = re.compile(rf"(?<!\S){_ONE}\Z", re.IGNORECASE)

_Row = TypeVar("_Row")


def is_counter(line: str) -> bool:
    """Whether *line* is nothing but how often something was shared, liked or commented on."""
    if len(line) > _LONGEST or not any(letter.isdigit() for letter in line):
        return False
    return _COUNTERS.fullmatch(line) is not None


def touches_counter(text: str) -> bool:
    """Whether a text may begin or end with such a line."""
    return bool(_FIRST.match(text[:_LONGEST]) or _LAST.search(text[-_LONGEST:]))


def telling(rows: Sequence[_Row], said: Callable[[_Row], str]) -> slice:
    """Return where the rows of a text are but for counters at its ends; all if it has no others."""
    first, last = 0, len(rows)
    while first < last and is_counter(said(rows[first])):
        first += 1
    while last > first and is_counter(said(rows[last - 1])):
        last -= 1
    return slice(first, last) if first < last else slice(0, len(rows))

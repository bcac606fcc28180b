"""How alike two updates are.

Measured on 437 real updates and seven kinds of edits: three-word runs alone find 97 % of
the edits of full texts and 57 % of those of bare headlines, where one changed number
spoils most runs. Under the same clock a plain word ratio finds 99 % of both, and of
95 000 pairs of different updates it takes 18 for one even where the clock is ignored.
"""

from datetime import timedelta

from rapidfuzz.distance import Indel

from streamer.identity.look import Look, distance
from streamer.text import similarity

# Corrections come within three hours (measured); another day is another update.
NEAR = timedelta(hours=12)

# From here on two texts are versions of one (Jaccard index of their three-word runs).
_SIMILAR = 0.5
# The same under one clock: words kept in order, as a share of the words of both.
_RATIO = 0.6
# A shorter beginning than that many words is a phrase, not an update that grew.
_BEGINNING = 5


def likeness(known: Look, shown: Look) -> float:
    """Return how sure it is that *shown* is a version of *known*, 0 for "it is not".

    A given id is worth more than words: with one on either side, only words that are
    alike at the very same instant outweigh that the ids differ.
    """
    runs = similarity(known.shingles, shown.shingles)
    if not (known.update.derived and shown.update.derived):
        both_given = not (known.update.derived or shown.update.derived)
        sure = _same(known.instant, shown.instant) and (shown.telling or not both_given)
        return runs if sure and runs >= _SIMILAR else 0.0
    near = distance(known, shown) < NEAR
    if not near and known.stated and shown.stated:
        return 0.0
    same_clock = _same(known.label, shown.label) or _same(known.time, shown.time)
    if same_clock and known.headline and known.headline == shown.headline:
        return 2 + runs if near or runs >= _SIMILAR else 0.0
    if runs >= _SIMILAR and (near or same_clock):
        return 1 + runs
    if same_clock and near:
        return _words_alike(known.words, shown.words)
    return 0.0


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _words_alike(one: list[str], other: list[str]) -> float:
    """Return the share of words kept in order, 0 if too few; 1 if one begins the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _BEGINNING and longer[: len(shorter)] == shorter:
        return 1.0
    ratio = Indel.normalized_similarity(one, other)
    return ratio if ratio >= _RATIO else 0.0

"""When two texts are the same: normal form, fingerprint and shingles.

An edit is a changed word, number or mark. White space, typographic quotes and dashes,
invisible characters and doubled escapes are how a template renders, not what it says.
"""

import html
import re
import unicodedata
from hashlib import blake2b

from streamer.model import DERIVED

# The first character of each fingerprint: a change of the rules below must not make an
# edit of every known update, so a state made by other rules is recognised by it.
RULES = "1"

_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
# ``str.translate`` asks for each character by itself, which takes several times as long.
_TYPOGRAPHIC = re.compile(f"[{''.join(_TYPOGRAPHY)}]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]"
)
_PREFIX = re.compile(r"^\s*(?:update|updated)\s*[:\-–—]\s*", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*|[^\w\s]")
_SHINGLE = 3


def unescape(text: str) -> str:
    """Resolve character references, also those that were escaped twice."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def squash(text: str) -> str:
    """Return *text* on one line, without invisible characters."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def normalise(text: str) -> str:
    """Return what two renderings of the same words have in common."""
    text = unescape(text)
    if text.isascii():
        # Most texts are, and have but one sign that is written in two ways.
        return " ".join(text.replace("`", "'").split())
    text = unicodedata.normalize("NFKC", text)
    return squash(_TYPOGRAPHIC.sub(lambda found: _TYPOGRAPHY[found[0]], text))


def bare_headline(headline: str) -> str:
    """Return *headline* without the ``Update:`` that a newsroom puts before it."""
    return _PREFIX.sub("", headline)


def fingerprint(headline: str, text: str) -> str:
    """Return 17 characters that change only if a word, number or mark does."""
    said = f"{normalise(bare_headline(headline))}\n{normalise(text)}"
    return RULES + blake2b(said.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def derived_id(clock: str, headline: str) -> str:
    """Return our own id for an update that its source gave none."""
    said = f"{normalise(clock)}\n{normalise(bare_headline(headline))}"
    return DERIVED + blake2b(said.encode(errors="surrogatepass"), digest_size=6).hexdigest()


def words(text: str) -> list[str]:
    """Return the words, numbers and marks of *text*, in their normal form."""
    return _WORD.findall(normalise(text))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words; of a shorter text, the one run that it is."""
    row = [word.casefold() for word in words(text) if word[0].isalnum()]
    if len(row) <= _SHINGLE:
        return frozenset({tuple(row)} if row else ())
    return frozenset(zip(row, row[1:], row[2:], strict=False))


def similarity(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the Jaccard index of two sets of shingles, 0 when both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0

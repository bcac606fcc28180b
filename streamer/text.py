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
# edit of every known update, so a state made by other rules is recognised by it. By the
# rules "1", blanks around dashes and before a per cent sign told texts apart.
RULES = "2"
FORMER = "1"

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
# Blanks that a language, a house style or a keyboard decides about, in a normal form.
_LOOSE = re.compile(r" ?-+ ?|(?<=\d) (?=[%‰])|[‹›]")
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


def fingerprint(headline: str, text: str, rules: str = RULES) -> str:
    """Return 17 characters that change only if a word, number or mark does.

    Args:
        headline: The headline.
        text: The text.
        rules: The rules to make it by, for one that is compared with what older ones made.

    """
    head, body = normalise(bare_headline(headline)), normalise(text)
    said = f"{head}\n{body}" if rules == FORMER else f"{_tight(head)}\n{_tight(body)}"
    return rules + blake2b(said.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _tight(text: str) -> str:
    """Return a normal form without the blanks and quotes that are but a habit."""
    return _LOOSE.sub(lambda found: "-" if "-" in found[0] else found[0].strip() and "'", text)


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

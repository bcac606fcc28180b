"""What an edit changed, as runs of words, and how much that weighs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from streamer.model import Before, Update, Weight, Word
from streamer.numerals import numbers
from streamer.text import bare_headline, normalise

# Scripts without spaces (Thai, Japanese, Chinese): there, a word is a character.
DENSE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD_ALONE = re.compile(f"[{DENSE}]")
_WORD = re.compile(rf"[{DENSE}]|[^\s{DENSE}]+")

# Words of context around a change, and the most of a change that is shown.
_CONTEXT = 6
_LONGEST_RUN = 40

# Words before times words after: so many take 0.03 s and 12 MB.
_MOST_PAIRS = 100_000_000

# From this share of changed words on an edit is major.
_MAJOR = 0.2
# Headlines that are spelled so much alike (0 to 100) differ by a slip of the pen.
_SLIP = 80

_LABELS = frozenset({"correction", "corrected", "clarification", "amended"})
_NOTE = (
    "(?:correction|clarification|erratum|korrektur|berichtigung|richtigstellung|rectificatif"
    "|rectification|corrección|rectificación|correzione|rettifica|correção|correctie"
    "|sprostowanie|виправлення|уточнення|исправление|уточнение)"
)
_SAYS_SO = re.compile(
    # "Correction:" anywhere; "Correction (10:35) -" only first, for markets have corrections, too.
    rf"\b{_NOTE}s?\s*:|^{_NOTE}s?(?: \([^()\n]{{1,40}}\))?(?::| - )"
    r"|\b(?:was|were|been|is|are)\s+(?:corrected|amended)\b"
    r"|\b(?:corrected|amended)\s+(?:on|at|to)\b"
    r"|\b(?:updated|edited|changed)\s+to\s+(?:correct|clarify)\b"
    r"|\bwe(?:'ve| have)\s+(?:corrected|amended)\b|\(corrects\b"
    r"|\b(?:earlier|previous)\s+version\s+of\b",
    re.IGNORECASE | re.MULTILINE,
)
_LETTER = re.compile(r"\w+")


def compare(before: str, after: str) -> tuple[Word, ...]:
    """Return how *after* came of *before*, in runs of words in their normal form.

    The runs kept and cut are the words of *before*, the runs kept and added those of
    *after*, in order. As many words as possible are kept, unless the texts are so long
    that only their common beginning and end are looked for.
    """
    old, new = normalise(before), normalise(after)
    here, there = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    runs: list[Word] = []
    cut = add = 0
    for kept, kept_new, size in _kept([word[0] for word in here], [word[0] for word in there]):
        runs += _run("cut", old, here[cut:kept])
        runs += _run("add", new, there[add:kept_new])
        runs += _run("keep", old, here[kept : kept + size])
        cut, add = kept + size, kept_new + size
    return tuple(runs)


def weigh(before: Before, after: Update, words: Mapping[str, Sequence[Word]]) -> Weight:
    """Return how much an edit matters to somebody who read the update before.

    ``correction``: it is labelled so, or now says so. ``major``: a number changed, or
    more than a fifth of the words, or the headline by more than its spelling or marks.
    Everything else is ``minor``.

    Args:
        before: What the update said until now.
        after: The update as it is now.
        words: The changes from *before* to *after*, by ``headline`` and ``text``.

    """
    if _LABELS & {label.casefold() for label in after.labels} or _now_says_so(before, after):
        return "correction"
    changed = [word for runs in words.values() for word in runs if word.op != "keep"]
    if any(numbers(word.text) for word in changed):
        return "major"
    if _share(words) > _MAJOR or _another_headline(before.headline, after.headline):
        return "major"
    return "minor"


def excerpt(words: Sequence[Word]) -> list[Word]:
    """Return the changes with a few words around each."""
    shown: list[Word] = []
    for i, word in enumerate(words):
        before = _CONTEXT if i < len(words) - 1 else 0
        after = _CONTEXT if i > 0 else 0
        if word.op != "keep":
            before = after = _LONGEST_RUN // 2
        shown.append(Word(word.op, _shortened(word.text, after, before)))
    return shown


def joint(before: str, after: str) -> str:
    """Return what stands between two runs: a blank, but in scripts that have none."""
    dense = _WORD_ALONE.match(before[-1:]) or _WORD_ALONE.match(after[:1])
    return " " if before and not dense else ""


def _shortened(text: str, first: int, last: int) -> str:
    """Return the first and the last words of *text*, with a mark for those between."""
    found = list(_WORD.finditer(text))
    if len(found) <= first + last + 1:
        return text
    head = text[: found[first - 1].end()] if first else ""
    tail = text[found[-last].start() :] if last else ""
    return " ".join(part for part in (head, "…", tail) if part)


def _kept(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs that both have: start in *old*, start in *new*, length; 0 at the end."""
    begin = _common(old, new)
    end = _common(old[begin:][::-1], new[begin:][::-1])
    middle, middle_new = old[begin : len(old) - end], new[begin : len(new) - end]
    yield 0, 0, begin
    if len(middle) * len(middle_new) <= _MOST_PAIRS:
        for block in Indel.opcodes(middle, middle_new).as_matching_blocks():
            yield begin + block.a, begin + block.b, block.size
    yield len(old) - end, len(new) - end, end


def _common(one: list[str], other: list[str]) -> int:
    """Return how many words two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _run(op: Literal["keep", "cut", "add"], text: str, words: list[re.Match[str]]) -> list[Word]:
    return [Word(op, text[words[0].start() : words[-1].end()])] if words else []


def _share(words: Mapping[str, Sequence[Word]]) -> float:
    """Return the share of changed words, in the version that has more of them."""
    count = dict.fromkeys(("keep", "cut", "add"), 0)
    for runs in words.values():
        for run in runs:
            count[run.op] += len(_WORD.findall(run.text))
    changed = max(count["cut"], count["add"])
    return changed / (count["keep"] + changed) if changed else 0.0


def _now_says_so(before: Before, after: Update) -> bool:
    was, now = (
        _SAYS_SO.findall(f"{normalise(one.headline)}\n{normalise(one.text)}")
        for one in (before, after)
    )
    return len(now) > len(was)


def _another_headline(before: str, after: str) -> bool:
    was, now = (_spelled(bare_headline(headline)) for headline in (before, after))
    runs = compare(was, now)
    cut = " ".join(run.text for run in runs if run.op == "cut")
    add = " ".join(run.text for run in runs if run.op == "add")
    return bool(cut or add) and fuzz.ratio(cut, add) < _SLIP


def _spelled(headline: str) -> str:
    """Return the words of *headline* without case and marks."""
    return " ".join(_LETTER.findall(normalise(headline).casefold()))

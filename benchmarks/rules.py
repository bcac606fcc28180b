"""What looking for many words costs: beside one ``re``, and one RE2 set.

All look for the same words as whole words, without their case, in the same updates, and have
the same normal form of the texts to begin with; how long that takes is a figure of its own.
They take turns in one process, and a ratio is the median of the ratios of the turns. RE2's
borders are those of ASCII. The rivals say only whether some word is there; ours says which.

Real pages are read where the folder of them exists, else texts that are made up.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

import re2

from streamer.errors import StreamerError
from streamer.model import Document, Event, Update
from streamer.parse import parse
from streamer.rules import Choice, Matcher, Rule
from streamer.rules.wordlist import WordList, fold

TURNS = 5
COUNTS = (1, 100, 10_000)
MOST = 2_000
# One alternation of so many words takes re a minute; it looks at a share of the texts.
SHARE_OF_MANY = 20
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SHARED = Path(os.environ.get("STREAMER_PAGES", Path(__file__).parents[2] / "shared"))

Find = Callable[[str], bool]


def updates() -> tuple[str, list[Update]]:
    """Return the updates to look into, and where they are from."""
    real = list(islice(_real(), MOST))
    return ("real pages", real) if real else ("made up", list(islice(_made_up(), MOST)))


def _real() -> Iterator[Update]:
    for path in sorted((SHARED / "liveblogs" / "pages").glob("*.html")):
        document = Document(
            url=f"https://harbour.example/{path.stem}", body=path.read_bytes(), fetched=NOW
        )
        try:
            yield from parse(document).updates
        except StreamerError:
            continue


def _made_up() -> Iterator[Update]:
    random, known = Random(7), vocabulary(Random(5), 20_000)
    for number in range(MOST):
        headline, text = (" ".join(random.choices(known, k=count)) for count in (8, 90))
        yield Update(id=str(number), headline=headline.capitalize(), text=f"{text.capitalize()}.")


def vocabulary(random: Random, count: int) -> list[str]:
    """Return made-up words."""
    syllables = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
    made = {"".join(random.choices(syllables, k=random.randint(2, 4))) for _ in range(2 * count)}
    return random.sample(sorted(made), count)


def wanted(count: int) -> list[str]:
    """Return words to look for, few of which are anywhere."""
    return vocabulary(Random(3), count)


def ours(words: Sequence[str]) -> Find:
    known = WordList(words)
    return lambda text: bool(known.said(text))


def alternation(words: Sequence[str]) -> Find:
    joined = "|".join(map(re.escape, words))
    return lambda text, found=re.compile(rf"\b(?:{joined})\b"): bool(found.search(text))


def set_of(words: Sequence[str]) -> Find:
    options = re2.Options()
    options.max_mem = 1 << 30
    many = re2.Set.SearchSet(options)
    for word in words:
        many.Add(rf"\b{re2.escape(word)}\b")
    many.Compile()
    return lambda text: bool(many.Match(text))


def seconds(find: Find, texts: Sequence[str]) -> float:
    """Return the CPU that one text takes."""
    start = process_time()
    for text in texts:
        find(text)
    return (process_time() - start) / len(texts)


def measure(words: Sequence[str], texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the seconds of each contender for a text, and how many times ours the rivals take."""
    few = texts if len(words) < COUNTS[-1] else texts[::SHARE_OF_MANY]
    contenders = [(ours(words), texts), (alternation(words), few), (set_of(words), texts)]
    turns = []
    for _ in range(TURNS):
        took = [seconds(find, some) for find, some in contenders]
        turns.append(took)
    each = [median(side) for side in zip(*turns, strict=True)]
    return each, [median(turn[at] / turn[0] for turn in turns) for at in (1, 2)]


def words(texts: Sequence[str]) -> None:
    """Print the table of words."""
    print("| words | streamer, events/s | re, events/s | RE2 set, events/s | re ÷ | RE2 set ÷ |")
    print("|---|---|---|---|---|---|")
    for count in COUNTS:
        each, ratios = measure(wanted(count), texts)
        speeds = " | ".join(f"{1 / took:,.0f}" for took in each)
        print(f"| {count:,} | {speeds} | {ratios[0]:.2f}× | {ratios[1]:.2f}× |")


def rules(events: Sequence[Event]) -> None:
    """Print what whole verdicts cost, with the normal form and for many rules at once."""
    print("\n| rules | words in all | verdicts of all rules, events/s |")
    print("|---|---|---|")
    for count, size in ((1, 1), (1, 10_000), (100, 100), (1_000, 10)):
        known = wanted(count * size)
        groups = [tuple(known[at::count]) for at in range(count)]
        many = {
            str(at): Rule(kinds=Choice(any=frozenset({"update.new"})), words=(group,))
            for at, group in enumerate(groups)
        }
        matcher = Matcher(many)
        start = process_time()
        for event in events:
            matcher.verdicts(event)
        print(f"| {count:,} | {count * size:,} | {len(events) / (process_time() - start):,.0f} |")


def main() -> None:
    """Print the tables."""
    name, found = updates()
    start = process_time()
    texts = [f"{fold(one.headline)}\n{fold(one.text)}" for one in found]
    folded = (process_time() - start) / len(found)
    length = sum(map(len, texts)) / len(texts)
    print(f"{len(found)} updates ({name}) of {length:.0f} characters; the normal form of one")
    print(f"takes {folded * 1e6:.0f} µs, which all need and none counts in the first table.\n")
    words(texts)
    rules([
        Event(kind="update.new", source="s", subject=one.id, revision=1, fetched=NOW, update=one)
        for one in found
    ])  # fmt: skip


if __name__ == "__main__":
    main()

"""How surely repeats are told from news, by threshold, on real pages; and what that costs.

Real pairs: all updates of each page and feed in a folder that are published within a day of
each other. Those that are alike are listed to be judged by a person. Made pairs: each real
update beside copies of it, as agencies and editors make them, and beside edits that are news.

    python -m benchmarks.repeats FOLDER
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from random import Random

from streamer.errors import ParseError
from streamer.model import Document, Update
from streamer.parse import parse
from streamer.repeats import WINDOW, Repeats, said

THRESHOLDS = (0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Make = Callable[[str, Random], str]


def swapped(text: str, random: Random, word: str) -> str:
    """Return *text* with another word in one place, but not for a number."""
    row = text.split()
    places = [at for at, was in enumerate(row) if was.isalpha()] or [0]
    row[random.choice(places)] = word
    return " ".join(row)


def drawn(text: str, random: Random, share: float) -> str:
    """Return words of *text* in no order."""
    row = text.split()
    return " ".join(random.choices(row, k=int(len(row) * share)))


COPIES: Mapping[str, Make] = {
    "another headline": lambda text, _: text,
    "and an agency's name before the text": lambda text, _: f"(Agency) - {text}",
    "and a credit after it": lambda text, _: f"{text} Reporting by our own correspondent.",
    "and one word changed": lambda text, random: swapped(text, random, "amid"),
    "and two words changed": lambda text, random: swapped(
        swapped(text, random, "amid"), random, "besides"
    ),
}
NEWS: Mapping[str, Make] = {
    "one number changed": lambda text, _: f"{text[:-1]} 4711",
    "a quarter more": lambda text, random: f"{text} {drawn(text, random, 0.25)}",
    "a quarter less": lambda text, _: text[: len(text) * 3 // 4],
    "the same words in another order": lambda text, random: drawn(text, random, 1),
}


def pages(folder: Path) -> Iterator[tuple[str, list[Update]]]:
    """Yield the updates of each file that a parser can read."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        address = f"https://example.org/{path.name}"
        try:
            snapshot = parse(Document(url=address, body=path.read_bytes(), fetched=NOW))
        except ParseError:
            continue
        yield path.name, [update for update in snapshot.updates if update.published]


def alike(updates: list[Update]) -> Iterator[tuple[float, Update, Update]]:
    """Yield the pairs that are at least half the same."""
    for one, two in combinations(updates, 2):
        if one.published and two.published and abs(one.published - two.published) <= WINDOW:
            share = said(one.headline, one.text).likeness(said(two.headline, two.text))
            if share >= THRESHOLDS[0]:
                yield share, one, two


def made(updates: list[Update], make: Make) -> list[float]:
    """Return how alike each update is to what *make* makes of it."""
    random = Random(7)
    return [
        said(one.headline, one.text).likeness(said("Under a head", make(one.text, random)))
        for one in updates
    ]


def row(name: str, shares: list[float]) -> str:
    """Return a row of the table: how many of *shares* count as repeats, by threshold."""
    found = [sum(share >= threshold for share in shares) for threshold in THRESHOLDS]
    return f"| {name} | {len(shares)} | " + " | ".join(map(str, found)) + " |"


def costs(updates: list[Update]) -> str:
    """Return what remembering and finding costs, on updates that are made of real ones."""
    random, told = Random(7), Repeats()
    many = [replace(one, text=drawn(one.text, random, 1)) for one in updates for _ in range(3)]
    began = time.perf_counter()
    for number, one in enumerate(many):
        told.find(one)
        told.add(f"source/{number}", one)
    each = (time.perf_counter() - began) / len(many)
    return f"{len(many)} updates remembered, {each * 1e6:.0f} µs for each to be looked for and kept"


def main(folder: str) -> None:
    """Print the pairs that are alike, and the tables."""
    real, long, count = [], [], 0
    for name, updates in pages(Path(folder)):
        count += len(updates)
        long += [update for update in updates if said(update.headline, update.text).text]
        for share, one, two in sorted(alike(updates), key=lambda pair: -pair[0]):
            real.append(share)
            apart = (one.published or NOW) - (two.published or NOW)
            print(f"{share:.3f}  {name[:20]}  {apart}  {one.headline[:40]!r} {two.headline[:40]!r}")
    print(f"\n{count} updates, of which {len(long)} have a text that is long enough by itself\n")
    print("| pairs | of | " + " | ".join(f"≥ {one}" for one in THRESHOLDS) + " |")
    print("|---" * (len(THRESHOLDS) + 2) + "|")
    print(row("real pairs, to be judged", real))
    for name, make in COPIES.items():
        print(row(f"copy: {name}", made(long, make)))
    for name, make in NEWS.items():
        print(row(f"news: {name}", made(long, make)))
    print(f"\n{costs(long)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""What reading a page costs: beside selectolax and orjson doing only what nobody can leave out.

The rival decodes the page, builds its tree, finds its scripts and loads the JSON in them
(or loads the JSON document): it knows where everything is and finds no updates. Both read
the same bytes in turn in one process; the ratio is the median of the ratios of the turns.

Real pages are read where the folder of them exists, else the look-alikes of the tests.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import orjson
from selectolax.lexbor import LexborHTMLParser

from streamer.errors import StreamerError
from streamer.model import Document
from streamer.parse import parse

TURNS = 7
FETCHED = datetime(2026, 5, 4, 12, tzinfo=UTC)


def documents() -> Iterator[Path]:
    """Yield the documents to read, the largest first."""
    real = Path(os.environ.get("STREAMER_PAGES", Path(__file__).parents[2] / "shared/liveblogs"))
    if real.is_dir():
        found = [*real.glob("pages/*.html"), *real.glob("sourcefabric/*.json")]
        found += [*real.glob("guardian/mars-live_20*.json")]
    else:
        found = [*(Path(__file__).parents[1] / "tests/golden").glob("*/document.html")]
    yield from sorted(found, key=lambda path: -path.stat().st_size)


def bare(body: bytes) -> None:
    """Do what nobody who reads this page can leave out."""
    if body.lstrip()[:1] in (b"{", b"["):
        orjson.loads(body)
        return
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    for script in tree.css('script[type="application/ld+json"]'):
        orjson.loads(script.text())


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that *work* takes."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def row(path: Path) -> tuple[int, float, float, float]:
    """Return the updates of a document, our milliseconds, the rival's, and the median ratio."""
    body = path.read_bytes()
    document = Document(url=f"https://harbour.example/{path.stem}", body=body, fetched=FETCHED)
    count = len(parse(document).updates)
    bare(body)
    turns = [(timed(lambda: parse(document)), timed(lambda: bare(body))) for _ in range(TURNS)]
    ours, rival = (median(turn[side] for turn in turns) for side in (0, 1))
    return count, ours, rival, median(turn[0] / turn[1] for turn in turns)


if __name__ == "__main__":
    print("| page | kB | updates | streamer, ms | selectolax + orjson, ms | streamer / bare |")
    print("|---|---|---|---|---|---|")
    for path in documents():
        try:
            count, ours, rival, ratio = row(path)
        except StreamerError as error:
            sys.exit(f"{path}: {error}")
        size = path.stat().st_size // 1000
        print(f"| {path.stem} | {size} | {count} | {ours:.1f} | {rival:.1f} | {ratio:.1f}× |")

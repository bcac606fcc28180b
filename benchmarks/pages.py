"""What reading a page costs: beside selectolax and orjson alone.

The bare rival does what nobody can leave out: it decodes the page, builds its tree, finds
the scripts of JSON-LD and loads them (or loads the JSON document). The reading rival goes
on from there as a short script for this one page would: it knows where the updates are,
and takes of each its id, headline and times as written and its words without tags. It
makes no ids, dates, clean HTML or links, and no sense of a page that it was not made for.

All read the same bytes in turn in one process; a ratio is the median of the ratios of the
turns. ``streamer`` reads as at each poll but the first, with the memo of the last one; the
first read also finds out whose page it is, and has a column of its own.

Real pages and feeds are read where the folder of them exists, else one page that is made up.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time

import feedparser
import orjson
from selectolax.lexbor import LexborHTMLParser

from streamer.errors import StreamerError
from streamer.model import Document, Snapshot
from streamer.parse import parse

TURNS = 7
FETCHED = datetime(2026, 5, 4, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("STREAMER_PAGES", ROOT.parent / "shared"))
BLOG = f"https://blog.example/api/client_blogs/{'0' * 24}/posts"
FIELDS = ("@id", "headline", "datePublished", "dateModified", "url")
LINKED = "LiveBlogPosting"

Rival = Callable[[], object]


def documents() -> Iterator[tuple[str, Document]]:
    """Yield the documents to read with their names, the largest first."""
    real = SHARED / "liveblogs"
    found = [*real.glob("pages/*.html"), *real.glob("sourcefabric/*.json")]
    found += real.glob("guardian/mars-live_20*.json")
    for path in sorted(found, key=lambda path: -path.stat().st_size):
        body, url = path.read_bytes(), f"https://harbour.example/{path.stem}"
        if path.parent.name == "sourcefabric":
            # The answer is kept inside of what asked for it.
            body, url = orjson.dumps(orjson.loads(body)["posts"]), BLOG
        yield path.stem, Document(url=url, body=body, fetched=FETCHED)
    if not found:
        url = "https://harbour.example/live"
        yield "made up", Document(url=url, body=made_up(), fetched=FETCHED)


def made_up() -> bytes:
    """Return a page whose JSON-LD lists 400 updates of some hundred words."""
    words = " ".join(
        f"The tide at pier {pier} turns, says the harbour’s master." for pier in "ABCD"
    )
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"https://harbour.example/live#post-{number:06}",
            "headline": f"Ferry {number} leaves late",
            "datePublished": f"2026-05-04T{number // 60:02}:{number % 60:02}:00Z",
            "articleBody": f"<p>Ferry {number}. {words}</p><p>{words} {words}</p>",
        }
        for number in range(400)
    ]
    blog = orjson.dumps({"@type": LINKED, "headline": "Harbour", "liveBlogUpdate": updates})
    script = b'<script type="application/ld+json">' + blog.replace(b"</", b"<\\/") + b"</script>"
    return (
        b"<!doctype html><html><head>"
        + script
        + b"</head><body>"
        + b"<p>.</p>" * 900
        + b"</body></html>"
    )


def load(body: bytes) -> tuple[LexborHTMLParser | None, list[object]]:
    """Do what nobody who reads this document can leave out."""
    if body.lstrip()[:1] in (b"{", b"["):
        return None, [orjson.loads(body)]
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    scripts = tree.css('script[type="application/ld+json"]')
    return tree, [orjson.loads(script.text()) for script in scripts]


def plain(markup: object) -> str:
    """Return the words of some markup, as anybody would who has selectolax."""
    text = unescape(markup) if isinstance(markup, str) else ""
    if "<" in text:
        body = LexborHTMLParser(text).body
        text = body.text(separator=" ") if body else ""
    return " ".join(text.split())


def script(body: bytes, shown: Snapshot) -> Callable[[], list[object]]:
    """Return the script for this one document; its selector is known from *shown*."""
    selector = shown.selectors.item if shown.selectors else "article"

    def read() -> list[object]:
        tree, values = load(body)
        if tree is None:
            return [_of_json(one) for one in _listed(values[0])]
        if shown.format == "json-ld":
            return [_of_json(one) for value in values for one in _linked(value)]
        return [
            (node.attributes.get("id"), " ".join(node.text(separator=" ").split()))
            for node in tree.css(selector)
        ]

    return read


def _linked(value: object) -> Iterator[dict[str, object]]:
    things = value if isinstance(value, list) else [value]
    for thing in things:
        if isinstance(thing, dict) and thing.get("@type") == LINKED:
            yield from thing.get("liveBlogUpdate") or ()


def _listed(value: object) -> list[dict[str, object]]:
    """Return the updates of an API's answer."""
    while isinstance(value, dict):
        value = next(value[one] for one in ("blocks", "posts", "_items") if one in value)
    return value if isinstance(value, list) else []


def _of_json(update: dict[str, object]) -> tuple[object, ...]:
    parts: object = update.get("elements") or update.get("groups") or ()
    said = [update.get("articleBody"), *(_markup(parts))]
    names = (*FIELDS, "id", "_id", "title", "blockFirstPublished", "blockLastUpdated", "_updated")
    return (*(update.get(name) for name in names), " ".join(plain(one) for one in said if one))


def _markup(parts: object) -> Iterator[object]:
    """Yield the texts of an update's parts, which may hold each other."""
    if isinstance(parts, list):
        for one in parts:
            yield from _markup(one)
    elif isinstance(parts, dict):
        yield parts.get("html") or parts.get("text")
        yield from _markup([parts.get("refs"), parts.get("item")])


def timed(work: Rival) -> float:
    """Return the milliseconds of CPU that *work* takes."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


@dataclass(frozen=True, slots=True)
class Row:
    """The medians of one document: milliseconds, and the ratios of the turns."""

    updates: int
    ours: float
    first: float
    rivals: tuple[float, ...]
    ratios: tuple[float, ...]


def measure(document: Document, *rivals: Rival) -> Row:
    """Let all read the document in turn."""
    shown = parse(document)
    turns = [
        [
            timed(lambda: parse(document, memo=shown.memo)),
            timed(lambda: parse(document)),
            *(timed(rival) for rival in rivals),
        ]
        for _ in range(TURNS)
    ]
    ours, first, *theirs = (median(side) for side in zip(*turns, strict=True))
    ratios = tuple(median(turn[0] / turn[2 + at] for turn in turns) for at in range(len(rivals)))
    return Row(len(shown.updates), ours, first, tuple(theirs), ratios)


def pages() -> None:
    """Print what the pages cost."""
    names = "page | kB | updates | streamer, ms | first read, ms | bare, ms | reading, ms"
    print(f"| {names} | streamer / bare | streamer / reading |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, document in documents():
        body = document.body
        try:
            read = script(body, parse(document))
            row = measure(document, lambda body=body: load(body), read)
        except StreamerError as error:
            sys.exit(f"{name}: {error}")
        costs = " | ".join(f"{cost:.1f}" for cost in (row.ours, row.first, *row.rivals))
        ratios = " | ".join(f"{ratio:.1f}×" for ratio in row.ratios)
        print(f"| {name} | {len(body) // 1000} | {row.updates} | {costs} | {ratios} |")


def feeds() -> None:
    """Print what the feeds cost beside feedparser alone."""
    found = [path for path in sorted((SHARED / "feeds").glob("*")) if path.is_file()]
    rows = []
    for path in found:
        body = path.read_bytes()
        document = Document(url=f"https://harbour.example/{path.stem}", body=body, fetched=FETCHED)
        try:
            rows.append(measure(document, lambda body=body: feedparser.parse(BytesIO(body))))
        except StreamerError:
            continue
    if rows:
        ratios = sorted(row.ratios[0] for row in rows)
        print(f"\n| {len(rows)} feeds | streamer, ms | feedparser, ms | streamer / feedparser |")
        print("|---|---|---|---|")
        ours, theirs = sum(row.ours for row in rows), sum(row.rivals[0] for row in rows)
        spread = f"{median(ratios):.2f}× ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        print(f"| all of them | {ours:.0f} | {theirs:.0f} | {spread} |")


if __name__ == "__main__":
    pages()
    feeds()

"""Plain text whose items begin with a line that is a clock.

``10:35 AM (Updated: )``, then a headline, then paragraphs; or ``12.31 Uhr: Headline`` in
one line. Two such lines make a live blog. One does only with the marker of an update: a
lone clock may be the date line of an article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import islice
from typing import Final

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.clock.counters import telling
from streamer.parse.clock.furniture import is_ad_word, is_plea
from streamer.parse.clock.items import Item, Listing, most, snapshot
from streamer.parse.page import Page
from streamer.parse.root import root
from streamer.stamps.clocks import Clock, leading_clock, may_begin_with_clock, read_clock
from streamer.stamps.days import Day, read_day
from streamer.stamps.zones import zone_in_note, zone_of
from streamer.text import squash

_LONGEST_HEADLINE: Final = 250
_FEWEST_ITEMS: Final = 2
_MOST_LINES: Final = 20_000
_MARKUP: Final = frozenset({"html", "head", "body", "rss", "feed", "channel", "rdf:rdf"})


@dataclass(frozen=True, slots=True)
class _Passage:
    """A clock, the day heading above it, and the lines below it."""

    clock: Clock
    day: Day | None
    lines: tuple[str, ...]


def recognise(page: Page) -> bool:
    """Whether the document is plain text with items."""
    if root(page.text).casefold() in _MARKUP or (root(page.text) and not _is_text(page)):
        return False
    telling = [passage for passage in _passages(page) if passage.lines]
    lone = bool(telling) and telling[0].clock.updated
    return lone or len(telling) >= _FEWEST_ITEMS


def read(page: Page) -> Snapshot:
    """Return the items of the text.

    Raises:
        ParseError: There are none.
    """
    passages = list(_passages(page))
    if not passages:
        raise ParseError("the text has no lines with clocks", outcome="not-a-feed")
    note = next(filter(None, map(zone_in_note, _lines(page))), "")
    zone = zone_of(note, page.zone, page.fetched) if note else None
    kept, problems = most(passages)
    if len(list(_lines(page))) == _MOST_LINES:
        problems += (f"only the first {_MOST_LINES} lines of the text were read",)
    items = [_item(passage, last=passage is passages[-1]) for passage in kept]
    return snapshot(
        Listing(
            items=items,
            fetched=page.fetched,
            zone=zone or page.zone,
            format="clock-text",
            title=next(_lines(page), ""),
            problems=problems,
        )
    )


def _is_text(page: Page) -> bool:
    return page.media_type == "text/plain" or page.url.casefold().endswith((".txt", ".md"))


def _lines(page: Page) -> Iterator[str]:
    """Yield the lines that say something, as many as a page of news can have."""
    return islice(filter(None, map(squash, page.text.splitlines())), _MOST_LINES)


def _passages(page: Page) -> Iterator[_Passage]:
    """Yield the items from the top down; what stands above the first one is not theirs."""
    begun: Clock | None = None
    day: Day | None = None
    first = True
    lines: list[str] = []
    for line in _lines(page):
        shown, found = read_day(line), _begins(line)
        if shown and begun and not lines:
            begun = replace(begun, day=shown)
        elif shown or found:
            if begun:
                yield _Passage(begun, day, tuple(lines))
                first = False
            begun, lines = found or (None, [])
            day = shown or day
        elif begun:
            lines.append(line)
        elif first:
            day = None  # the date of the article
    if begun:
        yield _Passage(begun, day, tuple(lines))


def _begins(line: str) -> tuple[Clock, list[str]] | None:
    """Return the clock that a line is or begins with, and what it says after it."""
    if not may_begin_with_clock(line):
        return None
    if clock := read_clock(line):
        return clock, []
    found = leading_clock(line)
    return (found[0], [found[1]]) if found else None


def _item(passage: _Passage, *, last: bool) -> Item:
    lines = [line for line in passage.lines if not is_ad_word(line)]
    pleas = [place for place, line in enumerate(lines) if is_plea(line)]
    if last and pleas:
        lines = lines[: pleas[0]]
    while lines and is_plea(lines[-1]):
        lines.pop()
    lines = lines[telling(lines, str)]
    headline = lines.pop(0) if lines and len(lines[0]) <= _LONGEST_HEADLINE else ""
    return Item(
        clock=passage.clock,
        day=passage.day,
        headline=headline,
        text=" ".join(lines),
        html="".join(f"<p>{escape(line, quote=False)}</p>" for line in lines),
    )

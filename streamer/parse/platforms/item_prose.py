"""One item of a page, of which the page says where it begins and ends, to words and times.

Templates of one platform differ from site to site, so nothing here depends on their
classes alone: what is headline, text, clock, byline or furniture is told by what it is.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from operator import itemgetter
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.parse.blocks import Block, Layout, Piece, lay_out
from streamer.parse.clock.counters import telling
from streamer.parse.clock.furniture import is_ad_word, is_author, is_timely
from streamer.parse.dates import zoned
from streamer.parse.html import sanitise
from streamer.stamps.clocks import is_relative, may_begin_with_clock, read_clock
from streamer.stamps.days import read_day
from streamer.text import squash

_LONGEST_NAME: Final = 60
_TEXTS: Final = frozenset({"p", "li", "blockquote", "pre", "dd", "dt", "h2", "h3", "h4", "h5"})
# AMP's components are advertisements, share bars, relative times and embeds, but for these.
_AMP: Final = "amp-"
_AMP_HOLDERS: Final = frozenset({"amp-accordion", "amp-fit-text", "amp-list", "amp-live-list"})
_JOINTS: Final = re.compile(r"[-_]+")
_TIME: Final = "time[datetime], amp-timeago[datetime]"
_LABELS: Final = {
    "pinned": "pinned",
    "sticky": "pinned",
    "highlighted": "pinned",
    "breaking": "breaking",
    "sponsored": "sponsored",
    "key-event": "key-event",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """What an item says.

    Attributes:
        instant: The first machine time in it.
        clock: The time as shown, ``""`` if only a relative one is.
    """

    headline: str
    text: str
    html: str
    authors: tuple[str, ...]
    instant: datetime | None
    clock: str


@dataclass(slots=True)
class _Places:
    """Of each box of a layout: whether it is furniture, a byline, a time, or in a header."""

    noise: list[bool]
    author: list[bool]
    timely: list[bool]
    header: list[bool]


def read_item(node: LexborNode, url: str, zone: tzinfo | None) -> Prose:
    """Return what the element *node* says.

    Args:
        node: The element of one update.
        url: The address that its links are meant from.
        zone: What a time without a zone is read in, None for not at all.

    """
    layout = lay_out(node)
    places = _places(layout)
    headline, clock = "", ""
    text: dict[int, str] = {}
    authors: list[str] = []
    for number, block in enumerate(layout.blocks):
        if places.noise[block.box]:
            continue
        authors += _names(block, author=places.author[block.box])
        # A time or a day in the midst of a text belongs to it.
        shown = "" if clock or text else _clock(block, timely=places.timely[block.box])
        clock = clock or shown
        said = _said(block)
        if shown or not said or places.author[block.box] or places.timely[block.box]:
            continue
        if block.heading and not headline:
            headline = said
        elif not (places.header[block.box] or _is_noise(said, first=not text)):
            text[number] = said
    rows = list(text.items())
    text = dict(rows[telling(rows, itemgetter(1))])
    time = node.css_first(_TIME)
    return Prose(
        headline=headline,
        text=squash(" ".join(text.values())),
        html=sanitise(_markup(layout, text), url),
        authors=tuple(dict.fromkeys(authors)),
        instant=zoned(time.attributes.get("datetime"), zone) if time else None,
        clock=clock,
    )


def labels(names: str) -> tuple[str, ...]:
    """Return the labels that the classes of an item give it."""
    found = (_LABELS.get(part) for name in names.split() for part in _parts(name.casefold()))
    return tuple(dict.fromkeys(label for label in found if label))


def _parts(name: str) -> Iterator[str]:
    """Yield the words of a class, and each two that stand side by side."""
    parts = _JOINTS.split(name)
    yield from parts
    yield from (f"{one}-{other}" for one, other in pairwise(parts))


def _places(layout: Layout) -> _Places:
    """Walk the boxes once; a box comes behind the one around it."""
    places = _Places([], [], [], [])
    for number, box in enumerate(layout.boxes):
        above = box.parent
        amp = box.tag.startswith(_AMP) and box.tag not in _AMP_HOLDERS
        inside = number > 0
        # What the item itself is called does not make furniture of what is in it.
        noise = inside and (amp or box.beside > 0)
        places.noise.append(noise or (above >= 0 and places.noise[above]))
        for given, own in (
            (places.author, is_author(box.names)),
            (places.timely, is_timely(box.names)),
            (places.header, box.tag == "header"),
        ):
            given.append(inside and (own or (above >= 0 and given[above])))
    return places


def _markup(layout: Layout, text: Mapping[int, str]) -> str:
    """Return the elements that hold the blocks of *text*, each once, and no others."""
    parts: list[str] = []
    done = 0
    for number, said in text.items():
        if number < done:
            continue
        box = layout.boxes[layout.blocks[number].box]
        if box.tag in _TEXTS:
            parts.append(box.node.html or "")
            done = box.last
        else:
            parts.append(f"<p>{html.escape(said)}</p>")
    return "".join(parts)


def _said(block: Block) -> str:
    """Return the words of a block without times, names of writers and furniture."""
    return squash("".join(piece.text for piece in block.pieces if not _is_aside(piece)))


def _is_aside(piece: Piece) -> bool:
    style = piece.style
    return style.beside or style.timely or style.author


def _clock(block: Block, *, timely: bool) -> str:
    """Return the time that a block shows and says nothing else beside."""
    marked = squash("".join(piece.text for piece in block.pieces if piece.style.timely))
    for text in (marked, block.text if timely or not block.heading else ""):
        if not text or not may_begin_with_clock(text) or is_relative(text):
            continue
        if read_clock(text, dotted=timely or bool(marked)):
            return text
    return ""


def _is_noise(text: str, *, first: bool) -> bool:
    return is_relative(text) or is_ad_word(text) or (first and read_day(text) is not None)


def _names(block: Block, *, author: bool) -> list[str]:
    """Return the names of writers that a block holds."""
    marked = [piece.text for piece in block.pieces if piece.style.author]
    found = marked or ([block.text] if author else [])
    names = (squash(name).removeprefix("By ").strip(" ,·|") for name in found)
    return [name for name in names if name and len(name) <= _LONGEST_NAME]

"""The parts of one item: headline, text, writer, labels, and when it was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from streamer.parse.blocks import Block, Layout, Piece
from streamer.parse.clock.counters import is_counter, telling
from streamer.parse.clock.extents import Extent, is_beside_text
from streamer.parse.clock.furniture import is_ad_word, is_author, is_plea
from streamer.parse.clock.labels import label
from streamer.parse.clock.marks import Mark
from streamer.parse.dates import instant
from streamer.stamps.clocks import is_relative, may_begin_with_clock, read_clock, read_marker
from streamer.stamps.days import Day, read_day
from streamer.text import squash

_LONGEST_NAME: Final = 60
_LONGEST_HEADLINE: Final = 200
_PARAGRAPHS: Final = frozenset({"p", "li", "dd", "td", "blockquote"})
_PLAIN: Final = frozenset({"", "b", "strong", "em", "i"})
_JOINTS: Final = " :–—-|•·"


@dataclass(slots=True)
class Parts:
    """What the blocks of one item turn out to be.

    Attributes:
        text: The places of the blocks that are its text.
        said: Words of the text that stand in the line of the clock.
        marker: Whether a line such as ``Updated at 12.36`` is there.
    """

    headline: str = ""
    said: str = ""
    text: list[int] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    day: Day | None = None
    modified: datetime | None = None
    marker: bool = False


def take_apart(layout: Layout, extent: Extent, zone: tzinfo | None) -> Parts:
    """Return the parts of an item; a machine time without a zone is read in *zone*."""
    mark = extent.mark
    parts = Parts(headline=mark.headline)
    _read_line(layout, extent, parts)
    for number in range(extent.first, extent.last):
        block = layout.blocks[number]
        if number == mark.block or _read_marker(block, zone, parts):
            continue
        if not (is_beside_text(layout, mark, number) or _is_noise(block, mark)):
            _sort(layout, extent, number, parts)
    while parts.text and is_plea(layout.blocks[parts.text[-1]].text):
        parts.text.pop()
    _drop_counters(layout, parts)
    if not parts.headline and _stands_in_lines(layout, extent):
        _take_first_line(layout, parts)
    return parts


def _drop_counters(layout: Layout, parts: Parts) -> None:
    """Leave out how often the item was shared, above and below all that it says."""
    lines = [*([parts.said] if parts.said else ()), *(layout.blocks[at].text for at in parts.text)]
    kept = telling(lines, str)
    above = len(lines) - len(parts.text)
    parts.text = parts.text[max(0, kept.start - above) : kept.stop - above]


def _is_noise(block: Block, mark: Mark) -> bool:
    """Whether a block only says again what time it is, or ``Advertisement``."""
    return is_relative(block.text) or is_ad_word(block.text) or _repeats_clock(block, mark)


def _sort(layout: Layout, extent: Extent, number: int, parts: Parts) -> None:
    """Put one block of an item where it belongs."""
    block = layout.blocks[number]
    beside_clock = abs(number - extent.mark.block) == 1
    if named := label(block.text):
        parts.labels.add(named)
    elif beside_clock and not block.heading and (day := read_day(block.text)):
        parts.day = day
    elif _is_name(layout, block, extent):
        parts.authors.append(block.text)
    elif block.heading and not parts.headline and _is_first(layout, parts):
        parts.headline = plain(block)
    else:
        parts.text.append(number)


def _is_first(layout: Layout, parts: Parts) -> bool:
    return all(is_counter(layout.blocks[number].text) for number in parts.text)


def plain(block: Block) -> str:
    """Return the words of a block without those that are no text, such as captions."""
    if not any(piece.style.beside for piece in block.pieces):
        return block.text
    return squash("".join(piece.text for piece in block.pieces if not piece.style.beside))


def _read_line(layout: Layout, extent: Extent, parts: Parts) -> None:
    """Sort what stands in the line of the clock into headline, labels, name and text."""
    box = layout.boxes[layout.blocks[extent.mark.block].box]
    text: list[Piece] = []
    for piece in extent.mark.said:
        words = squash(piece.text).strip(_JOINTS)
        if named := label(words):
            parts.labels.add(named)
        elif piece.style.author or (box.tag not in _PARAGRAPHS and _looks_like_name(words)):
            parts.authors.append(words)
        elif not piece.style.beside:
            text.append(piece)
    bold = list(_leading_bold(text))
    if bold and len(bold) < len(text) and not parts.headline:
        parts.headline = _joined(bold)
        text = text[len(bold) :]
    parts.said = _joined(text)


def _leading_bold(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if piece.text.strip(_JOINTS) and not piece.style.bold:
            return
        yield piece


def _joined(pieces: Sequence[Piece]) -> str:
    return squash("".join(piece.text for piece in pieces)).lstrip(_JOINTS)


def _read_marker(block: Block, zone: tzinfo | None, parts: Parts) -> bool:
    """Note a line that only says when the item was updated."""
    if read_marker(block.text) is None:
        return False
    written = next((piece.style.datetime for piece in block.pieces if piece.style.datetime), "")
    parts.marker = True
    parts.modified = instant(written, zone) if ":" in written else parts.modified
    return True


def _is_name(layout: Layout, block: Block, extent: Extent) -> bool:
    """Whether a block is the name of the item's writer, by its classes or its place."""
    if block.heading or len(block.text) > _LONGEST_NAME:
        return False
    if all(piece.style.author for piece in block.pieces if piece.text.strip()):
        return True
    for place in layout.around(block.box):
        box = layout.boxes[place]
        if box.first <= extent.mark.block < box.last:
            return box.tag == "header" and _looks_like_name(block.text)
        if is_author(box.names):
            return True
    return False


def _looks_like_name(text: str) -> bool:
    """Whether some words beside a clock can be a name: few, and no sentence."""
    return len(text) <= _LONGEST_NAME and not text.endswith((".", "!", "?", ":", "…"))


def _repeats_clock(block: Block, mark: Mark) -> bool:
    if len(block.text) > _LONGEST_NAME or not may_begin_with_clock(block.text):
        return False
    clock = read_clock(block.text, dotted=True)
    return clock is not None and clock.time == mark.clock.time


def _stands_in_lines(layout: Layout, extent: Extent) -> bool:
    """Whether the clock is a paragraph or a line, so that the next one is the headline."""
    mark = extent.mark
    paragraph = extent.box < 0 or layout.boxes[layout.blocks[mark.block].box].tag == "p"
    return paragraph and mark.shape[0] in _PLAIN and not mark.said


def _take_first_line(layout: Layout, parts: Parts) -> None:
    if not parts.text:
        return
    first = plain(layout.blocks[parts.text[0]])
    if len(first) <= _LONGEST_HEADLINE:
        parts.headline = first
        del parts.text[0]

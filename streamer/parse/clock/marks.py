"""The clocks of a page that an item may begin with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from streamer.parse.blocks import Block, Layout, Piece
from streamer.parse.clock.furniture import is_timely
from streamer.parse.dates import instant
from streamer.stamps.clocks import (
    Clock,
    is_relative,
    leading_clock,
    may_begin_with_clock,
    read_clock,
)
from streamer.stamps.days import read_day
from streamer.text import squash

# Where in a block a clock can begin; longer ones are prose and not searched.
_HEAD: Final = 120

_LONGEST_NAME: Final = 40

# The elements of the clock and of the line it stands in, by tag and first class.
Shape = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A clock at a place where an item may begin.

    Attributes:
        block: The place of its block in the layout.
        headline: What the same line says after it as a headline.
        said: What else the line says.
        stated: The machine time beside the clock.
        shape: What the marks of one page's items have in common.
    """

    block: int
    clock: Clock
    headline: str = ""
    said: tuple[Piece, ...] = ()
    stated: datetime | None = None
    shape: Shape = ()

    @property
    def tells(self) -> bool:
        """Whether the line of the clock already says more than a name."""
        said = sum(len(piece.text) for piece in self.said)
        return bool(self.headline) or said > _LONGEST_NAME


def find_marks(layout: Layout, zone: tzinfo | None) -> list[Mark]:
    """Return the marks of a page in its order."""
    marks: list[Mark] = []
    for place, block in enumerate(layout.blocks):
        mark = _mark(layout, place, block, zone) if may_begin_with_clock(block.text) else None
        if mark and not (marks and _repeats(marks[-1], mark)):
            marks.append(mark)
    return marks


def _repeats(mark: Mark, other: Mark) -> bool:
    """Whether *other* is the same clock once more, for another width of screen."""
    next_to = other.block == mark.block + 1
    return next_to and mark.clock.time == other.clock.time and not (mark.said or mark.headline)


def _mark(layout: Layout, place: int, block: Block, zone: tzinfo | None) -> Mark | None:
    pieces = [piece for piece in block.pieces if piece.text.strip()]
    pieces = [piece for piece in pieces if not is_relative(piece.text)]
    if not pieces:
        return None
    found = _whole(layout, block, pieces) or _headed(block, pieces) or _first(block, pieces)
    if found is None:
        return None
    if block.heading and found.said:
        said = squash("".join(piece.text for piece in found.said))
        found = replace(found, headline=f"{found.headline} {said}".strip(), said=())
    written = next((piece.style.datetime for piece in block.pieces if piece.style.datetime), "")
    clock = found.clock
    if written and ":" not in written and clock.day is None:
        clock = replace(clock, day=read_day(written))
    stated = instant(written, zone) if ":" in written else None
    return replace(
        found, block=place, clock=clock, stated=stated, shape=_shape(layout, block, pieces)
    )


def _whole(layout: Layout, block: Block, pieces: Sequence[Piece]) -> Mark | None:
    """Read a line that is a clock and nothing else."""
    if len(block.text) > _HEAD:
        return None
    timely = any(piece.style.timely for piece in pieces) or is_timely(layout.boxes[block.box].names)
    clock = read_clock("".join(piece.text for piece in pieces), dotted=timely)
    return Mark(block=-1, clock=clock) if clock else None


def _headed(block: Block, pieces: Sequence[Piece]) -> Mark | None:
    """Read ``12.31 Uhr: Headline`` in a heading, or in the bold beginning of a line."""
    bold = 0
    while bold < len(pieces) and pieces[bold].style.bold:
        bold += 1
    lead = len(pieces) if block.heading else bold
    text = "".join(piece.text for piece in pieces[:lead])
    found = leading_clock(text, loose=True)
    if found is None:
        return None
    return Mark(block=-1, clock=found[0], headline=found[1], said=tuple(pieces[lead:]))


def _first(block: Block, pieces: Sequence[Piece]) -> Mark | None:
    """Read a clock in an element of its own: the first of a line, or one made for times."""
    for place, piece in enumerate(pieces):
        if len(piece.text) > _HEAD or not (place == 0 or piece.style.timely):
            continue
        clock = read_clock(piece.text, dotted=piece.style.timely)
        if clock:
            return Mark(block=-1, clock=clock, said=(*pieces[:place], *pieces[place + 1 :]))
    found = leading_clock(block.text)
    if found is None:
        return None
    return Mark(block=-1, clock=found[0], said=(Piece(found[1], pieces[0].style),))


def _shape(layout: Layout, block: Block, pieces: Sequence[Piece]) -> Shape:
    style = next((piece.style for piece in pieces if piece.style.timely), pieces[0].style)
    box = layout.boxes[block.box]
    return style.tag, style.name, box.tag, box.name

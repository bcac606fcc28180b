"""Where each item of a page begins and ends.

Either every item has an element of its own, which holds all of it; or the items stand one
below the other, and each goes on until the next one, a day heading or another heading.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from streamer.parse.blocks import Layout
from streamer.parse.clock.furniture import is_end, is_plea
from streamer.parse.clock.marks import Mark
from streamer.stamps.days import Day, read_day

# Fewer letters beside the clock are a name or a word, and no update.
_FEWEST_LETTERS: Final = 20
# In a list of paragraphs, these are what comes after it.
_OTHER_PARTS: Final = frozenset({"section", "article", "nav", "aside", "footer", "form"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The place of one item.

    Attributes:
        first, last: Its blocks, *last* excluded.
        box: The element that begins with it or holds it, -1 if the page has none.
        day: The day heading above it.
    """

    mark: Mark
    first: int
    last: int
    box: int
    day: Day | None = None


def find_extents(layout: Layout, marks: Sequence[Mark]) -> list[Extent]:
    """Return the extents of the items that begin with *marks*."""
    boxes = _boxes(layout, marks)
    if _hold(layout, marks, boxes):
        extents = [
            Extent(mark=mark, first=layout.boxes[box].first, last=layout.boxes[box].last, box=box)
            for mark, box in zip(marks, boxes, strict=True)
        ]
    else:
        extents = _flat(layout, marks, boxes)
    return under_days(layout, extents)


def _boxes(layout: Layout, marks: Sequence[Mark]) -> list[int]:
    """Return for each mark the largest box that holds no other mark, -1 if none does.

    Where most of these are of one kind, a larger one of another kind holds more than its
    item, as the section of a day with one item does; then the one of that kind inside it.
    """
    places = [mark.block for mark in marks]
    chains = []
    for mark in marks:
        chain = []
        for box in layout.around(layout.blocks[mark.block].box):
            one = layout.boxes[box]
            if bisect_left(places, one.last) - bisect_left(places, one.first) > 1:
                break
            chain.append(box)
        chains.append(chain)
    kinds = Counter(_kind(layout, chain[-1]) for chain in chains if chain)
    common = max(kinds, key=lambda kind: kinds[kind], default=None)
    return [
        next((box for box in reversed(chain) if _kind(layout, box) == common), chain[-1])
        if chain
        else -1
        for chain in chains
    ]


def _kind(layout: Layout, box: int) -> tuple[str, str]:
    return layout.boxes[box].tag, layout.boxes[box].name


def _hold(layout: Layout, marks: Sequence[Mark], boxes: Sequence[int]) -> bool:
    """Whether the boxes hold the words of their items, and not only the clocks."""
    full = 0
    for mark, place in zip(marks, boxes, strict=True):
        if place < 0:
            continue
        box = layout.boxes[place]
        letters = 0
        for number in range(box.first, min(box.last, box.first + 20)):
            block = layout.blocks[number]
            if number != mark.block and not is_beside_text(layout, mark, number):
                letters += len(block.text)
        full += letters >= _FEWEST_LETTERS
    return 2 * full >= len(marks)


def is_beside_text(layout: Layout, mark: Mark, number: int) -> bool:
    """Whether a block stands in furniture, unless that holds the clock itself."""
    box = layout.blocks[number].box
    place = layout.boxes[box].beside if box >= 0 else -1
    if place < 0:
        return False
    beside = layout.boxes[place]
    return not beside.first <= mark.block < beside.last


def _flat(layout: Layout, marks: Sequence[Mark], boxes: Sequence[int]) -> list[Extent]:
    firsts = [
        layout.boxes[box].first if box >= 0 else mark.block
        for mark, box in zip(marks, boxes, strict=True)
    ]
    if _headline_above(layout, marks, firsts):
        firsts = [first - 1 for first in firsts]
    extents = []
    for number, (mark, box, first) in enumerate(zip(marks, boxes, firsts, strict=True)):
        around = layout.boxes[box].parent if box >= 0 else layout.blocks[mark.block].box
        last = layout.boxes[around].last if around >= 0 else len(layout.blocks)
        if number + 1 < len(marks):
            last = min(last, firsts[number + 1])
        else:
            last = _end_of_list(layout, mark, last)
        extents.append(Extent(mark=mark, first=first, last=_end(layout, mark, last), box=box))
    return extents


def _headline_above(layout: Layout, marks: Sequence[Mark], firsts: Sequence[int]) -> bool:
    """Whether the items begin with a headline, and the clock is their second line."""
    if any(layout.blocks[mark.block].heading for mark in marks):
        return False
    above = [layout.blocks[first - 1] for first in firsts if first > 0]
    return 2 * sum(bool(block.heading and not read_day(block.text)) for block in above) > len(marks)


def _end(layout: Layout, mark: Mark, last: int) -> int:
    """Return where a flat item ends that goes on until *last* at most."""
    level = layout.blocks[mark.block].heading
    for number in range(mark.block + 1, last):
        block = layout.blocks[number]
        if is_beside_text(layout, mark, number):
            continue
        own = number == mark.block + 1 and not mark.tells
        day = read_day(block.text) is not None
        if day and (block.heading or not own):
            return number
        if block.heading and (block.heading <= level or not (own or level)):
            return number
        if block.heading and own:
            level = level or block.heading
    return last


def _end_of_list(layout: Layout, mark: Mark, last: int) -> int:
    """Return where the last item ends: nothing else does but what stands below the list."""
    start = mark.block + 1
    first = bisect_left(layout.boxes, start, key=lambda box: box.first)
    for place in range(first, len(layout.boxes)):
        box = layout.boxes[place]
        if box.first >= last:
            break
        if box.tag in _OTHER_PARTS or is_end(box.names, box.node.id or ""):
            return box.first
    pleas = (number for number in range(start, last) if is_plea(layout.blocks[number].text))
    return next(pleas, last)


def under_days(layout: Layout, extents: Sequence[Extent]) -> list[Extent]:
    """Return the extents with the day headings that stand above them.

    Above the first item only its direct neighbour is one: the date of the article is not.
    """
    found: list[Extent] = []
    day: Day | None = None
    end = extents[0].first
    while end > 0 and is_beside_text(layout, extents[0].mark, end - 1):
        end -= 1
    end = max(0, end - 1)
    for extent in extents:
        between = layout.blocks[end : extent.first]
        days = [one for one in (read_day(block.text) for block in between) if one]
        day = days[-1] if days else day
        found.append(replace(extent, day=day))
        end = max(end, extent.last)
    return found

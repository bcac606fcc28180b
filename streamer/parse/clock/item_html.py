"""The markup of one item: the largest elements that are nothing but its text."""

from bisect import bisect_left
from html import escape

from streamer.parse.blocks import Layout
from streamer.parse.clock.extents import Extent
from streamer.parse.clock.parts import Parts, plain
from streamer.parse.html import sanitise


def item_html(layout: Layout, extent: Extent, parts: Parts, page: str) -> str:
    """Return the sanitised markup of an item's text."""
    markup = [f"<p>{escape(parts.said)}</p>"] if parts.said else []
    place = 0
    while place < len(parts.text):
        block = parts.text[place]
        box = _largest(layout, parts.text, block, extent)
        if box < 0:
            markup.append(f"<p>{escape(plain(layout.blocks[block]))}</p>")
            place += 1
        else:
            markup.append(layout.boxes[box].node.html or "")
            place = bisect_left(parts.text, layout.boxes[box].last)
    return sanitise("".join(markup), page) if markup else ""


def _largest(layout: Layout, text: list[int], block: int, extent: Extent) -> int:
    """Return the largest box around *block* that holds no other words, -1 if none."""
    largest = -1
    for place in layout.around(layout.blocks[block].box):
        box = layout.boxes[place]
        held = bisect_left(text, box.last) - bisect_left(text, box.first)
        if place == extent.box or box.tag in ("body", "html") or held < box.last - box.first:
            break
        largest = place
    return largest

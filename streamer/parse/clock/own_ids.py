"""The ids that a page gives its items: element ids, data attributes, fragment links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from streamer.parse.address import absolute, path
from streamer.parse.blocks import Layout
from streamer.parse.clock.extents import Extent
from streamer.parse.ids import key

_DATA: Final = re.compile(r"data-(?:[a-z-]+-)?(?:id|key|urn)")
# Made anew by a browser's framework at each rendering.
_RENDERED: Final = re.compile(r":r|radix-|react-|ember\d|__")
_SUFFIX: Final = re.compile(r"[-_]\d{1,2}$")
# A shorter id begins like a line by chance.
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class OwnId:
    """An item's id, and its address: ``""`` if there is none."""

    id: str = ""
    url: str = ""


def own_ids(layout: Layout, extents: Sequence[Extent], page: str) -> list[OwnId]:
    """Return the page's ids of its items, empty ones if it gives none.

    All come from the same place: the first, of element ids, data attributes and links,
    that names at least half of the items and hardly any two of them alike.
    """
    rows = [dict(_pairs(layout, extent, page)) for extent in extents]
    kinds = dict.fromkeys(kind for row in rows for kind in row)
    for kind in sorted(kinds, key=_rank):
        names = [row[kind] for row in rows if kind in row]
        if 2 * len(names) >= len(rows) and 5 * len(set(names)) >= 4 * len(names):
            return [_own(row, kind, page) for row in rows]
    return [OwnId() for _ in rows]


def _rank(kind: str) -> tuple[bool, bool, str]:
    return kind == "link", kind != "id", kind


def _pairs(layout: Layout, extent: Extent, page: str) -> Iterator[tuple[str, str]]:
    """Yield kinds and names, the outermost element last: of one kind it wins."""
    for number in (*range(extent.last - 1, extent.first - 1, -1), extent.mark.block):
        for piece in reversed(layout.blocks[number].pieces):
            if piece.style.anchor and path(absolute(piece.style.href, page)) == path(page):
                yield "link", piece.style.anchor
    for place in layout.around(layout.blocks[extent.mark.block].box):
        for name, value in layout.boxes[place].node.attributes.items():
            kind = name == "id" or _DATA.fullmatch(name)
            if kind and value and _usable(value, layout.blocks[extent.mark.block].text):
                yield name, value
        if place == extent.box:
            return


def _usable(name: str, line: str) -> bool:
    """Whether *name* is an id, and not the words of the line or a number of the rendering."""
    if _RENDERED.match(name):
        return False
    said, bare = _letters(line), _letters(_SUFFIX.sub("", name))
    return len(bare) < _SHORTEST or not said.startswith(bare)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _own(row: dict[str, str], kind: str, page: str) -> OwnId:
    name = row.get(kind, "")
    if not name:
        return OwnId()
    anchor = name if kind in ("id", "link") else row.get("link", "")
    url = absolute(f"#{anchor}", page) if anchor else ""
    return OwnId(key(name, "", page), url)

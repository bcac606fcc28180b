"""A page as a row of blocks: what stands between two line breaks, in the page's order.

One walk over the tree, without recursion: the depth of a page is chosen by its author.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from selectolax.lexbor import LexborNode

from streamer.parse.clock.furniture import is_author, is_beside, is_elsewhere, is_timely
from streamer.text import squash

_SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "svg", "head", "iframe", "object", "embed"}
    | {"canvas", "audio", "video", "map", "button", "select", "option", "textarea", "datalist"}
)
_INLINE: Final = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {"font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt"}
    | {"ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time"}
    | {"tt", "u", "var", "wbr"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# A live blog of 428 updates has about 5000.
_MOST_BLOCKS: Final = 20_000
_COUNTED: Final = re.compile(r"[-_]?\d+")
_STATE: Final = re.compile(
    r"(?:is|has|no)-.*|pinned|sticky|breaking|key|first|last|odd|even|active|new|highlight(?:ed)?"
)
_BOLD: Final = frozenset({"b", "strong"})


class Style(NamedTuple):
    """What the inline elements around some words say about them.

    Attributes:
        tag, name: The innermost element, and its class that says of what kind it is.
        beside: Whether the words are no part of the text, such as a caption.
    """

    tag: str = ""
    name: str = ""
    bold: bool = False
    author: bool = False
    timely: bool = False
    beside: bool = False
    href: str = ""
    anchor: str = ""
    datetime: str = ""


class Piece(NamedTuple):
    """Words of one style."""

    text: str
    style: Style


@dataclass(slots=True)
class Box:
    """An element that breaks lines.

    Attributes:
        parent: The place of the box around it, -1 for none.
        first, last: Its blocks are those from *first* up to *last*, that one excluded.
        beside: The place of the innermost box from here up that is no text, -1 for none.
        elsewhere: Whether it is in a part of the page that belongs to others.
    """

    node: LexborNode
    tag: str
    names: str
    parent: int
    first: int
    beside: int
    elsewhere: bool
    last: int = -1

    @property
    def name(self) -> str:
        """The class that says of what kind it is."""
        return _kind(self.names)


class Block(NamedTuple):
    """A run of words without a line break, and the box it stands in."""

    text: str
    pieces: tuple[Piece, ...]
    box: int
    heading: int

    @property
    def linked(self) -> int:
        """How many of its characters lead to another place."""
        return sum(
            len(piece.text) for piece in self.pieces if piece.style.href[:1] not in ("", "#")
        )


@dataclass(slots=True)
class Layout:
    """The boxes and the blocks of a page, both in its order.

    Attributes:
        cut: Whether the page goes on behind them.
    """

    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    cut: bool = False

    def around(self, box: int) -> Iterator[int]:
        """Yield *box* and the boxes around it, the innermost first."""
        while box >= 0:
            yield box
            box = self.boxes[box].parent


def lay_out(root: LexborNode) -> Layout:
    """Return the blocks below *root*, or as many as a page of news can have."""
    layout = Layout()
    run: list[Piece] = []
    blocks = layout.blocks
    # Of each open element: its nodes to come, its style, and the box that they stand in.
    stack: list[tuple[Iterator[LexborNode], Style, int]] = [(iter((root,)), Style(), -1)]
    while stack:
        nodes, style, inside = stack[-1]
        for node in nodes:
            if node.is_text_node:
                run.append(Piece(node.text_content or "", style))
            elif (tag := node.tag or "") == "br":
                _end_run(layout, run, inside)
            elif len(blocks) >= _MOST_BLOCKS:
                layout.cut = True
            elif tag not in _SILENT and node.is_element_node:
                attributes = node.attributes
                if "hidden" in attributes:
                    continue
                box = inside
                if tag in _INLINE:
                    style = _styled(style, tag, attributes)
                else:
                    _end_run(layout, run, inside)
                    box = _open_box(layout, node, tag, attributes, inside)
                stack.append((node.iter(include_text=True), style, box))
                break
        else:
            stack.pop()
            if stack and stack[-1][2] != inside:
                _end_run(layout, run, inside)
                layout.boxes[inside].last = len(blocks)
    return layout


def _open_box(
    layout: Layout, node: LexborNode, tag: str, attributes: Mapping[str, str | None], parent: int
) -> int:
    names, name = attributes.get("class") or "", attributes.get("id") or ""
    place = len(layout.boxes)
    above = layout.boxes[parent] if parent >= 0 else None
    beside = place if is_beside(tag, names, name) else above.beside if above else -1
    elsewhere = bool(above and above.elsewhere) or is_elsewhere(tag, names, name)
    layout.boxes.append(
        Box(node, tag, names, parent, len(layout.blocks), beside, elsewhere=elsewhere)
    )
    return place


def _end_run(layout: Layout, run: list[Piece], box: int) -> None:
    if not run:
        return
    said = "".join([piece.text for piece in run]) if run[1:] else run[0].text
    text = "" if said.isspace() else squash(said)
    if len(layout.blocks) >= _MOST_BLOCKS:
        layout.cut = layout.cut or bool(text)
    elif text:
        tag = layout.boxes[box].tag if box >= 0 else ""
        heading = int(tag[1]) if tag in _HEADINGS else 0
        layout.blocks.append(Block(text, tuple(run), box, heading))
    run.clear()


@lru_cache(maxsize=4096)
def _kind(names: str) -> str:
    """Return the first class that is neither a state nor a number: `post` of `new post-12--b`."""
    for name in names.split():
        kind = _COUNTED.sub("", name.partition("--")[0].casefold())
        if kind and not _STATE.fullmatch(kind):
            return kind
    return ""


def _styled(style: Style, tag: str, attributes: Mapping[str, str | None]) -> Style:
    """Return the style of words inside an inline element of the given *style*."""
    names = attributes.get("class") or ""
    href = (attributes.get("href") or "") if tag == "a" else style.href
    anchor = href.partition("#")[2] if tag == "a" else style.anchor
    written = "author" in (attributes.get("rel"), attributes.get("itemprop"))
    # By place: by name it takes twice as long, and a page has thousands.
    return Style(
        tag,
        _kind(names),
        style.bold or tag in _BOLD,
        style.author or written or is_author(names),
        style.timely or tag == "time" or is_timely(names),
        style.beside or is_beside(tag, names, attributes.get("id") or ""),
        href,
        anchor or attributes.get("name") or "",
        attributes.get("datetime") or style.datetime,
    )

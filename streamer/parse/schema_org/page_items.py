"""The page's own elements of the updates that its JSON-LD lists.

Their shape is learned and not configured: it is that of the elements whose id, data
attribute or permalink names a listed update. Other elements of that shape are updates
that the list leaves out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from streamer.parse.page import Page
from streamer.parse.schema_org.anchors import (
    Anchor,
    Shape,
    anchors_in,
    anchors_of,
    by_core,
    core,
    known_as,
    pattern,
)
from streamer.parse.schema_org.item_words import body

_INLINE = frozenset({"a", "button", "i", "input", "span", "svg", "time"})
_HIGHEST = 30
_TOPS = frozenset({"html", "body", "main", "ul", "ol"})
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Item:
    """An element of the page, the id of its update, and the anchor that leads to it."""

    id: str
    anchor: str
    node: LexborNode


def find(page: Page, ids: Sequence[str]) -> tuple[Item, ...]:
    """Return the elements of updates in the page's order, each id once.

    Args:
        page: The page.
        ids: The ids of the listed updates.

    """
    known = by_core(ids)
    anchors = page.once(_anchors)
    shapes: dict[Shape, dict[str, Anchor]] = {}
    for anchor in anchors:
        name = known_as(anchor, known)
        if name:
            shapes.setdefault(anchor.shape, {}).setdefault(name, anchor)
    if not shapes:
        return ()
    shape = _telling(shapes)
    chosen = [anchor for anchor in anchors if anchor.shape == shape]
    # A table of contents links to updates too, and stands above them.
    if shape[1] == "href":
        return _grown(_items(chosen[::-1], shapes[shape], known)[::-1])
    return _grown(_items(chosen, shapes[shape], known))


def _anchors(page: Page) -> list[Anchor]:
    nodes = page.tree.css(f"body {anchors_in(page.utf8)}")
    return [anchor for node in nodes for anchor in anchors_of(node, page.url)]


def _items(
    chosen: Sequence[Anchor], matched: Mapping[str, Anchor], known: Mapping[str, str]
) -> tuple[Item, ...]:
    """Return the first anchor of each update, listed or of the same kind as these."""
    kin = _kin(tuple(matched.values()))
    name, example = next(iter(matched.items()))
    before = name.removesuffix(core(example.value))
    found: dict[str, Item] = {}
    for anchor in chosen:
        own = known_as(anchor, known) or (before + core(anchor.value) if kin(anchor) else "")
        if own:
            found.setdefault(own, Item(own, anchor.value, anchor.node))
    return tuple(found.values())


def _telling(shapes: Mapping[Shape, Mapping[str, Anchor]]) -> Shape:
    """Return the shape that names the most updates; of several, the one that holds the most."""
    most = max(map(len, shapes.values()))
    best = [shape for shape, named in shapes.items() if len(named) == most]
    return max(best, key=lambda shape: _words(shapes[shape].values())) if best[1:] else best[0]


def _words(anchors: Iterable[Anchor]) -> int:
    return sum(len(body(anchor.node)) for anchor in islice(anchors, _SAMPLE))


def _kin(matched: Sequence[Anchor]) -> Callable[[Anchor], bool]:
    """Return the test whether a anchor of the same shape is that of an update, too."""
    kinds = {pattern(core(anchor.value)) for anchor in matched}
    classes = frozenset.intersection(*(_classes(anchor.node) for anchor in matched))
    parents = {_parent(anchor.node) for anchor in matched}

    def test(anchor: Anchor) -> bool:
        if pattern(core(anchor.value)) not in kinds:
            return False
        if classes or anchor.attribute == "href":
            return classes <= _classes(anchor.node)
        return _parent(anchor.node) in parents

    return test


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())


def _parent(node: LexborNode) -> int:
    return node.parent.mem_id if node.parent else 0


def _grown(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Replace a mere anchor, such as a permalink, by the element that holds all of its update.

    How far that reaches, only a second update tells.
    """
    holds = Counter(above.mem_id for item in items for above in _above(item.node))
    return tuple(
        Item(item.id, item.anchor, _holder(item.node, holds))
        if item.node.tag in _INLINE and len(items) > 1
        else item
        for item in items
    )


def _above(node: LexborNode) -> Iterator[LexborNode]:
    at = node.parent
    for _ in range(_HIGHEST):
        if at is None or at.tag in _TOPS:
            return
        yield at
        at = at.parent


def _holder(node: LexborNode, holds: Mapping[int, int]) -> LexborNode:
    """Return the outermost element around *node* that holds no other update."""
    holder = node
    for above in _above(node):
        if holds[above.mem_id] > 1:
            break
        holder = above
    return holder

"""The page's own elements of the updates that its JSON-LD lists.

Their shape is learned and not configured: it is that of the elements whose id, data
attribute or permalink names a listed update. Other elements of that shape are updates
that the list leaves out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from streamer.parse.address import absolute, fragment, path
from streamer.parse.item_words import body
from streamer.parse.page import Page

_ATTRIBUTE = re.compile(r"^(?:id|data-(?:[a-z-]+-)?(?:id|key|urn))$")
_PREFIX = re.compile(r"^(?:[A-Za-z]{2,}[-_:.])+|^[A-Za-z]{3,}(?=\d{3,}$)")
_NO_UPDATE = re.compile(r"^(?:ads?|advert|clean|promo|sponsor)[-_]", re.IGNORECASE)
# A shorter rest of an id is too likely to be the rest of something else's.
_SHORTEST = 4
_HIGHEST = 30
_TOPS = frozenset({"html", "body", "main", "ul", "ol"})
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Item:
    """An element of the page, the id of its update, and the anchor that leads to it."""

    id: str
    anchor: str
    node: LexborNode


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in the page that names something."""

    attribute: str
    value: str
    node: LexborNode

    @property
    def shape(self) -> tuple[str, str, str]:
        return self.node.tag or "", self.attribute, _prefix(self.value)


def find(page: Page, ids: Sequence[str]) -> tuple[Item, ...]:
    """Return the elements of updates in the page's order, each id once.

    Args:
        page: The page.
        ids: The ids of the listed updates.

    """
    known = _cores(ids)
    marks = [mark for node in page.tree.css("body *") for mark in _marks(node, page.url)]
    shapes: dict[tuple[str, str, str], dict[str, _Mark]] = {}
    for mark in marks:
        name = known.get(mark.value) or known.get(_core(mark.value))
        if name:
            shapes.setdefault(mark.shape, {}).setdefault(name, mark)
    if not shapes:
        return ()
    shape = max(shapes, key=lambda each: _worth(shapes[each].values()))
    named = {mark.node.mem_id: name for name, mark in shapes[shape].items()}
    chosen = [mark for mark in marks if mark.shape == shape]
    return _items(chosen, named, shapes[shape])


def _marks(node: LexborNode, page: str) -> Iterator[_Mark]:
    for name, value in node.attributes.items():
        if not value:
            continue
        if name == "href" and "#" in value and path(absolute(value, page)) == path(page):
            yield _Mark("href", fragment(value), node)
        elif _ATTRIBUTE.match(name):
            yield _Mark(name, value.strip(), node)


def _prefix(value: str) -> str:
    found = _PREFIX.match(value)
    return found[0] if found else ""


def _core(value: str) -> str:
    """Return an id without the words before it: ``block-``, ``liveBlogPost``."""
    core = value[len(_prefix(value)) :]
    return core if len(core) >= _SHORTEST else value


def _cores(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the ids by themselves and by their cores, where those are their own."""
    ids = tuple(ids)
    counts = Counter(_core(name) for name in ids)
    cores = {_core(name): name for name in ids if counts[_core(name)] == 1}
    return {**cores, **{name: name for name in ids}}


def _worth(marks: Iterable[_Mark]) -> tuple[int, int]:
    """Rank shapes: by how many updates they name, then by how much these hold."""
    nodes = [mark.node for mark in marks]
    return len(nodes), sum(len(body(node)) for node in nodes[:_SAMPLE])


def _items(
    chosen: Sequence[_Mark], named: Mapping[int, str], matched: Mapping[str, _Mark]
) -> tuple[Item, ...]:
    """Return the marks of the chosen shape that are updates, listed or of the same kind."""
    name, mark = next(iter(matched.items()))
    before = name[: len(name) - len(_core(name))]
    kinds = {_kind(_core(mark.value)) for mark in matched.values()}
    classes = frozenset.intersection(*(_classes(mark.node) for mark in matched.values()))
    parents = {_parent(mark.node) for mark in matched.values()}
    found: dict[str, Item] = {}
    for mark in chosen:
        own = named.get(mark.node.mem_id, "")
        alike = classes <= _classes(mark.node) if classes else _parent(mark.node) in parents
        kin = alike and _kind(_core(mark.value)) in kinds and not _NO_UPDATE.match(mark.value)
        if own or kin:
            own = own or before + _core(mark.value)
            found.setdefault(own, Item(own, mark.value, mark.node))
    return _grown(tuple(found.values()))


def _kind(core: str) -> str:
    if core.isdigit():
        return "number"
    return "hex" if re.fullmatch(r"[0-9a-f]{24}", core) else "word"


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())


def _parent(node: LexborNode) -> int:
    return node.parent.mem_id if node.parent else 0


def _grown(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Replace a mere mark, such as a permalink, by the element that holds all of its update."""
    holds = Counter(above.mem_id for item in items for above in _above(item.node))
    return tuple(
        item if body(item.node) else Item(item.id, item.anchor, _holder(item.node, holds))
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

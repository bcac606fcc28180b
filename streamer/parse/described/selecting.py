"""The selectors of a page that its reader describes: ``h3``, ``time@datetime``, ``@id``."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from streamer.model import Selectors
from streamer.parse.html import text_of

# An @ inside of ``[href*="@"]`` has something else than a name behind it.
_PARTS = re.compile(r"(.*?)(?:@([A-Za-z_][\w:.-]*))?", re.DOTALL)
_LONGEST = 1_000
_SELF = ":scope"
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FIELDS = ("id", "headline", "text", "time")


@dataclass(frozen=True, slots=True)
class Selector:
    """Where to look: elements, and one of their attributes, ``""`` for their words.

    Without ``css`` the attribute is one of the item itself, and so is ``:scope``.

    Attributes:
        behind: Whether they stand behind the item, on its level: ``~ p``. Those up to the
            next item are meant, or up to a heading that is no part of it.
    """

    css: str
    attribute: str = ""
    behind: bool = False

    def nodes(self, item: LexborNode, items: Collection[int] = ()) -> list[LexborNode]:
        """Return the outermost elements that match, in the page's order.

        Args:
            item: The item.
            items: The memory ids of all items.

        """
        if self.behind:
            return list(self._behind(item, items))
        if self.css in ("", _SELF):
            return [item] if self.css or self.attribute else []
        matching = item.css(self.css)
        held = {node.mem_id for node in matching}
        return list(outermost(item, held)) if held else []

    def _behind(self, item: LexborNode, items: Collection[int]) -> Iterator[LexborNode]:
        node = item.next
        while node is not None and node.mem_id not in items:
            if node.is_element_node:
                matching = node.css(self.css)
                if matching and matching[0].mem_id == node.mem_id:
                    yield node
                elif node.tag in _HEADS and (item.tag not in _HEADS or node.tag <= item.tag):
                    return
            node = node.next

    def values(
        self, item: LexborNode, items: Collection[int] = ()
    ) -> Iterator[tuple[LexborNode, str]]:
        """Yield the matching elements with the value of the attribute, or their words."""
        for node in self.nodes(item, items):
            said = node.attributes.get(self.attribute) if self.attribute else text_of(node)
            if said and said.strip():
                yield node, said.strip()


def selector(text: str) -> Selector:
    """Return the selector that *text* is."""
    found = _PARTS.fullmatch(text.strip())
    css, attribute = ((found[1] or "").strip(), found[2] or "") if found else ("", "")
    behind = css.startswith("~")
    return Selector(css.removeprefix("~").strip(), attribute, behind)


def fault(text: str, *, whole: bool = False) -> str:
    """Return what is wrong with a selector, ``""`` if nothing is.

    Args:
        text: ``selector``, ``selector@attribute`` or ``@attribute``.
        whole: Whether it must name elements, as that of the items does.

    """
    if len(text) > _LONGEST:
        return f"a selector of {len(text)} characters; {_LONGEST} are enough"
    read = selector(text)
    if whole and (read.attribute or read.behind or read.css in ("", _SELF)):
        return f'"{text}" names no elements: an item is an element, such as article.post'
    if not (read.css or read.attribute) or (read.behind and not read.css):
        return f'"{text}" selects nothing'
    try:
        LexborHTMLParser("<p>").css("p" if read.css in ("", _SELF) else read.css)
    except SelectolaxError:
        return f'"{text}" is no CSS selector, nor one with an @attribute behind it'
    return ""


def faults(selectors: Selectors) -> Iterator[str]:
    """Yield what is wrong with the selectors of a page."""
    if wrong := fault(selectors.item, whole=True):
        yield f"item: {wrong}"
    for name in _FIELDS:
        text = getattr(selectors, name)
        if text and (wrong := fault(text)):
            yield f"{name}: {wrong}"


def outermost(root: LexborNode, wanted: Collection[int]) -> Iterator[LexborNode]:
    """Yield the elements below *root* with these memory ids that are in no other one."""
    stack = list(reversed(list(root.iter())))
    while stack:
        node = stack.pop()
        if node.mem_id in wanted:
            yield node
        else:
            stack.extend(reversed(list(node.iter())))

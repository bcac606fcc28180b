"""One item of a page that its reader describes: what its selectors find in it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborNode

from streamer.model import Selectors
from streamer.parse.blocks import lay_out
from streamer.parse.clock.counters import telling, touches_counter
from streamer.parse.clock.furniture import is_ad_word, is_beside
from streamer.parse.described.selecting import selector
from streamer.parse.described.times import read_time
from streamer.parse.html import fragment_text, text_of
from streamer.parse.schema_org import item_words
from streamer.stamps.clocks import Clock, is_relative, leading_clock, read_clock

_HIGHEST = 30


@dataclass(frozen=True, slots=True)
class Described:
    """What one item says.

    Attributes:
        found: The names of the selectors that found something.
        markup: The elements of the text, not yet cleaned.
    """

    found: frozenset[str]
    id: str = ""
    headline: str = ""
    text: str = ""
    markup: str = ""
    clock: Clock | None = None
    stated: datetime | None = None
    modified: datetime | None = None


class Description:
    """The selectors of one page, read once and used on each of its items.

    Where no time is described it is that of the item's ``<time>``; where no text is, it is
    the item's paragraphs, and then its first heading is the headline.
    """

    def __init__(
        self, selectors: Selectors, zone: tzinfo | None, items: Collection[int] = ()
    ) -> None:
        self._zone = zone
        self._items = items
        self._given = {
            name: selector(text)
            for name in ("id", "headline", "text", "time")
            if (text := getattr(selectors, name))
        }
        self.names = tuple(self._given)

    def read(self, item: LexborNode) -> Described:
        """Return what *item* says."""
        stamps = self._nodes("time", item)
        headline, heads = self._headline(item, _ids(stamps))
        text, markup = self._text(item, stamps, heads)
        name = next((said for _, said in self._values("id", item)), "")
        clock, stated, modified = self._times(item, stamps)
        said = {"id": name, "headline": headline, "text": text, "time": clock or stated}
        return Described(
            found=frozenset(key for key, value in said.items() if value),
            id=name,
            headline=headline,
            text=text,
            markup=markup,
            clock=clock,
            stated=stated,
            modified=modified,
        )

    def _nodes(self, name: str, item: LexborNode) -> list[LexborNode]:
        given = self._given.get(name)
        return given.nodes(item, self._items) if given else []

    def _values(self, name: str, item: LexborNode) -> Iterator[tuple[LexborNode, str]]:
        given = self._given.get(name)
        return given.values(item, self._items) if given else iter(())

    def _headline(
        self, item: LexborNode, times: Collection[int]
    ) -> tuple[str, Sequence[LexborNode]]:
        """Return the first headline without a clock in it, and where it stands."""
        given = self._given.get("headline")
        if given is None:
            return ("" if "text" in self._given else item_words.headline(item)), ()
        for node, value in self._values("headline", item):
            said = fragment_text(value) if given.attribute else _said(node, times)
            if said:
                return said, (node,)
        return "", ()

    def _text(
        self, item: LexborNode, times: Sequence[LexborNode], heads: Sequence[LexborNode]
    ) -> tuple[str, str]:
        """Return the words of the text and its markup, without headline and time."""
        given = self._given.get("text")
        if given is None:
            return item_words.body(item), item_words.markup(item)
        if given.attribute:
            values = [value for _, value in self._values("text", item)]
            return " ".join(fragment_text(value) for value in values), "".join(values)
        nodes = [
            node
            for node in self._nodes("text", item)
            if node.mem_id not in _ids(heads) and not _is_beside(node, item)
        ]
        beside = [inner for node in nodes for inner in _furniture(node)]
        said = [_said(node, _ids(times), _ids((*heads, *beside))) for node in nodes]
        said = [_uncounted(node, one) for node, one in zip(nodes, said, strict=True)]
        kept = telling(said, str)
        nodes, said = nodes[kept], said[kept]
        without = (*times, *heads, *beside)
        skipped, around = _ids(without), _above(without, item)
        markup = "".join(part for node in nodes for part in _markup(node, skipped, around))
        return " ".join(text for text in said if text and not _is_noise(text)), markup

    def _times(
        self, item: LexborNode, stamps: list[LexborNode]
    ) -> tuple[Clock | None, datetime | None, datetime | None]:
        """Return the clock and the machine time of an item, and that of its last change."""
        given = self._given.get("time")
        if given is None:
            own = item_words.times(item, self._zone)
            return read_clock(own.clock, dotted=True), own.published, own.modified
        seen = [read_time(node, given, self._zone) for node in stamps]
        seen = [one for one in seen if one != (None, None)]
        clock, stated = seen[0] if seen else (None, None)
        return clock, stated, next((one[1] for one in seen[1:] if one[1]), None)


def _is_noise(text: str) -> bool:
    """Whether a part of the text is only an age, or the word ``Advertisement``."""
    return is_relative(text) or is_ad_word(text)


def _is_beside(node: LexborNode, item: LexborNode) -> bool:
    """Whether an element stands in furniture of the item, such as an embed or a caption."""
    at = node.parent
    for _ in range(_HIGHEST):
        if at is None or at.mem_id == item.mem_id:
            return False
        if _is_furniture(at):
            return True
        at = at.parent
    return False


def _furniture(node: LexborNode) -> list[LexborNode]:
    return [one for one in node.css("*") if one.mem_id != node.mem_id and _is_furniture(one)]


def _is_furniture(node: LexborNode) -> bool:
    return is_beside(node.tag or "", node.attributes.get("class") or "", node.id or "")


def _ids(nodes: Sequence[LexborNode]) -> set[int]:
    return {node.mem_id for node in nodes}


def _said(node: LexborNode, times: Collection[int], heads: Collection[int] = ()) -> str:
    """Return the words of an element; the clock that it begins with is none of them."""
    if node.mem_id not in times:
        return text_of(node, {*times, *heads})
    said = text_of(node, heads)
    led = leading_clock(said, loose=True)
    return led[1] if led else "" if read_clock(said, dotted=True) else said


def _uncounted(node: LexborNode, said: str) -> str:
    """Return the words of an element without lines above and below that are but counters."""
    if not touches_counter(said):
        return said
    lines = [block.text for block in lay_out(node).blocks]
    kept = telling(lines, str)
    rest = said
    for line in lines[: kept.start]:
        rest = rest.removeprefix(line).lstrip()
    for line in reversed(lines[kept.stop :]):
        rest = rest.removesuffix(line).rstrip()
    return rest or said


def _markup(node: LexborNode, skipped: Collection[int], around: Collection[int]) -> Iterator[str]:
    """Yield the markup of *node*, in pieces where something inside is left out.

    Args:
        node: An element of the text.
        skipped: The memory ids of what is left out.
        around: Those of the elements that hold such.

    """
    stack = [node]
    while stack:
        at = stack.pop()
        if at is not node and at.mem_id in skipped:
            continue
        if at.mem_id in around:
            stack.extend(reversed(list(at.iter(include_text=True))))
        else:
            yield at.html or ""


def _above(nodes: Sequence[LexborNode], item: LexborNode) -> set[int]:
    """Return the memory ids of the elements between *item* and the *nodes* in it."""
    found = {item.mem_id}
    for node in nodes:
        at = node.parent
        while at is not None and at.mem_id not in found:
            found.add(at.mem_id)
            at = at.parent
    return found

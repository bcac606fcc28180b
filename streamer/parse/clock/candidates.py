"""Selectors that may mean the elements of a page's items, and what stands in them.

Names that a machine made at its last build, such as ``css-1x2y3z``, are passed over while
there are others: they change without a word of the page.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborNode

_NAME: Final = re.compile(r"-?[A-Za-z_][\w-]*")
_PREFIX: Final = re.compile(r"[A-Za-z]{1,20}[-_]?")
_STATE: Final = re.compile(
    r"(?:is|has|no|js)-.*|pinned|sticky|breaking|first|last|odd|even|active|new"
)
_ATTRIBUTES: Final = re.compile(r"id|data-(?:[a-z-]+-)?(?:id|key|urn)")
_NO_TEXT: Final = frozenset({"figure", "aside", "nav", "script", "style", "div", "iframe"})
_SAMPLE: Final = 4
_MOST: Final = 80
_HIGHEST: Final = 4
_LONGEST: Final = 60


class Candidates:
    """What may be tried for these items, the best first."""

    def __init__(self, nodes: Sequence[LexborNode]) -> None:
        self._nodes = nodes
        step = max(1, len(nodes) // _SAMPLE)
        self._sample = nodes[::step][:_SAMPLE]

    def items(self) -> Iterator[str]:
        """Yield selectors of the items' elements."""
        tags = {node.tag or "" for node in self._nodes}
        if len(tags) != 1:
            return
        tag = tags.pop()
        common = [name for name in _classes(self._nodes[0]) if self._all_have(name)]
        yield from (f"{tag}.{name}" for name in common)
        if len(common) > 1:
            yield tag + "".join(f".{name}" for name in common)
        attributes = [dict(node.attributes) for node in self._nodes]
        for name in sorted(set.intersection(*map(set, attributes))):
            if name.startswith("data-") and _NAME.fullmatch(name):
                yield f"{tag}[{name}]"
        first = _PREFIX.match(attributes[0].get("id") or "")
        if first and all((one.get("id") or "").startswith(first[0]) for one in attributes):
            yield f'{tag}[id^="{first[0]}"]'
        for above in _above(self._nodes[0]):
            yield f"{above} > {tag}"
            yield f"{above} {tag}"
        yield tag
        if parent := self._nodes[0].parent:
            yield f"{parent.tag} > {tag}"

    def _all_have(self, name: str) -> bool:
        return all(name in _classes(node) for node in self._nodes)

    def inside(self) -> tuple[str, ...]:
        """Return selectors of elements in the items, with ``:scope`` for these themselves."""
        found: dict[str, None] = {}
        for node in self._sample:
            for inner in node.css("*"):
                if inner.mem_id == node.mem_id:
                    continue
                names = [f"{inner.tag}.{name}" for name in _classes(inner)]
                parent = inner.parent
                above = _classes(parent) if parent and parent.mem_id != node.mem_id else []
                nested = [f".{name} > {inner.tag}" for name in above]
                found |= dict.fromkeys([*names[:2], inner.tag or "", *nested[:1]])
                if len(found) > _MOST:
                    break
        paragraphs = ["p", "p, ul", "p, ul, ol, blockquote"] if "p" in found else []
        best = sorted(found, key=lambda one: (_has_made(one), "." not in one))
        return (*best, *paragraphs[1:], ":scope")

    def behind(self) -> tuple[str, ...]:
        """Return selectors of elements that follow the items on their level."""
        found: dict[str, None] = {}
        for node in self._sample:
            at = node.next
            for _ in range(_MOST):
                if at is None or at.mem_id in {one.mem_id for one in self._nodes}:
                    break
                if at.is_element_node:
                    found |= dict.fromkeys([f"~ {at.tag}.{one}" for one in _classes(at)[:2]])
                    found[f"~ {at.tag}"] = None
                at = at.next
        tags = [one.removeprefix("~ ") for one in found if "." not in one]
        over = [f"h{level}" for level in range(1, 7) if f"h{level}" <= (self._nodes[0].tag or "")]
        some = [tag for tag in tags if tag not in _NO_TEXT and tag not in over]
        return (*sorted(found, key=_has_made), "~ " + ", ".join(some or ["p"]), "~ p, ul")


def attributes_of(nodes: Sequence[LexborNode]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield selectors of the items' values that may be ids, and these values."""
    names = dict.fromkeys(name for node in nodes for name in node.attributes)
    for name in names:
        if _ATTRIBUTES.fullmatch(name):
            yield f"@{name}", [node.attributes.get(name) or "" for node in nodes]


def _classes(node: LexborNode) -> list[str]:
    """Return the classes that say of what kind an element is, those made by machines last."""
    names = (node.attributes.get("class") or "").split()
    good = [one for one in names if _NAME.fullmatch(one) and len(one) <= _LONGEST]
    return sorted((one for one in good if not _STATE.fullmatch(one)), key=_is_made)


def _is_made(name: str) -> bool:
    return any(letter.isdigit() for letter in name)


def _has_made(selector: str) -> bool:
    return any(_is_made(name) for name in selector.split(".")[1:])


def _above(node: LexborNode) -> Iterator[str]:
    """Yield selectors of the elements around *node*."""
    at = node.parent
    for _ in range(_HIGHEST):
        if at is None or at.tag in ("body", "html"):
            return
        if at.id and _NAME.fullmatch(at.id):
            yield f"#{at.id}"
        yield from (f".{name}" for name in _classes(at)[:2])
        at = at.parent

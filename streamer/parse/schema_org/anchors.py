"""Anchors: the places of a page that name something, by an id, a data attribute or a link."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from streamer.parse.address import absolute, fragment, path

_ATTRIBUTE = re.compile(r"^(?:id|data-(?:[a-z-]+-)?(?:id|key|urn))$")
_DATA = re.compile(rb"data-[a-z-]+")
_PREFIX = re.compile(r"^(?:[A-Za-z]{2,}[-_:.])+|^[A-Za-z]{3,}(?=\d{3,}$)")
_HEX = re.compile(r"^(?!\d+$)[0-9a-f]{24}$")
_COUNTED = re.compile(r"^\D*\d+$")
_DIGITS = re.compile(r"\d+")
# A shorter rest of an id is too likely to be the rest of something else's.
_SHORTEST = 4
# The real page with the most has three.
_MOST_NAMES = 20

# Tag, attribute, and the words before the id proper.
Shape = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the page that names something."""

    attribute: str
    value: str
    node: LexborNode

    @property
    def shape(self) -> Shape:
        return self.node.tag or "", self.attribute, _prefix(self.value)


def anchors_in(source: bytes) -> str:
    """Return a selector of the elements of a page in UTF-8 that may be anchors.

    A page has thousands of elements, and hardly any of them names something. No selector
    asks for the beginning of an attribute's name, so all names that the source has are
    spelled out; where it has too many for that, every element is looked at.
    """
    written = {name.decode() for name in _DATA.findall(source.lower())}
    naming = sorted(filter(_is_naming, written))
    if len(naming) > _MOST_NAMES:
        return "*"
    data = "".join(f", [{name}]" for name in naming)
    return f':is([id], [href*="#"]{data})'


def anchors_of(node: LexborNode, page: str) -> Iterator[Anchor]:
    """Yield what an element names; links only if they lead into the *page* itself."""
    for name, value in node.attributes.items():
        if not value:
            continue
        if name == "href" and "#" in value and path(absolute(value, page)) == path(page):
            yield Anchor("href", fragment(value), node)
        elif _is_naming(name):
            yield Anchor(name, value.strip(), node)


@lru_cache(maxsize=1024)
def _is_naming(attribute: str) -> bool:
    return _ATTRIBUTE.match(attribute) is not None


def known_as(anchor: Anchor, known: Mapping[str, str]) -> str:
    """Return the id in *known* (see ``by_core``) that the anchor is, ``""`` if none."""
    return known.get(anchor.value) or known.get(core(anchor.value)) or ""


def _prefix(value: str) -> str:
    found = _PREFIX.match(value)
    return found[0] if found else ""


def core(value: str) -> str:
    """Return an id without the words before it: ``block-``, ``liveBlogPost``."""
    rest = value[len(_prefix(value)) :]
    return rest if len(rest) >= _SHORTEST else value


def by_core(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the ids by themselves and by their cores, where those are their own."""
    ids = tuple(ids)
    counts = Counter(core(name) for name in ids)
    cores = {core(name): name for name in ids if counts[core(name)] == 1}
    return {**cores, **{name: name for name in ids}}


def pattern(name: str) -> str:
    """Return the pattern of an id, so that ``newsletter`` is none among ``u101`` and ``u102``."""
    if _HEX.match(name):
        return "hex"
    if _COUNTED.match(name):
        return _DIGITS.sub("0", name)
    return "mixed" if _DIGITS.search(name) else "word"

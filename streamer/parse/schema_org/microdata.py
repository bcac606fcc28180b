"""schema.org LiveBlogPosting in microdata: ``itemprop="liveBlogUpdate"`` on the page's elements.

A page whose blog has no such property is not read here: its updates are elements like any
other, and what is marked up is the page's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborNode

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.address import absolute
from streamer.parse.clock.labels import class_labels
from streamer.parse.html import text_of
from streamer.parse.ids import key
from streamer.parse.page import Page
from streamer.parse.schema_org.linked import BLOG, LISTS
from streamer.parse.schema_org.live_blog import read_blogs
from streamer.parse.schema_org.posting import Thing

# The names that an old template gives to what it marks.
_STATES = re.compile(r"(?:^|\s)is-(key-event|summary)(?=\s|$)")
# Properties whose value is the markup, and not only its words.
_BODIES = frozenset({"articleBody", "text", "description"})
_LINKS = {"a": "href", "link": "href", "area": "href", "img": "src", "time": "datetime"}
_VALUES = ("content", "datetime")
_DEEPEST = 3
_SCOPED = f'[itemtype*="{BLOG}"]'


def recognise(page: Page) -> bool:
    """Whether a blog that is marked up on the page lists updates."""
    if BLOG not in page.text or not any(name in page.text for name in LISTS):
        return False
    return any(_listed(blog) for blog in _scopes(page))


def read(page: Page) -> Snapshot:
    """Return what the page marks up as updates, and what it shows besides.

    Raises:
        ParseError: It marks up none.

    """
    scopes = [blog for blog in _scopes(page) if _listed(blog)]
    if not scopes:
        raise ParseError(f"no {BLOG} in microdata lists an update", outcome="not-a-feed")
    nodes = [node for blog in scopes for node in _listed(blog)]
    shown = read_blogs(
        [_thing(blog, page.url) for blog in scopes],
        page,
        format="microdata",
        own={node.mem_id for node in nodes},
    )
    labels = {key(node.id or "", "", page.url): _labels(node) for node in nodes}
    updates = [
        replace(one, labels=tuple(sorted({*one.labels, *labels.get(one.id, ())})))
        for one in shown.updates
    ]
    return replace(shown, updates=tuple(updates))


def _scopes(page: Page) -> Iterator[LexborNode]:
    """Yield the elements that are a live blog, one inside of another one not."""
    seen: set[int] = set()
    for node in page.tree.css(_SCOPED):
        kinds = (node.attributes.get("itemtype") or "").split()
        if any(kind.rpartition("/")[2] == BLOG for kind in kinds) and node.mem_id not in seen:
            seen.update(inner.mem_id for inner in node.css(_SCOPED))
            yield node


def _listed(blog: LexborNode) -> list[LexborNode]:
    return [node for name, node in _properties(blog) if name in LISTS]


def _properties(scope: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """Yield the names and elements of a scope's own properties, in the page's order.

    What an element with a scope of its own holds is that one's. An update is one, even if
    its template forgot to say so.
    """
    stack = list(reversed(list(scope.iter())))
    while stack:
        node = stack.pop()
        attributes = node.attributes
        names = (attributes.get("itemprop") or "").split()
        yield from ((name, node) for name in names)
        if "itemscope" not in attributes and not any(name in LISTS for name in names):
            stack.extend(reversed(list(node.iter())))


def _thing(scope: LexborNode, page: str, depth: int = 0) -> Thing:
    """Return a scope as JSON-LD would write it, its anchor as ``@id``.

    Deeper than an author of an update is nothing that we read.
    """
    found: dict[str, object] = {}
    for name, node in _properties(scope):
        value = _value(name, node, page, depth)
        before = found.get(name)
        if before is None:
            found[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[name] = [before, value]
    anchor = scope.attributes.get("itemid") or scope.id
    return {"@id": anchor, **found} if anchor and depth else found


def _value(name: str, node: LexborNode, page: str, depth: int) -> object:
    """Return the value of a property: a thing, an attribute, or the words."""
    attributes: Mapping[str, str | None] = node.attributes
    if "itemscope" in attributes or name in LISTS:
        return _thing(node, page, depth + 1) if depth < _DEEPEST else None
    for attribute in (*_VALUES, _LINKS.get(node.tag or "", "")):
        said = attributes.get(attribute)
        if said is not None:
            return absolute(said, page) if attribute in ("href", "src") else said
    if name in _BODIES:
        return node.html or ""
    if name.startswith("date"):
        inner = node.css_first("time[datetime]")
        return (inner.attributes.get("datetime") if inner else None) or text_of(node)
    return text_of(node)


def _labels(node: LexborNode) -> set[str]:
    names = node.attributes.get("class") or ""
    return {*class_labels(names), *_STATES.findall(names)}

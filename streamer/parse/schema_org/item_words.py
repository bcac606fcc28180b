"""What an element of a page says: its headline, its body, its times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborNode

from streamer.parse.clock.counters import telling
from streamer.parse.dates import changed, zoned
from streamer.parse.html import text_of
from streamer.stamps.clocks import read_clock
from streamer.text import squash

HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEXTS = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "table"})
ASIDE = frozenset(
    {"header", "footer", "figure", "figcaption", "aside", "nav", "time", "button", "form"}
    | {"script", "style", "template", "noscript", "svg", "iframe", "picture", "video", "audio"}
)
_BESIDE = re.compile(
    r"caption|credit|byline|share|social|advert|promo|related"
    r"|tweet|twitter|instagram|tiktok|bluesky|facebook|embed",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"updat|edited|modif|aktualis|actualiz|aggiorn|atualiz|bijgewerkt|оновл|обновл", re.IGNORECASE
)
_MADE = re.compile(r"^data-(?:post|sort|publish(?:ed)?|creat(?:ed|ion))-?(?:time|date|on|at)?$")
_CHANGED = re.compile(r"^data-(?:last-)?(?:update|modif)[a-z]*-?(?:time|date|on|at)?$")


@dataclass(frozen=True, slots=True)
class Times:
    """When an element says that it was published and changed, and the clock it shows."""

    published: datetime | None
    modified: datetime | None
    clock: str


def headline(node: LexborNode) -> str:
    """Return the first heading of the update itself."""
    for head in outside(node, HEADS, ASIDE - {"header"}):
        return text_of(head)
    return ""


def body(node: LexborNode) -> str:
    """Return the paragraphs of an update without headline, captions, bylines and embeds."""
    return squash(" ".join(text_of(part) for part in _paragraphs(node)))


def markup(node: LexborNode) -> str:
    """Return the same paragraphs as HTML, not yet cleaned."""
    return "".join(part.html or "" for part in _paragraphs(node))


def times(node: LexborNode, zone: tzinfo | None) -> Times:
    """Read the machine times of an element; without *zone* only those that name one."""
    published = modified = None
    clock = ""
    for stamp in outside(node, frozenset({"time"}), ASIDE - {"time", "header", "footer"}):
        said = squash(text_of(stamp))
        found = zoned(stamp.attributes.get("datetime"), zone)
        if _UPDATED.search(said) or (found and published and not modified):
            modified = modified or found
        else:
            published, clock = published or found, clock or said
    for name, value in node.attributes.items():
        if _CHANGED.match(name):
            modified = modified or zoned(value, zone)
        elif _MADE.match(name):
            published = published or zoned(value, zone)
    return Times(published, changed(published, modified), clock)


def label(shown: str) -> str:
    """Return the clock in what is shown beside a machine's time; ages such as ``4m`` move on."""
    clock = read_clock(shown, dotted=True)
    return clock.label if clock else ""


def _paragraphs(node: LexborNode) -> list[LexborNode]:
    """Return what an update says, but for its time and for counters above and below."""
    parts = list(_lines(node))
    return parts[telling(parts, text_of)]


def _lines(node: LexborNode) -> Iterator[LexborNode]:
    for part in outside(node, TEXTS):
        stamps = {stamp.mem_id for stamp in part.css("time")}
        if not stamps or text_of(part, stamps):
            yield part


def outside(
    node: LexborNode, wanted: frozenset[str], skipped: frozenset[str] = ASIDE
) -> Iterator[LexborNode]:
    """Yield the topmost elements of the *wanted* kinds in document order.

    Lexbor finds them, and only what is around them is looked at, each element once: an
    update has many elements, and few of them are wanted.
    """
    if node.tag in wanted:
        yield node
        return
    shut = {node.mem_id: False}
    for found in node.css(", ".join(wanted)):
        around, at = [found], found.parent
        while at is not None and at.mem_id not in shut:
            around.append(at)
            at = at.parent
        inside = at is None or shut[at.mem_id]
        for at in reversed(around):
            inside = inside or at.tag in skipped or _is_beside(at)
            shut[at.mem_id] = inside
        if not inside:
            shut[found.mem_id] = True
            yield found


def _is_beside(node: LexborNode) -> bool:
    return _BESIDE.search(node.attributes.get("class") or "") is not None

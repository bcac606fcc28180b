"""The stream of the years before: ``article.lx-stream-post``, with clocks of hours and minutes.

Which day a clock means is found by the clock machinery. A post without a clock is as old as
the one before it.
"""

from typing import Final
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from streamer.model import Snapshot
from streamer.parse.clock.items import Item, Listing, most, snapshot
from streamer.parse.dates import zoned
from streamer.parse.html import sanitise, text_of
from streamer.parse.page import Page
from streamer.parse.schema_org.item_words import HEADS, TEXTS, outside
from streamer.stamps.clocks import Clock, read_clock
from streamer.text import squash

_POST: Final = ".lx-stream-post"
_CLOCKS: Final = ".qa-post-auto-meta, .lx-stream-post__meta-time, time"
_HEADLINE: Final = ".lx-stream-post__header-text"
_BODY: Final = ".lx-stream-post-body"
_AUTHOR: Final = ".qa-contributor-name, .lx-stream-post__contributor-name"
# The pages are British and name no zone.
_ZONE: Final = ZoneInfo("Europe/London")
_BREAKING: Final = "--breaking"
_PINNED: Final = "--pinned"


def recognise(page: Page) -> bool:
    """Whether it is a page of the old stream."""
    return "lx-stream-post" in page.text and page.tree.css_first(_POST) is not None


def read(page: Page) -> Snapshot:
    """Return what the page shows, a window of the newest posts."""
    zone = page.zone or _ZONE
    nodes, problems = most(page.tree.css(f"article{_POST}"))
    items: list[Item] = []
    clock: Clock | None = None
    for node in nodes:
        clock = _clock(node) or clock
        if clock is not None:
            items.append(_item(node, clock, page))
    skipped = len(nodes) - len(items)
    said = (f"posts without a clock: {skipped}",) if skipped else ()
    title = page.tree.css_first("h1") or page.tree.css_first("title")
    listing = Listing(
        items=items,
        fetched=page.fetched,
        zone=zone,
        format="bbc/stream",
        title=text_of(title) if title else "",
        problems=(*problems, *said),
    )
    return snapshot(listing)


def _item(node: LexborNode, clock: Clock, page: Page) -> Item:
    name = _id(node)
    head, body, author = (node.css_first(css) for css in (_HEADLINE, _BODY, _AUTHOR))
    stamp = node.css_first("time[datetime]")
    parts = list(outside(body, TEXTS | HEADS)) if body else []
    return Item(
        clock=clock,
        id=name,
        stated=zoned(stamp.attributes.get("datetime"), None) if stamp else None,
        headline=text_of(head) if head else "",
        text=squash(" ".join(text_of(part) for part in parts)),
        html=sanitise("".join(part.html or "" for part in parts), page.url),
        url=f"{page.url.partition('#')[0]}#{name}" if name else "",
        authors=(text_of(author),) if author else (),
        labels=_labels(node),
    )


def _id(node: LexborNode) -> str:
    """Return the id of a post: its own, or that of the list's item that holds it."""
    own = node.attributes.get("id") or ""
    holder = node.parent
    return own or (holder.attributes.get("id") or "" if holder and holder.tag == "li" else "")


def _clock(node: LexborNode) -> Clock | None:
    for stamp in node.css(_CLOCKS):
        clock = read_clock(text_of(stamp))
        if clock is not None:
            return clock
    return None


def _labels(node: LexborNode) -> frozenset[str]:
    around = [node.parent] if node.parent and node.parent.tag == "li" else []
    marked = (*around, node, *node.css("[class*='--']"))
    said = " ".join(one.attributes.get("class") or "" for one in marked)
    breaking = {"breaking"} if _BREAKING in said else set()
    return frozenset(breaking | ({"pinned"} if _PINNED in said else set()))

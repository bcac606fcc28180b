"""A live story's page, of the present template or of the one before 2024.

The present one says when a post was updated last, and shows at most how long ago it was
published. So the first such instant that we see is taken for the publication's: inferred,
and it stays. The older one shows a clock with its day, and no machine time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.model import DERIVED, Update
from streamer.parse.dates import changed
from streamer.parse.html import sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.cnn.names import authors, permalink, post_name
from streamer.parse.platforms.item_prose import Prose, read_item
from streamer.parse.platforms.own_words import own_markup, own_words
from streamer.parse.schema_org.item_words import times
from streamer.stamps import Shown, Stamp, date_items
from streamer.stamps.clocks import Clock, read_clock
from streamer.text import derived_id

POST: Final = "live-story-post"
LIST: Final = "posts-and-button"
_POSTS: Final = (
    f'.{POST}, .{POST}_pinned, [data-component-name="{POST}"], #{LIST} article[id^="h_"]'
)
_PINS: Final = ("spotlight", "pinned")
_CORRECTION: Final = '.correction, [data-component-name="correction"]'
_CONTENT: Final = f".{POST}__content, .post-content-rendered"
_CAPTION: Final = '[data-editable="metaCaption"], [class^="image_"], [class^="video-resource"]'
_BYLINE: Final = f".{POST}__byline, [data-type='byline-area']"
_BEGINNING: Final = 80
# More than any page shows to people.
_MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A post's element, and what it says of its times."""

    node: LexborNode
    pinned: bool
    prose: Prose
    clock: Clock | None
    stated: datetime | None
    modified: datetime | None

    @property
    def shown(self) -> Shown:
        return Shown(clock=self.clock, stated=self.stated, pinned=self.pinned)


def has_posts(page: Page) -> bool:
    """Whether a page has elements of posts."""
    return page.tree.css_first(_POSTS) is not None


def posts(page: Page) -> tuple[Update, ...]:
    """Return the posts in the order of the page, each once: a pinned copy is a label."""
    rows = [_row(page, node, pinned=pinned) for node, pinned in islice(_elements(page), _MOST)]
    stamps = date_items([row.shown for row in rows], fetched=page.fetched, zone=page.zone)
    return once(_update(page, row, stamp) for row, stamp in zip(rows, stamps, strict=True))


def once(updates: Iterable[Update]) -> tuple[Update, ...]:
    """Return each update once, at its own place, with the labels of its copies."""
    found: dict[str, Update] = {}
    for update in updates:
        before = found.pop(update.id, update)
        pinned = "pinned" in before.labels
        labels = tuple(dict.fromkeys((*before.labels, *update.labels)))
        # Of two, the one in the list stays, and stands where it stood.
        found[update.id] = replace(update if pinned else before, labels=labels)
    return tuple(found.values())


def _elements(page: Page) -> Iterator[tuple[LexborNode, bool]]:
    """Yield the topmost elements of posts, and whether each is pinned; one walk."""
    if page.tree.body is None:
        return
    wanted = {node.mem_id for node in page.tree.css(_POSTS)}
    stack = [(page.tree.body, False)]
    while stack:
        node, above = stack.pop()
        pinned = above or any(pin in (node.attributes.get("class") or "") for pin in _PINS)
        if node.mem_id in wanted:
            yield node, pinned
        else:
            stack.extend((child, pinned) for child in reversed(list(node.iter())))


def _row(page: Page, node: LexborNode, *, pinned: bool) -> _Row:
    prose = read_item(node, page.url, page.zone)
    said = times(node, page.zone)
    clock = read_clock(prose.clock) if prose.clock else None
    return _Row(node, pinned, prose, clock, said.published, said.modified)


def _update(page: Page, row: _Row, stamp: Stamp | None) -> Update:
    prose = row.prose
    at = stamp or (Stamp(row.modified, "date-inferred") if row.modified else None)
    buttons = (button.attributes.get("data-url") for button in row.node.css("[data-url]"))
    url = permalink(buttons, page.url)
    own = [row.node.attributes.get(name) or "" for name in ("id", "data-uri")]
    label = row.clock.label if row.clock else ""
    content = row.node.css_first(_CONTENT)
    markup = own_markup(content.html or "", _CAPTION) if content is not None else ""
    words = own_words(markup) if markup else prose.text
    name = post_name(url, page.url, own) or derived_id(label, prose.headline or words[:_BEGINNING])
    there = f"{page.url}#{name}" if page.url and not name.startswith(DERIVED) else ""
    return Update(
        id=name,
        headline=prose.headline,
        text=words,
        html=sanitise(markup, page.url) if markup else prose.html,
        url=url or there,
        authors=_authors(row.node, prose.authors),
        published=at.instant if at else None,
        published_basis=at.basis if at else "first-seen",
        modified=changed(at.instant, row.modified) if stamp and at else row.modified,
        clock=label,
        labels=tuple(_labels(row)),
    )


def _labels(row: _Row) -> Iterator[str]:
    if row.pinned:
        yield "pinned"
    if row.node.css_first(_CORRECTION) is not None:
        yield "correction"


def _authors(node: LexborNode, shown: Sequence[str]) -> tuple[str, ...]:
    byline = node.css_first(_BYLINE)
    return authors(byline.text() if byline is not None else " ".join(shown[:1]))

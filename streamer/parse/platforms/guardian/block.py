"""One block as JSON, with the names of the Content API or with those of the page JSON.

What is noise there: ``elementId`` (new at every fetch), signatures of images, links that
come and go, date lines of the page that each block repeats, and a change date up to two
seconds around the publication.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.model import Update
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise, text_of
from streamer.parse.ids import key
from streamer.parse.platforms.json_values import Json, mapping, objects, text
from streamer.parse.schema_org.item_words import ASIDE, HEADS, TEXTS, outside
from streamer.text import squash, unescape

# The elements that are the update's own words; tweets, captions and links to other pages
# are written by others and change without it.
_WORDS = frozenset(
    {"", "TextBlockElement", "SubheadingBlockElement", "BlockquoteBlockElement"}
    | {"TableBlockElement"}
)
_PARTS = TEXTS | HEADS
# What a browser fills with life later on: players, cards, forms.
_ASIDE = ASIDE | {"gu-island"}
_PUBLISHED = (
    "blockFirstPublished",
    "firstPublishedDate",
    "publishedDate",
    "blockCreatedOn",
    "createdDate",
)
_MODIFIED = ("blockLastUpdated", "lastModifiedDate")
_LABELS = {"keyEvent": "key-event", "summary": "summary", "pinned": "pinned"}
# A headline that says only what kind of block it is. Some states of a page leave it out.
_KIND = "summary"
_CREATED = 8


def block_id(block: Json) -> str:
    """Return the id of a block, however it is written; ``""`` if it has none."""
    return key(block.get("id"), "", "")


def is_withdrawn(block: Json) -> bool:
    """Whether the source says that the block is not live any more."""
    return block.get("published") is False


def address(web: str, name: str) -> str:
    """Return where readers find a block of the blog at the address *web*."""
    return f"{web}?page=with:block-{name}#block-{name}" if web else ""


def update(block: Json, name: str, web: str, *, pinned: bool = False) -> Update:
    """Return a block with an id as an update.

    Args:
        block: The block.
        name: Its id.
        web: The address of the blog.
        pinned: Whether it stands on top of the page and not in its list.

    """
    attributes = mapping(block, "attributes")
    title, labels = headline(text(block, "title") or text(attributes, "title"))
    said = [label for field, label in _LABELS.items() if attributes.get(field) is True]
    own, markup = _bodies(block)
    stated = _first(block, _PUBLISHED)
    published = stated or created(name)
    return Update(
        id=name,
        headline=title,
        text=words(own),
        html=sanitise(markup, web) if markup else "",
        url=address(web, name),
        authors=_authors(block.get("contributors")),
        published=published,
        published_basis="stated" if stated else "date-inferred",
        modified=changed(published, _first(block, _MODIFIED)),
        clock=squash(text(block, "blockFirstPublishedDisplay")),
        labels=tuple(sorted({*labels, *said, *(("pinned",) if pinned else ())})),
    )


def headline(title: str) -> tuple[str, tuple[str, ...]]:
    """Return the headline that a title is, and the labels that it is instead."""
    said = fragment_text(title)
    return ("", (_KIND,)) if said.casefold() == _KIND else (said, ())


def created(name: str) -> datetime | None:
    """Return when a block was created, which its id tells to the second."""
    try:
        return instant(int(name[:_CREATED], 16)) if len(name) == 3 * _CREATED else None
    except ValueError:
        return None


def words(markup: str) -> str:
    """Return the words of a block's markup, without those of captions and embeds."""
    if "<" not in markup:
        return fragment_text(markup)
    body = LexborHTMLParser(f"<body>{markup}").body
    return words_of(body) if body is not None else ""


def words_of(node: LexborNode) -> str:
    """Return the words of a block's element, without those of captions and embeds."""
    parts = (text_of(part) for part in outside(node, _PARTS, _ASIDE))
    return squash(unescape(" ".join(parts)))


def _bodies(block: Json) -> tuple[str, str]:
    """Return the markup of a block's own words, and all of its markup."""
    whole = text(block, "bodyHtml")
    if whole:
        return whole, whole
    parts = [(_kind(part), text(part, "html")) for part in objects(block.get("elements"))]
    own = "".join(markup for kind, markup in parts if kind in _WORDS)
    return own or text(block, "bodyTextSummary"), "".join(markup for _, markup in parts)


def _kind(element: Json) -> str:
    return text(element, "_type").rpartition(".")[2]


def _first(block: Json, names: Sequence[str]) -> datetime | None:
    for name in names:
        if found := instant(block.get(name), UTC):
            return found
    return None


def _authors(value: object) -> tuple[str, ...]:
    names = (squash(text(one, "name")) for one in objects(value))
    return tuple(dict.fromkeys(name for name in names if name))

"""The BBC's rich text: a tree of blocks, each with a type and a model that holds more blocks.

Ids of the blocks are made anew at every rendering and are not looked at.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from streamer.text import squash

# What is not the post's own words: media, their captions, and what others wrote.
_BESIDE: Final = (
    "image",
    "caption",
    "alttext",
    "video",
    "audio",
    "media",
    "embed",
    "tweet",
    "social",
    "include",
    "links",
    "promo",
    "byline",
    "timestamp",
)
_ELEMENTS: Final = {
    "paragraph": "p",
    "headline": "h3",
    "subheadline": "h4",
    "crosshead": "h4",
    "subheading": "h4",
    "unorderedlist": "ul",
    "orderedlist": "ol",
    "listitem": "li",
    "blockquote": "blockquote",
    "quote": "blockquote",
}
_STYLES: Final = {"bold": "b", "italic": "i"}
_MOST_BLOCKS: Final = 20_000


@dataclass(slots=True)
class _Written:
    """What was written so far, as words and as HTML."""

    words: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)


def rich_text(value: object) -> tuple[str, str]:
    """Return the words of a tree, and the same as HTML that is not yet cleaned.

    Walks without recursion: the depth is chosen by whoever wrote the document.
    """
    written = _Written()
    stack: list[object] = [value]
    for _ in range(_MOST_BLOCKS):
        if not stack:
            break
        block = stack.pop()
        if isinstance(block, str):
            written.markup.append(block)
            written.words.append(" " if block.startswith("</") and block != "</a>" else "")
        elif isinstance(block, Mapping):
            stack += reversed(_parts(block, written))
    return squash("".join(written.words)), "".join(written.markup)


def _parts(block: Mapping[str, object], written: _Written) -> list[object]:
    """Write what a block opens or says, and return what follows: its blocks, what closes it."""
    kind = str(block.get("type", "")).lower()
    if any(beside in kind for beside in _BESIDE):
        return []
    model = block.get("model")
    model = model if isinstance(model, Mapping) else {}
    inner = model.get("blocks")
    text = model.get("text")
    if isinstance(inner, list) and inner:
        opening, closing = _element(kind, model)
        written.markup.append(opening)
        written.words.append(" " if closing and closing != "</a>" else "")
        return [
            *(one for one in inner if isinstance(one, Mapping)),
            *([closing] if closing else []),
        ]
    if isinstance(text, str):
        written.words.append(text if kind == "fragment" else f" {text} ")
        written.markup.append(_styled(text, model.get("attributes")))
    return []


def _element(kind: str, model: Mapping[str, object]) -> tuple[str, str]:
    if kind == "urllink":
        address = model.get("locator")
        if isinstance(address, str):
            return f'<a href="{html.escape(address)}">', "</a>"
    name = _ELEMENTS.get(kind, "")
    return (f"<{name}>", f"</{name}>") if name else ("", "")


def _styled(text: str, attributes: object) -> str:
    markup = html.escape(text)
    for name in attributes if isinstance(attributes, list) else ():
        tag = _STYLES.get(name) if isinstance(name, str) else None
        markup = f"<{tag}>{markup}</{tag}>" if tag else markup
    return markup

"""The words of a post's markup without those that others write: captions, embeds, players.

A tweet is a quotation before a script has run and a frame after it; a caption follows its
picture. Neither is the post's own, and both come and go without it.
"""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.parse.clock.furniture import is_beside
from streamer.parse.html import fragment_text, text_of
from streamer.text import squash, unescape

_ASIDE: Final = frozenset(
    {"figure", "iframe", "video", "audio", "picture", "object", "time"}
    | {"twitter-widget", "amp-twitter", "amp-instagram"}
)
_EMBED: Final = re.compile(r"\b(?:fb-(?:post|video)|embed|reddit-card|telegram-post|wp-caption)\b")


def own_words(markup: str) -> str:
    """Return the words of a fragment of HTML, escaped once or twice, that are its own."""
    if "<" not in markup:
        markup = unescape(markup)
    body = _own(markup, "") if "<" in markup else None
    return squash(unescape(text_of(body))) if body is not None else fragment_text(markup)


def own_markup(markup: str, without: str) -> str:
    """Return what is a fragment's own as HTML, not yet cleaned.

    Args:
        markup: The fragment.
        without: A selector of what else is not its own.

    """
    body = _own(markup, without)
    return (body.html or "") if body is not None else ""


def _own(markup: str, without: str) -> LexborNode | None:
    body = LexborHTMLParser(f"<body>{markup}").body
    if body is None:
        return None
    others = frozenset(node.mem_id for node in body.css(without)) if without else frozenset()
    for node in list(_asides(body, others)):
        node.decompose()
    return body


def _asides(root: LexborNode, others: frozenset[int]) -> Iterator[LexborNode]:
    """Yield the topmost elements that are no words of the post's own."""
    stack = list(root.iter())
    while stack:
        node = stack.pop()
        if node.mem_id in others or _is_aside(node):
            yield node
        else:
            stack.extend(node.iter())


def _is_aside(node: LexborNode) -> bool:
    tag = node.tag or ""
    names = node.attributes.get("class") or ""
    if tag in _ASIDE or is_beside(tag, names, node.attributes.get("id") or ""):
        return True
    return _EMBED.search(names) is not None

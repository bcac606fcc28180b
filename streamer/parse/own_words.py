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
    if "<" not in markup:
        return fragment_text(markup)
    body = LexborHTMLParser(f"<body>{markup}").body
    if body is None:
        return ""
    for node in list(_asides(body)):
        node.decompose()
    return squash(unescape(text_of(body)))


def _asides(root: LexborNode) -> Iterator[LexborNode]:
    """Yield the topmost elements that are no words of the post's own."""
    stack = list(root.iter())
    while stack:
        node = stack.pop()
        if _is_aside(node):
            yield node
        else:
            stack.extend(node.iter())


def _is_aside(node: LexborNode) -> bool:
    tag = node.tag or ""
    names = node.attributes.get("class") or ""
    if tag in _ASIDE or is_beside(tag, names, node.attributes.get("id") or ""):
        return True
    return _EMBED.search(names) is not None

"""The words of a fragment without those of the posts of social networks that it embeds.

A tweet is a quotation before its script has run, a frame or a widget after it, and nothing
once it is deleted. None of that is said by the update, whichever a page or a feed holds.
"""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.parse.html import fragment_text, text_of
from streamer.text import squash, unescape

_NAMES: Final = (
    r"(?:twitter-(?:tweet|video|widget)(?:-rendered)?|nojs-tweet|instagram-media(?:-rendered)?|"
    r"tiktok-embed|bluesky-embed|mastodon-embed|text-post-media|fb-(?:post|video)|"
    r"reddit-(?:card|embed-bq)|telegram-post)"
)
NAMED: Final = re.compile(rf"twitter-widget|amp-(?:twitter|instagram)|{_NAMES}")
# Each of these names holds one of these words, which are found far sooner.
_MARKS: Final = (
    *("twitter", "nojs-tweet", "instagram", "tiktok-", "bluesky-", "mastodon-", "text-post-"),
    *("fb-", "reddit-", "telegram-"),
)
_CLASS: Final = re.compile(rf"(?:^|\s){_NAMES}(?:\s|$)")
_TAGS: Final = frozenset({"twitter-widget", "amp-twitter", "amp-instagram"})


def has_embeds(fragment: str) -> bool:
    """Whether a fragment may hold an embedded post."""
    return any(mark in fragment for mark in _MARKS) and NAMED.search(fragment) is not None


def words_without_embeds(fragment: str) -> str:
    """Return the words of a fragment of HTML or a plain text, as ``fragment_text`` does.

    Where an embed lost its markup its words cannot be told from the others, and stay.
    """
    if not has_embeds(fragment):
        return fragment_text(fragment)
    if "<" not in fragment:
        fragment = unescape(fragment)
    body = LexborHTMLParser(f"<body>{fragment}").body if "<" in fragment else None
    if body is None:
        return fragment_text(fragment)
    embeds = {node.mem_id for node in body.css("*") if _is_embed(node)}
    return squash(unescape(text_of(body, embeds)))


def _is_embed(node: LexborNode) -> bool:
    names = node.attributes.get("class") or ""
    return node.tag in _TAGS or _CLASS.search(names) is not None

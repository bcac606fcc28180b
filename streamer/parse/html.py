"""Markup to words: what a reader sees of a fragment, and what may leave as HTML."""

import re
from collections.abc import Collection
from functools import lru_cache

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.text import squash, unescape

# nh3 and Lexbor take minutes for half a megabyte of nested elements, so deep or huge
# fragments leave as plain text only. Browsers stop at depth 512 themselves.
_LONGEST_HTML = 200_000
_DEEPEST = 200
_OPENERS = re.compile(r"<[a-z]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# The attributes that a cleaned fragment may have and that hold an address.
_ADDRESS = re.compile("href|src|cite", re.IGNORECASE)
# How Lexbor names a node of mere text.
_TEXT = "-text"
_VOID = frozenset({"br", "hr", "img", "wbr", "source", "input", "embed", "track", "col"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head", "button", "form"})
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


def text_of(node: LexborNode, without: Collection[int] = ()) -> str:
    """Return the words below *node*, one space between blocks, none between inlines.

    Those of elements whose memory ids are in *without* are left out.
    """
    parts: list[str] = []
    _collect(node, parts, without)
    return squash("".join(parts))


def _collect(root: LexborNode, parts: list[str], without: Collection[int]) -> None:
    """Walk without recursion: the depth of a page is chosen by its author."""
    # None is the end of a block.
    stack: list[LexborNode | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            parts.append(" ")
            continue
        tag = node.tag
        if tag == _TEXT:
            parts.append(node.text_content or "")
            continue
        if tag in _SILENT or (without and node.mem_id in without):
            continue
        if tag in _BLOCK:
            parts.append(" ")
            stack.append(None)
        stack += reversed(list(node.iter(include_text=True)))


def fragment_text(fragment: str) -> str:
    """Return the words of an HTML fragment or a plain text, escaped once or twice."""
    if "<" not in fragment:
        fragment = unescape(fragment)
    if "<" not in fragment:
        return squash(fragment)
    body = LexborHTMLParser(f"<body>{fragment}").body
    return squash(unescape(text_of(body))) if body is not None else ""


def sanitise(fragment: str, base: str = "") -> str:
    """Return *fragment* with only harmless elements, attributes and schemes.

    Args:
        fragment: HTML of any kind.
        base: The web address that relative links are meant from, ``""`` if unknown.

    Returns:
        ``""`` for a fragment too long or too deep to be cleaned in reasonable time; its
        text is kept elsewhere.

    """
    if len(fragment) > _LONGEST_HTML:
        return ""
    # As few tags as most fragments have cannot be too many, or nest too deep.
    if fragment.count("<") > _DEEPEST and _is_wild(fragment):
        return ""
    try:
        return _clean(fragment, base)
    except ValueError:
        # Its base is no address, by rules that Python does not have.
        return _clean(fragment, "")


def _clean(fragment: str, base: str) -> str:
    return _cleaner(base if _ADDRESS.search(fragment) else "").clean(fragment).strip()


@lru_cache(maxsize=16)
def _cleaner(base: str) -> nh3.Cleaner:
    """Return what cleans; to make one takes as long as to clean a paragraph with it."""
    return nh3.Cleaner(
        link_rel="noopener noreferrer",
        url_relative=("rewrite_with_base", base) if base else "pass_through",
    )


def _is_wild(fragment: str) -> bool:
    """Whether a fragment has more elements than any update, or deeper ones."""
    return len(_OPENERS.findall(fragment)) > 50 * _DEEPEST or _depth(fragment) > _DEEPEST


def _depth(fragment: str) -> int:
    """Return an upper bound of how deep the elements nest."""
    deepest = depth = 0
    for tag in _TAG.finditer(fragment):
        if tag[2].lower() not in _VOID:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return deepest

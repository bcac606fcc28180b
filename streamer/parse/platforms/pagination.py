"""The links of a pager that lead to older updates."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from streamer.parse.address import absolute
from streamer.parse.html import text_of
from streamer.parse.platforms.hosts import same_site

_OLDER: Final = re.compile(r"\b(?:next|older|more|earlier)\b|[›»→>]", re.IGNORECASE)
# Newer pages, and the last one, which leaves out those before it.
_ELSEWHERE: Final = re.compile(
    r"\b(?:prev(?:ious)?|newer|newest|first|last|oldest|back)\b|[‹«←<]", re.IGNORECASE
)
_LONGEST: Final = 40
_MOST: Final = 50


def older_pages(pager: LexborNode, page: str) -> list[str]:
    """Return the addresses of the older pages that a pager leads to, the nearest first.

    Args:
        pager: The element with the links.
        page: The address of its own page; links to other hosts lead to no older page.

    """
    links = [(link, _address(link, page)) for link in pager.css("a[href]")[:_MOST]]
    there = [(link, address) for link, address in links if address and address != page]
    named = [
        address for link, address in there if _says(link, _OLDER) and not _says(link, _ELSEWHERE)
    ]
    if named:
        return named
    here = _number_here(pager)
    numbers = [(_number(link), address) for link, address in there]
    return [address for number, address in sorted(numbers) if number > here]


def _address(link: LexborNode, page: str) -> str:
    address = absolute(link.attributes.get("href"), page).partition("#")[0]
    return address if same_site(address, page) else ""


def _says(link: LexborNode, words: re.Pattern[str]) -> bool:
    """Whether relation, class or text of a link is one of *words*."""
    named = (link.attributes.get(name) or "" for name in ("rel", "class", "aria-label"))
    text = text_of(link)
    return any(words.search(one[:_LONGEST]) for one in (*named, text)) and len(text) <= _LONGEST


def _number(link: LexborNode) -> int:
    return _digits(text_of(link))


def _digits(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < _LONGEST else 0


def _number_here(pager: LexborNode) -> int:
    """Return the number of the page itself, which a pager shows without a link; else 1."""
    stack = [pager]
    while stack:
        for node in stack.pop().iter(include_text=True):
            if node.is_text_node and (number := _digits(node.text_content or "")):
                return number
            if node.is_element_node and not (node.tag == "a" and node.attributes.get("href")):
                stack.append(node)
    return 1

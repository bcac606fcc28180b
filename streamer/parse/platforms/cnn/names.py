"""What the posts of a live story are called: one name for each way to write it."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from streamer.parse.address import absolute, fragment, path
from streamer.text import squash

# How the newsroom's system names a part of a page: ``…/instances/<name>@published``.
_INSTANCE: Final = re.compile(r"/instances/([\w-]{1,100})(?:@[\w-]{1,30})?$", re.ASCII)
_OWN: Final = re.compile(r"[\w-]{4,100}", re.ASCII)
_BYLINE: Final = re.compile(
    r"^(?:from|by|analysis by|reporting by|as told to)\s+(?:cnn['’]s\s+)?", re.IGNORECASE
)
_LONGEST_BYLINE: Final = 200


def post_name(address: str, page: str, others: Iterable[str] = ()) -> str:
    """Return the id of a post, ``""`` if nothing names it.

    Args:
        address: Its permalink: the page's with a fragment, or with a parameter.
        page: The address of the page.
        others: What its element or component is called.

    """
    found = fragment(address) or _parameter(address)
    if not found and address and path(address) != path(page):
        found = path(address).rpartition("/")[2]
    if _OWN.fullmatch(found):
        return found
    for other in others:
        instance = _INSTANCE.search(other)
        if instance or _OWN.fullmatch(other):
            return instance[1] if instance else other
    return ""


def permalink(addresses: Iterable[object], page: str) -> str:
    """Return the first of some addresses that is at the page itself; others share it."""
    found = (absolute(address, page) for address in addresses)
    return next((one for one in found if one and path(one) == path(page)), "")


def authors(byline: str) -> tuple[str, ...]:
    """Return the names in ``From CNN's Ann Ash and Bo Birch``, as one."""
    name = _BYLINE.sub("", squash(byline))
    return (name,) if name and len(name) <= _LONGEST_BYLINE else ()


def _parameter(address: str) -> str:
    try:
        pairs = parse_qsl(urlsplit(address).query)
    except ValueError:
        return ""
    return next((value for name, value in pairs if name in ("post-id", "postId", "id")), "")

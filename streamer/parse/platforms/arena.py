"""Arena: a page that embeds a live blog, and the platform's cached answer about it.

The answer holds the newest posts, with times in milliseconds. The platform also writes
them as JSON-LD (`…/ldjson`); that is read as any other JSON-LD is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Final
from urllib.parse import parse_qs, urlsplit

from streamer.errors import ParseError
from streamer.model import Request, Snapshot, Update
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.embed import at_home, home, read_embed
from streamer.parse.platforms.hosts import host
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text, told_odd
from streamer.text import derived_id, squash

_DOMAIN: Final = ".arena.im"
_EUROPE: Final = ".eu.arena.im"
_EMBED: Final = ".arena-liveblog, #arena-live"
# The same loader brings the platform's chats.
_CHAT: Final = ".arena-chat"
_LOADERS: Final = "script[src], iframe[src]"
_ID: Final = re.compile(r"[\w-]{1,80}", re.ASCII)
_ROLE: Final = "blog"
_BEGINNING: Final = 80


def recognise(page: Page) -> bool:
    """Whether it is the platform's answer, or a page that embeds one of its blogs."""
    if _is_answer(page):
        return True
    return "arena" in page.text and page.json is None and bool(_address(page))


def read(page: Page) -> Snapshot:
    """Return the posts of the blog.

    Raises:
        ParseError: The platform refuses, and the page has no list of its own.

    """
    if _is_answer(page):
        return at_home(_posts(page, home(page), page.zone), page)
    address = _address(page)

    def answer(given: Mapping[str, Page]) -> Snapshot:
        if not _is_answer(given[_ROLE]):
            raise ParseError("the platform gives no list", outcome="malformed-partial")
        blog = _posts(given[_ROLE], page.url, page.zone)
        return replace(blog, start=Request(url=address))

    return read_embed(page, (Request(url=address, role=_ROLE),), answer)


def _is_answer(page: Page) -> bool:
    return "eventInfo" in mapping(page.json) and isinstance(mapping(page.json).get("posts"), list)


def _address(page: Page) -> str:
    """Return the address of the answer for the first blog that the page embeds, or ``""``."""
    loaders = [
        address
        for node in page.tree.css(_LOADERS)
        if host(address := _web(node.attributes.get("src"))).endswith(_DOMAIN)
    ]
    server = "cached-api"
    if any(host(address).endswith(_EUROPE) for address in loaders):
        server = "cached-api.eu"
    chats = page.tree.css_first(_CHAT) is not None
    for site, blog in (*_marked(page), *(() if chats else _loaded(loaders))):
        if _ID.fullmatch(site) and _ID.fullmatch(blog):
            return f"https://{server}{_DOMAIN}/v1/liveblog/{site}/{blog}"
    return ""


def _web(address: str | None) -> str:
    address = (address or "").strip()
    return f"https:{address}" if address.startswith("//") else address


def _marked(page: Page) -> Iterator[tuple[str, str]]:
    for node in page.tree.css(_EMBED):
        given = node.attributes
        yield squash(given.get("data-publisher") or ""), squash(given.get("data-event") or "")


def _loaded(addresses: list[str]) -> Iterator[tuple[str, str]]:
    for address in addresses:
        query = parse_qs(urlsplit(address).query)
        for one, other in (("p", "e"), ("publisher", "event")):
            yield query.get(one, [""])[0], query.get(other, [""])[0]


def _posts(page: Page, url: str, zone: tzinfo | None) -> Snapshot:
    blog = page.json if isinstance(page.json, Mapping) else {}
    event = mapping(blog, "eventInfo")
    posts = blog.get("posts")
    return Snapshot(
        updates=tuple(_update(one, url, zone) for one in objects(posts)),
        view="window",
        fetched=page.fetched,
        format="arena",
        title=fragment_text(text(event, "name")),
        start=Request(url=page.url) if page.document.role == "" else None,
        problems=told_odd(posts, "posts"),
    )


def _update(post: Json, url: str, zone: tzinfo | None) -> Update:
    message = mapping(post, "message")
    markup = text(message, "text")
    headline, words = fragment_text(text(message, "title")), fragment_text(markup)
    published = instant(post.get("createdAt"), zone)
    author = squash(text(mapping(post, "sender"), "displayName", "name"))
    pinned = post.get("pinned") is True or post.get("isPinned") is True
    return Update(
        id=name(post, "_id", "id", "key")
        or derived_id(str(published or ""), headline or words[:_BEGINNING]),
        headline=headline,
        text=words,
        html=sanitise(markup, url),
        url=url,
        authors=(author,) if author else (),
        published=published,
        modified=changed(published, instant(post.get("updatedAt"), zone)),
        labels=("pinned",) if pinned else (),
    )

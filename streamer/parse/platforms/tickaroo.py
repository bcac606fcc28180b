"""Tickaroo: a page that embeds a live blog, and the platform's prefetched markup of it.

The markup carries `initialData`, JSON in an attribute, whose `schemaOrg` is a text of JSON
again: a LiveBlogPosting without ids, so the updates get ids of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from streamer.errors import ParseError
from streamer.model import Document, Request, Snapshot
from streamer.parse.loose_json import loads
from streamer.parse.page import Page
from streamer.parse.platforms.embed import at_home, home, read_embed
from streamer.parse.schema_org import json_ld
from streamer.text import squash, unescape

_PREFETCH: Final = "https://cdn.tickaroo.com/api/embed/v4/prefetch/liveblog.json"
_DATA: Final = "[initialdata]"
_EMBED: Final = "tickaroo-liveblog, .tickaroo-liveblog, [data-tickaroo-liveblog-id]"
_ID: Final = re.compile(r"[\w-]{1,80}", re.ASCII)
_ROLE: Final = "blog"


def recognise(page: Page) -> bool:
    """Whether it is the platform's answer, or a page that embeds one of its blogs."""
    if _is_answer(page):
        return True
    low = "tickaroo" in page.text and "<" in page.text and page.json is None
    return low and (bool(_address(page)) or _schema(page.tree) is not None)


def read(page: Page) -> Snapshot:
    """Return the updates of the blog.

    Raises:
        ParseError: There is no list in the answer; or the platform refuses, and the page
            has no list of its own.

    """
    if _is_answer(page):
        return replace(at_home(_answer(page, home(page)), page), start=Request(url=page.url))
    address = _address(page)
    wants = (Request(url=address, role=_ROLE),) if address else ()

    def answer(given: Mapping[str, Page]) -> Snapshot:
        return replace(_answer(given[_ROLE], page.url), start=Request(url=address))

    return read_embed(page, wants, answer, _own)


def _own(page: Page) -> Snapshot | None:
    """Return what the server drew into the page."""
    schema = _schema(page.tree)
    return _listed(schema, page, page.url) if schema is not None else None


def _is_answer(page: Page) -> bool:
    if not isinstance(page.json, Mapping):
        return False
    return "initialData" in page.text and isinstance(page.json.get("html"), str)


def _answer(page: Page, url: str) -> Snapshot:
    drawn = page.json.get("html") if isinstance(page.json, Mapping) else None
    schema = _schema(LexborHTMLParser(drawn)) if isinstance(drawn, str) else None
    if schema is None:
        raise ParseError("the platform's markup has no list", outcome="malformed-partial")
    return _listed(schema, page, url)


def _schema(tree: LexborHTMLParser) -> Mapping[str, object] | None:
    """Return the LiveBlogPosting in the first `initialData` that has one."""
    for node in tree.css(_DATA):
        data = _object(node.attributes.get("initialdata"))
        schema = _object(data.get("schemaOrg")) if data else None
        if schema:
            return schema
    return None


def _object(value: object) -> Mapping[str, object] | None:
    """Return the JSON object that *value* is, or is the text of, escaped once more or not."""
    for text in (value, unescape(value)) if isinstance(value, str) else ():
        try:
            value = loads(text)
            break
        except ValueError:
            continue
    return value if isinstance(value, Mapping) else None


def _listed(schema: Mapping[str, object], page: Page, url: str) -> Snapshot:
    """Read the list as the parser of JSON-LD does where it stands on a page."""
    try:
        json = orjson.dumps(schema).replace(b"<", b"\\u003c")
    except TypeError as odd:
        raise ParseError("the platform's list is too deep", outcome="malformed-partial") from odd
    body = b'<script type="application/ld+json">' + json + b"</script>"
    drawn = Page(Document(url=url, body=body, fetched=page.fetched), page.zone)
    if not json_ld.recognise(drawn):
        raise ParseError("the platform's list is none of updates", outcome="malformed-partial")
    snapshot = json_ld.read(drawn)
    updates = tuple(replace(one, url=one.url or url) for one in snapshot.updates)
    return replace(snapshot, updates=updates, format="tickaroo")


def _address(page: Page) -> str:
    """Return the address of the prefetched markup for the blog that the page embeds."""
    for node in page.tree.css(_EMBED):
        client, blog = _ids(node)
        if _ID.fullmatch(client) and _ID.fullmatch(blog):
            return f"{_PREFETCH}?client_id={client}&liveblogId={blog}"
    return ""


def _ids(node: LexborNode) -> tuple[str, str]:
    """Return the ids of client and blog, whatever their attributes are called."""
    given = {
        key.removeprefix("data-").removeprefix("tickaroo-").replace("-", "").replace("_", ""): value
        for key, value in node.attributes.items()
    }
    return squash(given.get("clientid") or ""), squash(given.get("liveblogid") or "")

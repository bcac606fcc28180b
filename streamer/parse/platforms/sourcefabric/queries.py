"""Addresses of the API: pages of all posts, the changes since a moment, the blog itself."""

import json
import re
from datetime import datetime
from typing import Final
from urllib.parse import quote

from streamer.parse.address import absolute
from streamer.parse.page import Page
from streamer.parse.platforms.inline_json import assigned
from streamer.parse.platforms.json_values import mapping, text

SIZE: Final = 100
# The search behind the API: older and newer versions of it name their filters otherwise.
FORMS: Final = ("filtered", "bool")
_BLOG: Final = re.compile(
    r"^(https?://[^?#]{1,500}?/api/)(?:v2/)?"
    r"(client_blogs/[0-9a-f]{24})(/[0-9a-f]{24})?(?:/posts)?/?(?:[?#]|$)"
)
_ID: Final = re.compile(r"[0-9a-f]{24}")
_SCRIPT: Final = "LB"
_HOST: Final = "api_host"
_FRAME: Final = "liveblog-iframe"


def api_at(address: str) -> str:
    """Return the address of the blog that an address of the API is about, ``""`` if none.

    A blog may have outputs, each with some of its posts.
    """
    found = _BLOG.match(address)
    return f"{found[1]}{found[2]}{found[3] or ''}" if found else ""


def api_named(page: Page) -> str:
    """Return the address of the blog that a page embeds, ``""`` if it embeds none."""
    for said in assigned(page.text, _SCRIPT) if _HOST in page.text else ():
        host = absolute(said.get(_HOST), page.url).rstrip("/")
        blog = text(mapping(said, "blog"), "_id")
        output = text(mapping(said, "output"), "_id")
        if host and _ID.fullmatch(blog):
            part = f"/{output}" if _ID.fullmatch(output) else ""
            return api_at(f"{host}/api/client_blogs/{blog}{part}")
    return ""


def frame(page: Page) -> str:
    """Return the address of the page inside of a page, which names the blog; or ``""``."""
    if _FRAME not in page.text:
        return ""
    node = page.tree.css_first(f"iframe#{_FRAME}[src], iframe.{_FRAME}[src]")
    return absolute(node.attributes.get("src"), page.url) if node is not None else ""


def about(api: str) -> str:
    """Return the address of the blog's own document."""
    found = _BLOG.match(api)
    return f"{found[1]}{found[2]}" if found else api


def posts(api: str, page: int = 1) -> str:
    """Return the address of a page of all posts, in the blog's own order."""
    return f"{api}/posts?max_results={SIZE}&page={page}"


def changes(api: str, since: datetime, form: str, page: int = 1) -> str:
    """Return the address of what changed since a moment, the oldest change first.

    A scheduled post comes out without being changed, so its time counts as well.
    """
    moment = since.isoformat(timespec="seconds")
    either = [{"range": {name: {"gte": moment}}} for name in ("_updated", "published_date")]
    query: dict[str, object] = {"bool": {"should": either, "minimum_should_match": 1}}
    if form == FORMS[0]:
        query = {"filtered": {"filter": {"or": either}}}
    source = {"query": query, "sort": [{"_updated": {"order": "asc"}}]}
    said = quote(json.dumps(source, separators=(",", ":")), safe="")
    return f"{api}/posts?max_results={SIZE}&page={page}&source={said}"

"""What Al Jazeera's API can be asked, and how.

Each question is an address: the name of a stored query, its variables, and the edition,
which a header field names as well. https://www.aljazeera.com/graphql answers readers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import orjson

from streamer.model import Request
from streamer.parse.loose_json import loads
from streamer.parse.platforms.json_values import text

ARTICLE: Final = "article"
CHILDREN: Final = "children"

_BLOG: Final = re.compile(r"/liveblog/\d{4}/\d{1,2}/\d{1,2}/([^/?#]{1,600})/?$")
_API: Final = "/graphql"
_SITE: Final = re.compile(r"[a-z]{2,12}")
_ENGLISH: Final = "aje"
# The editions by host. Each answers at its own.
_EDITIONS: Final = {"aljazeera.com": _ENGLISH, "aljazeera.net": "aja", "ajnet.me": "aja"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """Where a live blog is asked for.

    Attributes:
        origin: Scheme and host, ``""`` where nothing can be asked for.
        site: The edition, such as ``aje``.
        slug: The blog's name in its edition.
    """

    origin: str
    site: str
    slug: str

    def article(self, role: str = ARTICLE) -> Request:
        """Ask for the blog itself: its title, whether it is live, and its posts' numbers."""
        variables = {"name": self.slug, "postType": "liveblog", "preview": ""}
        return self._ask("ArchipelagoSingleLiveBlogQuery", variables, role)

    def children(self) -> Request:
        """Ask for the numbers of all posts."""
        return self._ask("SingleLiveBlogChildrensQuery", {"postName": self.slug}, CHILDREN)

    def post(self, number: int) -> Request:
        """Ask for one post. Another post type would be answered as if there were none."""
        variables = {
            "postID": number,
            "postType": "liveblog-update",
            "preview": "",
            "isAmp": False,
        }
        return self._ask("LiveBlogUpdateQuery", variables, post_role(number))

    def _ask(self, operation: str, variables: Mapping[str, object], role: str) -> Request:
        query = {
            "wp-site": self.site,
            "operationName": operation,
            "variables": orjson.dumps(variables).decode(),
            "extensions": "{}",
        }
        url = f"{self.origin}{_API}?{urlencode(query, quote_via=quote)}"
        return Request(url=url, role=role, headers=(("wp-site", self.site),))


def post_role(number: int) -> str:
    """Return the role of the answer about one post."""
    return f"post {number}"


def slug_in(address: str) -> str:
    """Return the name of the live blog whose page or question *address* is, ``""`` if none."""
    try:
        parts = urlsplit(address)
        if parts.path.rstrip("/") == _API:
            return _asked_for(parts.query)
        found = _BLOG.search(parts.path)
    except ValueError:
        return ""
    return unquote(found[1]) if found else ""


def is_api(address: str) -> bool:
    """Whether *address* is one of the API's."""
    try:
        return urlsplit(address).path.rstrip("/") == _API
    except ValueError:
        return False


def blog_at(address: str, slug: str) -> Blog:
    """Return the blog *slug* of the newsroom that *address* belongs to."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return Blog(origin="", site=_ENGLISH, slug=slug)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""
    named = parse_qs(parts.query).get("wp-site", [""])[0]
    site = named if _SITE.fullmatch(named) else _edition(host)
    return Blog(origin=origin if host else "", site=site, slug=slug)


def is_newsroom(address: str) -> bool:
    """Whether *address* is at one of the newsroom's own hosts."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(host == name or host.endswith(f".{name}") for name in _EDITIONS)


def _edition(host: str) -> str:
    names = [site for name, site in _EDITIONS.items() if host.removeprefix("www.") == name]
    return names[0] if names else _ENGLISH


def _asked_for(query: str) -> str:
    """Return the blog that the variables of a question name."""
    try:
        variables = loads(parse_qs(query).get("variables", [""])[0])
    except ValueError:
        return ""
    return text(variables, "name", "postName") if isinstance(variables, dict) else ""

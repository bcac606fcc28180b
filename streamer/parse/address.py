"""Addresses inside of documents: made absolute, and only those a browser would follow."""

import re
from urllib.parse import unquote, urljoin, urlsplit

_LONGEST = 4_000
# An address that is absolute and written as it should be, which joining would not change.
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?/(?:[\w!$&'()*+,;=:@%~/-]|\.(?!\.|/))*(?:#[\w.-]+)?"
)

_SHOWN_AS = re.compile(r"^(?:www|m|amp)\.")

# How a reader came, as some feeds write it behind each address; and what is below each article.
_TRACK = re.compile(r"utm_|xtor|ref|cmp|source|from|rss|track", re.IGNORECASE)
_BELOW = frozenset(["comment", "comments", "respond", "rss", "top"])
# The same in a query, where other names may well say what is shown: only those that some
# tool for counting readers writes. And which post of a page its reader came for.
_WAY = re.compile(
    r"(?:utm_[\w.-]+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid"
    r"|mc_[ce]id|_g[al]|xtor|cmp|cmpid|at_(?:medium|campaign\w*|format|link\w*|ptr_name)"
    r"|ns_(?:mchannel|source|campaign|linkname))(?:=.*)?"
    r"|page=with(?::|%3A).*|liveblog\._id=.*",
    re.IGNORECASE,
)


def absolute(address: object, base: str) -> str:
    """Return *address* against *base*, ``""`` unless it is one of the web."""
    if not isinstance(address, str) or not address.strip():
        return ""
    if _PLAIN.fullmatch(address) and len(address) <= _LONGEST:
        return address
    try:
        joined = urljoin(base, address.strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    web = parts.scheme in ("http", "https") and parts.netloc
    return joined if web and len(joined) <= _LONGEST else ""


def fragment(address: str) -> str:
    """Return what comes after the ``#``, decoded."""
    return unquote(address.partition("#")[2].partition(":~:")[0]).strip()


def place(address: str) -> str:
    """Return the fragment of *address* if it names a place of its own.

    Some feeds say there how their reader came, or lead to the comments.
    """
    found = fragment(address)
    name, equals, _ = found.partition("=")
    return "" if found.lower() in _BELOW or (equals and _TRACK.search(name)) else found


def path(address: str) -> str:
    """Return host and path, without what a canonical address leaves out."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"


def bare(address: str) -> str:
    """Return *address* without what says how its reader came, or for which post."""
    before, _, query = address.partition("#")[0].partition("?")
    kept = [pair for pair in query.split("&") if pair and not _WAY.fullmatch(pair)]
    return f"{before}?{'&'.join(kept)}" if kept else before


def canonical(address: str) -> str:
    """Return what two addresses of one page have in common, however they are written."""
    before, _, query = bare(address).partition("?")
    host, slash, rest = path(before).partition("/")
    place = unquote(f"{host.lower()}{slash}{rest}")
    return f"{place}?{'&'.join(sorted(query.split('&')))}" if query else place


def site(address: str) -> str:
    """Return the host of *address*, without what names a way to show the same pages."""
    try:
        return _SHOWN_AS.sub("", urlsplit(address).netloc.lower())
    except ValueError:
        return ""

"""RFC 5005: how much of its source a feed document shows, and where the rest is."""

from collections.abc import Mapping
from typing import Any, Final

from streamer.model import View
from streamer.parse.address import absolute

_NAMESPACE: Final = "http://purl.org/syndication/history/1.0"
_OLDER: Final = ("next", "prev-archive")


def view(parsed: Any) -> View:  # feedparser ships no types
    """Return ``full`` for a feed that says it is complete, else ``window``.

    One that is broken somewhere, or goes on elsewhere, is not complete, whatever it says.
    An archive is not the newest there is: what is missing there is elsewhere.
    """
    if _says(parsed, "archive"):
        return "merge"
    if _says(parsed, "complete") and not parsed.bozo and not _links(parsed.feed):
        return "full"
    return "window"


def older(feed: Mapping[str, Any], url: str) -> tuple[str, ...]:
    """Return the addresses of what came before: the next page, or the archive."""
    found = (absolute(link, url) for link in _links(feed))
    return tuple(dict.fromkeys(address for address in found if address))


def _links(feed: Mapping[str, Any]) -> list[object]:
    return [link.get("href") for link in feed.get("links", ()) if link.get("rel") in _OLDER]


def _says(parsed: Any, name: str) -> bool:
    """Whether the feed itself has the element; podcasts have a ``complete`` of their own."""
    prefixes = [prefix for prefix, uri in parsed.namespaces.items() if uri == _NAMESPACE]
    return any((f"{prefix}_{name}" if prefix else name) in parsed.feed for prefix in prefixes)

"""Bytes to a snapshot. One module per family: ``recognise(page)`` and ``read(page)``."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from streamer.errors import ParseError
from streamer.model import Document, Snapshot
from streamer.parse import registry
from streamer.parse.page import Page

KINDS = registry.KINDS

__all__ = ["KINDS", "parse"]


def parse(document: Document, *, kind: str = "auto", zone: str | None = None) -> Snapshot:
    """Return what *document* shows. Pure: same bytes, same snapshot.

    Args:
        document: The response, or the file.
        kind: One of ``KINDS``, or ``auto``: the first that recognises the bytes.
        zone: The IANA zone of clocks and dates that name none.

    Raises:
        ParseError: It is of no known kind, broken, empty, or a wall before the page.
        ValueError: There is no such kind or zone, which is a mistake of the caller.

    """
    if kind != "auto" and kind not in KINDS:
        raise ValueError(f"no such kind: {kind!r}")
    page = Page(document, _zone(zone))
    if not document.body.strip():
        raise ParseError("the document is empty", outcome="malformed-empty")
    return registry.read(page, KINDS if kind == "auto" else (kind,))


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f"no such time zone: {name!r}") from unknown

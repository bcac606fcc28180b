"""Bytes to a snapshot. One module per family: ``recognise(page)`` and ``read(page)``."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from streamer.errors import ParseError
from streamer.model import Document, Memo, Selectors, Snapshot
from streamer.parse import registry
from streamer.parse.page import Page

KINDS = registry.KINDS

__all__ = ["KINDS", "parse"]


def parse(  # noqa: PLR0913  # how a document is to be read
    document: Document,
    *more: Document,
    kind: str = "auto",
    zone: str | None = None,
    memo: Memo | None = None,
    selectors: Selectors | None = None,
    keyed: bool = False,
    fragment: str = "",
) -> Snapshot:
    """Return what the documents of one poll show. Pure: same bytes, same snapshot.

    Args:
        document: The response, or the file.
        more: The answers to what an earlier snapshot of *document* wanted.
        kind: One of ``KINDS``, or ``auto``: the first that recognises the bytes.
        zone: The IANA zone of clocks and dates that name none.
        memo: That of the source's last snapshot.
        selectors: Where the page keeps its updates; with them ``auto`` is ``css``.
        keyed: Whether the source has a key for an API.
        fragment: What stands behind the ``#`` of the source's address.

    Raises:
        ParseError: It is of no known kind, broken, empty, or a wall before the page.
        ValueError: There is no such kind or zone, which is a mistake of the caller.

    """
    if kind != "auto" and kind not in KINDS:
        raise ValueError(f"no such kind: {kind!r}")
    page = Page(
        document,
        _zone(zone),
        memo=memo,
        selectors=selectors,
        keyed=keyed,
        fragment=fragment,
        more=more,
    )
    if not document.body.strip():
        raise ParseError("the document is empty", outcome="malformed-empty")
    if kind == "css" and selectors is None:
        raise ParseError("the kind css needs selectors of the page", outcome="not-a-feed")
    kind = "css" if selectors and kind == "auto" else kind
    return registry.read(page, KINDS if kind == "auto" else (kind,))


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f"no such time zone: {name!r}") from unknown

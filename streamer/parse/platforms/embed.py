"""A page that embeds a live blog of a platform: the platform's API is asked, not the page.

Where the API refuses at first sight and the page has updates of its own, these are read
from then on: the ids of the two differ, so a source never goes from one to the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from streamer.errors import ParseError
from streamer.model import Request, Snapshot
from streamer.parse.clock import page as clock_page
from streamer.parse.page import Page
from streamer.parse.schema_org import json_ld, microdata

_HOME = "home"
_SIDE = "side"
_PAGE = "page"
_REFUSED = 400
# An embed may be a chat beside a blog of another family.
_READERS = (json_ld, microdata, clock_page)


def read_embed(
    page: Page,
    wants: Sequence[Request],
    read: Callable[[Mapping[str, Page]], Snapshot],
    own: Callable[[Page], Snapshot | None] | None = None,
) -> Snapshot:
    """Return what the API says that a page names, once its answers are there.

    Args:
        page: The page.
        wants: What to ask the API for; the updates come with the first one.
        read: Reads the answers, by role; those that were refused are left out.
        own: Reads what the platform drew into the page, None if nothing.

    Raises:
        ParseError: The API refused, and the page has no list of its own.

    """
    if page.memo.get(_SIDE) == _PAGE or not wants:
        return _own(page, own)
    if any(one.role not in page.more for one in wants):
        return Snapshot(updates=(), view="merge", fetched=page.fetched, wants=tuple(wants))
    answers = {one.role: page.more[one.role] for one in wants}
    given = {role: one for role, one in answers.items() if one.document.status < _REFUSED}
    if wants[0].role not in given:
        return _own(page, own)
    snapshot = read(given)
    return replace(snapshot, memo={**snapshot.memo, _HOME: page.url})


def home(page: Page) -> str:
    """Return the address of the page that led to this document, else the document's own."""
    return page.memo.get(_HOME) or page.url


def at_home(snapshot: Snapshot, page: Page) -> Snapshot:
    """Return *snapshot* of an API with the page that led there kept in mind."""
    kept = {_HOME: page.memo[_HOME]} if _HOME in page.memo else {}
    return replace(snapshot, memo={**snapshot.memo, **kept})


def _own(page: Page, own: Callable[[Page], Snapshot | None] | None) -> Snapshot:
    """Return what the page itself shows, as the families that come later read it."""
    snapshot = own(page) if own is not None else None
    for family in _READERS:
        if snapshot is None and family.recognise(page):
            snapshot = family.read(page)
    if snapshot is None:
        raise ParseError(
            "the page embeds a live blog that cannot be asked for", outcome="not-a-feed"
        )
    return replace(snapshot, memo={**snapshot.memo, _SIDE: _PAGE})

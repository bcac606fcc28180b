"""A walk over all pages of a source, for the rare poll that has to see everything."""

from collections.abc import Callable
from dataclasses import replace

from streamer.errors import ParseError
from streamer.model import Request, Snapshot, Update
from streamer.parse.page import Page
from streamer.parse.platforms.sight import Sight, remembered

# A blog of 360 updates has 19 pages.
_MOST_PAGES = 30
_REFUSED = 400


def counted(page: Page, read: Callable[[Page], Sight]) -> Snapshot:
    """Return what the first page of a source shows, with all others if there are fewer now.

    Args:
        page: The first page, with those that were fetched for it.
        read: How one page is read by itself; it counts the pages, and leads to the next.

    Raises:
        ParseError: The first page is broken.

    """
    sight = read(page)
    looks = sight.looks(page.memo)
    if not looks or not sight.count or sight.snapshot.view != "window":
        return replace(sight.snapshot, memo=sight.remember(0))
    snapshot = _walk(sight, page, read)
    if snapshot.wants:
        return replace(snapshot, memo=remembered(page.memo))
    return replace(snapshot, memo=sight.remember(looks - 1))


def _walk(sight: Sight, page: Page, read: Callable[[Page], Sight]) -> Snapshot:
    """Return all pages united in a full view, or the first one with what to fetch next.

    Pages may shift while they are walked: an update that stands on two is there once. What
    cannot be walked to its end is no more than its first page, and says so.
    """
    first = at = sight.snapshot
    updates: dict[str, Update] = {update.id: update for update in first.updates}
    for number in range(2, _MOST_PAGES + 1):
        if not at.next and number <= sight.count:
            return _given_up(first, f"page {number - 1} of {sight.count} leads no further")
        if not at.next:
            return replace(first, updates=tuple(updates.values()), view="full", next=())
        role = f"page {number}"
        answer = page.more.get(role)
        if answer is None:
            return replace(first, wants=(Request(url=at.next[0], role=role),))
        if answer.document.status >= _REFUSED:
            return _given_up(first, f"page {number} was refused: {answer.document.status}")
        try:
            at = read(answer).snapshot
        except ParseError as broken:
            return _given_up(first, f"page {number} cannot be read: {broken}")
        for update in at.updates:
            updates.setdefault(update.id, update)
    return _given_up(first, f"more than {_MOST_PAGES} pages")


def _given_up(first: Snapshot, why: str) -> Snapshot:
    return replace(first, problems=(*first.problems, f"not all updates were seen: {why}"))

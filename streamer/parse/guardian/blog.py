"""A live blog of the Guardian, by whichever of its documents was fetched.

With a key the Content API is asked in place of the page. It counts its blocks: one less
than there should be means that a block went away without a word, and then all blocks are
fetched, twice, because a removal is believed at the second sight only. The pages are
counted likewise.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.guardian import content_api, page_dom, page_json
from streamer.parse.guardian.sight import Sight, remembered
from streamer.parse.page import Page
from streamer.parse.walk import walk

_SITES = ("www.theguardian.com", "theguardian.com", "amp.theguardian.com")
_PARTS = (content_api, page_json, page_dom)
_API, _ALL = "content-api", "all blocks"


def recognise(page: Page) -> bool:
    """Whether it is an answer of the API, the JSON of a page, or a page."""
    return any(part.recognise(page) for part in _PARTS)


def read(page: Page) -> Snapshot:
    """Return what the blog shows, as far as it was fetched.

    Raises:
        ParseError: It is no such document.

    """
    if content_api.recognise(page):
        return _of_api(page, page)
    if not page.keyed or _host(page) not in _SITES:
        return _of_pages(page)
    asked = content_api.request(page.url, content_api.LATEST, _API, keyed=True)
    answer = page.more.get(_API)
    if answer is None:
        return replace(_sight(page).snapshot, wants=(asked,), memo=remembered(page.memo))
    if content_api.recognise(answer):
        return _of_api(answer, page)
    said = f"the Content API was asked and gave no blog: {answer.document.status}"
    read_as = _of_pages(page)
    return replace(read_as, problems=(*read_as.problems, said))


def _of_api(answer: Page, page: Page) -> Snapshot:
    """Return what an answer of the API shows, with all blocks where its count is too low.

    Args:
        answer: The answer.
        page: The first document of the poll, which may be the same.

    """
    sight = content_api.read(answer)
    start = None
    if page.keyed:
        start = content_api.request(page.url, content_api.LATEST, "", keyed=True)
    snapshot = replace(sight.snapshot, start=start)
    looks = sight.looks(page.memo)
    if not looks or snapshot.view == "full":
        return replace(snapshot, memo=sight.remember(0))
    every = page.more.get(_ALL)
    if every is None:
        asked = content_api.request(page.url, content_api.ALL, _ALL, keyed=page.keyed)
        return replace(snapshot, wants=(asked,), memo=remembered(page.memo))
    memo = sight.remember(looks - 1)
    if not content_api.recognise(every):
        said = f"not all updates were seen: {every.document.status}"
        return replace(snapshot, problems=(*snapshot.problems, said), memo=memo)
    return replace(content_api.read(every).snapshot, start=start, memo=memo)


def _of_pages(page: Page) -> Snapshot:
    """Return what a page shows, with all others where there are fewer than before."""
    sight = _sight(page)
    looks = sight.looks(page.memo)
    if not looks or sight.snapshot.view == "unknown":
        return replace(sight.snapshot, memo=sight.remember(0))
    snapshot = walk(sight.snapshot, page, lambda one: _sight(one).snapshot)
    if snapshot.wants:
        return replace(snapshot, memo=remembered(page.memo))
    return replace(snapshot, memo=sight.remember(looks - 1))


def _sight(page: Page) -> Sight:
    """Return what one page of the blog shows by itself.

    Raises:
        ParseError: It is none.

    """
    for part in (page_json, page_dom):
        if part.recognise(page):
            return part.read(page)
    raise ParseError("no page of the blog", outcome="not-a-feed")


def _host(page: Page) -> str:
    try:
        return (urlsplit(page.url).hostname or "").lower()
    except ValueError:
        return ""

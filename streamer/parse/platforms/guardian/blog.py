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
from streamer.parse.page import Page
from streamer.parse.platforms.guardian import content_api, page_dom, page_json
from streamer.parse.platforms.sight import Sight, remembered
from streamer.parse.platforms.walk import counted
from streamer.parse.root import is_cut_page

_SITES = ("www.theguardian.com", "theguardian.com", "amp.theguardian.com")
_PARTS = (content_api, page_json, page_dom)
_API, _ALL = "content-api", "all blocks"


def recognise(page: Page) -> bool:
    """Whether it is an answer of the API, the JSON of a page, or a page."""
    return any(page.once(part.recognise) for part in _PARTS)


def read(page: Page) -> Snapshot:
    """Return what the blog shows, as far as it was fetched.

    Raises:
        ParseError: It is no such document.

    """
    of_api = page.once(content_api.recognise)
    if of_api and content_api.has_blocks(page):
        return _of_api(page, page)
    if not of_api and not (page.keyed and _host(page) in _SITES):
        return counted(page, _sight)
    answer = page.more.get(_API)
    if answer is None:
        asked = content_api.request(page, content_api.LATEST, _API)
        return replace(_sight(page).snapshot, wants=(asked,), memo=remembered(page.memo))
    if content_api.has_blocks(answer):
        return _of_api(answer, page)
    said = f"the Content API was asked and gave no blog: {answer.document.status}"
    read_as = counted(page, _sight)
    return replace(read_as, problems=(*read_as.problems, said))


def _of_api(answer: Page, page: Page) -> Snapshot:
    """Return what an answer of the API shows, with all blocks where its count is too low.

    Args:
        answer: The answer.
        page: The first document of the poll, which may be the same.

    """
    sight = content_api.read(answer)
    start = content_api.request(page, content_api.LATEST, "") if page.keyed else None
    snapshot = replace(sight.snapshot, start=start)
    looks = sight.looks(page.memo)
    if not looks or snapshot.view == "full":
        return replace(snapshot, memo=sight.remember(0))
    every = page.more.get(_ALL)
    if every is None:
        asked = content_api.request(page, content_api.ALL, _ALL)
        return replace(snapshot, wants=(asked,), memo=remembered(page.memo))
    memo = sight.remember(looks - 1)
    if not content_api.has_blocks(every):
        said = f"not all updates were seen: {every.document.status}"
        return replace(snapshot, problems=(*snapshot.problems, said), memo=memo)
    return replace(content_api.read(every).snapshot, start=start, memo=memo)


def _sight(page: Page) -> Sight:
    """Return what one page of the blog shows by itself.

    Raises:
        ParseError: It is none, or it ends before its end.

    """
    if page.once(content_api.recognise):
        return content_api.read(page)
    if page.once(page_json.recognise):
        return page_json.read(page)
    if page.once(page_dom.recognise) and not is_cut_page(page.text):
        return page_dom.read(page)
    raise ParseError("no whole page of the blog", outcome="malformed-partial")


def _host(page: Page) -> str:
    try:
        return (urlsplit(page.url).hostname or "").lower()
    except ValueError:
        return ""

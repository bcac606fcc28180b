"""Al Jazeera: the blog lists the numbers of its posts, and each post is a question of its own.

The list is the whole truth about what is there, so what it holds and this poll did not ask
for is ``listed``. Neither its order nor that of the numbers is that of time: posts are put
into quarters of an hour, also into past ones and into some to come.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from streamer.errors import ParseError
from streamer.model import Request, Snapshot, Update
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import fragment_text
from streamer.parse.page import Page
from streamer.parse.platforms.aljazeera.listing import listing
from streamer.parse.platforms.aljazeera.post import answered, correction, link, times, update
from streamer.parse.platforms.aljazeera.queries import (
    ARTICLE,
    Blog,
    blog_at,
    is_api,
    is_newsroom,
    post_role,
    slug_in,
)
from streamer.parse.platforms.aljazeera.seen import Seen, choose, learned
from streamer.parse.platforms.json_values import Json, mapping, objects, text

_FORMAT: Final = "aljazeera"
_MARKS: Final = ("wp-site", "aljazeera")
_CANONICAL: Final = 'link[rel="canonical"][href]'
_REFUSED: Final = 400
# In a memo, the address of the blog's page; and the role of that page.
_PAGE: Final = "page"
_LONGEST_REASON: Final = 100


def recognise(page: Page) -> bool:
    """Whether it is a live blog's page at this newsroom, or an answer of its API."""
    if page.text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return _is_answer(page)
    ours = is_newsroom(page.url) or all(mark in page.text for mark in _MARKS)
    # A page without an address cannot be asked about; others may read what it shows.
    return ours and "liveblog" in page.text and page.url != "" and bool(_slug(page))


def read(page: Page) -> Snapshot:
    """Return what the blog shows; what has to be asked for it is wanted first.

    Raises:
        ParseError: There is no such blog, says the API, or it cannot be asked.

    """
    moved = _renamed(page) if _is_answer(page) else None
    if moved is not None and ARTICLE not in page.more:
        return _asking(page, moved)
    first = _article(page) if _is_answer(page) and moved is None else {}
    if "isLive" not in first and ARTICLE in page.more:
        first = _article(page.more[ARTICLE])
    blog = _blog(page, first)
    if "isLive" in first or ARTICLE in page.more or not blog.origin:
        return _shown(page, blog, first)
    # A page, or a question for the numbers alone, leads to the blog.
    return _asking(page, blog.article())


def _renamed(page: Page) -> Request | None:
    """Return what to ask where a blog is not known any more by the name it had.

    Its page leads to the one with the name that it has now; None if there is none.
    """
    web = page.memo.get(_PAGE, "")
    if mapping(page.json, "data").get("article") is not None or not web:
        return None
    if _PAGE not in page.more:
        return Request(url=web, role=_PAGE)
    slug = _slug(page.more[_PAGE])
    return blog_at(page.url, slug).article() if slug not in ("", slug_in(page.url)) else None


def _is_answer(page: Page) -> bool:
    found = mapping(page.json, "data")
    if "article" not in found:
        return False
    ours = is_api(page.url) or page.memo.get("kind") == _FORMAT
    return ours if found["article"] is None else "children" in mapping(found, "article")


def _article(answer: Page) -> Json:
    """Return the blog of an answer.

    Raises:
        ParseError: It holds none, which says nothing about its posts.

    """
    article = mapping(answer.json, "data", "article")
    if article and answer.document.status < _REFUSED:
        return article
    errors = objects(mapping(answer.json).get("errors"))
    reason = text(errors[0], "message")[:_LONGEST_REASON] if errors else ""
    said = reason or f"status {answer.document.status}"
    raise ParseError(f"the newsroom's API gives no live blog: {said}", outcome="malformed-empty")


def _blog(page: Page, article: Json) -> Blog:
    """Return where the blog is asked for: by its own name, or by the one that we came with."""
    slug = text(article, "slug") or slug_in(link(article, page.url)) or _slug(page)
    return blog_at(page.url, slug)


def _slug(page: Page) -> str:
    """Return the blog that an address names: the page's, or the one it says is its own."""
    named = slug_in(page.url)
    if named or page.json is not None:
        return named
    node = page.tree.css_first(_CANONICAL)
    return slug_in(absolute(node.attributes.get("href"), page.url)) if node else ""


def _asking(page: Page, request: Request) -> Snapshot:
    return Snapshot(
        updates=(),
        view="merge",
        fetched=page.fetched,
        format=_FORMAT,
        wants=(request,),
        memo={one: said for one, said in page.memo.items() if one != "kind"},
        tells_all=False,
    )


def _shown(page: Page, blog: Blog, article: Json) -> Snapshot:
    """Return the posts that this poll asked for, once they are all there."""
    seen = Seen.told(page.memo)
    there = listing(article, blog, seen, page.memo, page.more)
    when = times(article)
    turn = choose(there.numbers, when, seen, page.fetched)
    roles = {number: post_role(number) for number in turn.all}
    wants = there.wants or tuple(
        blog.post(number) for number, role in roles.items() if blog.origin and role not in page.more
    )
    answers = {n: answered(page.more[role], n) for n, role in roles.items() if role in page.more}
    web = link(article, page.url)
    posts = (update(post, web, when.get(number)) for number, post in answers.items() if post)
    due = [one for one in posts if one.published is None or one.published <= page.fetched]
    if not wants:
        kept = there.numbers if there.whole else {*there.numbers, *seen.fetched, *seen.empty}
        empty = [number for number, post in answers.items() if not post]
        seen = learned(seen, turn, kept, [int(one.id) for one in due], empty)
    amended = correction(article, web)
    shown = _in_order(there.numbers, due)
    return Snapshot(
        updates=(*shown, amended) if amended else shown,
        view="full" if there.whole and not wants else "merge",
        fetched=page.fetched,
        format=_FORMAT,
        title=fragment_text(text(article, "title")),
        modified=_modified(article, page.fetched),
        closed=article.get("isLive") is False,
        listed=_others(there.numbers, shown),
        wants=wants,
        start=blog.article(role="") if blog.origin else None,
        memo={**seen.memo(), **there.memo(), **({_PAGE: web} if web else {})},
        tells_all=False,
    )


def _in_order(numbers: Sequence[int], updates: Sequence[Update]) -> tuple[Update, ...]:
    by_id = {one.id: one for one in updates}
    return tuple(by_id[name] for name in map(str, numbers) if name in by_id)


def _others(numbers: Sequence[int], shown: Sequence[Update]) -> tuple[str, ...]:
    """Return what is there and not shown: its words were read at another time."""
    seen = {one.id for one in shown}
    return tuple(name for name in map(str, numbers) if name not in seen)


def _modified(article: Json, fetched: datetime) -> datetime | None:
    """Return when the blog itself was changed last; in the future it says nothing."""
    at = instant(article.get("modified_gmt"), UTC)
    return at if at and at <= fetched else None

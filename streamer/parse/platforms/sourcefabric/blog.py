"""A live blog of the platform: its changes at each poll, all of its posts now and then.

Whatever is gone says so itself, so changes are enough; everything is looked at to find what
was missed, and to learn from the blog's document whether it is over.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from streamer.model import Request, Snapshot
from streamer.parse.html import fragment_text
from streamer.parse.page import Page
from streamer.parse.platforms.embed import read_embed
from streamer.parse.platforms.json_values import objects, text
from streamer.parse.platforms.sourcefabric import about, queries
from streamer.parse.platforms.sourcefabric.envelope import Row, answer, row, total_of
from streamer.parse.platforms.sourcefabric.post import Post, read_posts
from streamer.parse.platforms.sourcefabric.state import ALL, CHANGES, State
from streamer.parse.platforms.sourcefabric.trial import trial

_FORMAT: Final = "sourcefabric"
_POSTS, _FRAME = "posts", "frame"
_WALK_EVERY: Final = timedelta(minutes=10)
# What was written while the last changes were searched for may be found a little later.
_OVERLAP: Final = timedelta(minutes=2)


def recognise(page: Page) -> bool:
    """Whether it is an answer of the API, or a page that embeds one of its blogs."""
    if page.json is not None:
        there = bool(queries.api_at(page.url) or page.memo.get("api"))
        said = answer(page) if '"_items"' in page.text else None
        if said is not None:
            return there or bool(objects(said["_items"]))
        return there and '"blog_status"' in page.text
    return bool(queries.api_named(page) or queries.frame(page))


def read(page: Page) -> Snapshot:
    """Return the posts of the blog.

    Raises:
        ParseError: The API refuses, and the page has no list of its own.

    """
    state = State.told(page.memo)
    if answer(page) is not None:
        if state.turn == CHANGES:
            return _changes(page, state)
        state = replace(state, api=state.api or queries.api_at(page.url))
        return _everything(page, state) if state.api else _alone(page, state)
    if page.json is not None:
        return _everything(page, replace(state, api=state.api or queries.api_at(page.url)))
    api, framed = queries.api_named(page), page.more.get(_FRAME)
    if not api and framed is None and (frame := queries.frame(page)):
        return replace(_alone(page, state), wants=(Request(url=frame, role=_FRAME),))
    if not api and framed is not None:
        api = queries.api_named(framed)
    state = replace(state, api=api, web=page.url)
    wants = (_first(state),) if api else ()
    return read_embed(page, wants, lambda _: _everything(page, state))


def _first(state: State) -> Request:
    return Request(url=queries.posts(state.api), role=f"{_POSTS} 1")


def _changes(page: Page, state: State) -> Snapshot:
    """Return what changed since the last poll."""
    since = _since(state, page.fetched)

    def url(number: int) -> str:
        if not state.form:
            return queries.posts(state.api, number)
        return queries.changes(state.api, since, state.form, number)

    if state.form:
        found = row(page, page, CHANGES, url)
    else:
        # The newest of all posts: what is on later pages is seen by the next walk.
        said = answer(page) or {}
        found = Row(items=objects(said.get("_items")), total=total_of(said))
    posts = read_posts(found.items, page.fetched, state.web)
    if found.wants:
        return _snapshot(page, state, posts, wants=found.wants)
    due = state.walked is None or page.fetched - state.walked >= _WALK_EVERY
    fewer = not state.form and found.total < state.total
    state = replace(
        state, cursor=_newest(posts, state.cursor), turn=ALL if due or fewer else CHANGES
    )
    return _snapshot(page, state, posts)


def _everything(page: Page, state: State) -> Snapshot:
    """Return all posts."""
    first = page if answer(page) is not None and _is_start(page, state) else None
    first = first or page.more.get(f"{_POSTS} 1")
    if first is None:
        return replace(_alone(page, state), wants=(_first(state),))
    found = row(first, page, _POSTS, lambda number: queries.posts(state.api, number))
    wants = found.wants
    if about.ROLE not in page.more:
        wants = (*wants, Request(url=queries.about(state.api), role=about.ROLE))
    form, tries = (state.form, ()) if state.walked else trial(page, state.api)
    wants = (*wants, *tries)
    if answer(first) is None and answer(page) is not None:
        found = replace(found, items=objects((answer(page) or {}).get("_items")))
    posts = read_posts(found.items, page.fetched, state.web)
    if wants:
        return _snapshot(page, state, posts, wants=wants)
    blog = about.document(page)
    whole = not found.fault
    limit = state.limit
    if whole:
        limit = limit.look(posts, about.limit(blog, limit.most), about.total(blog))
    fewer = whole and found.total < state.total
    state = replace(
        state,
        form=form,
        cursor=_newest(posts, state.cursor),
        walked=page.fetched,
        total=found.total if whole else state.total,
        limit=limit,
        turn=ALL if fewer or about.is_over(blog) else CHANGES,
    )
    shown = _snapshot(page, state, posts)
    problems = (f"not all posts were seen: {found.fault}",) if found.fault else ()
    return replace(
        shown,
        view="full" if whole else "merge",
        title=fragment_text(text(blog, "title")),
        closed=about.is_over(blog),
        problems=problems,
    )


def _is_start(page: Page, state: State) -> bool:
    """Whether a page is the first one of all posts, as large as they come."""
    said = answer(page) or {}
    if state.turn == ALL:
        return True
    return "=" not in page.url and total_of(said) == len(objects(said.get("_items")))


def _since(state: State, now: datetime) -> datetime:
    return (state.cursor or now) - _OVERLAP


def _newest(posts: list[Post], known: datetime | None) -> datetime | None:
    return max((at for at in (known, *(one.touched for one in posts)) if at), default=None)


def _alone(page: Page, state: State) -> Snapshot:
    """Return what one answer shows by itself."""
    said = answer(page) or {}
    return _snapshot(page, state, read_posts(said.get("_items"), page.fetched, state.web))


def _snapshot(
    page: Page, state: State, posts: list[Post], *, wants: tuple[Request, ...] = ()
) -> Snapshot:
    expired = state.limit.expired(posts)
    state = replace(state, limit=state.limit.after(posts, expired))
    gone = (one.id for one in posts if one.standing in ("deleted", "withdrawn"))
    return Snapshot(
        updates=tuple(one.update for one in posts if one.update),
        view="merge",
        fetched=page.fetched,
        format=_FORMAT,
        # Who deleted a post is known once all that was asked for is there.
        tombstones=() if wants else tuple(one for one in gone if one not in expired),
        listed=tuple(sorted(expired)),
        wants=wants,
        start=_start(state, page.fetched),
        memo=state.memo(),
        tells_all=False,
    )


def _start(state: State, now: datetime) -> Request | None:
    """Return what the next poll begins with."""
    if not state.turn:
        return None
    if state.turn == CHANGES and state.form:
        return Request(url=queries.changes(state.api, _since(state, now), state.form))
    return Request(url=queries.posts(state.api))

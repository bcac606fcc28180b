"""A live blog of the plugin: the log of changes at each poll, everything now and then.

A poll begins with the log from the last cursor to one interval behind it, which is past by
then; what came since is a second window. Every ten minutes, at first and at the end, a poll
begins with the source's own address instead: a page says there whether the blog is over, and
then everything is looked at, because a deletion that the log forgot is seen nowhere else.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from streamer.errors import ParseError
from streamer.model import Request, Snapshot
from streamer.parse.page import Page
from streamer.parse.platforms.automattic import walk, windows
from streamer.parse.platforms.automattic.entry import (
    Entry,
    gone,
    latest,
    newest_of,
    read_entries,
    shift_of,
    updates,
)
from streamer.parse.platforms.automattic.settings import (
    MARK,
    Settings,
    endpoint_of,
    interval,
    number,
    settings,
)
from streamer.parse.platforms.automattic.state import State
from streamer.parse.platforms.embed import read_embed
from streamer.parse.platforms.json_values import Json, objects

_FORMAT: Final = "automattic"
_CHANGES: Final = "changes"
_WALK_EVERY: Final = 600
# A removal is believed at the second sight of everything.
_LAST_LOOKS: Final = 2


def recognise(page: Page) -> bool:
    """Whether it is a page with such a blog, or an answer of the API."""
    if '"entries"' in page.text and walk.answer(page) is not None:
        named = endpoint_of(page.url) or page.memo.get("endpoint")
        return bool(named) or '"entry_time"' in page.text
    if MARK not in page.text:
        return False
    said = settings(page)
    return said is not None and bool(said.endpoint)


def read(page: Page) -> Snapshot:
    """Return what the blog shows, as far as it was fetched.

    Raises:
        ParseError: The API refuses, and the page has no list of its own.

    """
    state = State.told(page.memo)
    if walk.answer(page) is not None:
        if state.asked:
            return _changes(page, state)
        return _everything(page, _at(state, state.endpoint or endpoint_of(page.url)), None)
    said = settings(page)
    if said is None or not said.endpoint:
        raise ParseError("the page names no API of its own host", outcome="not-a-feed")
    state = replace(state, endpoint=said.endpoint, web=said.web, interval=said.interval)
    if said.archived and state.looks >= _LAST_LOOKS and state.archived == said.newest:
        return _snapshot(page, state, {})
    if state.walked:
        return _everything(page, state, said)
    return read_embed(page, (_first(page, state),), lambda _: _everything(page, state, said))


def _at(state: State, endpoint: str) -> State:
    """Return *state* for an address of the API itself, which no page led to."""
    web = "" if windows.is_rest(endpoint) else endpoint.removesuffix("liveblog/")
    return replace(state, endpoint=endpoint, web=state.web or web)


def _first(page: Page, state: State) -> Request:
    """Return what has to be had of the API; old versions have a log and no pages."""
    asked = walk.first(state.endpoint, windows.present(page), state.interval)
    if asked.role in page.more and walk.answer(page.more[asked.role]) is None:
        return walk.log(state.endpoint, windows.present(page), state.interval)
    return asked


def _changes(page: Page, state: State) -> Snapshot:
    """Return what changed since the last poll."""
    said = walk.answer(page) or {}
    state = replace(state, interval=interval(said.get("refresh_interval"), state.interval))
    now = windows.floor(windows.present(page), state.interval)
    end = min(windows.end_of(page.url) or state.cursor, windows.written(page))
    later = page.more.get(_CHANGES)
    wants: tuple[Request, ...] = ()
    problems: tuple[str, ...] = ()
    if later is None and now > end:
        url = windows.since(state.endpoint, end, now, state.interval)
        wants = (Request(url=url, role=_CHANGES),)
    elif later is not None and walk.answer(later) is not None:
        end = min(windows.end_of(later.url) or end, windows.written(later))
    elif later is not None:
        problems = (f"the last changes were not seen: {later.document.status}",)
    state, found = _read(page, state, [])
    if not wants:
        state = _next(page, replace(state, cursor=max(end, state.cursor)))
    return _snapshot(page, state, found, wants=wants, problems=problems)


def _everything(page: Page, state: State, said: Settings | None) -> Snapshot:
    """Return all entries; of a blog that is over, for the last time."""
    if not state.endpoint:
        return replace(_snapshot(page, state, _read(page, state, [])[1]), tells_all=True)
    now = windows.present(page)
    seen = walk.walk(page, state.endpoint, now, state.interval)
    wants = seen.wants
    changes = page.more.get(_CHANGES)
    if state.cursor and changes is None:
        url = windows.since(state.endpoint, state.cursor, now, state.interval)
        wants = (*wants, Request(url=url, role=_CHANGES))
    before = state
    state, found = _read(page, state, seen.entries)
    if wants:
        return _snapshot(page, before, found, wants=wants, problems=seen.problems)
    whole = seen.whole and newest_of(seen.entries) >= before.newest
    known = min(windows.written(one) for one in (page, *page.more.values()))
    if whole or not before.cursor or walk.answer(changes) is not None:
        state = replace(state, cursor=max(windows.floor(known, state.interval), before.cursor))
    state = _looked(page, state, said)
    again = False
    if whole:
        state, again = _counted(state, found)
    shown = _snapshot(page, _next(page, state, again=again), found, problems=seen.problems)
    return replace(shown, view="full" if whole else "merge", title=said.title if said else "")


def _looked(page: Page, state: State, said: Settings | None) -> State:
    """Return *state* after a look at everything, by what the page said of the blog's end."""
    over = said is not None and said.archived
    return replace(
        state,
        walked=int(page.fetched.timestamp()),
        archived=said.newest if said and over else "",
        looks=state.looks if over else 0,
    )


def _counted(state: State, found: dict[str, Entry]) -> tuple[State, bool]:
    """Return *state* after a whole look, and whether there is less of the old than before.

    A removal is believed at the second sight in a row, so everything is looked at again.
    """
    there = [number(one.id) for one in found.values() if one.update is not None]
    fewer = sum(one <= state.top for one in there) < state.count
    looks = state.looks + 1 if state.archived else 0
    return replace(state, top=max(there, default=0), count=len(there), looks=looks), fewer


def _read(page: Page, state: State, entries: list[Json]) -> tuple[State, dict[str, Entry]]:
    """Return the last revision of all *entries* and of those of all logs, and what they tell."""
    logs = [walk.answer(one) for one in (page, page.more.get(_CHANGES))]
    every = [*entries, *(one for said in logs if said for one in objects(said["entries"]))]
    shift = shift_of(every, state.shift)
    found = latest(read_entries(every, state.web, shift))
    newest = max((one.revised for one in found.values()), default=0)
    newest = 0 if gone(found) else max(newest, state.newest)
    return replace(state, shift=shift, newest=newest), found


def _next(page: Page, state: State, *, again: bool = False) -> State:
    """Return *state* with what the next poll begins with."""
    due = again or int(page.fetched.timestamp()) - state.walked >= _WALK_EVERY
    if due or state.archived:
        return replace(state, asked="")
    end = state.cursor + state.interval
    return replace(state, asked=windows.since(state.endpoint, state.cursor, end, state.interval))


def _snapshot(
    page: Page,
    state: State,
    found: dict[str, Entry],
    *,
    wants: tuple[Request, ...] = (),
    problems: tuple[str, ...] = (),
) -> Snapshot:
    over = bool(state.archived) and not wants
    return Snapshot(
        updates=updates(found),
        view="merge",
        fetched=page.fetched,
        format=_FORMAT,
        closed=over,
        tombstones=gone(found),
        wants=wants,
        start=Request(url=state.asked) if state.asked else None,
        memo=state.memo(),
        tells_all=over and state.looks >= _LAST_LOOKS,
        wait=timedelta(seconds=state.interval),
        problems=problems,
    )

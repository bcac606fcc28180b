"""The FT's live blogs: a log of what happened to each message, folded to what is there now.

``?action=catchup`` answers with the log, newest or oldest first; it may begin anywhere, so
what it does not name says nothing. ``?action=getmeta`` says whether the blog is over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from streamer.model import Request, Snapshot, Update
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text, told_odd
from streamer.parse.platforms.own_words import own_words
from streamer.text import squash

_SAID: Final = ("msg", "editmsg")
_DELETED: Final = "delete"
_END: Final = "end"
_KINDS: Final = frozenset({*_SAID, _DELETED, _END, "postSaved"})
_META: Final = "meta"
_CLOSED: Final = "closed"
_REFUSED: Final = 400


@dataclass(slots=True)
class _Fold:
    """What a log says, from its first event on.

    Attributes:
        messages: By id, the fields as they were said last.
        first: By id, when each was said first.
        gone: The messages that were deleted, in the order of that.
        over: Whether the blog has ended.
    """

    messages: dict[str, Json] = field(default_factory=dict)
    first: dict[str, datetime | None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    over: bool = False


def recognise(page: Page) -> bool:
    """Whether it is a list of events of these kinds, each with its data."""
    if page.text.lstrip("\ufeff \t\r\n")[:1] != "[":
        return False
    events = objects(page.json)
    return (
        bool(events)
        and all("event" in one and "data" in one for one in events)
        and any(one["event"] in _SAID and name(mapping(one, "data"), "mid") for one in events)
    )


def read(page: Page) -> Snapshot:
    """Return the messages as they are now, newest first."""
    events = _in_time(objects(page.json))
    state = _folded(events)
    question = _meta_of(page.url)
    unknown = sum(one["event"] not in _KINDS for one in events if isinstance(one["event"], str))
    meta = page.more.get(_META)
    return Snapshot(
        updates=tuple(_updates(state, page.url)),
        view="merge",
        fetched=page.fetched,
        format="ft-log",
        title=fragment_text(text(_meta(meta), "title")),
        closed=state.over or text(_meta(meta), "status") == _CLOSED,
        tombstones=tuple(state.gone),
        wants=(Request(url=question, role=_META),) if question and meta is None else (),
        problems=(
            *told_odd(page.json, "events"),
            *((f"events of an unknown kind: {unknown}",) if unknown else ()),
        ),
    )


def _in_time(events: Sequence[Json]) -> list[Json]:
    """Return the events oldest first; their times tell which way the log runs."""
    times = [at for one in events if (at := _at(mapping(one, "data"))) is not None]
    rises = sum((below > above) - (below < above) for above, below in pairwise(times))
    return list(events if rises >= 0 else events[::-1])


def _folded(events: Sequence[Json]) -> _Fold:
    state = _Fold()
    for one in events:
        kind, said = one["event"], mapping(one, "data")
        if kind == _END:
            state.over = True
        elif kind == _DELETED:
            own = name(said, "messageid", "mid")
            if own:
                state.messages.pop(own, None)
                state.gone[own] = None
        elif kind in _SAID and (own := name(said, "mid")):
            state.over = False
            state.gone.pop(own, None)
            state.first.setdefault(own, instant(said.get("emb"), UTC) if kind == "msg" else None)
            state.messages[own] = {**state.messages.get(own, {}), **said}
    return state


def _updates(state: _Fold, url: str) -> Iterator[Update]:
    for own, said in reversed(state.messages.items()):
        published = state.first[own] or instant(said.get("emb"), UTC)
        markup = text(said, "textrendered") or text(said, "text")
        author = squash(text(said, "authordisplayname", "author"))
        yield Update(
            id=own,
            text=own_words(markup),
            html=sanitise(markup, url),
            authors=(author,) if author else (),
            published=published,
            modified=changed(published, _at(said)),
        )


def _at(said: Json) -> datetime | None:
    return instant(said.get("datemodified"), UTC) or instant(said.get("emb"), UTC)


def _meta(page: Page | None) -> Mapping[str, object]:
    """Return what the blog says of itself, nothing if its server refused to tell."""
    return mapping(page.json) if page is not None and page.document.status < _REFUSED else {}


def _meta_of(url: str) -> str:
    """Return the question whether the blog is over, ``""`` if *url* is none for its log."""
    try:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
    except ValueError:
        return ""
    if asked.get("action") != "catchup" or parts.scheme not in ("http", "https"):
        return ""
    return urlunsplit(parts._replace(query=urlencode({**asked, "action": "getmeta"})))

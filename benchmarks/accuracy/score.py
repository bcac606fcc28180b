"""Plays moments as the poller does, and counts what was told rightly, wrongly and not at all."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import count

from benchmarks.accuracy.forms import Write, written
from benchmarks.accuracy.moments import Moment, Told, expected
from streamer import decide
from streamer.diff import fold
from streamer.errors import ParseError
from streamer.model import Document, Event, Facts, Known, Snapshot
from streamer.parse import parse
from streamer.text import normalise

KEEP = timedelta(days=7)
_NOBODY = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of a history.

    Attributes:
        wanted, told: What should have been told, and what was.
        posts: How many posts the story has.
        dated: Of the new updates with a date, how many have the right one.
    """

    wanted: Told
    told: Told
    posts: int
    dated: tuple[int, int]

    @property
    def missed(self) -> Told:
        return self.wanted - self.told

    @property
    def false(self) -> Told:
        return self.told - self.wanted

    @property
    def recall(self) -> float:
        return 1 - self.missed.total() / max(self.wanted.total(), 1)

    @property
    def precision(self) -> float:
        return 1 - self.false.total() / max(self.told.total(), 1)


@dataclass(slots=True)
class _Reader:
    """One source as the poller keeps it, and the true names of what it was shown."""

    known: Known
    facts: Facts
    keys: dict[str, str]
    subjects: dict[str, str]
    numbers: "count[int]"


def score(moments: Sequence[Moment], write: Write) -> Score:
    """Return what a poller tells that sees the documents of *moments*."""
    reader = _Reader({}, Facts(), {}, {}, count())
    published = {post.key: post.published for moment in moments for post in moment.rows}
    told: Told = Counter()
    right = dates = 0
    for moment in moments:
        for event in _poll(reader, moment, written(moment, write)):
            if event.update is None:
                continue
            key = _key(reader, event)
            told[event.kind, key] += 1
            if event.kind == "update.new" and event.update.published_basis != "first-seen":
                dates += 1
                right += _same_minute(event.update.published, published.get(key))
    return Score(wanted=expected(moments), told=told, posts=len(published), dated=(right, dates))


def _poll(reader: _Reader, moment: Moment, document: Document) -> tuple[Event, ...]:
    before = reader.facts
    body = blake2b(document.body, digest_size=12).hexdigest()
    settled = replace(
        before, body=body, polled=document.fetched, outcome="unchanged", failures=0, doubted=None
    )
    try:
        if body == before.body:
            decision = decide.unchanged(
                reader.known, before, settled, source="blog", at=document.fetched
            )
        else:
            snapshot = _named(reader, parse(document, zone="UTC"), moment)
            decision = decide.shown(
                reader.known, snapshot, before, settled, source="blog", keep=KEEP
            )
    except ParseError as error:
        decision = decide.failed(
            reader.known, before, error, source="blog", fetched=document.fetched
        )
    state = fold(reader.known, decision.events)
    for subject in decision.retired:
        state[subject] = replace(state[subject], update=None)
    reader.known, reader.facts = state, decision.facts
    return decision.events


def _named(reader: _Reader, snapshot: Snapshot, moment: Moment) -> Snapshot:
    """Return *snapshot* with a name on each update that only this scorer can read.

    It goes into the address, where identity finds nothing but a tie-breaker: so it is new
    at each poll, and says nothing of what it was before.
    """
    keys: dict[str, deque[str]] = {}
    for post in moment.rows:
        keys.setdefault(_words(post.headline, post.text), deque()).append(post.key)
    updates = []
    for update in snapshot.updates:
        same = keys.get(_words(update.headline, update.text))
        name = blake2b(str(next(reader.numbers)).encode(), digest_size=8).hexdigest()
        reader.keys[name] = same.popleft() if same else _NOBODY
        updates.append(replace(update, url=name))
    return replace(snapshot, updates=tuple(updates))


def _words(headline: str, text: str) -> str:
    return normalise(f"{headline} {text}").replace(" ", "").casefold()


def _key(reader: _Reader, event: Event) -> str:
    """Return the true name of what *event* speaks of; a mistaken one is nobody's."""
    shown = reader.keys[event.update.url] if event.update else _NOBODY
    first = reader.subjects.setdefault(event.subject, shown)
    return shown if shown == first else f"{first} taken for {shown}"


def _same_minute(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return False
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def rows(
    causes: Mapping[str, Sequence[Moment]], forms: Mapping[str, Write]
) -> dict[tuple[str, str], Score]:
    """Return the score of every cause in every form."""
    return {
        (cause, form): score(moments, write)
        for cause, moments in causes.items()
        for form, write in forms.items()
    }

"""A commit as the calls of its script: none holds the server long; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from streamer import codec
from streamer.fold import SOURCE, fold
from streamer.model import Event, KnownUpdate
from streamer.ports import Commit
from streamer.stream.keys import hashed

MOST_UPDATES: Final = 200
MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One call: the events that it may append, and the arguments of ``commit.lua``."""

    events: Sequence[Event]
    arguments: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The arguments of one event, or of one retired update."""

    arguments: tuple[bytes, ...]
    event: Event | None = None

    @property
    def size(self) -> int:
        return sum(map(len, self.arguments))


def parts(commit: Commit) -> Iterator[Part]:
    """Split *commit*; only the last part carries the facts, so that they become true last.

    A part has at most 200 updates and 256 kB; an event larger than that is one alone.
    """
    groups = list(_grouped(chain(_events(commit), _retired(commit)))) or [[]]
    for group in groups:
        last = group is groups[-1]
        facts = codec.pack_facts(commit.facts) if last and commit.facts else b""
        events = [piece.event for piece in group if piece.event]
        head = (
            b"%d" % commit.fence,
            facts,
            b"%d" % len(events),
            b"%d" % (len(group) - len(events)),
        )
        yield Part(events, [*head, *chain.from_iterable(piece.arguments for piece in group)])


def left_by(commit: Commit) -> Iterator[KnownUpdate]:
    """Return the state that each event of *commit* leaves.

    Raises:
        ValueError: The state given is not that after the events: a bug of the caller.

    """
    last = {event.subject: event.revision for event in commit.events}
    closing = any(event.kind == "source.closed" for event in commit.events)
    for event in commit.events:
        final = commit.known[event.subject]
        if final.revision != last[event.subject]:
            raise ValueError(f"{event.subject!r} is at {final.revision} after {event.revision}")
        if event.revision == final.revision:
            yield final
            continue
        state = fold({}, [event])[event.subject]
        over = event.subject == SOURCE and final.removed and not closing
        yield replace(state, removed=state.removed or over)


def tombstones(commit: Commit) -> dict[str, KnownUpdate]:
    """Return what is left of the retired updates: enough to keep them from being new."""
    return {
        subject: replace(commit.known[subject], update=None, past=(), left=commit.left)
        for subject in commit.retired
        if subject in commit.known
    }


def _events(commit: Commit) -> Iterator[_Piece]:
    for event, state in zip(commit.events, left_by(commit), strict=True):
        final = codec.token(commit.known[event.subject])
        texts = (hashed(event.subject), str(event.revision), codec.token(state), final)
        packed = codec.pack(event.subject, state)
        log = b"2" if event.duplicate_of else b"1"
        fields = codec.fields(event, time=commit.time).values()
        yield _Piece((*(text.encode() for text in texts), packed, log, *fields), event)


def _retired(commit: Commit) -> Iterator[_Piece]:
    for subject, state in tombstones(commit).items():
        guard = b"%d" % state.revision
        yield _Piece((hashed(subject).encode(), guard, codec.pack(subject, state)))


def _grouped(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    size = 0
    for piece in pieces:
        if group and (len(group) == MOST_UPDATES or size + piece.size > MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(piece)
        size += piece.size
    if group:
        yield group

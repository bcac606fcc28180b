"""The log in memory: the same contract as on a server, for as long as the process lives."""

from collections.abc import Mapping

from streamer import codec
from streamer.errors import FencedError, StaleError
from streamer.model import Entry, Event, Facts, Known, KnownUpdate
from streamer.ports import Commit
from streamer.stream.memory_log import MemoryLog
from streamer.stream.parts import left_by, tombstones


class MemoryStream(MemoryLog):
    """``ports.Stream`` without a server."""

    def __init__(self) -> None:
        super().__init__()
        self._duplicates = MemoryLog()
        self._fence = 0
        self._states: dict[str, dict[str, KnownUpdate]] = {}
        self._facts: dict[str, Facts] = {}

    @property
    def duplicates(self) -> MemoryLog:
        """The log of what repeats other updates."""
        return self._duplicates

    async def load(self, source: str) -> Known:
        return dict(self._states.get(source, {}))

    async def facts(self, source: str) -> Facts:
        return self._facts.get(source, Facts())

    async def commit(self, commit: Commit) -> list[Entry]:
        self._check_fence(commit.fence)
        state = dict(self._states.get(commit.source, {}))
        fresh = _check(commit, state)
        known = dict(zip((event.subject for event in commit.events), left_by(commit), strict=True))
        state |= {event.subject: known[event.subject] for event in fresh}
        for subject, tombstone in tombstones(commit).items():
            if subject in state and state[subject].revision == tombstone.revision:
                state[subject] = tombstone
        self._states[commit.source] = state
        if commit.facts:
            self._facts[commit.source] = commit.facts
        self._fence = commit.fence
        entries = [
            entry
            for event in fresh
            for entry in (self._duplicates if event.duplicate_of else self).append(
                [event], commit.time
            )
        ]
        await self.tell()
        await self._duplicates.tell()
        return entries

    async def save_facts(self, facts: Mapping[str, Facts], fence: int) -> None:
        self._check_fence(fence)
        self._facts |= facts

    async def fence(self) -> int:
        self._fence += 1
        return self._fence

    async def current_fence(self) -> int:
        return self._fence

    def _check_fence(self, fence: int) -> None:
        if fence < self._fence:
            raise FencedError(f"another poller took over this store, with fence {self._fence}")


def _check(commit: Commit, state: Known) -> list[Event]:
    """Return the events of *commit* that are not in *state* yet.

    Raises:
        StaleError: The state is neither that before nor that after them.

    """
    tokens = {subject: codec.token(known) for subject, known in state.items()}
    revisions = {subject: known.revision for subject, known in state.items()}
    fresh = []
    for event, left in zip(commit.events, left_by(commit), strict=True):
        subject, token = event.subject, codec.token(left)
        if tokens.get(subject) in (token, codec.token(commit.known[subject])):
            continue
        if revisions.get(subject, 0) != event.revision - 1:
            raise StaleError(f"{commit.source}: update {subject!r} has moved on since the diff")
        tokens[subject], revisions[subject] = token, event.revision
        fresh.append(event)
    return fresh

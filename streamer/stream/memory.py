"""The log in memory: the same contract as on a server, for as long as the process lives."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime

from streamer import codec
from streamer.errors import CursorTooOldError, FencedError, StaleError
from streamer.model import Cursor, Entry, Event, Facts, Known, KnownUpdate, Rewound
from streamer.ports import Commit
from streamer.stream.meta import Meta, resolve
from streamer.stream.parts import left_by, tombstones

_EPOCH = 1


class MemoryStream:
    """``ports.Stream`` without a server."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._trimmed = 0
        self._trimmed_at: datetime | None = None
        self._fence = 0
        self._states: dict[str, dict[str, KnownUpdate]] = {}
        self._facts: dict[str, Facts] = {}
        self._grown = asyncio.Condition()

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
        seq = self._meta.seq
        entries = [
            Entry(cursor=Cursor(_EPOCH, n), time=commit.time, event=event)
            for n, event in enumerate(fresh, seq + 1)
        ]
        self._entries += entries
        async with self._grown:
            self._grown.notify_all()
        return entries

    async def save_facts(self, facts: Mapping[str, Facts], fence: int) -> None:
        self._check_fence(fence)
        self._facts |= facts

    async def tip(self) -> Cursor:
        meta = self._meta
        return meta.cursor(meta.seq)

    async def read(
        self, after: Cursor | datetime | None = None, *, follow: bool = False
    ) -> AsyncGenerator[Entry | Rewound]:
        n, end = self._begin(after), self._meta.seq
        while True:
            if n < self._trimmed:
                raise CursorTooOldError(Cursor(_EPOCH, n), Cursor(_EPOCH, self._trimmed))
            if n < (self._meta.seq if follow else end):
                entry = self._entries[n - self._trimmed]
                n += 1
                yield entry
            elif follow:
                await self._wait(n)
            else:
                return

    async def trim(self, keep_after: Cursor) -> None:
        if keep_after.n <= self._trimmed:
            return
        n, _ = resolve(keep_after, self._meta)
        self._trimmed_at = self._entries[n - self._trimmed - 1].time
        del self._entries[: n - self._trimmed]
        self._trimmed = n

    async def fence(self) -> int:
        self._fence += 1
        return self._fence

    async def current_fence(self) -> int:
        return self._fence

    @property
    def _meta(self) -> Meta:
        seq = self._trimmed + len(self._entries)
        return Meta(starts={_EPOCH: 1} if seq else {}, seq=seq, trimmed=self._trimmed)

    def _begin(self, after: Cursor | datetime | None) -> int:
        """Return the number of the last event that is not wanted."""
        if after is None:
            return self._trimmed
        if isinstance(after, datetime):
            if self._trimmed_at and after <= self._trimmed_at:
                raise CursorTooOldError(after, Cursor(_EPOCH, self._trimmed))
            return self._trimmed + sum(entry.time < after for entry in self._entries)
        return resolve(after, self._meta)[0]

    async def _wait(self, n: int) -> None:
        async with self._grown:
            await self._grown.wait_for(lambda: self._meta.seq > n)

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

"""What a poll decided becomes true: its events, its state and its facts, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from streamer.decide import Decision
from streamer.diff import fold
from streamer.errors import SourceError, StaleError
from streamer.model import Entry, Facts, Known, Outcome, Source
from streamer.ports import Commit, Stream
from streamer.repeats import Repeats

# Another writer is first by accident, not by habit.
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What became of one poll.

    Attributes:
        entries: What was committed to the main stream, in order.
        duplicates: How many events went to the stream of duplicates.
        facts: What to remember for the next poll.
        saved: Whether the facts are in the store; else the caller saves them.
        error: Why the poll gave nothing, None for a good one.
        shown: How many updates the document showed; 0 where none was read.
        note: What is worth a line in the log, although the poll was good.
    """

    source: str
    outcome: Outcome
    facts: Facts
    entries: Sequence[Entry] = ()
    saved: bool = False
    error: SourceError | None = None
    shown: int = 0
    duplicates: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Commits what polls decide, for one owner of the store.

    Attributes:
        stream: The log and its state.
        clock: The present instant, aware UTC.
        due: When a source is due again, by the facts that a poll left.
        fence: The number that the store gave this poller.
        repeats: What all sources told of late, so that none tells it again.
    """

    stream: Stream
    clock: Callable[[], datetime]
    due: Callable[[Source, Facts], datetime]
    fence: int
    repeats: Repeats = field(default_factory=Repeats)

    async def __call__(self, source: Source, verdict: Callable[[Known], Decision]) -> Polled:
        """Write what *verdict* says of the present state; ask it again if that moved.

        Raises:
            StaleError: Another writer was first again and again.
            FencedError: Another poller took over; nothing was published.
            StoreError: The store is away.

        """
        written: list[Entry] = []
        for _ in range(_TRIES):
            known = await self.stream.load(source.id)
            decision = verdict(known)
            facts = replace(decision.facts, due=self.due(source, decision.facts))
            polled = Polled(
                source=source.id,
                outcome=facts.outcome or "unchanged",
                facts=facts,
                error=decision.error,
            )
            if not decision.events and not decision.urgent:
                return _told(polled, written)
            commit = Commit(
                source=source.id,
                events=decision.events,
                known=fold(known, decision.events),
                retired=decision.retired,
                left=decision.left,
                facts=facts,
                fence=self.fence,
                time=self.clock(),
            )
            entries, whole = await self._write(commit)
            written += entries
            if whole:
                return replace(_told(polled, written), saved=True)
        raise StaleError(f"{source.id}: another writer was first {_TRIES} times in a row")

    async def _write(self, commit: Commit) -> tuple[Sequence[Entry], bool]:
        """Return what was written of *commit*, and whether that is all that was new.

        While it is on its way no other poll takes for new what it tells.
        """
        undo = self.repeats.tell(commit.events)
        try:
            return await self.stream.commit(commit), True
        except StaleError as stale:
            undo()
            self.repeats.tell(entry.event for entry in stale.written)
            return stale.written, False
        except BaseException:
            undo()
            raise


def _told(polled: Polled, written: Sequence[Entry]) -> Polled:
    """Return *polled* with what was written to the main stream, and how much beside it."""
    news = [entry for entry in written if not entry.event.duplicate_of]
    return replace(polled, entries=news, duplicates=len(written) - len(news))

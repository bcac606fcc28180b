"""One poll of one source: gather (fetch, parse) → decide → commit.

Nothing here decides what an event is; it calls those who do, in order. Whatever fails
on the way leaves the state and the validators as they were, so that the next poll finds
the same changes again.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

from streamer import decide
from streamer.dated import dated, later
from streamer.decide import Decision
from streamer.diff import fold, lost_overlap
from streamer.errors import SourceError, StaleError
from streamer.gather import Gathered, Gatherer
from streamer.key_names import key_name
from streamer.model import (
    Document,
    Entry,
    Facts,
    Known,
    Outcome,
    Request,
    Source,
    Validators,
)
from streamer.parse import lookout
from streamer.ports import Commit, Reply, Stream
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
        successor: The address of the blog that goes on where this one ends.
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
    successor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Polls sources for one owner of the store.

    Attributes:
        gather: Asks servers for documents, and has them read.
        stream: The log and its state.
        clock: The present instant, aware UTC.
        due: When a source is due again, by the facts that a poll left.
        fence: The number that the store gave this poller.
        keep: How long an update that nothing shows any more keeps its text in the state.
        repeats: What all sources told of late, so that none tells it again.
    """

    gather: Gatherer
    stream: Stream
    clock: Callable[[], datetime]
    due: Callable[[Source, Facts], datetime]
    fence: int
    keep: timedelta = timedelta(days=7)
    repeats: Repeats = field(default_factory=Repeats)

    async def poll(self, source: Source, before: Facts) -> Polled:
        """Publish what changed at *source* since the poll that left the facts *before*.

        A source that fails raises nothing: see ``Polled.error``.

        Raises:
            StaleError: Another writer was first again and again.
            FencedError: Another poller took over; nothing was published.
            StoreError: The store is away. Poll again with the same facts.

        """
        now = self.clock()
        before = decide.looking_out(decide.settled_in(before, source), now)
        today = dated(source.url, now, source.zone)
        address = before.address or today
        polled = await self._poll(source, before, address)
        here = before.address or before.memo.get(lookout.BLOG) or today
        # Only an address with a day in it is another one each day.
        next_one = polled.successor or (today if today != source.url else here)
        there = decide.onward(polled.facts, next_one, here, now)
        return await self._follow(source, there, here, polled) if there else polled

    async def _poll(self, source: Source, before: Facts, address: str) -> Polled:
        """Publish what changed at *address*, where the source is followed now."""
        request = before.start or Request(url=address, key=key_name(address))
        try:
            reply = await self.gather.ask(source, request, before.validators)
            settled = self._settle(before, reply, source)
            # An address with a day in it is another one tomorrow.
            settled = replace(settled, address=address if address != source.url else "")
            if reply.document is None or settled.body == before.body:
                return await self._unchanged(source, before, settled)
            gathered = await self._read(source, reply.document, before)
        except SourceError as error:
            verdict = partial(
                decide.failed, before=before, error=error, source=source.id, fetched=self.clock()
            )
            return await self._commit(source, verdict)
        snapshot = gathered.snapshot
        verdict = partial(
            decide.shown,
            snapshot=snapshot,
            before=before,
            settled=settled,
            source=source.id,
            keep=self.keep,
            elsewhere=partial(self.repeats.find, but=f"{source.id}/"),
        )
        if snapshot.updates and later(before.landed, settled.landed):
            # The same address leads to the blog of another day.
            verdict = partial(
                decide.moved,
                snapshot=snapshot,
                before=before,
                settled=settled,
                source=source.id,
                way=(before.landed, settled.landed),
                elsewhere=partial(self.repeats.find, but=f"{source.id}/"),
            )
        polled = await self._commit(source, verdict)
        onward = snapshot.successor if polled.error is None else ""
        return replace(polled, shown=len(snapshot.updates), successor=onward)

    async def _read(self, source: Source, first: Document, before: Facts) -> Gathered:
        """Read the source; where the overlap with what is known was lost, read back to it."""
        told = decide.memo(before, self.clock())
        gathered = await self.gather.read(source, first, told)
        known = await self.stream.load(source.id) if gathered.snapshot.next else {}
        # What cannot be had of the archives is told as a gap; it is no reason to tell nothing.
        with suppress(SourceError):
            while before.begun and lost_overlap(known, gathered.snapshot):
                deeper = await self.gather.older(gathered)
                if deeper is gathered:
                    break
                gathered = deeper
        return gathered

    async def _follow(self, source: Source, there: str, left: str, polled: Polled) -> Polled:
        """Go on at the blog that continues this one, if there is one."""
        before = replace(polled.facts, looked=self.clock())
        stayed = replace(polled, facts=before, saved=False)
        kept = {
            name: said for name, said in before.memo.items() if name.startswith(lookout.LOOKOUT)
        }
        try:
            reply = await self.gather.ask(source, Request(url=there), Validators())
            if reply.document is None:
                return stayed
            gathered = await self.gather.read(source, reply.document, kept)
        except SourceError as error:
            return replace(stayed, note=f"the next blog cannot be read yet: {error}")
        snapshot = gathered.snapshot
        if not snapshot.updates:
            return replace(stayed, note="the next blog shows nothing yet")
        settled = self._settle(before, reply, source)
        verdict = partial(
            decide.moved,
            snapshot=snapshot,
            before=before,
            settled=replace(settled, address=there),
            source=source.id,
            way=(left, there),
            elsewhere=partial(self.repeats.find, but=f"{source.id}/"),
        )
        rolled = await self._commit(source, verdict)
        return replace(
            rolled,
            entries=[*polled.entries, *rolled.entries],
            duplicates=polled.duplicates + rolled.duplicates,
            shown=len(snapshot.updates),
        )

    def _settle(self, before: Facts, reply: Reply, source: Source) -> Facts:
        """Return what the facts become if this reply is believed."""
        return replace(
            before,
            home=source.url,
            landed=reply.document.url if reply.document else before.landed,
            validators=reply.validators,
            body=_hash(reply.document, source) if reply.document else before.body,
            polled=reply.document.fetched if reply.document else self.clock(),
            not_before=reply.fresh_until,
            outcome="unchanged" if reply.document else "not-modified",
            failures=0,
            doubted=None,
        )

    async def _unchanged(self, source: Source, before: Facts, settled: Facts) -> Polled:
        if decide.may_be_silent(before):
            facts = replace(settled, due=self.due(source, settled))
            return Polled(source=source.id, outcome=settled.outcome or "unchanged", facts=facts)
        verdict = partial(
            decide.unchanged,
            before=before,
            settled=settled,
            source=source.id,
            at=settled.polled or self.clock(),
        )
        return await self._commit(source, verdict)

    async def _commit(self, source: Source, verdict: Callable[[Known], Decision]) -> Polled:
        """Write what *verdict* says of the present state; ask it again if that moved."""
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


def _hash(document: Document, source: Source) -> str:
    """Hash the body and how it is read: another zone or kind makes it another document."""
    reading = f"{source.kind}\0{source.zone}\0".encode()
    return blake2b(reading + document.body, digest_size=12).hexdigest()

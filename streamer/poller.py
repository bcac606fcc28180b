"""One poll of one source: gather (fetch, parse) → decide → publish.

Nothing here decides what an event is; it calls those who do, in order. Whatever fails
on the way leaves the state and the validators as they were, so that the next poll finds
the same changes again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

from streamer import decide, route
from streamer.dated import dated
from streamer.diff import lost_overlap
from streamer.errors import SourceError
from streamer.gather import Gathered, Gatherer
from streamer.key_names import key_name
from streamer.model import Document, Facts, Request, Source, Validators
from streamer.parse.address import bare
from streamer.parse.onward import lookout
from streamer.ports import Reply
from streamer.publisher import Polled, Publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Polls sources for one owner of the store.

    Attributes:
        gather: Asks servers for documents, and has them read.
        publish: Commits what is decided.
        clock: The present instant, aware UTC.
        keep: How long an update that nothing shows any more keeps its text in the state.
    """

    gather: Gatherer
    publish: Publisher
    clock: Callable[[], datetime]
    keep: timedelta = timedelta(days=7)

    async def poll(self, source: Source, before: Facts) -> Polled:
        """Publish what changed at *source* since the poll that left the facts *before*.

        A source that fails raises nothing: see ``Polled.error``.

        Raises:
            StaleError: Another writer was first again and again.
            FencedError: Another poller took over; nothing was published.
            StoreError: The store is away. Poll again with the same facts.

        """
        now = self.clock()
        before = route.looking_out(route.settled_in(before, source), now)
        today = dated(source.url, now, source.zone)
        address = before.address or today
        polled = await self._poll(source, before, address)
        here = before.address or before.memo.get(lookout.BLOG) or today
        # Only an address with a day in it is another one each day.
        next_day = today if today != source.url else here
        told = bare(polled.facts.onward) if polled.error is None else ""
        there = route.onward(polled.facts, told or next_day, here, now)
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
            route.check_way(before, settled)
            gathered = await self._read(source, reply.document, before)
        except SourceError as error:
            verdict = partial(
                decide.failed, before=before, error=error, source=source.id, fetched=self.clock()
            )
            return await self.publish(source, verdict)
        snapshot = gathered.snapshot
        verdict = partial(
            decide.shown,
            snapshot=snapshot,
            before=before,
            settled=settled,
            source=source.id,
            keep=self.keep,
            elsewhere=partial(self.publish.repeats.find, but=f"{source.id}/"),
        )
        if snapshot.updates and route.is_later_blog(before, settled):
            # The same address leads to the blog of another day.
            verdict = partial(
                decide.moved,
                snapshot=snapshot,
                before=before,
                settled=settled,
                source=source.id,
                way=(before.landed, settled.landed),
                elsewhere=partial(self.publish.repeats.find, but=f"{source.id}/"),
            )
        return replace(await self.publish(source, verdict), shown=len(snapshot.updates))

    async def _read(self, source: Source, first: Document, before: Facts) -> Gathered:
        """Read the source; where the overlap with what is known was lost, read back to it."""
        told = route.memo(before, self.clock())
        gathered = await self.gather.read(source, first, told)
        known = await self.publish.stream.load(source.id) if gathered.snapshot.next else {}
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
            if route.leads_back(reply.document.url, (left, before.landed, *before.trail)):
                return replace(stayed, note="the next blog leads back")
            gathered = await self.gather.read(source, reply.document, kept)
        except SourceError as error:
            return replace(stayed, note=f"the next blog cannot be read yet: {error}")
        snapshot = gathered.snapshot
        known = await self.publish.stream.load(source.id)
        landed = reply.document.url
        if reason := decide.stranger(known, snapshot, before, asked=there, landed=landed):
            wary = before.wary or self.clock()
            note = f"the next blog {reason}"
            return replace(stayed, facts=replace(before, wary=wary), note=note)
        settled = self._settle(before, reply, source)
        verdict = partial(
            decide.moved,
            snapshot=snapshot,
            before=before,
            settled=replace(settled, address=there),
            source=source.id,
            way=(left, there),
            elsewhere=partial(self.publish.repeats.find, but=f"{source.id}/"),
        )
        rolled = await self.publish(source, verdict)
        return replace(
            rolled,
            entries=[*polled.entries, *rolled.entries],
            duplicates=polled.duplicates + rolled.duplicates,
            shown=len(snapshot.updates),
        )

    def _settle(self, before: Facts, reply: Reply, source: Source) -> Facts:
        """Return what the facts become if this reply is believed."""
        settled = replace(
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
        return replace(settled, not_before=route.not_before(settled, before.wait))

    async def _unchanged(self, source: Source, before: Facts, settled: Facts) -> Polled:
        if decide.may_be_silent(before):
            facts = replace(settled, due=self.publish.due(source, settled))
            return Polled(source=source.id, outcome=settled.outcome or "unchanged", facts=facts)
        verdict = partial(
            decide.unchanged,
            before=before,
            settled=settled,
            source=source.id,
            at=settled.polled or self.clock(),
            elsewhere=partial(self.publish.repeats.find, but=f"{source.id}/"),
        )
        return await self.publish(source, verdict)


def _hash(document: Document, source: Source) -> str:
    """Hash the body and how it is read: another zone or kind makes it another document."""
    reading = f"{source.kind}\0{source.zone}\0".encode()
    return blake2b(reading + document.body, digest_size=12).hexdigest()

"""What one poll means: events, and what to remember. Pure; the poller only obeys.

A good document moves the facts on. One that failed, or is doubted, leaves validators,
body and absences as they were: the next poll then gets the document again in full.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from streamer.diff import confirm, diff, fold, retired, source_event
from streamer.doubt import doubt
from streamer.errors import ParseError, SourceError
from streamer.events import Elsewhere, nowhere, told_by
from streamer.fold import instant, present
from streamer.model import (
    Event,
    Facts,
    Kind,
    Known,
    Outcome,
    Request,
    Snapshot,
    Validators,
)
from streamer.route import begin_again, not_before

# One failed poll is the network, three in a row are news about the source.
FAILING_AFTER = 3

# So many addresses of a source are remembered, to which it does not go back.
_LONGEST_TRAIL = 10

_TROUBLE = ("source.failing", "source.gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a poll publishes and what it remembers.

    Attributes:
        error: Why the poll gave nothing.
        retired: Ids of updates that nothing can show again.
        left: Whether those are updates of a blog that the source is leaving.
        urgent: Whether the facts are written at once, even without an event. Those of
            the first poll hold the validators, and no address is asked twice without
            them; a server that said when to come back is not asked earlier by the next
            daemon either.
    """

    events: tuple[Event, ...]
    facts: Facts
    error: SourceError | None = None
    retired: tuple[str, ...] = ()
    left: bool = False
    urgent: bool = False


def shown(  # noqa: PLR0913  # a decision is made of all that is known
    known: Known,
    snapshot: Snapshot,
    before: Facts,
    settled: Facts,
    *,
    source: str,
    keep: timedelta,
    elsewhere: Elsewhere = nowhere,
) -> Decision:
    """Decide on a document that was read.

    Args:
        known: The state of the source.
        snapshot: What the document shows.
        before: The facts that the last poll left.
        settled: What the facts become if the document is believed.
        source: The source's id.
        keep: How long an update that nothing shows any more keeps its text.
        elsewhere: Finds what an update repeats of other sources.

    """
    if reason := doubt(known, snapshot, before):
        error = ParseError(f"held back: {reason}", outcome="doubtful")
        return failed(known, before, error, source=source, fetched=snapshot.fetched)
    back = _recovered(known, source, snapshot.fetched)
    changes = diff(
        fold(known, back),
        snapshot,
        before.absent,
        source=source,
        baseline=not before.begun,
        elsewhere=elsewhere,
    )
    facts = replace(
        _remembered(snapshot, settled, before.start),
        absent=changes.absent,
        modified=snapshot.modified or before.modified,
    )
    decision = _decided(back + _backfilled(changes.events, snapshot, before), facts)
    after = fold(known, decision.events)
    return replace(decision, retired=retired(after, snapshot, keep=keep), urgent=not before.begun)


def moved(  # noqa: PLR0913  # as shown, and where to
    known: Known,
    snapshot: Snapshot,
    before: Facts,
    settled: Facts,
    *,
    source: str,
    way: tuple[str, str],
    elsewhere: Elsewhere = nowhere,
) -> Decision:
    """Decide on the first look at the blog that goes on where this one ended.

    What the old one showed is no longer followed: its updates are neither removed nor
    edited by what the new one shows, and are not new if it shows them again.

    Args:
        known: The state of the source.
        snapshot: What the new blog shows.
        before: The facts that the last poll left, of the old one.
        settled: What the facts become, with address and validators of the new one.
        source: The source's id.
        way: The addresses of the old blog and of the new one.
        elsewhere: Finds what an update repeats of other sources.

    """
    roll = source_event(
        known,
        "source.rollover",
        source=source,
        fetched=snapshot.fetched,
        detail=dict(zip(("from", "to"), way, strict=True)),
    )
    told = (roll,) if before.begun else ()
    shrunk = {subject: replace(one, update=None, left=True) for subject, one in known.items()}
    once = told_by(known, source)
    changes = diff(
        fold(shrunk, told),
        snapshot,
        {},
        source=source,
        baseline=not before.begun,
        elsewhere=lambda update: once.find(update) or elsewhere(update),
    )
    events = told + tuple(event for event in changes.events if event.kind != "source.gap")
    facts = replace(
        _remembered(snapshot, replace(settled, closed=None), None),
        modified=snapshot.modified,
        trail=(*before.trail, way[0])[-_LONGEST_TRAIL:],
        absent={},
        looked=None,
    )
    shown = {event.subject for event in events}
    return replace(
        _decided(events, facts),
        retired=tuple(subject for subject in present(known) if subject not in shown),
        left=True,
        urgent=True,
    )


def _remembered(snapshot: Snapshot, settled: Facts, asked: Request | None) -> Facts:
    """Return *settled* with what the parser wants to be remembered.

    Validators and body answer "has the first document changed?". They are of no use
    where that is not the question: another document comes first the next time than the
    one that was *asked* for, or more than the first one counts.
    """
    here = snapshot.start == asked and snapshot.tells_all and not snapshot.successor
    return replace(
        settled,
        validators=settled.validators if here else Validators(),
        body=settled.body if here else "",
        memo=snapshot.memo,
        start=snapshot.start,
        closed=(settled.closed or snapshot.fetched) if snapshot.closed else None,
        not_before=not_before(settled, snapshot.wait),
        view=snapshot.view,
        wait=snapshot.wait,
        begun=True,
        first=settled.first or snapshot.fetched,
    )


def _backfilled(events: tuple[Event, ...], snapshot: Snapshot, before: Facts) -> tuple[Event, ...]:
    """Return *events*; what a source of single posts showed from the start is its baseline.

    A long blog whose posts are fetched one by one is complete only after some polls, and
    what was there when we came is no news when its turn comes.
    """
    first = before.first
    if not snapshot.listed or first is None:
        return events
    return tuple(
        replace(event, baseline=True, late=False)
        if event.kind == "update.new" and (at := instant(event.update)) and at <= first
        else event
        for event in events
    )


def unchanged(
    known: Known, before: Facts, settled: Facts, *, source: str, at: datetime
) -> Decision:
    """Decide on a document that is the one we know: what it misses is gone for good."""
    back = _recovered(known, source, at)
    if before.view == "merge":
        return _decided(back, settled)
    events = back + confirm(fold(known, back), before.absent, at, source=source)
    left = {} if events else before.absent
    return _decided(events, replace(settled, absent=left))


def failed(
    known: Known, before: Facts, error: SourceError, *, source: str, fetched: datetime
) -> Decision:
    """Decide on a poll that gave nothing; the third in a row is told, and only once."""
    doubted = before.doubted or fetched if error.outcome == "doubtful" else before.doubted
    facts = replace(
        before,
        polled=fetched,
        outcome=error.outcome,
        failures=before.failures + 1,
        not_before=error.retry_at,
        doubted=doubted,
    )
    if facts.failures >= FAILING_AFTER and facts.start:
        # What was found to be asked instead of the source's address may be no more.
        facts = begin_again(facts)
    kind: Kind = "source.gone" if error.outcome == "gone" else "source.failing"
    told = "" in known and known[""].fingerprint in (kind, "source.gone")
    if told or (kind == "source.failing" and facts.failures < FAILING_AFTER):
        return Decision(events=(), facts=facts, error=error, urgent=error.retry_at is not None)
    event = source_event(
        known,
        kind,
        source=source,
        fetched=fetched,
        detail={"outcome": error.outcome, "message": str(error)},
    )
    return Decision(events=(event,), facts=replace(facts, changed=fetched), error=error)


def may_be_silent(before: Facts) -> bool:
    """Whether an unchanged document surely makes no event, so that no state is needed."""
    return before.begun and not before.absent and before.failures == 0


def _recovered(known: Known, source: str, fetched: datetime) -> tuple[Event, ...]:
    if "" not in known or known[""].fingerprint not in _TROUBLE:
        return ()
    detail = {"after": known[""].fingerprint}
    return (source_event(known, "source.recovered", source=source, fetched=fetched, detail=detail),)


def _decided(events: tuple[Event, ...], facts: Facts) -> Decision:
    outcome: Outcome = facts.outcome or "unchanged"
    if events:
        edits = any(event.kind == "update.edited" for event in events)
        outcome = "ok-edited" if edits else "ok-new"
        facts = replace(facts, changed=facts.polled)
    return Decision(events=events, facts=replace(facts, outcome=outcome))

"""Decisions on the documents of one poll: shown, unchanged, or none to be had."""

from dataclasses import replace
from datetime import datetime, timedelta

from streamer.decide.decision import Decision, decided, remembered
from streamer.diff import confirm, diff, fold, retired, source_event
from streamer.doubt import doubt
from streamer.errors import ParseError, SourceError
from streamer.events import Elsewhere, nowhere
from streamer.fold import instant
from streamer.model import Event, Facts, Kind, Known, Snapshot
from streamer.route import begin_again

# One failed poll is the network, three in a row are news about the source.
FAILING_AFTER = 3

_TROUBLE = ("source.failing", "source.gone")


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
        remembered(snapshot, settled, before.start),
        absent=changes.absent,
        modified=snapshot.modified or before.modified,
    )
    decision = decided(back + _backfilled(changes.events, snapshot, before), facts)
    after = fold(known, decision.events)
    return replace(decision, retired=retired(after, snapshot, keep=keep), urgent=not before.begun)


def unchanged(  # noqa: PLR0913  # as shown, and when
    known: Known,
    before: Facts,
    settled: Facts,
    *,
    source: str,
    at: datetime,
    elsewhere: Elsewhere = nowhere,
) -> Decision:
    """Decide on a document that is the one we know: what it misses is gone for good."""
    back = _recovered(known, source, at)
    if before.view == "merge":
        return decided(back, settled)
    now = fold(known, back)
    events = back + confirm(now, before.absent, at, source=source, elsewhere=elsewhere)
    left = {} if events else before.absent
    return decided(events, replace(settled, absent=left))


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


def _recovered(known: Known, source: str, fetched: datetime) -> tuple[Event, ...]:
    if "" not in known or known[""].fingerprint not in _TROUBLE:
        return ()
    detail = {"after": known[""].fingerprint}
    return (source_event(known, "source.recovered", source=source, fetched=fetched, detail=detail),)

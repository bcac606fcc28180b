"""What one poll means: events, and what to remember. Pure; the poller only obeys.

A good document moves the facts on. One that failed, or is doubted, leaves validators,
body and absences as they were: the next poll then gets the document again in full.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from streamer.diff import confirm, diff, fold, retired, source_event
from streamer.doubt import doubt
from streamer.errors import ParseError, SourceError
from streamer.model import Event, Facts, Kind, Known, Outcome, Snapshot

# One failed poll is the network, three in a row are news about the source.
FAILING_AFTER = 3

_TROUBLE = ("source.failing", "source.gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a poll publishes and what it remembers.

    Attributes:
        error: Why the poll gave nothing.
        retired: Ids of updates that nothing can show again.
        urgent: Whether the facts are written at once, even without an event. Those of
            the first poll hold the validators, and no address is asked twice without
            them; a server that said when to come back is not asked earlier by the next
            daemon either.
    """

    events: tuple[Event, ...]
    facts: Facts
    error: SourceError | None = None
    retired: tuple[str, ...] = ()
    urgent: bool = False


def shown(  # noqa: PLR0913  # a decision is made of all that is known
    known: Known,
    snapshot: Snapshot,
    before: Facts,
    settled: Facts,
    *,
    source: str,
    keep: timedelta,
) -> Decision:
    """Decide on a document that was read.

    Args:
        known: The state of the source.
        snapshot: What the document shows.
        before: The facts that the last poll left.
        settled: What the facts become if the document is believed.
        source: The source's id.
        keep: How long an update that nothing shows any more keeps its text.

    """
    if reason := doubt(known, snapshot, before):
        held = replace(before, doubted=before.doubted or snapshot.fetched)
        error = ParseError(f"held back: {reason}", outcome="doubtful")
        return failed(known, held, error, source=source, fetched=snapshot.fetched)
    back = _recovered(known, source, snapshot.fetched)
    changes = diff(
        fold(known, back), snapshot, before.absent, source=source, baseline=not before.begun
    )
    facts = replace(
        settled,
        absent=changes.absent,
        modified=snapshot.modified or before.modified,
        begun=True,
    )
    decision = _decided(back + changes.events, facts)
    after = fold(known, decision.events)
    return replace(decision, retired=retired(after, snapshot, keep=keep), urgent=not before.begun)


def unchanged(
    known: Known, before: Facts, settled: Facts, *, source: str, at: datetime
) -> Decision:
    """Decide on a document that is the one we know: what it misses is gone for good."""
    back = _recovered(known, source, at)
    events = back + confirm(fold(known, back), before.absent, at, source=source)
    left = {} if events else before.absent
    return _decided(events, replace(settled, absent=left))


def failed(
    known: Known, before: Facts, error: SourceError, *, source: str, fetched: datetime
) -> Decision:
    """Decide on a poll that gave nothing; the third in a row is told, and only once."""
    facts = replace(
        before,
        polled=fetched,
        outcome=error.outcome,
        failures=before.failures + 1,
        not_before=error.retry_at,
    )
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

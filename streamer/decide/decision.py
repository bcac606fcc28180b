"""What came of a poll, and what of it is remembered."""

from dataclasses import dataclass, replace

from streamer.errors import SourceError
from streamer.model import Event, Facts, Outcome, Request, Snapshot, Validators
from streamer.route import not_before


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


def decided(events: tuple[Event, ...], facts: Facts) -> Decision:
    """Return *events* and *facts* as a decision, with the outcome that they are."""
    outcome: Outcome = facts.outcome or "unchanged"
    if events:
        edits = any(event.kind == "update.edited" for event in events)
        outcome = "ok-edited" if edits else "ok-new"
        facts = replace(facts, changed=facts.polled)
    return Decision(events=events, facts=replace(facts, outcome=outcome))


def remembered(snapshot: Snapshot, settled: Facts, asked: Request | None) -> Facts:
    """Return *settled* with what the parser wants to be remembered.

    Validators and body answer "has the first document changed?". They are of no use
    where that is not the question: another document comes first the next time than the
    one that was *asked* for, or more than the first one counts.
    """
    here = snapshot.start == asked and snapshot.tells_all
    return replace(
        settled,
        validators=settled.validators if here else Validators(),
        body=settled.body if here else "",
        memo=snapshot.memo,
        start=snapshot.start,
        onward=snapshot.successor,
        closed=(settled.closed or snapshot.fetched) if snapshot.closed else None,
        not_before=not_before(settled, snapshot.wait),
        view=snapshot.view,
        wait=snapshot.wait,
        begun=True,
        first=settled.first or snapshot.fetched,
    )

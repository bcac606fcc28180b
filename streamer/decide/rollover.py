"""The decision to go on at another blog."""

from dataclasses import replace
from datetime import datetime

from streamer.decide.decision import Decision, decided, remembered
from streamer.diff import diff, fold, source_event
from streamer.events import Elsewhere, nowhere, told_by
from streamer.fold import present
from streamer.model import Event, Facts, Known, Snapshot

# So many addresses of a source are remembered, to which it does not go back.
_LONGEST_TRAIL = 20


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
    told = (_roll(known, source, snapshot.fetched, way),) if before.begun else ()
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
        remembered(snapshot, replace(settled, closed=None), None),
        modified=snapshot.modified,
        # The old blog is also where its own address led to.
        trail=tuple(dict.fromkeys((*before.trail, way[0], before.landed or way[0])))[
            -_LONGEST_TRAIL:
        ],
        absent={},
        looked=None,
    )
    shown = {event.subject for event in events}
    return replace(
        decided(events, facts),
        retired=tuple(subject for subject in present(known) if subject not in shown),
        left=True,
        urgent=True,
    )


def _roll(known: Known, source: str, fetched: datetime, way: tuple[str, str]) -> Event:
    left, there = way
    detail = {"from": left, "to": there}
    return source_event(known, "source.rollover", source=source, fetched=fetched, detail=detail)

"""The decision to go on at another blog."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from streamer.decide.decision import Decision, decided, remembered
from streamer.diff import diff, fold, source_event
from streamer.events import Elsewhere, nowhere
from streamer.fold import instant, present
from streamer.identity import Look, is_version
from streamer.model import Event, Facts, Known, KnownUpdate, Snapshot, Update
from streamer.repeats import Repeats
from streamer.text import fingerprint

# So many addresses of a source are remembered, to which it does not go back.
_LONGEST_TRAIL: Final = 20


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
    edited by what the new one shows, and are not new if it shows them again. Those that it
    does show, under their ids, are the new one's from then on.

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
    taken = _taken_along(known, snapshot)
    changes = diff(
        fold(_left(known) | taken, told),
        snapshot,
        {},
        source=source,
        baseline=not before.begun,
        elsewhere=_once_told(known, source, elsewhere),
    )
    events = told + tuple(event for event in changes.events if event.kind != "source.gap")
    shown = {event.subject for event in events} | taken.keys()
    return replace(
        decided(events, _arrived(snapshot, before, settled, way[0])),
        retired=tuple(subject for subject in present(known) if subject not in shown),
        left=True,
        urgent=True,
    )


def _left(known: Known) -> dict[str, KnownUpdate]:
    """Return *known* as what was left: ids and fingerprints."""
    return {subject: replace(one, update=None, left=True) for subject, one in known.items()}


def _taken_along(known: Known, snapshot: Snapshot) -> dict[str, KnownUpdate]:
    """Return what is known of the updates that the new blog shows under their old ids.

    An id alone says nothing: the next blog may use it for another update.
    """
    found = {}
    for update in snapshot.updates:
        one = known.get(update.id)
        if one is not None and one.update is not None and is_version(one, Look(update)):
            found[update.id] = one
    return found


def _once_told(known: Known, source: str, elsewhere: Elsewhere) -> Elsewhere:
    """Return who finds what an update of the new blog repeats, also of the old one.

    Of short updates only those of one moment: a goal is a goal again an hour later.
    """
    there = {
        f"{source}/{subject}": (update, known[subject].duplicate_of)
        for subject, update in present(known).items()
    }
    told = Repeats()
    for key, (update, _) in there.items():
        told.add(key, update)
    moments = {_moment(update): key for key, (update, _) in there.items()}

    def find(update: Update) -> str:
        same = moments.get(_moment(update), "") if instant(update) else ""
        if key := told.find(update) or same:
            # What repeats a repetition repeats what that does.
            return there[key][1] or key
        return elsewhere(update)

    return find


def _moment(update: Update) -> tuple[datetime | None, str]:
    return instant(update), fingerprint(update.headline, update.text)


def _arrived(snapshot: Snapshot, before: Facts, settled: Facts, left: str) -> Facts:
    """Return the facts at the new blog; the old one is where it was asked and where that led."""
    trail = dict.fromkeys((*before.trail, left, before.landed or left))
    return replace(
        remembered(snapshot, replace(settled, closed=None), None),
        modified=snapshot.modified,
        trail=tuple(trail)[-_LONGEST_TRAIL:],
        absent={},
        looked=None,
        wary=None,
    )


def _roll(known: Known, source: str, fetched: datetime, way: tuple[str, str]) -> Event:
    left, there = way
    detail = {"from": left, "to": there}
    return source_event(known, "source.rollover", source=source, fetched=fetched, detail=detail)

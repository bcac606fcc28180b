"""The state of a source is the fold of its events."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from streamer.model import Event, Kind, Known, KnownUpdate, Update
from streamer.text import RULES, fingerprint

# So many former wordings of an update are remembered: an editor who goes back, goes back soon.
_LONGEST_PAST = 8

# The source itself is kept beside its updates, under an id that no update has.
SOURCE = ""


def fold(known: Known, events: Iterable[Event]) -> dict[str, KnownUpdate]:
    """Return *known* after *events*; an event that is already in it changes nothing."""
    state = dict(known)
    for event in events:
        before = state.get(event.subject)
        if before is None or before.revision < event.revision:
            state[event.subject] = _after(before, event)
    return state


def next_revision(known: Known, subject: str) -> int:
    """Return the revision that the next event of *subject* leads to."""
    return known[subject].revision + 1 if subject in known else 1


def fingerprint_of(one: KnownUpdate) -> str:
    """Return the fingerprint of *one* by today's rules, if its words are still there."""
    if one.update is None or one.fingerprint.startswith(RULES):
        return one.fingerprint
    return fingerprint(one.update.headline, one.update.text)


def present(known: Known) -> dict[str, Update]:
    """Return the updates that are not removed and still have their text, by id."""
    return {
        subject: one.update
        for subject, one in known.items()
        if one.update is not None and not one.removed
    }


def instant(update: Update | None) -> datetime | None:
    """Return when *update* was published, None if its source never said so."""
    if update is None or update.published_basis == "first-seen":
        return None
    return update.published


def newest(updates: Iterable[Update | None], *, until: datetime | None = None) -> datetime | None:
    """Return the latest instant that their source gave to any of *updates*, if any.

    A post that is dated ahead would make everything else look late or old, so one
    later than *until* does not count.
    """
    instants = (instant(update) for update in updates)
    told = [at for at in instants if at is not None and (until is None or at <= until)]
    return max(told, default=None)


def has_closed(known: Known) -> bool:
    """Whether the source once said that it is over."""
    return SOURCE in known and known[SOURCE].removed


def _after(before: KnownUpdate | None, event: Event) -> KnownUpdate:
    if event.subject == SOURCE:
        return _source_after(before, event.revision, event.kind)
    removed = event.kind == "update.removed"
    if event.update is None or (removed and before is not None):
        was = before or KnownUpdate(revision=0, fingerprint="")
        return replace(was, revision=event.revision, removed=removed)
    said = fingerprint(event.update.headline, event.update.text)
    return KnownUpdate(
        revision=event.revision,
        fingerprint=said,
        removed=removed,
        update=replace(event.update, html=""),
        duplicate_of=event.duplicate_of,
        past=_past(before, said) if before else (),
    )


def _past(before: KnownUpdate, said: str) -> tuple[tuple[int, str], ...]:
    """Return the former wordings of an update that *before* had another one than now."""
    former = {past for _, past in before.past}
    was = fingerprint_of(before)
    if was == said or was in former:
        return before.past
    return (*before.past, (before.revision, was))[-_LONGEST_PAST:]


def _source_after(before: KnownUpdate | None, revision: int, kind: Kind) -> KnownUpdate:
    """Return the source's own state: its last kind, and in ``removed`` whether it is over."""
    closed = before is not None and before.removed and kind != "source.rollover"
    over = kind == "source.closed" or closed
    return KnownUpdate(revision=revision, fingerprint=kind, removed=over)

"""Known × snapshot → events. The heart: pure, and the same for the same values.

An update is *new* when nothing known is it, *edited* when a word, number or mark of it
changed, *removed* when its source says so or two good documents in a row miss it where it
should be, and *restored* when a removed one is shown again. Who is who: ``identity``. What
is missing: ``removal``. How an event is written: ``events``. Whether a document is to be
believed at all: ``doubt``, before all this.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime

from streamer.events import Elsewhere, Reporter, nowhere, source_event
from streamer.fold import SOURCE, fold, has_closed, instant, newest
from streamer.identity import shown_in
from streamer.model import Absent, Changes, Event, Known, Snapshot, Update, View
from streamer.removal import missing, retired
from streamer.retraction import is_retracted

__all__ = ["confirm", "diff", "fold", "lost_overlap", "retired", "source_event"]

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def diff(  # noqa: PLR0913  # what is known, what is shown, and what they are of
    known: Known,
    snapshot: Snapshot,
    absent: Absent,
    *,
    source: str,
    baseline: bool = False,
    elsewhere: Elsewhere = nowhere,
) -> Changes:
    """Return the changes that take *known* to what *snapshot* shows.

    Args:
        known: The state of the source: every update it ever showed, by id.
        snapshot: What a good document shows.
        absent: What the good document before this one missed, and since when.
        source: The source's id.
        baseline: Whether this is what the source already showed when we first came.
        elsewhere: Finds what an update repeats beside what is known of this source.

    Returns:
        At most one event per update, oldest ``published`` first (ties by id) and a
        removal at the place of its update, so that a reader who stops half-way holds a
        prefix of the story; before them a gap, after them the end of the source. And
        what this document misses, to be handed in with the next one.

    Never raises and reads no clock. ``diff(fold(known, events), snapshot, …)`` is silent.

    """
    shown = _shown(snapshot, known)
    gone = frozenset(snapshot.tombstones)
    since, believed = _absences(known, snapshot, shown, absent)
    report = Reporter(
        known=known,
        source=source,
        fetched=snapshot.fetched,
        baseline=baseline,
        gone=gone | believed,
        elsewhere=elsewhere,
    )
    told = _shown_by(report, {**_orphans(report, {*shown, *since}), **shown})
    told += [report.removed(subject, "tombstone") for subject in gone]
    told += [report.removed(subject, "absent") for subject in believed]

    gap = () if baseline else _gap(known, snapshot, shown, source)
    closed = _closed(fold(known, gap), snapshot, source)
    return Changes(events=(*gap, *_in_order(told), *closed), absent=since)


def confirm(
    known: Known,
    absent: Absent,
    fetched: datetime,
    *,
    source: str,
    elsewhere: Elsewhere = nowhere,
) -> tuple[Event, ...]:
    """Return the removals that an unchanged document, fetched again, makes sure of.

    What repeated one of the removed becomes the news.
    """
    gone = _believed(absent, fetched)
    report = Reporter(known=known, source=source, fetched=fetched, gone=gone, elsewhere=elsewhere)
    told = _shown_by(report, _orphans(report, absent))
    return _in_order([*told, *(report.removed(one, "absent") for one in gone)])


def _shown_by(report: Reporter, shown: Mapping[str, Update]) -> list[Event | None]:
    """Return what it means that all this is shown, the oldest first."""
    oldest_first = sorted(
        shown.items(), key=lambda row: (row[1].published or report.fetched, row[0])
    )
    return [report.shown(subject, update) for subject, update in oldest_first]


def _orphans(report: Reporter, but: Container[str]) -> dict[str, Update]:
    """Return what repeats a removed update and need not be shown for that to count.

    A list of changes does not show what stays as it is. The state keeps no html.
    """
    return {
        subject: one.update
        for subject, one in report.known.items()
        if one.update is not None
        and not one.removed
        and subject not in but
        and subject not in report.gone
        and report.is_orphan(one)
    }


def lost_overlap(known: Known, snapshot: Snapshot) -> bool:
    """Whether a window shows nothing that is known, so that something lies between."""
    return bool(_lost(known, snapshot, _shown(snapshot, known)))


def _shown(snapshot: Snapshot, known: Known) -> dict[str, Update]:
    """Return what *snapshot* shows, without notes in place of what was never seen."""
    return {
        subject: update
        for subject, update in shown_in(snapshot, known).items()
        if subject in known or not is_retracted(update)
    }


def _absences(
    known: Known, snapshot: Snapshot, shown: Mapping[str, Update], absent: Absent
) -> tuple[dict[str, datetime], frozenset[str]]:
    """Return what is missing and since when, and what is believed to be gone by now."""
    gone = {*snapshot.tombstones}
    misses = missing(known, shown, _vouched(snapshot)) - gone - set(snapshot.listed)
    since = {subject: absent.get(subject, snapshot.fetched) for subject in misses}
    believed = _believed(since, snapshot.fetched)
    if snapshot.view == "merge":
        # A list of changes says nothing of what is missing; the next full look decides.
        since = {subject: at for subject, at in absent.items() if subject not in (*shown, *gone)}
    return {subject: at for subject, at in since.items() if subject not in believed}, believed


def _vouched(snapshot: Snapshot) -> View:
    """Return the view whose silence counts.

    What is over is often shown by another template, which picks the best of its updates.
    """
    return "unknown" if snapshot.closed and snapshot.view == "window" else snapshot.view


def _lost(known: Known, snapshot: Snapshot, shown: Mapping[str, Update]) -> list[str]:
    """Return what is known to be there, if a window shows nothing that is known."""
    if snapshot.view != "window" or not shown or not shown.keys().isdisjoint(known):
        return []
    return [subject for subject, one in known.items() if subject != SOURCE and not one.removed]


def _believed(since: Absent, fetched: datetime) -> frozenset[str]:
    """Return what was missing before, too, and not just in the same document."""
    return frozenset(subject for subject, at in since.items() if at < fetched)


def _in_order(events: Iterable[Event | None]) -> tuple[Event, ...]:
    return tuple(sorted((event for event in events if event is not None), key=_place))


def _place(event: Event) -> tuple[datetime, str]:
    published = event.update.published if event.update else None
    return published or _LONG_AGO, event.subject


def _gap(
    known: Known, snapshot: Snapshot, shown: Mapping[str, Update], source: str
) -> tuple[Event, ...]:
    """Return a gap if the overlap with what is known was lost."""
    there = _lost(known, snapshot, shown)
    if not there:
        return ()
    since = newest((known[subject].update for subject in there), until=snapshot.fetched)
    until = min((at for one in shown.values() if (at := instant(one))), default=None)
    detail = {"since": since, "until": until}
    return (
        source_event(
            known,
            "source.gap",
            source=source,
            fetched=snapshot.fetched,
            detail={name: at.isoformat() for name, at in detail.items() if at},
        ),
    )


def _closed(known: Known, snapshot: Snapshot, source: str) -> tuple[Event, ...]:
    if not snapshot.closed or has_closed(known):
        return ()
    return (source_event(known, "source.closed", source=source, fetched=snapshot.fetched),)

"""What a snapshot misses that it should show, and what none can show again.

Silence is never a removal: a window is a row of updates that moves on, a page may be cut,
pinned, or sorted by something else than time. So a window vouches only for the span
between updates that it shows, and only while it looks like a window.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from streamer.fold import instant, present
from streamer.identity import PINNED, shown_in
from streamer.model import Known, Snapshot, Update, View

# A page of which less than that share is in the order of time is sorted by something else.
_SORTED = 2 / 3


def missing(known: Known, shown: Mapping[str, Update], view: View) -> set[str]:
    """Return the ids of known updates that a snapshot should show and does not.

    A full view should show all. A window should show what lies strictly between known
    updates that it shows in the order of time; a hole larger than what it shows there is
    no hole but another part of the source.

    Args:
        known: The state before the snapshot.
        shown: What it shows, by known id, in the order of the page.
        view: What it vouches for.

    """
    absent = {subject: update for subject, update in present(known).items() if subject not in shown}
    if view == "full":
        return set(absent)
    run = _run(known, shown) if view == "window" else []
    if not run:
        return set()
    hole = {subject for subject, update in absent.items() if _between(run[0], update, run[-1])}
    return hole if len(hole) <= len(run) else set()


def retired(known: Known, snapshot: Snapshot, *, keep: timedelta) -> tuple[str, ...]:
    """Return the ids of updates whose text need not be kept, because nothing shows them.

    They were published more than *keep* before the snapshot, it does not show them, and
    they are removed or have left its window. Their state may shrink to a tombstone: the
    same without the update. Shown again after all, they are still not new.

    Args:
        known: The state after the events of *snapshot*.
        snapshot: A good one.
        keep: How long an update keeps its text in any case.

    """
    old = {
        subject: one
        for subject, one in known.items()
        if one.update is not None
        and one.update.published is not None
        and snapshot.fetched - one.update.published > keep
    }
    if not old:
        return ()
    shown = shown_in(snapshot, known)
    run = _run(known, shown) if snapshot.view == "window" else []
    return tuple(
        subject
        for subject, one in sorted(old.items())
        if subject not in shown and (one.removed or _left(run, snapshot.view, one.update))
    )


def _left(run: Sequence[datetime], view: View, update: Update | None) -> bool:
    """Whether *update* has left the window that *run* was seen in."""
    at = instant(update)
    if at is None:
        # Only its first sight has a time: then that it is old and not shown must do.
        return view == "window"
    return bool(run) and at < run[0]


def _between(oldest: datetime, update: Update, newest: datetime) -> bool:
    at = instant(update)
    return at is not None and oldest < at < newest


def _run(known: Known, shown: Mapping[str, Update]) -> list[datetime]:
    """Return the instants, oldest first, of the known updates that a page shows in order.

    They are taken from the state, where they do not move, and pins take no part. Empty
    if the page is not in the order of time at all. The run ends where the page does: an
    old update that an editor moved up does not make the window any deeper.
    """
    instants = [
        at
        for subject, update in shown.items()
        if subject in known and PINNED not in update.labels
        if (at := instant(known[subject].update)) is not None
    ]
    # Newest first is how most pages run: of two runs of one length, that one counts.
    falling = longest_run(instants[::-1])
    rising = longest_run(instants)
    run, edge = (rising, 0) if len(rising) > len(falling) else (falling, -1)
    if len(run) < _SORTED * len(instants):
        return []
    return [at for at in run if at >= instants[edge]]


def longest_run(instants: Sequence[datetime]) -> list[datetime]:
    """Return the longest subsequence that never falls; O(n log n)."""
    ends: list[datetime] = []
    where: list[int] = []
    before: list[int | None] = []
    for number, at in enumerate(instants):
        length = bisect_right(ends, at)
        before.append(where[length - 1] if length else None)
        ends[length : length + 1] = [at]
        where[length : length + 1] = [number]
    run = []
    step = where[-1] if where else None
    while step is not None:
        run.append(instants[step])
        step = before[step]
    return run[::-1]

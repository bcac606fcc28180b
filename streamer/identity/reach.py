"""How far back a page reaches: what has left it at its old end is no candidate.

A row that says the same again, later, is not a version of that: news are repeated.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from streamer.fold import instant
from streamer.identity.look import Look
from streamer.model import Known, KnownUpdate


def inside(known: Known, rows: Collection[Look], found: Collection[str]) -> Known:
    """Return *known* without what has left the page at its old end, others before it.

    The end is the oldest time that the page shows. Where it shows none at all, the times
    are those at which its updates were first seen.

    Args:
        known: The state.
        rows: What the page shows.
        found: The ids of what is surely among it.

    """
    instants = {subject: instant(one.update) for subject, one in known.items()}
    end = min((at for row in rows if (at := instant(row.update))), default=None)
    oldest = _earliest(instants.values())
    if end is None and oldest is None:
        instants = {subject: _seen(one) for subject, one in known.items()}
        end = _earliest(instants[subject] for subject in found)
        oldest = _only_oldest(instants)
    if end is None:
        return known
    return {
        subject: one
        for subject, one in known.items()
        if (at := instants[subject]) is None or at >= end or at == oldest
    }


def _seen(one: KnownUpdate) -> datetime | None:
    return one.update.published if one.update else None


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def _only_oldest(instants: Mapping[str, datetime | None]) -> datetime | None:
    """Return when the oldest of all was first seen, if nothing else was then."""
    oldest = _earliest(instants.values())
    return oldest if Counter(instants.values())[oldest] == 1 else None

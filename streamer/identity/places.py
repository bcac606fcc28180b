"""Ids that number the updates of a page by their place, as ``#post1`` … ``#post30`` do.

With each new update they all move on by one. An id is trusted until a page shows that ids
do not stay with what they named; then the page is read as one that gives no ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from streamer.fold import fingerprint_of
from streamer.identity.look import Look, same_moment, says
from streamer.model import DERIVED, Known, Update
from streamer.text import derived_id

# One or two ids that name another update may be a mistake of their author.
_FEWEST = 3
_BEGINNING = 80


def numbered(known: Known, rows: Sequence[Look]) -> bool:
    """Whether the ids of a page are its places: most of those that are known have moved.

    An id has moved if it names other words of another time. Where no row has a time to go
    by, its words must be known under another id: then they are not just edited.
    """
    moved, stayed = 0, 0
    unsure: list[Look] = []
    for row in rows:
        one = None if row.update.derived else known.get(row.update.id)
        if one is None or one.update is None or one.removed:
            continue
        moment = same_moment(Look(one.update), row)
        if moment == 1 or says(one, row):
            stayed += 1
        elif moment == 0:
            moved += 1
        else:
            unsure.append(row)
    if unsure and not moved:
        said = {fingerprint_of(one) for one in known.values()}
        moved += sum(row.telling and row.fingerprint in said for row in unsure)
    return moved >= _FEWEST and moved > stayed


def nameless(known: Known, shown: Sequence[Update]) -> tuple[dict[str, str], Known, list[Update]]:
    """Return both sides as if the source had given no ids.

    Returns:
        The ids to be given back, by those that stand for them; what is known under these;
        and the updates of the page under ids of ours.

    """
    back = {_made(subject): subject for subject in known}
    hidden = {
        _made(subject): replace(
            one, update=replace(one.update, id=_made(subject)) if one.update else None
        )
        for subject, one in known.items()
    }
    return back, hidden, [replace(update, id=_own(update)) for update in shown]


def given_back(found: Mapping[str, Update], back: Mapping[str, str]) -> dict[str, Update]:
    """Return *found* under the ids that ``nameless`` took away."""
    return {
        back.get(subject, subject): replace(update, id=back.get(subject, subject))
        for subject, update in found.items()
    }


def _made(subject: str) -> str:
    return subject if not subject or subject.startswith(DERIVED) else DERIVED + subject


def _own(update: Update) -> str:
    if update.derived:
        return update.id
    look = Look(update)
    return derived_id(look.time, update.headline or update.text[:_BEGINNING])

"""Which shown update is which known one.

Ids say it, where they can be trusted: a source may show an update twice, number its
updates by place, give a corrected update a new id, or give no ids at all. So identity is
found in steps, in each the surest pairs first, and each known update is found once at most:

1. the same words, under the same id or else at the same moment;
2. the same id, if it is the source's own;
3. versions of one text (``likeness``);
4. what is left of updates that shrank to a tombstone.

A bare line that is left after the first step and repeats a known update is that one's copy
(``copies.bare``). Nothing depends on the order of the page: ties are broken by content.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from streamer.fold import SOURCE, instant, newest
from streamer.identity.copies import bare, distinct, stand_ins
from streamer.identity.likeness import is_version
from streamer.identity.look import PINNED, Look, says
from streamer.identity.pairs import Pair, alike
from streamer.identity.places import given_back, nameless, numbered
from streamer.identity.reach import inside
from streamer.identity.steps import same_id, same_words, shrunk
from streamer.model import Known, Snapshot, Update
from streamer.text import bare_headline

__all__ = ["PINNED", "Look", "is_version", "match", "says", "shown_in"]

_Step = Callable[[Known, Mapping[int, Look]], Iterator[Pair]]


def shown_in(snapshot: Snapshot, known: Known) -> dict[str, Update]:
    """Return what *snapshot* shows, as ``match`` does, without what it says is gone.

    What it lists as being elsewhere is none of what it shows, whatever that says.
    """
    gone = frozenset(snapshot.tombstones)
    elsewhere = gone | (set(snapshot.listed) - {update.id for update in snapshot.updates})
    return match(
        {subject: one for subject, one in known.items() if subject not in elsewhere},
        [update for update in snapshot.updates if update.id not in gone],
    )


def match(known: Known, shown: Sequence[Update]) -> dict[str, Update]:
    """Return the shown updates, each once, under the ids that they are known by.

    Copies that a page makes of an update (pinned, in a list of key events) are one. An
    update that is not known keeps its id, or gets a made one if that id is another's.
    The result is in the order of the page; what it says does not depend on that order.
    """
    page = _looks(known, distinct(shown))
    rows = _sorted(page)
    if numbered(known, rows):
        back, hidden, unnamed = nameless(known, shown)
        return given_back(match(hidden, unnamed), back)
    left = dict(enumerate(rows))
    found = _found(known, left, (same_words,), {})
    repeats = bare(known, {number: row for number, row in left.items() if number not in found})
    told = {number: row for number, row in left.items() if number not in repeats}
    found = _found(known, told, (same_id, alike, shrunk), found)
    alone = stand_ins(known, repeats, found.values())
    found |= {number: repeats[number] for number in alone}
    told |= {number: left[number] for number in alone}
    shows = {row: alone.get(number, row.update) for number, row in told.items()}
    ids = _ids(known, told, found)
    return {ids[row]: _under(ids[row], shows[row]) for row in page if row in shows}


def _found(
    known: Known, rows: Mapping[int, Look], steps: Iterable[_Step], found: Mapping[int, str]
) -> dict[int, str]:
    """Return the known ids of rows: those that are *found*, and what *steps* find besides."""
    found = dict(found)
    for step in steps:
        left = {number: row for number, row in rows.items() if number not in found}
        if not left:
            break
        among = inside(known, rows.values(), found.values()) if step is alike else known
        taken = {SOURCE, *found.values()}
        free = {subject: one for subject, one in among.items() if subject not in taken}
        found |= _best(step(free, left))
    return found


def _looks(known: Known, updates: Sequence[Update]) -> list[Look]:
    said = [(bare_headline(update.headline), update.text) for update in updates]
    count = Counter(said)
    latest = newest(one.update for one in known.values())
    looks = []
    for update, words in zip(updates, said, strict=True):
        at = instant(update)
        ahead = latest is not None and at is not None and at > latest
        looks.append(Look(update, ahead=ahead, twin=count[words] > 1))
    return looks


def _sorted(page: Sequence[Look]) -> list[Look]:
    """Return the rows in an order that only their content decides; most differ in their ids."""
    ids = Counter(row.update.id for row in page)
    return sorted(
        page, key=lambda row: (row.update.id, row.content if ids[row.update.id] > 1 else ())
    )


def _best(pairs: Iterable[Pair]) -> dict[int, str]:
    """Return the known id of each row, the surest pairs first, each id and row once.

    Between equals the row with the fewest choices comes first, so that it keeps one.
    """
    pairs = list(pairs)
    choices = Counter(number for _, _, _, number in pairs)
    found: dict[int, str] = {}
    taken = set()
    for _, _, subject, number in sorted(
        pairs, key=lambda pair: (-pair[0], pair[1], choices[pair[3]], *pair[2:])
    ):
        if number not in found and subject not in taken:
            found[number] = subject
            taken.add(subject)
    return found


def _ids(known: Known, rows: Mapping[int, Look], found: Mapping[int, str]) -> dict[Look, str]:
    """Return the id of each row: the known one, its own, or a made one if that is taken."""
    ids: dict[Look, str] = {}
    taken = {SOURCE, *known}
    for number, row in sorted(rows.items()):
        name = found.get(number)
        ids[row] = name or next(name for name in row.names() if name not in taken)
        taken.add(ids[row])
    return ids


def _under(subject: str, update: Update) -> Update:
    return update if update.id == subject else replace(update, id=subject)

"""The copies that a page makes of an update: pinned on top, repeated in a list."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from streamer.identity.look import PINNED, Look, same_moment
from streamer.model import Known, Update
from streamer.text import bare_headline, fingerprint, normalise

_Key = tuple[str, ...]

# A list of key events is short; of so many with one headline, one is as good as the next.
_MOST_LINES = 64
_TRUST = {"stated": 0, "date-inferred": 1, "first-seen": 2}


def distinct(shown: Sequence[Update]) -> list[Update]:
    """Return *shown* in the order of the page, each update once.

    Rows with one id of the source's own are one. A row without one is a copy if another
    says the same at the same time, be it only the headline; a bare line is one if it is the
    headline of another, or all that this says. Of the
    copies the best is kept (own id, stated time, most words), at the last place: a pin
    stands before the list, whichever way the list runs.
    """
    answers = _answers if any(update.derived for update in shown) else _claims
    looks = _alike(shown)
    kept = {index: index for index in range(len(shown)) if index not in looks}
    originals: dict[_Key, int] = {}
    for index in sorted(looks, key=lambda index: _rank(looks[index])):
        look = looks[index]
        original = next((originals[key] for key in _claims(look) if key in originals), index)
        kept[original] = max(kept.get(original, index), index)
        if original == index:
            for key in answers(look):
                originals.setdefault(key, index)
    return [shown[original] for original in sorted(kept, key=lambda original: kept[original])]


def bare(known: Known, rows: Mapping[int, Look]) -> dict[int, str]:
    """Return the bare lines among *rows* that repeat a known update, and which one.

    A list of key events goes on to name what has left the page, or what was corrected. With
    a time it is that of the update, whose text has not gone: the list has none.
    """
    lines = {number: row for number, row in rows.items() if row.bare or row.headed}
    if not lines:
        return {}
    fuller = {
        subject: look
        for subject, one in sorted(known.items())
        if one.update is not None and ((look := Look(one.update)).dated or one.update.text)
    }
    named: dict[str, list[str]] = defaultdict(list)
    for subject, look in fuller.items():
        named[look.line].append(subject)
    edited = [
        subject for subject, look in fuller.items() if known[subject].past and look.update.text
    ]
    few = edited if len(lines) <= _MOST_LINES else []
    found = {}
    for number, row in sorted(lines.items()):
        likely = (*named.get(row.line, ())[:_MOST_LINES], *_once(row, known, few))
        subject = next((one for one in likely if _is_line_of(row, fuller[one])), "")
        if subject:
            found[number] = subject
    return found


def _is_line_of(row: Look, known: Look) -> bool:
    return row.bare or (bool(known.update.text) and same_moment(known, row) == 1)


def _once(row: Look, known: Known, edited: Iterable[str]) -> Iterator[str]:
    """Yield which updates had this headline before that alone was edited."""
    for subject in edited:
        one = known[subject]
        said = fingerprint(row.line, one.update.text if one.update else "")
        if any(was == said for _, was in one.past):
            yield subject


def stand_ins(
    known: Known, repeated: Mapping[int, str], found: Container[str]
) -> dict[int, Update]:
    """Return of bare lines those that alone show an update, as what is known of it.

    Like a pin, such a line says that the update is there, and not how far the page goes.
    """
    shown = {}
    for number, subject in repeated.items():
        one = known[subject]
        if subject not in found and one.update and not one.removed:
            shown[number] = replace(one.update, labels=(*one.update.labels, PINNED))
    return shown


def _alike(shown: Sequence[Update]) -> dict[int, Look]:
    """Return the rows that may be copies of one another: most are like no other, and need no look.

    A copy has the id of its original, or the headline, or without one all of the text.
    """
    titles = [bare_headline(update.headline) or update.text for update in shown]
    if any(Look(update).bare for update in shown):
        # Such a list may be set in other type than the updates are.
        titles = [normalise(title) for title in titles]
    ids = Counter(update.id for update in shown)
    count = Counter(titles)
    return {
        index: Look(update)
        for index, (update, title) in enumerate(zip(shown, titles, strict=True))
        if count[title] > 1 or ids[update.id] > 1
    }


def _rank(look: Look) -> tuple[bool, bool, bool, int, int, bool, _Key]:
    update = look.update
    return (
        update.derived,
        look.bare,
        update.published is None,
        _TRUST[update.published_basis],
        -len(update.headline) - len(update.text),
        # What stands in the list, too, is not only a pin.
        PINNED in update.labels,
        look.content,
    )


def _claims(look: Look) -> Iterator[_Key]:
    """Yield the keys of which each says: one who answers to it is my original."""
    if not look.update.derived:
        yield ("id", look.update.id)
    elif look.speaks:
        yield (look.title, look.update.text, look.time)
        if look.bare:
            yield ("line", look.line)


def _answers(look: Look) -> Iterator[_Key]:
    """Yield the keys under which the copies of an update may ask for it."""
    if not look.update.derived:
        yield ("id", look.update.id)
    # Whichever of its times a copy repeats, or if it repeats none.
    for time in {look.time, look.label, look.instant, ""}:
        yield (look.title, look.update.text, time)
        if look.title and time:
            yield (look.title, "", time)
    yield ("line", look.line)

"""The copies that a page makes of an update: pinned on top, repeated in a list."""

from collections import Counter
from collections.abc import Iterator, Sequence

from streamer.identity.look import PINNED, Look
from streamer.model import Update
from streamer.text import bare_headline

_Key = tuple[str, ...]

_TRUST = {"stated": 0, "date-inferred": 1, "first-seen": 2}


def distinct(shown: Sequence[Update]) -> list[Update]:
    """Return *shown* in the order of the page, each update once.

    Rows with one id of the source's own are one. A row without one is a copy if another
    says the same at the same time, be it only the headline. Of the
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


def _alike(shown: Sequence[Update]) -> dict[int, Look]:
    """Return the rows that may be copies of one another: most are like no other, and need no look.

    A copy has the id of its original, or the headline, or without one all of the text.
    """
    titles = [bare_headline(update.headline) or update.text for update in shown]
    ids = Counter(update.id for update in shown)
    count = Counter(titles)
    return {
        index: Look(update)
        for index, (update, title) in enumerate(zip(shown, titles, strict=True))
        if count[title] > 1 or ids[update.id] > 1
    }


def _rank(look: Look) -> tuple[bool, bool, int, int, bool, _Key]:
    update = look.update
    return (
        update.derived,
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


def _answers(look: Look) -> Iterator[_Key]:
    """Yield the keys under which the copies of an update may ask for it."""
    if not look.update.derived:
        yield ("id", look.update.id)
    # Whichever of its times a copy repeats, or if it repeats none.
    for time in {look.time, look.label, look.instant, ""}:
        yield (look.title, look.update.text, time)
        if look.title and time:
            yield (look.title, "", time)

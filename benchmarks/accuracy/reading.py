"""What is read of a page beside what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.accuracy.pages import Reading, Wanted
from streamer.errors import ParseError
from streamer.model import Update
from streamer.parse import parse
from streamer.text import bare_headline, normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The result for one page.

    Attributes:
        format: What it was read as; ``""`` if no document that a source begins with.
        expected: None where nobody wrote down what is in it.
        right: Of how many updates the id, the time, the headline and the text are right.
        note: What explains the figures.
    """

    name: str
    format: str
    found: int = 0
    expected: int | None = None
    right: tuple[int, int, int, int] = (0, 0, 0, 0)
    note: str = ""

    @property
    def all_right(self) -> bool:
        return self.expected == self.found and all(n == self.found for n in self.right)


def read(reading: Reading) -> Read:
    """Read a page and compare it, update by update, with what is in it."""
    try:
        snapshot = parse(reading.document, zone=reading.zone)
    except ParseError as error:
        unread = "looked for" in str(error)
        return Read(
            name=reading.name,
            format="",
            expected=None if reading.wanted is None else len(reading.wanted),
            note="no document that a source begins with" if unread else f"{error.outcome}: {error}",
        )
    wants = f"asks for {len(snapshot.wants)} documents more" if snapshot.wants else ""
    if reading.wanted is None:
        found = len(snapshot.updates)
        return Read(name=reading.name, format=snapshot.format, found=found, note=wants)
    pairs = list(_pairs(snapshot.updates, reading.wanted))
    return Read(
        name=reading.name,
        format=snapshot.format,
        found=len(snapshot.updates),
        expected=len(reading.wanted),
        right=(
            sum(want.id is None or _named(want.id) == _named(one.id) for one, want in pairs),
            sum(_is_then(one, want) for one, want in pairs),
            sum(_says(one.headline, want.headline) for one, want in pairs),
            sum(_says(one.text, want.text) for one, want in pairs),
        ),
        note=wants,
    )


def _pairs(
    updates: Iterable[Update], wanted: tuple[Wanted, ...]
) -> Iterable[tuple[Update, Wanted]]:
    """Pair by id where the source gives one, else by the headline."""
    ids = {_named(want.id): want for want in wanted if want.id}
    titles = {_bare(want.headline or ""): want for want in wanted}
    for update in updates:
        want = ids.get(_named(update.id)) or titles.get(_bare(update.headline))
        if want:
            yield update, want


def _named(name: str) -> str:
    """One newsroom writes its ids bare in one place and as an anchor in the other."""
    return name.removeprefix("block-")


def _is_then(update: Update, want: Wanted) -> bool:
    if want.published is None or update.published is None:
        return want.published is None
    if update.published_basis == "stated":
        return update.published == want.published
    return update.published.replace(second=0, microsecond=0) == want.published.replace(
        second=0, microsecond=0
    )


def _says(one: str, want: str | None) -> bool:
    return want is None or _bare(one) == _bare(want)


def _bare(text: str) -> str:
    """Leave out the blanks: the throw-away parser put one wherever a tag was."""
    return normalise(bare_headline(text)).replace(" ", "")

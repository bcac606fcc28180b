"""How an update looks to a reader: what its identity is judged by, computed at most once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import blake2b

from streamer.fold import SOURCE, fingerprint_of, instant
from streamer.model import DERIVED, KnownUpdate, Update
from streamer.text import FORMER, RULES, bare_headline, fingerprint, normalise, shingles, words

# The label of an update that stands on top for another reason than its time.
PINNED = "pinned"

# A second later is how two systems of one newsroom write the same instant.
JITTER = timedelta(seconds=2)


@dataclass(frozen=True, eq=False)
class Look:
    """One update, known or shown.

    Attributes:
        ahead: Published after everything known: it repeats nothing that is long gone.
        twin: Another row of its page says the same, so words do not tell them apart.
    """

    update: Update
    ahead: bool = False
    twin: bool = False

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.update.headline, self.update.text)

    @cached_property
    def former(self) -> str:
        """The fingerprint by the former rules, all that is left in tombstones of that time."""
        return fingerprint(self.update.headline, self.update.text, FORMER)

    @cached_property
    def title(self) -> str:
        """The headline as shown, without ``Update:``."""
        return bare_headline(self.update.headline)

    @cached_property
    def headline(self) -> str:
        """The headline in its normal form, without ``Update:``."""
        return normalise(self.title)

    @cached_property
    def words(self) -> list[str]:
        said = f"{self.title} {self.update.text}"
        return [word.casefold() for word in words(said)]

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        return shingles(f"{self.title} {self.update.text}")

    @cached_property
    def label(self) -> str:
        """The clock as shown, ``""`` if there is none."""
        return normalise(self.update.clock).casefold()

    @property
    def speaks(self) -> bool:
        """Whether it has any words at all; a picture has none."""
        return bool(self.update.headline or self.update.text)

    @cached_property
    def line(self) -> str:
        """What a list of headlines calls it: its headline, or all of it if it has none."""
        return self.headline or normalise(self.update.text)

    @property
    def bare(self) -> bool:
        """Whether it is one line without an id, a time and a text, as in a list of headlines."""
        one_line = bool(self.update.headline) != bool(self.update.text)
        return one_line and self.update.derived and not self.dated

    @property
    def headed(self) -> bool:
        """Whether it is a headline at some time, without an id and a text."""
        return self.update.derived and self.dated and not self.update.text

    @property
    def telling(self) -> bool:
        """Whether its words are its own, and not those that a page puts on every row."""
        return bool(self.update.text) and not self.twin

    @property
    def instant(self) -> str:
        """The instant as text, ``""`` if its source gave none."""
        at = instant(self.update)
        return at.isoformat() if at else ""

    @property
    def time(self) -> str:
        """The time that a reader would call it by: stated, else the clock, else inferred."""
        return (self.instant if self.stated else "") or self.label or self.instant

    @property
    def stated(self) -> bool:
        return self.update.published is not None and self.update.published_basis == "stated"

    @property
    def dated(self) -> bool:
        """Whether its source gave any time for it, be it only a clock."""
        return bool(self.label or self.instant)

    @property
    def content(self) -> tuple[str, ...]:
        """What decides between equals, wherever they stand on the page."""
        it = self.update
        time = (str(it.published), it.published_basis, str(it.modified), it.clock)
        return (it.id, it.headline, it.text, *time, it.url, it.html, *it.labels, *it.authors)

    def names(self) -> Iterator[str]:
        """Yield its id, then one after another the ids it gets where those are taken."""
        name = self.update.id
        while True:
            if name != SOURCE:
                yield name
            said = f"{name}\n{self.time}\n{self.update.headline}\n{self.update.text}"
            made = blake2b(said.encode(errors="surrogatepass"), digest_size=8)
            name = DERIVED + made.hexdigest()


def says(known: KnownUpdate, shown: Look) -> bool:
    """Whether a reader would find nothing changed.

    A fingerprint that older rules made is not compared; the words are. Of a tombstone it
    is all that is left; if it is older than all rules that we know, it counts as unchanged.
    """
    was = known.update
    if was is not None and (was.headline, was.text) == (shown.update.headline, shown.update.text):
        return True
    said = fingerprint_of(known)
    if said.startswith(RULES):
        return said == shown.fingerprint
    return said == shown.former or not said.startswith(FORMER)


def distance(one: Look, other: Look) -> timedelta:
    """Return the time between two updates, 0 if a source gave no time for one of them."""
    here, there = instant(one.update), instant(other.update)
    return timedelta(0) if here is None or there is None else abs(here - there)


def same_moment(one: Look, other: Look) -> float:
    """Return 1 if two updates were published at one moment, ½ if nothing contradicts it, else 0.

    Two stated instants decide; else the clocks as shown, because the day of a clock is
    only inferred. A missing time contradicts nothing.
    """
    if one.stated and other.stated:
        return float(distance(one, other) <= JITTER)
    if one.update.clock == other.update.clock and one.update.clock.strip():
        return 1.0
    if one.label and other.label:
        return float(one.label == other.label)
    if not one.instant or not other.instant:
        return 0.5
    return float(distance(one, other) < timedelta(minutes=1))

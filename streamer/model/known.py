"""The state of a source: what its events so far fold to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from streamer.model.update import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUpdate:
    """One update as its events left it.

    ``update`` carries no html. It is None once nothing can show the update again and
    it shrank to a tombstone: then only the fingerprint tells whether it changed.
    The source itself is kept like an update with the id ``""``; its fingerprint is
    the kind of its last event.

    Attributes:
        duplicate_of: Which update it repeats, ``<source>/<update id>``; ``""`` for one
            that the main stream told.
        past: What it said before, oldest first and each once: the revision and its
            fingerprint.
        left: Whether the source has gone on to another blog, where its id may be another
            update's.
    """

    revision: int
    fingerprint: str
    removed: bool = False
    update: Update | None = None
    duplicate_of: str = ""
    past: tuple[tuple[int, str], ...] = ()
    left: bool = False


# The state of a source: update id → what its events so far fold to.
Known = Mapping[str, KnownUpdate]


# Update id → when a good document first failed to show it where it should be.
Absent = Mapping[str, datetime]

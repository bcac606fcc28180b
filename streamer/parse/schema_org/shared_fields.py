"""Values that a page writes on every update and that are really its own.

One newsroom gives each update the page's headline and times; another only the time of
the page's last change. What is the same on every update says nothing of any of them,
and when the page changes it must not look as if they all had.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from streamer.model import Update
from streamer.text import normalise

_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """Which fields of the updates belong to the page."""

    headline: bool = False
    published: bool = False
    modified: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.__slots__ if getattr(self, name))


def shared(updates: Sequence[Update], headline: str, dates: Collection[datetime]) -> Shared:
    """Find the shared fields of *updates*.

    Args:
        updates: What the page lists.
        headline: The page's own; with a single update only equality with it tells.
        dates: The page's own times. Two updates may well be of one minute, so their
            common time is the page's only if the page has it, too.

    """
    if len(updates) == 1:
        (only,) = updates
        same = bool(only.headline) and normalise(only.headline) == normalise(headline)
        return Shared(headline=same, published=same and only.published in dates)
    times = [update.published for update in updates]
    changes = [update.modified for update in updates if update.modified]
    return Shared(
        headline=_same([normalise(update.headline) for update in updates]),
        published=_same(times) and (len(times) >= _ENOUGH or times[0] in dates),
        modified=_same(changes) and (len(changes) >= _ENOUGH or changes[0] in dates),
    )


def _same(values: Sequence[object]) -> bool:
    return len(values) > 1 and bool(values[0]) and len(set(values)) == 1

"""What one document of a source shows, and how much the source has.

The count is what tells that something went away where nothing says so: less than there
was, with what came since, means that everything has to be looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from streamer.model import Memo, Snapshot
from streamer.parse.dates import instant

BLOCKS: Final = "blocks"
PAGES: Final = "pages"
_NEWEST, _GONE, _LOOKS = "newest", "gone", "looks"
# A removal is believed at the second sight of everything.
_ENOUGH_LOOKS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one document shows.

    Attributes:
        snapshot: What it shows.
        count: How many of its unit the source has, 0 if it does not say.
        unit: ``blocks`` or ``pages``.
    """

    snapshot: Snapshot
    unit: str
    count: int = 0

    def looks(self, memo: Memo) -> int:
        """Return how many times everything is to be looked at from now on.

        Args:
            memo: What was remembered of the last sight.

        """
        left = _number(memo, _LOOKS)
        before = _number(memo, self.unit)
        since = instant(memo.get(_NEWEST, ""))
        if not before or not self.count:
            return left
        newer = 0
        if self.unit == BLOCKS and since:
            newer = sum(one > since for one in self._times())
            if newer == len(self.snapshot.updates):
                left = max(left, 1)
        gone = max(0, len(self.snapshot.tombstones) - _number(memo, _GONE))
        return _ENOUGH_LOOKS if self.count < before + newer - gone else left

    def remember(self, looks: int) -> Memo:
        """Return what to remember of this sight, of which *looks* are still to be taken."""
        newest = max(self._times(), default=None)
        said = {
            self.unit: str(self.count or ""),
            _NEWEST: newest.isoformat() if newest else "",
            _GONE: str(len(self.snapshot.tombstones) or ""),
            _LOOKS: str(looks or ""),
        }
        return {name: text for name, text in said.items() if text}

    def _times(self) -> list[datetime]:
        return [one.published for one in self.snapshot.updates if one.published]


def remembered(memo: Memo) -> Memo:
    """Return what was remembered, for as long as nothing better is known."""
    names = (BLOCKS, PAGES, _NEWEST, _GONE, _LOOKS)
    return {name: memo[name] for name in names if name in memo}


def _number(memo: Mapping[str, str], name: str) -> int:
    said = memo.get(name, "")
    return int(said) if said.isdecimal() and len(said) < len("1000000000") else 0

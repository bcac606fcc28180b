"""Posts that the server deletes itself, because the blog may hold only so many.

When a post comes out and the blog is full, the oldest one is marked as deleted. Nobody took
it back, so it is no removal. The mark is the same as an editor's; a deletion is believed to
be the server's only if all of this holds, and is an editor's in every other case:

* the blog is full: its document names a limit, and so many posts are shown; or none is
  named, and they are a round number;
* the post is older than all that are shown, pins aside;
* it was deleted in the moment in which another one came out.

What is not newer than one that went so stays gone so, whatever becomes of the blog.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate
from typing import Final, Self

from streamer.model import Memo
from streamer.parse.sourcefabric.post import Post

_ROUND: Final = 50
_MOMENT: Final = timedelta(seconds=10)
# So many posts may go between two looks at everything.
_MOST: Final = 60
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How full a blog was when everything was looked at.

    Attributes:
        most: How many posts it may hold, 0 if it does not say.
        count: How many are shown.
        newest: When the newest of them came out, in seconds.
        oldest: When the oldest of them did, the oldest first.
        edge: When the newest one came out that the server deleted itself.
    """

    most: int = 0
    count: int = 0
    newest: int = 0
    oldest: tuple[int, ...] = ()
    edge: int = 0

    def look(self, posts: Sequence[Post], most: int) -> Self:
        """Return how full the blog with these posts is."""
        shown = [one for one in posts if one.standing == "shown"]
        times = sorted(_seconds(one) for one in shown if one.published and not one.pinned)
        return replace(
            self,
            most=most,
            count=len(shown),
            newest=times[-1] if times else 0,
            oldest=tuple(times[:_MOST]),
        )

    def expired(self, posts: Sequence[Post]) -> frozenset[str]:
        """Return the ids of those *posts* that the server deleted itself."""
        deleted = [
            one for one in posts if one.standing == "deleted" and one.published and not one.pinned
        ]
        found = {one.id for one in deleted if _seconds(one) <= self.edge}
        if not self._is_full(posts):
            return frozenset(found)
        births = [one.published for one in posts if one.published]
        left = [one for one in self.oldest if one > self.edge]
        for one in sorted(deleted, key=_seconds):
            if not left or _seconds(one) > left[0]:
                break
            if _seconds(one) == left[0]:
                left.pop(0)
            touched = one.touched
            if touched and any(abs(birth - touched) <= _MOMENT for birth in births):
                found.add(one.id)
        return frozenset(found)

    def after(self, posts: Sequence[Post], expired: Collection[str]) -> Self:
        """Return the same, once those *posts* that are *expired* went."""
        times = (_seconds(one) for one in posts if one.id in expired)
        return replace(self, edge=max(self.edge, *times, 0))

    def _is_full(self, posts: Sequence[Post]) -> bool:
        if not self.most:
            return self.count > 0 and self.count % _ROUND == 0
        fresh = (one for one in posts if one.standing == "shown" and _seconds(one) > self.newest)
        return self.count + sum(1 for _ in fresh) >= self.most

    def memo(self) -> Memo:
        """Return it as short texts; ``oldest`` as steps from one to the next."""
        pairs = zip((0, *self.oldest), self.oldest, strict=False)
        return {
            "limit": str(self.most or ""),
            "count": str(self.count or ""),
            "newest": str(self.newest or ""),
            "oldest": ".".join(str(now - before) for before, now in pairs),
            "edge": str(self.edge or ""),
        }

    @classmethod
    def told(cls, memo: Memo) -> Self:
        """Return what *memo* says; whatever is no memo of ours says nothing."""
        steps = memo.get("oldest", "").split(".")
        times = accumulate(number(one) for one in steps[:_MOST] if one)
        return cls(
            most=number(memo.get("limit", "")),
            count=number(memo.get("count", "")),
            newest=number(memo.get("newest", "")),
            oldest=tuple(times),
            edge=number(memo.get("edge", "")),
        )


def number(said: str) -> int:
    """Return the whole number that a text of a memo is, 0 if it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else 0


def _seconds(post: Post) -> int:
    return int(post.published.timestamp()) if post.published else 0

"""Posts that the server deletes itself, because the blog may hold only so many.

When a post is made and the blog is full, the one that was made first is marked as deleted.
Nobody took it back, so it is no removal. The mark is the same as an editor's; a deletion is
believed to be the server's only if all of this holds, and is an editor's in every other case:

* the blog is full: as many posts are there as its document allows; or, where the document is
  not to be had, they are a round number;
* the post was made before all that are there;
* it was deleted in the moment in which another one was made.

What was not made after one that went so is gone so, whatever becomes of the blog.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate
from typing import Final, Self

from streamer.model import Memo
from streamer.parse.platforms.sourcefabric.post import Post

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
        count: How many there are.
        newest: When the last of them was made, in seconds.
        oldest: When the first of them were, in order.
        edge: When the last one was made that the server deleted itself.
    """

    most: int = 0
    count: int = 0
    newest: int = 0
    oldest: tuple[int, ...] = ()
    edge: int = 0

    def look(self, posts: Sequence[Post], most: int, total: int) -> Self:
        """Return how full the blog with these posts is, which says that *total* are there."""
        times = sorted(_seconds(one) for one in posts if not one.deleted)
        return replace(
            self,
            most=most,
            count=max(len(times), total),
            newest=times[-1] if times else 0,
            oldest=tuple(times[:_MOST]),
        )

    def expired(self, posts: Sequence[Post]) -> frozenset[str]:
        """Return the ids of those *posts* that the server deleted itself."""
        deleted = sorted((one for one in posts if one.deleted), key=_seconds)
        found = {one.id for one in deleted if _seconds(one) <= self.edge}
        if not self._is_full(posts):
            return frozenset(found)
        births = [at for one in posts for at in (one.created, one.published) if at]
        left = [one for one in self.oldest if one > self.edge]
        for one in deleted:
            if not left or _seconds(one) > left[0]:
                break
            if _seconds(one) == left[0]:
                left.pop(0)
            if one.touched and any(abs(birth - one.touched) <= _MOMENT for birth in births):
                found.add(one.id)
        return frozenset(found)

    def after(self, posts: Sequence[Post], expired: Collection[str]) -> Self:
        """Return the same, once those *posts* that are *expired* went."""
        times = (_seconds(one) for one in posts if one.id in expired)
        return replace(self, edge=max(self.edge, *times, 0))

    def _is_full(self, posts: Sequence[Post]) -> bool:
        if not self.most:
            return self.count > 0 and self.count % _ROUND == 0
        fresh = (one for one in posts if not one.deleted and _seconds(one) > self.newest)
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
    return int(post.created.timestamp()) if post.created else 0

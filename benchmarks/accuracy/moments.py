"""What can be seen of a story, poll after poll, and what must be told of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from benchmarks.accuracy.story import Post
from streamer.model import Kind
from streamer.text import fingerprint

Fault = Literal["", "cut", "consent", "stale", "paywall"]
# Kind of event and key of the post.
Told = Counter[tuple[Kind, str]]

SOON = timedelta(seconds=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One poll.

    Attributes:
        at: When.
        posts: What the page lists, in its order.
        pinned: A copy on top of it.
        labelled: Whether the page says that it is pinned.
        gone: Keys of posts that are removed, and not just not shown.
        fault: What is wrong with the document, so that nothing may be told of it.
    """

    at: datetime
    posts: tuple[Post, ...]
    pinned: Post | None = None
    labelled: bool = True
    gone: frozenset[str] = frozenset()
    fault: Fault = ""

    @property
    def rows(self) -> tuple[Post, ...]:
        """Everything that the page shows, the copy on top included."""
        return (self.pinned, *self.posts) if self.pinned else self.posts


def expected(moments: Iterable[Moment]) -> Told:
    """Return what a reader who knows every post by name would tell."""
    told: Told = Counter()
    words: dict[str, str] = {}
    missed: Counter[str] = Counter()
    for moment in moments:
        if moment.fault:
            continue
        for post in moment.rows:
            said = fingerprint(post.headline, post.text)
            if post.key not in words:
                told["update.new", post.key] += 1
            elif missed.get(post.key, 0) > 1:
                told["update.restored", post.key] += 1
            elif words[post.key] != said:
                told["update.edited", post.key] += 1
            words[post.key] = said
            missed.pop(post.key, None)
        for key in moment.gone & words.keys():
            missed[key] += 1
            if missed[key] == 2:
                told["update.removed", key] += 1
    return told


def window(posts: Iterable[Post], at: datetime, size: int | None) -> tuple[Post, ...]:
    """Return the newest *size* posts that are published by *at*, the newest first."""
    there = [post for post in posts if post.published <= at]
    return tuple(sorted(there, key=lambda post: (post.published, post.key), reverse=True)[:size])


def grown(
    posts: Sequence[Post], *, size: int | None = 30, step: int = 1, first: int = 10
) -> list[Moment]:
    """Return a blog that grows by *step* posts from one poll to the next."""
    ends = [*range(first, len(posts), step), len(posts)]
    times = [posts[end - 1].published + SOON for end in dict.fromkeys(ends)]
    return [Moment(at=at, posts=window(posts, at, size)) for at in times]


def later(moment: Moment, by: timedelta = timedelta(minutes=1)) -> Moment:
    return replace(moment, at=moment.at + by)

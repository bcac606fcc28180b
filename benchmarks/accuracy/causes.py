"""What can become of a blog and its page: each cause gives the moments of a story."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random

from benchmarks.accuracy.edits import EDITS, Edit
from benchmarks.accuracy.moments import SOON, Fault, Moment, grown, later, window
from benchmarks.accuracy.story import Post, repeated, without_history

Cause = Callable[[Sequence[Post]], list[Moment]]

_MINUTE = timedelta(minutes=1)
_AT_ONCE = timedelta(seconds=1)
_LITTLE = 3


def growing(posts: Sequence[Post], *, size: int | None = 30) -> list[Moment]:
    """Taken away the newest first, and grown back poll by poll."""
    return grown(posts, size=size, step=_LITTLE if size else 20)


def edited(posts: Sequence[Post], *, edit: Edit) -> list[Moment]:
    """Every modified post is first seen in an earlier text, and from its time on in a later."""
    random = Random("edits")
    words = " ".join(post.text for post in posts).split()
    versions: dict[str, tuple[Post, Post]] = {}
    for post in posts:
        if post.modified is not None and post.text:
            versions[post.key] = edit(post, random, words)
    changed = [post for post in posts if post.key in versions]
    times = {post.published + SOON for post in (*posts[10::10], posts[-1])}
    times |= {post.published + _AT_ONCE for post in changed}
    times |= {post.modified + _AT_ONCE for post in changed if post.modified}
    moments = []
    for at in sorted(at for at in times if at >= posts[10].published):
        rows = window(posts, at, 30)
        moments.append(Moment(at=at, posts=tuple(_version(row, at, versions) for row in rows)))
    return moments


def _version(post: Post, at: datetime, versions: Mapping[str, tuple[Post, Post]]) -> Post:
    earlier, now = versions.get(post.key, (post, post))
    return now if post.modified is None or post.modified <= at else earlier


def interrupted(posts: Sequence[Post], *, fault: Fault) -> list[Moment]:
    """Between every two good documents of a growing blog stands a bad one."""
    moments = growing(posts)
    return [one for good in moments for one in (good, replace(later(good), fault=fault))]


def stale(posts: Sequence[Post]) -> list[Moment]:
    """The copy before the last one is served again after every document."""
    moments = growing(posts)
    seen = list(moments[:1])
    for before, now in pairwise(moments):
        seen += [now, replace(before, at=now.at + _MINUTE, fault="stale")]
    return seen


def permuted(posts: Sequence[Post]) -> list[Moment]:
    """The order of the page is another one at every poll."""
    random = Random("order")
    return [
        replace(one, posts=tuple(random.sample(one.posts, len(one.posts))))
        for one in growing(posts)
    ]


def pinned(posts: Sequence[Post], *, labelled: bool) -> list[Moment]:
    """A copy of a post stands on top for ten polls, then another one does."""
    moments = growing(posts)
    pins = [moments[n // 10 * 10].posts[6] for n in range(len(moments))]
    return [
        replace(one, pinned=pin, labelled=labelled) if n % 10 > 1 and pin in one.posts else one
        for n, (one, pin) in enumerate(zip(moments, pins, strict=True))
    ]


def shrinking(posts: Sequence[Post]) -> list[Moment]:
    """Every third document shows the newest ten only."""
    return [
        replace(one, posts=one.posts[:10]) if n % 3 == 2 else one
        for n, one in enumerate(growing(posts))
    ]


def removed(posts: Sequence[Post], *, place: int, for_good: bool = True) -> list[Moment]:
    """Now and then a post of the page is taken out, and comes back unless *for_good*."""
    moments = growing(posts)
    seen: list[Moment] = []
    gone: set[str] = set()
    for n, moment in enumerate(moments):
        one = _without(moment, gone)
        seen.append(one)
        if n % 12 == 5 and n < len(moments) - 3:
            gone.add(one.posts[place].key)
            seen += [_without(later(moment, _MINUTE * m), gone) for m in (1, 2, 3)]
            if not for_good:
                gone.clear()
                seen.append(later(moment, _MINUTE * 4))
    return list(_in_order(seen))


def _without(moment: Moment, gone: set[str]) -> Moment:
    there = tuple(post for post in moment.posts if post.key not in gone)
    return replace(moment, posts=there, gone=frozenset(gone))


def _in_order(moments: Sequence[Moment]) -> Iterator[Moment]:
    at = moments[0].at
    for moment in moments:
        at = max(at + timedelta(seconds=1), moment.at)
        yield replace(moment, at=at)


def alerts(posts: Sequence[Post]) -> list[Moment]:
    """The same words under the same clock on every day."""
    return growing(repeated(without_history(list(posts))))


CAUSES: Mapping[str, Cause] = {
    "grows, 30 on the page": growing,
    "grows, all on the page": partial(growing, size=None),
    **{f"edited: {name}": partial(edited, edit=edit) for name, edit in EDITS.items()},
    "removed from the middle": partial(removed, place=4),
    "removed from the middle, and back": partial(removed, place=4, for_good=False),
    "the newest removed": partial(removed, place=0),
    "pinned, labelled": partial(pinned, labelled=True),
    "pinned, not labelled": partial(pinned, labelled=False),
    "permuted": permuted,
    "30, 30, 10, 30, 30, 10 on the page": shrinking,
    "cut in half in between": partial(interrupted, fault="cut"),
    "a consent page in between": partial(interrupted, fault="consent"),
    "teasers only in between": partial(interrupted, fault="paywall"),
    "an older copy in between": stale,
    "the same alert at the same clock": alerts,
}

"""A newsroom as a value: whatever it does, it writes down what it did.

Tests build histories with it and compare: its own record is what the events must say.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random

from streamer.diff import diff, fold, retired
from streamer.model import DERIVED, Snapshot, Update

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Words of which no three follow each other twice: each update is unlike any other.
_SYLLABLES = [one + two for one in "bdfghklm" for two in "aeiou"]


def words(seed: str, count: int) -> str:
    """Return *count* words that belong to *seed* alone, and are always the same."""
    random = Random(seed)
    return " ".join("".join(random.choices(_SYLLABLES, k=3)) for _ in range(count))


@dataclass(frozen=True, kw_only=True)
class Post:
    """One thing that the newsroom wrote, and what became of it."""

    number: int
    published: datetime
    headline: str
    text: str
    removed: bool = False
    pinned: bool = False

    @property
    def clock(self) -> str:
        return f"{self.published:%H:%M}"

    def shown(self, *, ids: bool) -> Update:
        made = blake2b(f"{self.clock}\n{self.headline}".encode(), digest_size=8).hexdigest()
        return Update(
            id=f"post-{self.number}" if ids else DERIVED + made,
            headline=self.headline,
            text=self.text,
            html=f"<p>{self.text}</p>",
            published=self.published,
            published_basis="stated" if ids else "date-inferred",
            clock=self.clock,
        )


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """A live blog behind the scenes.

    Attributes:
        now: The newsroom's clock; each act takes a minute.
        ids: Whether its page gives ids.
        window: How many posts its page shows; None for all of them.
        rising: Whether the oldest stands on top.
        record: What it did: kind, post, revision.
    """

    ids: bool = True
    window: int | None = None
    now: datetime = NOON
    rising: bool = False
    posts: tuple[Post, ...] = field(default=(), repr=False)
    record: tuple[tuple[str, int, int], ...] = field(default=(), repr=False)
    revisions: dict[int, int] = field(default_factory=dict, repr=False)
    last: str = ""

    def publish(self, *, ago: timedelta = timedelta(0)) -> "Newsroom":
        number = len(self.posts)
        post = Post(
            number=number,
            published=self.now - ago,
            headline=words(f"headline {number}", 6),
            text=words(f"text {number}", 24),
        )
        return self._after("update.new", post)

    def edit(self, number: int, change: int) -> "Newsroom":
        """Correct a post: another word, a sentence more, a number, or another headline."""
        post = self.posts[number]
        row = post.text.split()
        fresh = words(f"edit {number} {self.now}", 2)
        match change % 4:
            case 0:
                row[change % len(row)] = fresh.split()[0]
                post = replace(post, text=" ".join(row))
            case 1:
                post = replace(post, text=f"{post.text} {fresh}")
            case 2:
                post = replace(post, text=f"{change} {post.text}")
            case _:
                post = replace(post, headline=words(f"headline {number} {self.now}", 6))
        return self._after("update.edited", post)

    def remove(self, number: int) -> "Newsroom":
        return self._after(
            "update.removed", replace(self.posts[number], removed=True, pinned=False)
        )

    def restore(self, number: int) -> "Newsroom":
        return self._after("update.restored", replace(self.posts[number], removed=False))

    def pin(self, number: int) -> "Newsroom":
        """Pin a post, or take the pin away. No news."""
        post = self.posts[number]
        return replace(self._with(replace(post, pinned=not post.pinned)), last=f"pin {number}")

    def turn(self) -> "Newsroom":
        """Turn the page upside down. No news."""
        return replace(self, rising=not self.rising, now=self.now + MINUTE, last="turn")

    def visible(self) -> list[Post]:
        """Return the posts of the page, newest first."""
        there = sorted(
            (post for post in self.posts if not post.removed),
            key=lambda post: (post.published, post.number),
            reverse=True,
        )
        return there[: self.window]

    def page(self) -> tuple[Update, ...]:
        """Return what the page shows: a copy of each pinned post on top, then the list.

        The copy has no id. Where the list rises, an old post on top of it looks like the
        beginning of the list, unless it is labelled.
        """
        row = [post.shown(ids=self.ids) for post in self.visible()]
        copies = [post.shown(ids=False) for post in self.posts if post.pinned]
        if self.rising:
            return (*(replace(copy, labels=("pinned",)) for copy in copies), *row[::-1])
        return (*copies, *row)

    def snapshot(self, *, later: timedelta = timedelta(0)) -> Snapshot:
        return Snapshot(
            updates=self.page(),
            view="window" if self.window else "full",
            fetched=self.now + later,
        )

    def _after(self, kind: str, post: Post) -> "Newsroom":
        revision = self.revisions.get(post.number, 0) + 1
        return replace(
            self._with(post),
            record=(*self.record, (kind, post.number, revision)),
            revisions={**self.revisions, post.number: revision},
            last=f"{kind} {post.number}",
        )

    def _with(self, post: Post) -> "Newsroom":
        posts = dict(enumerate(self.posts)) | {post.number: post}
        return replace(self, posts=tuple(posts.values()), now=self.now + MINUTE)


def read(snapshots, *, keep=None):
    """Return the events of *snapshots*, one after another, and the state they fold to.

    With *keep*, the state of what nothing can show any more shrinks after that time.
    """
    known, absent, events = {}, {}, []
    for snapshot in snapshots:
        changes = diff(known, snapshot, absent, source="blog")
        known, absent = fold(known, changes.events), changes.absent
        events += changes.events
        gone = retired(known, snapshot, keep=keep) if keep else ()
        known |= {subject: replace(known[subject], update=None) for subject in gone}
    return events, known

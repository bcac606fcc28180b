"""A live blog from its first post to its last: the real one, or one of invented words."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random

from streamer.model import Document, Update
from streamer.parse import parse

FRIDAY = datetime(2026, 5, 1, 6, tzinfo=UTC)
PAGE = "https://harbour.example/live/storm"
_SYLLABLES = [one + two for one in "bdfghklmnprst" for two in "aeiou"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of a story.

    Attributes:
        key: Its true name, whatever a page shows.
        modified: When its words became what they are, None if they always were.
    """

    key: str
    published: datetime
    headline: str
    text: str
    modified: datetime | None = None


def real(page: Path) -> list[Post]:
    """Return the posts of a saved page with all of its history, the oldest first."""
    url = "https://www.mirror.example/news/live-33386398"
    fetched = datetime(2024, 8, 6, tzinfo=UTC)
    snapshot = parse(Document(url=url, body=page.read_bytes(), fetched=fetched))
    return sorted(map(_post, snapshot.updates), key=lambda post: (post.published, post.key))


def _post(update: Update) -> Post:
    if update.published is None:
        raise ValueError(f"{update.id} shows no time")
    return Post(
        key=update.id,
        published=update.published,
        headline=update.headline,
        text=update.text,
        modified=update.modified,
    )


def invented(count: int = 120) -> list[Post]:
    """Return a look-alike, the oldest post first: nights, twin minutes, pictures, reposts.

    Its words are few and some are frequent, as in a language, so that runs of them repeat.
    """
    random = Random("storm")
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 3))) for _ in range(900)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    posts: list[Post] = []
    at = FRIDAY
    for number in range(count):
        # Every ninth post is of the minute of the one before it, and the nights are quiet.
        quiet = timedelta(hours=9) if number % 40 == 39 else timedelta(0)
        at += quiet + timedelta(seconds=20 if number % 9 == 4 else random.randint(90, 1100))
        headline = " ".join(random.choices(words, cum_weights=weights, k=random.randint(5, 10)))
        length = random.choice((0, 8, 15, 25, 40, 60, 90)) if number % 5 else 45
        text = " ".join(random.choices(words, cum_weights=weights, k=length))
        if length and number % 3 == 0:
            text = f"{random.randint(2, 900)} {text}"
        later = timedelta(minutes=random.choice((2, 3, 5, 17, 40)))
        posts.append(
            Post(
                key=f"{7000 + number}",
                published=at,
                headline=headline.capitalize(),
                text=f"{text.capitalize()}." if text else "",
                modified=at + later if number % 5 == 0 and number < count - 12 else None,
            )
        )
    return posts


def slugs(posts: list[Post]) -> dict[str, int]:
    """Return the place of each post in the story, by its key."""
    return {post.key: place for place, post in enumerate(posts)}


def repeated(posts: list[Post]) -> list[Post]:
    """Return *posts* with one short alert among them at the same clock of each day."""
    days = sorted({post.published.date() for post in posts})
    alerts = [
        Post(
            key=f"alert-{day}",
            published=datetime(day.year, day.month, day.day, 11, 30, tzinfo=UTC),
            headline="Siren in the harbour",
            text="Take cover until the siren ends.",
        )
        for day in days
    ]
    inside = [one for one in alerts if posts[0].published < one.published < posts[-1].published]
    return sorted([*posts, *inside], key=lambda post: (post.published, post.key))


def longest_silence(posts: list[Post]) -> timedelta:
    """Return the longest time between two posts; clocks can tell only gaps below a day."""
    return max((b.published - a.published for a, b in pairwise(posts)), default=timedelta(0))


def without_history(posts: list[Post]) -> list[Post]:
    return [replace(post, modified=None) for post in posts]


def digits(text: str) -> list[int]:
    """Return the places of the words with a digit."""
    return [n for n, word in enumerate(text.split()) if re.search(r"\d", word)]

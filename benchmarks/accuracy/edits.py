"""The ways in which a newsroom edits: each gives the words of a post before and after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from benchmarks.accuracy.story import Post, digits

# A post, chance, the words of its blog → the post as it was first, and as it is later.
Edit = Callable[[Post, Random, Sequence[str]], tuple[Post, Post]]


def _swap(text: str, at: int, new: str) -> str:
    row = text.split()
    row[at % len(row)] = new
    return " ".join(row)


def _typo(post: Post, random: Random, _words: Sequence[str]) -> tuple[Post, Post]:
    return replace(post, text=_swap(post.text, random.randrange(999), "teh")), post


def _number(post: Post, random: Random, _words: Sequence[str]) -> tuple[Post, Post]:
    at = random.choice(digits(post.text) or [0])
    return replace(post, text=_swap(post.text, at, str(random.randrange(10_000)))), post


def _prefix(post: Post, random: Random, words: Sequence[str]) -> tuple[Post, Post]:
    """Put "UPDATE:" before the headline; that alone is no edit, so a word changes, too."""
    return _typo(post, random, words)[0], replace(post, headline=f"UPDATE: {post.headline}")


def _longer(post: Post, random: Random, words: Sequence[str]) -> tuple[Post, Post]:
    return post, replace(post, text=" ".join([post.text, *random.choices(words, k=40)]))


def _retitled(post: Post, random: Random, words: Sequence[str]) -> tuple[Post, Post]:
    return replace(post, headline=" ".join(random.choices(words, k=9))), post


def _halved(post: Post, _random: Random, _words: Sequence[str]) -> tuple[Post, Post]:
    return post, replace(post, text=post.text[: len(post.text) // 2])


def _doubled(post: Post, random: Random, words: Sequence[str]) -> tuple[Post, Post]:
    return _halved(post, random, words)[::-1]


def _typography(post: Post, _random: Random, _words: Sequence[str]) -> tuple[Post, Post]:
    text = post.text.replace("'", "’").replace('"', "“").replace(" - ", " – ")
    return replace(post, text=text.replace(" ", "\u00a0", 1)), post


EDITS: Mapping[str, Edit] = {
    "a typo": _typo,
    "a number": _number,
    "UPDATE: and a word": _prefix,
    "40 words more": _longer,
    "headline replaced": _retitled,
    "second half cut": _halved,
    "second half added": _doubled,
    "typography only": _typography,
}

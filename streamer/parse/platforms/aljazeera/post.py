"""One answer about a post, and the correction that stands on the blog, as updates."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from streamer.model import Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text
from streamer.parse.platforms.own_words import own_words
from streamer.text import squash

_LONGEST_LABEL = 40
_LONGEST_NUMBER = 15
_REFUSED = 400


def answered(page: Page | None, number: int) -> Json:
    """Return the post of an answer, an empty object if it holds another one or none.

    A post that is not there is answered with "200", no data and an error.
    """
    if page is None or page.document.status >= _REFUSED:
        return {}
    post = mapping(page.json, "data", "posts")
    return post if name(post, "id") == str(number) else {}


def update(post: Json, blog: str, published: datetime | None) -> Update:
    """Return a post.

    Args:
        post: As the API gives it.
        blog: The address of the blog; the post's own ``link`` is no other.
        published: When it was, says the blog; the post's own date names no zone, and is UTC.

    """
    at = published or instant(post.get("date"), UTC) or instant(post.get("modified_gmt"), UTC)
    markup = text(post, "content")
    own = name(post, "id")
    shown = post.get("shouldDisplayTitle") is not False
    return Update(
        id=own,
        headline=fragment_text(text(post, "title")) if shown else "",
        text=own_words(markup),
        html=sanitise(markup, blog),
        url=f"{blog}?update={own}" if blog else "",
        authors=tuple(dict.fromkeys(_authors(post))),
        published=at,
        modified=changed(at, instant(post.get("modified_gmt"), UTC)),
        labels=tuple(dict.fromkeys(_labels(post.get("postLabel")))),
    )


def correction(article: Json, blog: str) -> Update | None:
    """Return the correction that the blog itself bears, None if it bears none."""
    markup = text(article, "correctionText")
    words = own_words(markup)
    if not words:
        return None
    return Update(
        id=f"correction-{name(article, 'id')}",
        text=words,
        html=sanitise(markup, blog),
        url=blog,
        published=instant(article.get("correctionDate"), UTC),
        labels=("correction",),
    )


def link(article: Json, origin: str) -> str:
    """Return the address of the blog, without its query."""
    return absolute(text(article, "link"), origin).partition("?")[0].partition("#")[0]


def times(article: Json) -> Mapping[int, datetime]:
    """Return when each post was published, as far as the blog says."""
    found = {}
    for meta in objects(article.get("childrenMeta")):
        at, number = instant(meta.get("publishedTime")), as_number(meta.get("id"))
        if at is not None and number:
            found[number] = at
    return found


def as_number(value: object) -> int:
    """Return the number of a post, 0 for what is none."""
    said = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER else 0


def _authors(post: Json) -> Iterator[str]:
    if post.get("showAuthor") is False:
        return
    for author in objects(post.get("author")):
        if squash(text(author, "name")):
            yield squash(text(author, "name"))
    if squash(text(post, "writeInAuthor")):
        yield squash(text(post, "writeInAuthor"))


def _labels(value: object) -> Iterator[str]:
    """Yield the labels of a post: words, or objects with a name."""
    for one in value if isinstance(value, list) else [value]:
        said = one if isinstance(one, str) else text(mapping(one), "slug", "name", "label")
        word = "-".join(squash(said).casefold().split())
        if word and len(word) <= _LONGEST_LABEL:
            yield word

"""The forms in which a page shows its posts, as documents: with ids, without, with clocks only."""

import html
from collections.abc import Callable, Mapping
from dataclasses import replace

import orjson

from benchmarks.accuracy.moments import Moment
from benchmarks.accuracy.story import PAGE, Post
from streamer.model import Document

Write = Callable[[Moment], str]

_CONSENT = (
    "<!doctype html><html><head><title>Harbour Gazette</title></head><body><h1>Your choice</h1>"
    "<p>We and our 812 partners store cookies.</p><button>Reject all</button></body></html>"
)
_TEASER = 60


def written(moment: Moment, write: Write) -> Document:
    """Return a moment as a document, with whatever is wrong with it."""
    if moment.fault == "paywall":
        posts = tuple(replace(post, text=post.text[:_TEASER]) for post in moment.posts)
        moment = replace(moment, posts=posts)
    text = _CONSENT if moment.fault == "consent" else write(moment)
    if moment.fault == "cut":
        text = text[: len(text) // 2]
    media = {"content-type": "text/html; charset=utf-8"}
    return Document(url=PAGE, body=text.encode(), fetched=moment.at, headers=media)


def _posting(post: Post, name: str, *, dated: bool) -> dict[str, object]:
    return {
        "@type": "BlogPosting",
        "headline": post.headline,
        "articleBody": html.escape(post.text),
        **({"url": f"{PAGE}#{name}"} if name else {}),
        **({"datePublished": post.published.isoformat()} if dated else {}),
    }


def _linked(moment: Moment, name: Callable[[int, Post], str], *, dated: bool = True) -> str:
    blog = {
        "@type": "LiveBlogPosting",
        "@id": PAGE,
        "headline": "Storm at the coast",
        "liveBlogUpdate": [
            _posting(post, name(n, post), dated=dated) for n, post in enumerate(moment.rows)
        ],
    }
    script = orjson.dumps(blog).decode().replace("</", "<\\/")
    return (
        "<!doctype html><html><head><title>Storm at the coast</title>"
        f'<script type="application/ld+json">{script}</script></head>'
        "<body><h1>Storm at the coast</h1></body></html>"
    )


def with_ids(moment: Moment) -> str:
    return _linked(moment, lambda _, post: post.key)


def positional(moment: Moment) -> str:
    """Number the posts by their place: every id shifts with every new post."""
    return _linked(moment, lambda n, _: f"post{n + 1}")


def dated(moment: Moment) -> str:
    return _linked(moment, lambda _n, _post: "")


def timeless(moment: Moment) -> str:
    return _linked(moment, lambda _n, _post: "", dated=False)


def clocks(moment: Moment) -> str:
    """Write a page that gives neither ids nor dates."""
    pin = '<p class="pin-label">Pinned</p>' if moment.labelled else ""
    items = [_item(moment.pinned, pin)] if moment.pinned else []
    items += [_item(post) for post in moment.posts]
    return (
        "<!doctype html><html><head><title>Storm at the coast</title></head>"
        f'<body><h1>Storm at the coast</h1><div class="live">{"".join(items)}</div></body></html>'
    )


def _item(post: Post, label: str = "") -> str:
    return (
        f'<div class="live__entry">{label}<time>{post.published:%H:%M}</time>'
        f'<h3 class="live__head">{html.escape(post.headline)}</h3>'
        f'<div class="live__text"><p>{html.escape(post.text)}</p></div></div>'
    )


FORMS: Mapping[str, Write] = {
    "ids": with_ids,
    "ids by place": positional,
    "no ids": dated,
    "clocks only": clocks,
    "no times": timeless,
}

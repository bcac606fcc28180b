"""The JSON that a live story is made of: components, each named by its ``_ref``."""

from collections.abc import Iterator
from datetime import UTC
from html import escape
from typing import Final

from streamer.model import Update
from streamer.parse.address import absolute
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.page import Page
from streamer.parse.platforms.cnn.names import authors, post_name
from streamer.parse.platforms.json_values import Json, mapping, objects, text
from streamer.parse.platforms.own_words import own_words
from streamer.text import derived_id, squash

POST: Final = "/live-story-post/"
_COMPONENTS: Final = "/_components/"
# What the newsroom itself writes; all others are pictures, embeds and links elsewhere.
_TEXTS: Final = ("paragraph", "subheader", "pull-quote", "footnote", "factbox", "highlights")
_LIST: Final = "list"
_CORRECTION: Final = "correction"
_BEGINNING: Final = 80


def story(page: Page) -> Json:
    """Return the live story of a document, an empty object if it is none."""
    for one in objects(mapping(page.json).get("main")):
        if any(POST in text(post, "_ref") for post in components(one)):
            return one
    return {}


def components(one: Json) -> list[Json]:
    """Return the pinned posts of a live story, and then its posts."""
    return [*objects(one.get("spotlight")), *objects(one.get("items"))]


def settings(one: Json) -> Json:
    """Return what a live story says of itself."""
    return next(iter(objects(one.get("configuration"))), {})


def posts(page: Page, one: Json) -> Iterator[Update]:
    """Yield the pinned posts of a live story, and then its posts."""
    web = absolute(text(settings(one), "canonicalUrl"), page.url) or page.url
    pinned = len(objects(one.get("spotlight")))
    for number, post in enumerate(components(one)):
        if POST in text(post, "_ref"):
            yield _update(post, web, pinned=number < pinned)


def _update(post: Json, page: str, *, pinned: bool) -> Update:
    url = absolute(text(mapping(post, "socialShare"), "canonicalUrl"), page)
    fields = mapping(post, "__fields")
    published = instant(fields.get("created_at"), UTC)
    modified = instant(fields.get("updated_at"), UTC)
    headline = fragment_text(text(post, "headline"))
    content = objects(post.get("content"))
    markup = "".join(_markup(one) for one in content)
    words = own_words(markup)
    amended = any(_kind(one) == _CORRECTION for one in content)
    labels = (("pinned",) if pinned else ()) + (("correction",) if amended else ())
    return Update(
        id=post_name(url, page, (text(post, "_ref"),))
        or derived_id("", headline or words[:_BEGINNING]),
        headline=headline,
        text=words,
        html=sanitise(markup, page),
        url=url,
        authors=authors(fragment_text(text(post, "byline"))),
        published=published or modified,
        modified=changed(published or modified, modified),
        labels=labels,
    )


def _kind(component: Json) -> str:
    """Return ``paragraph`` of ``…/_components/paragraph/instances/…``."""
    return text(component, "_ref").partition(_COMPONENTS)[2].partition("/")[0]


def _markup(component: Json) -> str:
    """Return the HTML of a component of text, ``""`` of any other."""
    kind = _kind(component)
    if kind == _CORRECTION:
        prefix = squash(text(component, "prefix"))
        said = text(component, "text")
        return f"<p>{escape(prefix)} {said}</p>" if prefix or said else ""
    if kind == _LIST:
        lines = "".join(f"<li>{text(one, 'text')}</li>" for one in objects(component.get("items")))
        return f"<ul>{lines}</ul>" if lines else ""
    said = text(component, "text") if kind in _TEXTS else ""
    return f"<p>{said}</p>" if said else ""

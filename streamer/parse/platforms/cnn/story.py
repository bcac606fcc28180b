"""CNN's live stories, one a day for each of its subjects.

A page whose JSON-LD lists its updates is read from there; this is for those without.
"""

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.html import fragment_text, text_of
from streamer.parse.page import Page
from streamer.parse.platforms.cnn import cms
from streamer.parse.platforms.cnn.page import LIST, POST, has_posts, once, posts
from streamer.parse.platforms.json_values import text


def recognise(page: Page) -> bool:
    """Whether it is the JSON of a live story, or a page with posts of its templates."""
    if page.text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return cms.POST in page.text and bool(cms.story(page))
    return (POST in page.text or LIST in page.text) and has_posts(page)


def read(page: Page) -> Snapshot:
    """Return what the story shows. Its page loads more on request, so it is a window.

    Raises:
        ParseError: It shows no posts any more.

    """
    if page.json is None:
        shown, title = posts(page), _title(page)
    else:
        one = cms.story(page)
        shown = once(cms.posts(page, one))
        title = fragment_text(text(cms.settings(one), "headline"))
    if not shown:
        raise ParseError("the live story shows no posts", outcome="malformed-empty")
    return Snapshot(updates=shown, view="window", fetched=page.fetched, format="cnn", title=title)


def _title(page: Page) -> str:
    head = page.tree.css_first("h1")
    return text_of(head) if head is not None else ""

"""Shortcuts through a page's tree: each finds what the long way over every element finds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from streamer.model import Document
from streamer.parse.page import Page
from streamer.parse.schema_org import item_words
from streamer.parse.schema_org.anchors import anchors_in, anchors_of
from streamer.parse.schema_org.item_words import ASIDE, HEADS, TEXTS, outside

PAGES = sorted((Path(__file__).parent / "golden").glob("*/document.html"))
URL = "https://harbour.example/live"
LOOKS = (
    (TEXTS, ASIDE),
    (TEXTS | HEADS, ASIDE),
    (HEADS, ASIDE - {"header"}),
    (frozenset({"time"}), ASIDE - {"time", "header", "footer"}),
)
NAMES = ("id", "ID", "data-id", "DATA-Post-Id", "data-x", "data-testid", "class", "href", "xml:id")
VALUES = ("", "share", "tweet-embed", "post-1234", "#post-1234", "live#a", "https://x.example/#a")
TAGS = sorted(TEXTS | HEADS | ASIDE | {"div", "span", "a", "math", "li"})

attributes = st.builds(' {}="{}"'.format, st.sampled_from(NAMES), st.sampled_from(VALUES))
openings = st.builds(
    lambda tag, written: f"<{tag}{''.join(written)}>",
    st.sampled_from(TAGS),
    st.lists(attributes, max_size=3),
)
closings = st.sampled_from(TAGS).map("</{}>".format)
markup = st.lists(openings | closings | st.just("word "), max_size=40).map("".join)


def walked(node, wanted, skipped):
    """Look at every element that is not left out."""
    stack = [node]
    while stack:
        at = stack.pop()
        names = at.attributes.get("class") or ""
        if at.mem_id != node.mem_id and (
            at.tag in skipped or item_words._BESIDE.search(names)  # noqa: SLF001  # the same words
        ):
            continue
        if at.tag in wanted:
            yield at
        else:
            stack.extend(reversed(list(at.iter())))


def places(nodes):
    return [node.mem_id for node in nodes]


def judge(body):
    tree = LexborHTMLParser(body)
    for node in tree.css("body, body *"):
        for wanted, skipped in LOOKS:
            assert places(outside(node, wanted, skipped)) == places(walked(node, wanted, skipped))
    assert anchors(body, anchors_in(body)) == anchors(body, "*")


def anchors(body, selector):
    page = Page(Document(url=URL, body=body, fetched=datetime(2026, 5, 4, tzinfo=UTC)))
    nodes = page.tree.css(f"body {selector}")
    place = {node.mem_id: at for at, node in enumerate(page.tree.css("*"))}
    found = [anchor for node in nodes for anchor in anchors_of(node, URL)]
    return [(one.attribute, one.value, place[one.node.mem_id]) for one in found]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_pages_of_the_golden_cases(path):
    judge(path.read_bytes())


@given(markup)
def test_any_markup(body):
    judge(body.encode())


def test_a_page_with_too_many_names_is_looked_at_element_by_element():
    names = [f"data-{'a' * count}-id" for count in range(1, 200)]
    body = "".join(f"<p {name}=post-{at}>" for at, name in enumerate(names)).encode()
    assert anchors_in(body) == "*"
    assert len(anchors(body, anchors_in(body))) == len(names)

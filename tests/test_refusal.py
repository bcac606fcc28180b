"""What is said of a page that nothing reads."""

import pytest
from documents import document

from streamer.errors import ParseError
from streamer.parse import KINDS, parse

HEAD = "<html><head><title>Pier</title>{}</head><body><p>Nothing here.</p>{}</body></html>"
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


def said(head="", body=""):
    with pytest.raises(ParseError) as error:
        parse(document(HEAD.format(head, body), content_type="text/html"))
    assert error.value.outcome == "not-a-feed"
    return str(error.value)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "", "0 JSON-LD scripts, 0 <time> elements, 0 lines beginning with a clock"),
        (RSS.format("/rss"), "", "; its feed is https://harbour.example/rss"),
        (RSS.format("/a") + RSS.format("/b"), "", "feed is https://harbour.example/a (and 1 more)"),
        ("<link rel='alternate' hreflang='de' href='/de'>", "", "with a clock"),
        ("", "<script src='https://go.arena.im/x.js'></script>", "a clock, and marks of Arena"),
        ("", "<a href='//embed.scribblelive.com/x'>x</a>", ", and marks of ScribbleLive"),
        (
            "",
            "<p>10:35</p><p>Sea at 5</p><time>1</time>",
            "a clock; if it is a live blog, selectors can describe it (kind: css)",
        ),
    ],
)  # fmt: skip
def test_what_was_found_is_told(head, body, expected):
    assert said(head, body).endswith(expected)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"a": 1, "results": ["<p>"]}', "found no media type, a JSON object with a, results"),
        ("{}", "an empty JSON object"),
        ("[1]", "a JSON list of 1 value"),
        ("Mere words.", "found no media type, 11 bytes of text"),
        ("\0\1", "2 bytes that are no text"),
    ],
)
def test_what_is_no_page_is_told(body, found):
    with pytest.raises(ParseError) as error:
        parse(document(body))
    assert str(error.value).endswith(found)


def test_it_is_one_readable_sentence_however_many_families_there_are():
    told = said()
    assert told.startswith("unsupported: looked for a feed, ")
    assert len(told) < 300
    named = [kind for kind in KINDS if f"{kind}," in told.partition("found")[0]]
    assert named == ["feed"]
    with pytest.raises(ParseError, match="unsupported: looked for json-ld; found text/html"):
        parse(document(HEAD.format("", ""), content_type="text/html"), kind="json-ld")

"""Which family reads a document, and what is said of one that none can read."""

import subprocess
import sys
from pathlib import Path

import pytest
from documents import blog, document, item, page, posting, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse import KINDS, parse, registry

RSS = rss(item("1", "One"))
BLOG = page(blog(posting("u1", "One")))
JSON = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}'
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*/document.*"))


def refused(body, **options):
    kind = options.pop("kind", "auto")
    with pytest.raises(ParseError) as error:
        parse(document(body, **options), kind=kind)
    return error.value


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(RSS, "feed/rss20", id="rss"),
        pytest.param("\ufeff \n<!-- hi -->" + RSS, "feed/rss20", id="a comment first"),
        pytest.param(JSON, "json-feed/1", id="json feed"),
        pytest.param(BLOG, "json-ld", id="json-ld"),
    ],
)
@pytest.mark.parametrize("content_type", ["", "text/html", "application/json", "image/png"])
def test_the_bytes_tell_the_family_and_the_header_does_not(body, expected, content_type):
    assert parse(document(body, content_type=content_type)).format == expected


def test_a_named_kind_is_the_only_one_tried():
    assert parse(document(RSS), kind="feed").updates
    error = refused(RSS, kind="json-ld")
    assert error.outcome == "not-a-feed"
    assert "looked for json-ld; found no media type, <rss>" in str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_refuses_what_is_not_its_own(kind):
    assert refused("<p>Nothing here.</p>", kind=kind).outcome == "not-a-feed"


def test_mistakes_of_the_caller_are_no_parse_errors():
    with pytest.raises(ValueError, match="no such kind: 'rss'"):
        parse(document(RSS), kind="rss")
    with pytest.raises(ValueError, match="no such time zone: 'Europe/Atlantis'"):
        parse(document(RSS), zone="Europe/Atlantis")


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
@pytest.mark.parametrize("kind", ["auto", *KINDS])
def test_an_empty_body_is_no_empty_source(body, kind):
    assert refused(body, kind=kind).outcome == "malformed-empty"


@pytest.mark.parametrize(
    ("body", "headers", "outcome"),
    [
        pytest.param("<h1>Hi</h1>", {"cf-mitigated": "challenge"}, "challenge", id="header"),
        pytest.param("<title>Attention Required! | CDN</title>", {}, "challenge", id="title"),
        pytest.param(
            "<title>News</title><p>Verify you are human.</p>", {}, "challenge", id="words"
        ),
        pytest.param(
            "<title>News</title><div class='g-recaptcha'></div>", {}, "challenge", id="script"
        ),
        pytest.param("<title>Zustimmung</title><p>Bitte.</p>", {}, "challenge", id="consent"),
        pytest.param(
            "<title>News</title><div class='g-recaptcha'></div>" + "<p>Long read.</p>" * 400,
            {},
            "not-a-feed",
            id="an article with a captcha below it",
        ),
        pytest.param("<html><body><div><p>Half of", {}, "malformed-partial", id="cut"),
        pytest.param("<html><body><p>Page not found</p></body>", {}, "not-a-feed", id="other"),
    ],
)
def test_s54_why_nothing_was_found(body, headers, outcome):
    assert refused(body, **headers).outcome == outcome


def test_a_wall_in_front_of_updates_is_none():
    shown = page(blog(posting("u1", "One")), body="<p>Verify you are human.</p>")
    assert len(parse(document(shown)).updates) == 1


@pytest.mark.parametrize(
    ("end", "whole"),
    [
        pytest.param("</body></html>", True, id="closed"),
        pytest.param("</body>", True, id="html left open"),
        pytest.param("", True, id="both may be left out"),
        pytest.param("<div>", False, id="an open element"),
        pytest.param("<p>The mast of the <a hre", False, id="in a tag"),
        pytest.param("<script>var x = 1", False, id="in a script"),
    ],
)
def test_s56_a_page_that_is_cut_is_not_believed(end, whole):
    body = BLOG.replace("</body></html>", end)
    if whole:
        assert len(parse(document(body)).updates) == 1
    else:
        assert refused(body).outcome == "malformed-partial"


def test_a_feed_loads_no_parser_of_pages():
    code = (
        "import sys; sys.path[:0] = ['tests']; from documents import *\n"
        "from streamer.parse import parse; parse(document(rss(item('1'))))\n"
        "print(sorted({'json_ld', 'clock_page'} & {n.split('.')[-1] for n in sys.modules}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def only_parse_errors(body, kind="auto"):
    try:
        snapshot = parse(document(body), kind=kind, zone="Europe/Kyiv")
    except ParseError:
        return
    assert isinstance(snapshot, Snapshot)
    assert len({update.id for update in snapshot.updates}) == len(snapshot.updates)
    assert all(update.id for update in snapshot.updates)


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=400), kind=st.sampled_from(["auto", *KINDS]))
def test_no_bytes_raise_anything_else(body, kind):
    only_parse_errors(body, kind)


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(GOLDEN),
    cut=st.floats(0, 1),
    length=st.integers(0, 40),
    noise=st.binary(max_size=12),
)
def test_no_damage_to_a_document_raises_anything_else(path, cut, length, noise):
    body = path.read_bytes()
    at = int(cut * len(body))
    only_parse_errors(body[:at] + noise + body[at + length :])


TOKENS = [
    *("<rss>", "</rss>", "<channel>", "<item>", "</item>", "<feed>", "<entry>", "<id>", "]]>"),
    *("<![CDATA[", "<!--", "-->", "<!DOCTYPE x [", "<?xml ?>", "&", "&#0;", "&#xD800;", "\0"),
    *('<script type="application/ld+json">', "</script>", '{"@type":"LiveBlogPosting",', "}"),
    *('"liveBlogUpdate":[', '{"url":"http://[","headline":["a"],"datePublished":1e400}', "]"),
    *('{"version":"https://jsonfeed.org/version/1","items":[', '{"id":{}}', "null", "12:30", ","),
    *("<pubDate>", "Mon, 32 Foo 99999 25:61:61 XYZ", "</pubDate>", "<link>http://[</link>", "é"),
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=25).map("".join))
def test_no_pile_of_tokens_raises_anything_else(body):
    only_parse_errors(body.encode())


@pytest.mark.parametrize("number", range(48))
def test_real_feeds(shared, number):
    path = sorted((shared / "feeds").iterdir())[number]
    shown = document(path.read_bytes(), url="https://feeds.example/feed")
    snapshot = parse(shown)
    assert snapshot.updates
    assert snapshot.view == "window"
    assert snapshot.problems == ()
    assert len({update.id for update in snapshot.updates}) == len(snapshot.updates)
    assert parse(shown) == snapshot


def test_of_more_updates_than_any_blog_has_the_newest_are_read(monkeypatch):
    monkeypatch.setattr(registry, "MOST_UPDATES", 3)
    days = (3, 9, 1, 7, 5)
    items = [item(f"u{day}", "Tide", date=f"{day:02} Oct 2024 08:00:00 GMT") for day in days]
    shown = parse(document(rss(*items)))
    assert [update.id for update in shown.updates] == ["u9", "u7", "u5"], "in the page's order"
    assert "5 updates; only the newest 3 were read" in shown.problems
    whole = rss(*items, channel='<x:complete xmlns:x="http://purl.org/syndication/history/1.0"/>')
    assert parse(document(whole)).view == "window", "not all there is"

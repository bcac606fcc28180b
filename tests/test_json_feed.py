"""JSON Feed, and JSON of the kind that breaks programs."""

import json
from datetime import UTC, datetime

import pytest
from documents import document
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.parse import parse
from streamer.parse.loose_json import loads

VERSION = "https://jsonfeed.org/version/1.1"
HEAD = f'{{"version": "{VERSION}"'


def read(*items, **more):
    feed = {"version": VERSION, "title": "Harbour", "items": list(items), **more}
    return parse(document(json.dumps(feed)))


def test_an_item():
    (update,) = read(
        {
            "id": "1",
            "url": "/1",
            "title": "A &amp; B",
            "content_html": "<p>x</p>",
            "summary": "y",
            "date_published": "2024-10-21T10:00:00+03:00",
            "date_modified": "2024-10-21T10:05:00+03:00",
            "authors": [{"name": "Ann"}, {"url": "https://h.example"}, "Bo"],
        }
    ).updates
    assert (update.id, update.url) == ("1", "https://harbour.example/1")
    assert (update.headline, update.text, update.html) == ("A & B", "x", "<p>x</p>")
    assert update.published == datetime(2024, 10, 21, 7, tzinfo=UTC)
    assert update.modified == datetime(2024, 10, 21, 7, 5, tzinfo=UTC)
    assert update.authors == ("Ann",)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": 12}, "12"),
        ({"id": 10**30}, "1e+30"),
        ({"id": "", "url": "https://h.example/#u1"}, "u1"),
        ({"url": "https://h.example/1"}, "https://h.example/1"),
        ({"external_url": "https://h.example/1"}, "https://h.example/1"),
        ({"id": [], "title": "t"}, "~"),
    ],
)
def test_the_id_is_the_best_that_there_is(item, expected):
    (update,) = read(item).updates
    assert update.id.startswith(expected)


def test_a_feed_that_says_it_ended_is_closed():
    assert read(expired=True).closed
    assert not read(expired="yes").closed


def test_more_of_it_is_told():
    assert read(next_url="?page=2").next == ("https://harbour.example/live/storm?page=2",)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HEAD + ', "items": [{"id": "1"}', id="cut"),
        pytest.param(HEAD + "}", id="no items"),
        pytest.param(HEAD + ', "items": {"id": "1"}}', id="items no list"),
        pytest.param(HEAD + ', "items": [' + "[" * 100_000, id="deep"),
        pytest.param(HEAD + ', "items": ' + '{"a":' * 100_000, id="deeper"),
    ],
)
def test_what_is_broken_is_refused(body):
    with pytest.raises(ParseError) as error:
        parse(document(body))
    assert error.value.outcome == "malformed-partial"


@pytest.mark.parametrize(
    "item",
    [
        '{"id": "1", "title": null, "authors": null, "date_published": 7}',
        '{"id": "1", "title": NaN, "date_published": Infinity}',
        '{"id": "0", "id": "1"}',
        '{"id": "1", "title": "half \\ud83d of a pair"}',
        '{"id": "1", "size": %s}' % ("9" * 400),
        '{"id": "1", "size": 1e999}',
        '{"id": "1", "title": "a\nline break"}',
    ],
)
def test_hostile_items_are_read(item):
    shown = parse(document(f'{HEAD}, "items": [{item}]}}'))
    assert [update.id for update in shown.updates] == ["1"]
    shown.updates[0].headline.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1};', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('/* <![CDATA[ */ {"a": 1} /* ]]> */', {"a": 1}),
        ('<!--\n{"a": 1};\n-->', {"a": 1}),
        ('{"a": "<!-- kept -->"}', {"a": "<!-- kept -->"}),
        ('["two\nlines"]', ["two\nlines"]),
    ],
)
def test_json_as_pages_wrap_it(text, expected):
    assert loads(text) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
NAMES = ["id", "url", "title", "content_html", "content_text", "authors", "date_published"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON), max_size=3))
def test_any_value_may_stand_anywhere(items):
    shown = read(*items)
    assert len({update.id for update in shown.updates}) == len(shown.updates)

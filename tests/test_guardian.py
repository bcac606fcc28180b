"""The Guardian: one blog as page, as JSON of a page, and as an answer of the Content API."""

import gzip
import json
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from guardian_blogs import (
    API,
    NOW,
    WEB,
    api,
    as_json,
    block,
    blocks,
    document,
    page_dom,
    page_json,
    poll,
)
from histories import read
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse import parse
from streamer.text import fingerprint

JSON = f"{WEB}.json?dcr"
SHAPES = {
    "page": lambda rows: document(page_dom(rows)),
    "page-json": lambda rows: document(page_json(rows), url=JSON),
    "content-api": lambda rows: document(api(rows), url=f"{API}?show-blocks=body"),
}
WORDS = (
    '<p>The <a href="/x" data-component="auto-linked-tag">ferry</a> is late.</p>'
    '<h2>Why</h2><ul><li>Wind</li></ul><blockquote class="quoted"><p>“We wait.”</p></blockquote>'
)


def kinds(events):
    return [event.kind for event in events]


def said(snapshot):
    return {one.id: fingerprint(one.headline, one.text) for one in snapshot.updates}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_block(shape):
    edited = block(7, WORDS, title="Late &amp; wet", edited=timedelta(minutes=3))
    snapshot = parse(SHAPES[shape]([edited, block(6)]))
    one, other = snapshot.updates
    assert snapshot.format == f"guardian/{shape}"
    assert snapshot.view == "window"
    assert snapshot.title == "Storm at the harbour – live"
    assert (one.id, other.id) == (edited.id, block(6).id)
    assert one.headline == "Late & wet"
    assert one.text == "The ferry is late. Why Wind “We wait.”"
    assert one.published == edited.first
    assert one.modified == edited.last
    assert one.url == f"{WEB}?page=with:block-{edited.id}#block-{edited.id}"
    assert "<blockquote" in one.html
    assert other.modified is None


def test_a_source_may_go_from_one_document_to_another():
    """One id for a block, and the same words: no event."""
    rows = [block(3, WORDS, title="Late"), *blocks(2)]
    states = [parse(SHAPES[shape](rows)) for shape in [*SHAPES, *SHAPES]]
    events, _ = read(states)
    assert kinds(events) == ["update.new"] * 3


@pytest.mark.parametrize("seconds", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("shape", SHAPES)
def test_s12_two_seconds_are_no_edit(shape, seconds):
    one = block(5, edited=timedelta(seconds=seconds))
    (update,) = parse(SHAPES[shape]([one])).updates
    assert update.modified is None
    assert update.published == one.first


class TestPinned:
    def test_s16_a_pinned_copy_has_no_id_and_is_no_second_update(self):
        rows = blocks(6)
        states = [
            parse(document(page_dom(rows, pinned=pinned), minutes=n))
            for n, pinned in enumerate([None, rows[3], rows[3], None])
        ]
        events, _ = read(states)
        assert kinds(events) == ["update.new"] * 6

    @pytest.mark.parametrize("shape", ["page", "page-json"])
    def test_s16_a_pinned_block_that_is_not_in_the_list_stays_one_update(self, shape):
        """The page moves on, the pin stays: it is known under its own id."""
        every = blocks(12)
        pin = every[-1]

        def page(rows, minutes):
            if shape == "page":
                return document(page_dom(rows, pinned=pin), minutes=minutes)
            return document(page_json(rows, pinnedPost=as_json(pin)), url=JSON, minutes=minutes)

        states = [parse(page(every[12 - n - 4 : 12 - n], n)) for n in range(9)]
        events, _ = read(states)
        assert kinds(events) == ["update.new"] * 12
        assert states[-1].updates[-1].labels == ("pinned",)

    def test_a_pin_that_nobody_saw_before_is_as_old_as_its_id(self):
        pin = block(1)
        snapshot = parse(document(page_dom(blocks(3, first=200), pinned=pin)))
        update = snapshot.updates[-1]
        assert (update.id, update.published) == (pin.id, pin.created)
        assert update.published_basis == "date-inferred"


def test_s17_key_events_repeat_blocks_of_this_page_and_of_others():
    rows, old = blocks(3, first=9), block(1, key=True)
    events = [as_json(rows[0]), as_json(old), {"id": None}, None]
    snapshot = parse(document(page_json(rows, keyEvents=events), url=JSON))
    assert [one.id for one in snapshot.updates] == [one.id for one in rows]
    assert snapshot.listed == (old.id,)


def test_labels_are_what_the_newsroom_says_of_a_block():
    row = as_json(block(1)) | {"attributes": {"keyEvent": True, "summary": True, "pinned": False}}
    blog = page_json([]) | {"blocks": [row | {"title": "Summary"}]}
    (update,) = parse(document(blog, url=JSON)).updates
    assert (update.headline, update.labels) == ("", ("key-event", "summary"))


def test_only_elements_of_words_are_words():
    disclaimer = {"_type": "model.DisclaimerBlockElement", "html": "<p>We may earn money.</p>"}
    row = as_json(block(1, "<p>Boats.</p>"))
    row["elements"].append(disclaimer)
    (update,) = parse(document(page_json([]) | {"blocks": [row]}, url=JSON)).updates
    assert update.text == "Boats."


def test_a_block_without_dates_is_as_old_as_its_id():
    one = block(1)
    blog = page_json([]) | {"blocks": [{"id": one.id, "elements": []}]}
    (update,) = parse(document(blog, url=JSON)).updates
    assert (update.published, update.published_basis) == (one.created, "date-inferred")


class TestUnion:
    def test_s26_what_only_the_list_has_is_an_update_of_the_time_in_its_id(self):
        rows = blocks(5)
        snapshot = parse(document(page_dom(rows[:3], listed=rows)))
        assert {one.id for one in snapshot.updates} == {one.id for one in rows}
        last = snapshot.updates[-1]
        assert (last.headline, last.text) == ("", "Boat 1 is back in the harbour.")
        assert (last.published, last.published_basis) == (rows[-1].created, "date-inferred")

    def test_s26_what_only_the_page_has_is_an_update_too(self):
        rows = blocks(5)
        snapshot = parse(document(page_dom(rows, listed=rows[:1])))
        assert len(snapshot.updates) == 5

    def test_s46_the_headline_and_times_of_the_list_are_the_page_s(self):
        rows = blocks(4)
        titles = ["Storm – live", "Storm: ferry late – live", "Storm – as it happened"]
        states = [
            parse(document(page_dom(rows, title=title), minutes=n))
            for n, title in enumerate(titles)
        ]
        events, _ = read(states)
        assert kinds(events) == ["update.new"] * 4
        assert not any(one.headline for one in states[0].updates)


@pytest.mark.parametrize(
    "name",
    [
        "{0}",
        "block-{0}",
        WEB + "?page=with:block-{0}",
        WEB + "?page=with:block-{0}#block-{0}",
        WEB + "#block-{0}",
    ],
)
def test_s37_one_key_for_every_way_to_write_an_id(name):
    one = block(1)
    row = as_json(one) | {"id": name.format(one.id)}
    (update,) = parse(document(page_json([]) | {"blocks": [row]}, url=JSON)).updates
    assert update.id == one.id


class TestNoise:
    def test_s38_s42_a_dead_blog_fetched_for_years_says_nothing_new(self, shared):
        """67 states: 752 changes of their markup, ids and signatures, and no event."""
        states = [parse(one) for one in dead_blog(shared)]
        events, _ = read(states)
        assert len(states) == 67
        assert kinds(events) == ["update.new"] * 13

    @pytest.mark.parametrize("shape", SHAPES)
    def test_s38_a_page_rendered_anew_says_nothing_new(self, shape):
        """The same, for whoever has no real pages at hand."""
        body = (
            '<p>{0}The ferry{1} is late.</p><figure><img src="/1?s={2}" srcset="/1?s={2} 2x">'
            "<figcaption>Pier {2}</figcaption></figure>"
        )
        states = []
        for n in range(6):
            link = ('<a href="/f" data-component="auto-linked-tag">', "</a>") if n % 2 else ("", "")
            rows = [block(number, body.format(*link, n)) for number in (3, 2, 1)]
            states.append(parse(SHAPES[shape](rows)))
        events, _ = read(states)
        assert kinds(events) == ["update.new"] * 3

    def test_s60_each_of_its_states_twice_says_the_same(self, shared):
        states = [parse(one) for one in dead_blog(shared)]
        once, _ = read(states)
        twice, _ = read([one for one in states for _ in range(2)])
        again, _ = read([*states, *states])
        assert once == twice == again

    def test_s38_nor_if_every_other_page_is_shuffled(self, shared):
        random = Random(1)
        documents = list(dead_blog(shared, shuffle=random.shuffle))
        events, _ = read([parse(one) for one in documents])
        assert kinds(events) == ["update.new"] * 13

    @pytest.mark.parametrize("shape", SHAPES)
    def test_s40_a_link_around_the_same_words_is_no_edit(self, shape):
        plain = "<p>The ferry is late.</p>"
        linked = '<p>The <a href="/f" data-component="auto-linked-tag">ferry</a> is late.</p>'
        states = [parse(SHAPES[shape]([block(1, body)])) for body in (plain, linked, plain)]
        events, _ = read(states)
        assert kinds(events) == ["update.new"]

    @pytest.mark.parametrize("shape", SHAPES)
    def test_s43_a_tweet_is_the_same_in_every_state_of_its_markup(self, shape):
        tweet = (
            '<blockquote class="{}"><p>Waves!</p>&mdash; Ann <a href="/1">today</a></blockquote>'
        )
        states = [
            "<p>Ann writes:</p>" + tweet.format("twitter-tweet"),
            "<p>Ann writes:</p>" + tweet.format("nojs-tweet"),
            '<p>Ann writes:</p><gu-island name="Tweet"><div><p>Waves!</p></div></gu-island>',
            '<p>Ann writes:</p><figure class="element-tweet"><p>Waves! 12 likes</p></figure>',
            '<p>Ann writes:</p><twitter-widget data-tweet-id="1"></twitter-widget>',
        ]
        snapshots = [parse(SHAPES[shape]([block(1, body)])) for body in states]
        events, _ = read(snapshots)
        assert kinds(events) == ["update.new"]
        assert events[0].update.text == "Ann writes:"
        assert "Waves!" in events[0].update.html

    def test_s42_captions_and_signatures_of_images_are_not_words(self):
        figure = '<figure><img src="/1?s={0}"><figcaption>The {0} pier</figcaption></figure>'
        states = [
            parse(document(page_dom([block(1, f"<p>Look.</p>{figure.format(n)}")]), minutes=n))
            for n in range(3)
        ]
        events, _ = read(states)
        assert kinds(events) == ["update.new"]

    def test_a_real_edit_is_one(self):
        states = [
            parse(document(page_dom([block(1, f"<p>{n} boats are missing.</p>")]), minutes=n))
            for n in (12, 12, 13)
        ]
        events, _ = read(states)
        assert kinds(events) == ["update.new", "update.edited"]


def dead_blog(shared, shuffle=None):
    packed = (shared / "liveblogs/guardian/mars-live_67-states.jsonl.gz").read_bytes()
    for n, line in enumerate(gzip.decompress(packed).splitlines()):
        state = json.loads(line)
        if shuffle and n % 2:
            shuffle(state["blocks"])
        yield document(state, url=f"{state['webURL']}.json?dcr", minutes=n)


def test_the_real_page(shared):
    body = (shared / "liveblogs/pages/guardian_ukraine_live_2023-05-15.html").read_text("utf-8")
    golden = json.loads((shared / "liveblogs/golden/guardian.dom.json").read_text())
    snapshot = parse(document(body))
    shown = {one.id: one for one in snapshot.updates}
    assert len(snapshot.updates) == 10
    for one in golden["updates"]:
        update = shown[one["id"].removeprefix("block-")]
        assert fingerprint(update.headline, update.text) == fingerprint(
            one["headline"] or "", one["text"]
        )
        if not one["pinned_copy"]:
            assert update.published == datetime.fromisoformat(one["published"])
            assert update.clock == one["shown"]


@pytest.mark.parametrize("text", ["“Hold on,” – she said, 12 °C"])
def test_s52_the_charset_is_declared_too_late(text):
    """It stands beyond the first 1,024 bytes, with and without one in the header."""
    body = page_dom([block(1, f"<p>{text}</p>")]).encode()
    named = document(body.decode())
    bare = parse(type(named)(url=WEB, body=body, fetched=NOW))
    assert parse(named).updates[0].text == bare.updates[0].text == text


class TestContentApi:
    def test_a_search_is_no_live_blog(self, shared):
        body = json.loads((shared / "liveblogs/guardian/search-response.json").read_text())
        with pytest.raises(ParseError) as refused:
            parse(document(body, url="https://content.guardianapis.com/search"))
        assert refused.value.outcome == "not-a-feed"

    def test_a_real_answer(self, shared):
        body = json.loads((shared / "liveblogs/guardian/item-content-with-blocks.json").read_text())
        golden = json.loads((shared / "liveblogs/golden/guardian-capi.json").read_text())
        snapshot = parse(document(body, url=API))
        for update, one in zip(snapshot.updates, golden["updates"], strict=True):
            assert update.id == one["id"]
            assert update.published == datetime.fromisoformat(one["firstPublished"])
            # Of the picture without words, the throw-away parser took the caption.
            assert update.text in (one["text"], "")
        assert [one.labels for one in snapshot.updates][4:] == [
            ("key-event", "pinned"),
            ("summary",),
        ]

    def test_s45_a_picture_without_words_is_an_update(self):
        snapshot = parse(document(api([block(1, "<figure><img src='x'></figure>")]), url=API))
        assert [(one.id, one.text) for one in snapshot.updates] == [(block(1).id, "")]

    def test_s24_a_withdrawn_block_is_a_tombstone(self):
        rows = blocks(3)
        gone = [rows[0], block(2, withdrawn=True), rows[2]]
        states = [parse(document(api(one, total=9), url=API)) for one in (rows, gone, gone)]
        events, _ = read(states)
        assert [(event.kind, event.reason) for event in events[3:]] == [
            ("update.removed", "tombstone")
        ]

    @pytest.mark.parametrize(
        ("wish", "total", "view"),
        [
            ("", None, "window"),
            ("", 3, "full"),
            ("", 4, "window"),
            ("body:latest:3", 9, "window"),
            ("body:latest:9", 3, "full"),
            ("body:key-events", 9, "merge"),
            ("body:published-since:1729496000000", 9, "merge"),
        ],
    )
    def test_what_an_answer_vouches_for(self, wish, total, view):
        assert parse(document(api(blocks(3), total=total, wish=wish), url=API)).view == view

    def test_key_events_beside_the_newest_make_holes(self):
        answer = api(blocks(3, first=7), total=9, wish="body:latest:3")
        wishes = answer["response"]["content"]["blocks"]["requestedBodyBlocks"]
        key = api([block(2)], wish="x")["response"]["content"]["blocks"]
        wishes["body:key-events"] = key["requestedBodyBlocks"]["x"]
        snapshot = parse(document(answer, url=API))
        assert snapshot.view == "merge"
        assert snapshot.updates[-1].id == block(2).id

    def test_an_end_is_said_so(self):
        over = parse(document(api(blocks(1), fields={"liveBloggingNow": "false"}), url=API))
        live = parse(document(api(blocks(1), fields={"liveBloggingNow": "true"}), url=API))
        assert (over.closed, live.closed) == (True, False)


class TestKey:
    """A source with a key asks the API in place of the page."""

    @pytest.mark.parametrize(
        "first", [document(page_dom(blocks(3))), SHAPES["page-json"](blocks(3))]
    )
    def test_the_page_leads_to_the_api(self, first):
        snapshot, (asked,) = poll(first, lambda _: api(blocks(5), total=5), keyed=True)
        assert asked.url.startswith(f"{API}?show-blocks=body:latest:100&show-fields=")
        assert asked.key == "api-key"
        assert (snapshot.format, snapshot.view) == ("guardian/content-api", "full")
        assert snapshot.start.url == asked.url
        assert (snapshot.start.key, snapshot.start.role) == ("api-key", "")

    def test_before_it_is_asked_the_page_says_what_it_shows(self):
        memo = {"blocks": "9", "looks": "1", "kind": "guardian"}
        snapshot = parse(document(page_dom(blocks(3))), keyed=True, memo=memo)
        assert snapshot.wants
        assert snapshot.memo == memo
        assert len(snapshot.updates) == 3
        assert snapshot.view == "window"

    def test_a_refused_key_leaves_the_page(self):
        snapshot, _ = poll(document(page_dom(blocks(3))), lambda _: None, keyed=True)
        assert snapshot.format == "guardian/page"
        assert snapshot.problems == ("the Content API was asked and gave no blog: 403",)
        assert snapshot.start is None

    def test_without_a_key_nobody_is_asked(self):
        assert parse(document(page_dom(blocks(3)))).wants == ()

    def test_a_key_is_for_the_newsroom_s_own_pages(self):
        copy = document(page_dom(blocks(3)), url="https://mirror.example/storm")
        assert parse(copy, keyed=True).wants == ()

    def test_the_address_of_the_api_goes_on_with_its_own_wishes(self):
        first = document(api([], total=None) | {}, url=f"{API}?show-tags=all&api-key=abc")
        del_blocks = json.loads(first.body)
        del del_blocks["response"]["content"]["blocks"]
        bare = document(del_blocks, url=first.url)
        snapshot, (asked,) = poll(bare, lambda _: api(blocks(2), total=2))
        assert asked.url == f"{API}?show-blocks=body:latest:100&show-tags=all&api-key=abc"
        assert asked.key == ""
        assert len(snapshot.updates) == 2

    def test_a_key_of_the_source_replaces_one_in_the_address(self):
        first = document(api(blocks(2), total=2), url=f"{API}?show-blocks=all&api-key=abc")
        assert parse(first, keyed=True).start.url == f"{API}?show-blocks=body:latest:100"


def test_one_page_that_is_all_there_is():
    assert parse(document(page_json(blocks(3), pages=1), url=JSON)).view == "full"


def test_a_page_of_key_events_only_vouches_for_nothing():
    some = document(page_json(blocks(3), pages=1), url=f"{JSON}&filterKeyEvents=true")
    assert parse(some).view == "merge"


@pytest.mark.parametrize(
    ("closed", "body"),
    [
        (False, page_json(blocks(1))),
        (True, page_json(blocks(1), format={"design": "DeadBlogDesign"})),
        (True, page_json(blocks(1), config={"isLive": False})),
        (False, page_dom(blocks(1))),
        (True, page_dom(blocks(1), live=False)),
    ],
)
def test_a_blog_that_is_over_says_so(closed, body):
    assert parse(document(body, url=JSON)).closed is closed


def test_an_article_is_no_blog():
    with pytest.raises(ParseError):
        parse(document(page_json(blocks(1), contentType="Article"), url=JSON))


class TestHostile:
    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["id", "html", "x"]), inner, max_size=2)
            ),
            max_leaves=4,
        ),
        place=st.integers(0, 400),
        shape=st.sampled_from(["page-json", "content-api"]),
    )
    @settings(max_examples=200, deadline=None)
    def test_any_value_in_place_of_another(self, value, place, shape):
        blog = json.loads(SHAPES[shape]([block(1, WORDS, title="x"), block(2)]).body)
        holders = list(containers(blog))
        holder = holders[place % len(holders)]
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            before, holder[key] = holder[key], value
            reads(document(blog, url=JSON))
            holder[key] = before

    @pytest.mark.parametrize("shape", SHAPES)
    def test_a_cut_document(self, shape):
        whole = SHAPES[shape]([block(1, WORDS), block(2)])
        for end in range(0, len(whole.body), 97):
            reads(type(whole)(url=WEB, body=whole.body[:end], fetched=NOW))

    def test_deep_markup_is_read_in_time(self):
        deep = "<blockquote>" * 20_000 + "<p>x</p>"
        (update,) = parse(document(api([block(1, deep)]), url=API)).updates
        assert update.text == "x"


def containers(value):
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from containers(one)


def reads(one):
    with suppress(ParseError):
        assert isinstance(parse(one, keyed=True), Snapshot)

"""Easy Liveblogs: the API that gives all entries, and the page that names it."""

import json
from datetime import UTC, datetime

import pytest
from documents import document
from followed import Followed

from streamer.errors import ParseError
from streamer.parse import parse

PAGE = "https://www.harbour.example/storm/"
API = "https://harbour.example/wp-json/easy-liveblogs/v1/liveblog/31"
AT = datetime(2024, 10, 21, 8, 40, tzinfo=UTC)


def entry(name, title="", content="", **more):
    return {
        "id": name,
        "title": title,
        "content": content,
        "time": "11:40",
        "datetime": "2024-10-21T11:40:00+03:00",
        "date": "2024-10-21",
        "modified": "2024-10-21T11:45:00+03:00",
        "author": "Ann Ook",
        "html": "<li>…</li>",
        **more,
    }


def answer(*entries, status="open", **more):
    blog = {"id": 31, "title": "Storm &amp; tide", "url": PAGE, "status": status}
    return json.dumps({**blog, "last_update": "x", "updates": list(entries), **more})


def post(name, title="", text="", classes="elb-liveblog-post"):
    return (
        f'<li data-elb-post-datetime="1729510800" data-elb-post-id="{name}" class="{classes}">'
        '<p class="elb-liveblog-post-time"><time datetime="2024-10-21T11:40:00+03:00">11:40</time>'
        f'</p><p class="elb-liveblog-post-author">By Ann Ook</p>'
        f'<h2 class="elb-liveblog-post-heading">{title}</h2>'
        f'<div class="elb-liveblog-post-content"><p>{text}</p></div>'
        '<div class="elb-liveblog-post-sharing"><a href="https://share.example">Share</a></div></li>'
    )


def page(*posts, endpoint=API, over=""):
    named = f' data-endpoint="{endpoint}"' if endpoint else ""
    return (
        "<!doctype html><html><head><title>Storm</title></head><body><h1>Storm</h1>"
        f'<div id="elb-liveblog"{named}>{over}<ul class="elb-liveblog-list">{"".join(posts)}</ul>'
        "</div></body></html>"
    )


def read(body, url=API):
    return parse(document(body, url=url))


def ids(snapshot):
    return [update.id for update in snapshot.updates]


def test_an_entry_of_the_api():
    shown = read(answer(entry(7, "Tide &amp; wind", '<p>It <a href="/a">rises</a></p>')))
    (update,) = shown.updates
    assert (update.id, update.headline, update.text) == ("7", "Tide & wind", "It rises")
    assert (update.published, update.modified) == (AT, AT.replace(minute=45))
    assert (update.clock, update.authors) == ("11:40", ("Ann Ook",))
    assert (shown.view, shown.title, shown.closed) == ("full", "Storm & tide", False)


def test_an_entry_of_an_older_version_stands_there_as_it_is_drawn():
    old = {"id": 7, "time": "11:40", "datetime": "2024-10-21T11:40:00+03:00"}
    (update,) = read(answer({**old, "html": post(7, "Tide", "It rises")})).updates
    assert (update.headline, update.text, update.authors) == ("Tide", "It rises", ("Ann Ook",))


def test_status_closed_is_the_end():
    assert read(answer(entry(1), status="closed")).closed


def test_what_the_api_no_longer_gives_is_removed_after_two_looks():
    answers = [
        answer(entry(1, "A"), entry(2, "B"), entry(3, "C")),
        *[answer(entry(1, "A"), entry(3, "C"))] * 2,
    ]
    source = Followed(API, lambda _url, poll: answers[poll])
    assert [source.poll() for _ in range(3)] == [
        [("new", "1"), ("new", "2"), ("new", "3")],
        [],
        [("removed", "2")],
    ]


def test_a_page_leads_to_the_api_and_is_not_asked_again():
    def serve(url, _poll):
        return answer(entry(1, "A")) if url == API else page(post(1, "A"))

    source = Followed(PAGE, serve)
    assert source.poll() == [("new", "1")]
    assert source.snapshot.view == "full"
    assert source.poll() == []
    assert source.asked == [PAGE, API, API]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://elsewhere.example/wp-json/easy-liveblogs/v1/liveblog/31",
        "https://harbour.example.elsewhere.example/easy-liveblogs/v1/liveblog/31",
        "https://harbour.example@elsewhere.example/easy-liveblogs/v1/liveblog/31",
        "file:///easy-liveblogs/v1/liveblog/31",
        "https://harbour.example/other",
        "",
    ],
)
def test_an_api_on_another_host_is_not_asked(endpoint):
    shown = read(page(post(1, "Tide", "It rises"), endpoint=endpoint), PAGE)
    assert (shown.wants, ids(shown), shown.view) == ((), ["1"], "window")


def test_a_page_whose_api_is_closed_is_read_itself_from_then_on():
    shown = page(
        post(2, "B", "b", "elb-liveblog-post elb-liveblog-highlighted-post"),
        post(3, "C", "c"),
        post(2, "B", "b"),
    )
    source = Followed(PAGE, lambda url, poll: 404 if url == API and poll == 0 else shown)
    assert source.poll() == [("new", "2"), ("new", "3")]
    assert source.poll() == []
    assert source.asked == [PAGE, API, PAGE]


def test_a_post_of_a_page():
    (update,) = read(page(post(7, "Tide", "It rises"), endpoint=""), PAGE).updates
    assert (update.headline, update.text) == ("Tide", "It rises")
    assert (update.published, update.clock, update.authors) == (AT, "11:40", ("Ann Ook",))
    assert "share.example" not in update.html


@pytest.mark.parametrize(
    ("seconds", "published"), [(1_729_500_000, AT), (1_729_510_800, None), ("soon", None)]
)
def test_an_attribute_that_is_ahead_may_be_local_time(seconds, published):
    bare = f'<li data-elb-post-id="7" data-elb-post-datetime="{seconds}"><p>It rises</p></li>'
    (update,) = read(page(bare, endpoint=""), PAGE).updates
    assert (update.published, update.text) == (published, "It rises")


def test_a_page_says_that_it_is_over():
    over = '<div class="elb-liveblog-closed-message">The liveblog has ended.</div>'
    assert read(page(post(1, "A"), endpoint="", over=over), PAGE).closed


def test_a_page_with_neither_posts_nor_api_is_refused():
    with pytest.raises(ParseError):
        Followed(PAGE, lambda url, _poll: 403 if url == API else page()).poll()


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(ParseError) as error:
        Followed(PAGE, lambda url, _poll: "{}" if url == API else page(post(1))).poll()
    assert error.value.outcome == "malformed-partial"

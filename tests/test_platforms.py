"""Platforms that pages embed: 24liveblog, Arena and Tickaroo."""

import html
import json
from datetime import UTC, datetime, timedelta

import pytest
from documents import blog, document, page, posting
from followed import Followed
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.parse import parse

PAGE = "https://harbour.example/live/storm"
SECONDS = 1_729_500_000  # 2024-10-21T08:40Z
AT = datetime(2024, 10, 21, 8, 40, tzinfo=UTC)

EVENTS = "https://data.24liveplus.com/v1/retrieve_server/x/event/"
NEWS = f"{EVENTS}77/news/?inverted_order=1&last_nid=&limit=100"
LB24 = '<div id="LB24_LIVE_CONTENT" data-eid="77"></div>'

ARENA = "https://cached-api.arena.im/v1/liveblog/harbour/x1Y"
ARENA_DIV = '<div class="arena-liveblog" data-publisher="harbour" data-event="x1Y"></div>'

PREFETCH = "https://cdn.tickaroo.com/api/embed/v4/prefetch/liveblog.json?client_id=c1&liveblogId=b2"
TICKAROO = '<tickaroo-liveblog liveblogId="b2" clientId="c1"></tickaroo-liveblog>'


def item(nid, title="", text="", **more):
    return {"nid": nid, "newstitle": title, "contents": text, "created": SECONDS, **more}


def news(*items):
    return json.dumps({"code": 1, "data": {"news": list(items), "count": len(items)}})


def event(*, closed=False):
    return json.dumps({"data": {"event": {"last_updated": SECONDS, "closed": closed}}})


def post(name, title="", text="", **more):
    return {
        "_id": name,
        "message": {"title": title, "text": text},
        "createdAt": SECONDS * 1000,
        "sender": {"displayName": "Ann Ook"},
        **more,
    }


def arena(*posts):
    return json.dumps({"eventInfo": {"name": "Storm &amp; tide"}, "posts": list(posts)})


def drawn(*updates, schema=None):
    listed = blog(*updates) if schema is None else schema
    data = json.dumps({"schemaOrg": json.dumps(listed), "other": "<b>"})
    return f'<tickaroo-liveblog initialData="{html.escape(data)}"></tickaroo-liveblog>'


def prefetch(*updates, **more):
    return json.dumps({"html": drawn(*updates, **more)})


def unnamed(headline, text="", published="2024-10-21T08:00:00Z"):
    return {
        key: value for key, value in posting("", headline, text, published).items() if key != "url"
    }


def ids(snapshot):
    return [update.id for update in snapshot.updates]


# --- 24liveblog -----------------------------------------------------------------------


def test_news_of_24liveblog():
    one = item("9", "Tide &amp; wind", "<p>It <b>rises</b></p>", updated=SECONDS + 300)
    shown = parse(document(news(one), url="https://mirror.example/news"))
    (update,) = shown.updates
    assert (update.id, update.headline, update.text) == ("9", "Tide & wind", "It rises")
    assert (update.published, update.modified) == (AT, AT + timedelta(minutes=5))
    assert (shown.format, shown.view, shown.wants, shown.start) == (
        "24liveblog",
        "window",
        (),
        None,
    )


def test_a_page_leads_to_the_news_and_the_event_is_asked_for_at_times():
    def serve(url, _poll):
        if url == PAGE:
            return page(body=LB24)
        return news(item(1, "A")) if "/news/" in url else event()

    source = Followed(PAGE, serve, every=timedelta(minutes=4))
    assert source.poll() == [("new", "1")]
    assert [source.poll() for _ in range(4)] == [[]] * 4
    about = f"{EVENTS}77/"
    assert source.asked == [PAGE, NEWS, about, NEWS, NEWS, NEWS, about, NEWS]


def test_an_event_that_is_closed_is_over_although_the_news_stay_the_same():
    def serve(url, poll):
        if url == PAGE:
            return page(body=LB24)
        return news(item(1, "A")) if "/news/" in url else event(closed=poll > 0)

    source = Followed(PAGE, serve, every=timedelta(minutes=11))
    assert source.poll() == [("new", "1")]
    assert not source.snapshot.tells_all
    assert source.poll() == [("closed", "")]
    assert source.poll() == []


def test_an_event_that_is_not_to_be_had_keeps_no_news_back():
    def serve(url, _poll):
        if url == PAGE:
            return page(body=LB24)
        return news(item(1, "A")) if "/news/" in url else 404

    assert Followed(PAGE, serve).poll() == [("new", "1")]


def test_older_news_are_asked_for_behind_the_oldest():
    items = [item(3, "C", created=SECONDS + 9), item(1, "A"), item(2, "B", created=SECONDS + 5)]
    shown = parse(document(news(*items), url=NEWS))
    assert shown.next == (NEWS.replace("last_nid=", "last_nid=1"),)
    assert parse(document(news(), url=NEWS)).next == ()


def test_s44_advertisements_of_24liveblog_are_no_updates():
    ad = item(2, "", '<div class="lb24-news-list-item lb24-base-list-ad">Boats</div>')
    assert ids(parse(document(news(item(1, "A"), ad), url=NEWS))) == ["1"]


@pytest.mark.parametrize("eid", ["../admin", "7 7", "", "7?x=", "ä", "x" * 65])
def test_an_event_that_is_no_id_is_not_asked_for(eid):
    body = LB24.replace('"77"', f'"{eid}"')
    with pytest.raises(ParseError) as error:
        parse(document(page(body=body)))
    assert error.value.outcome == "not-a-feed"


def test_an_answer_on_another_host_leads_nowhere():
    shown = parse(document(news(item(1, "A")), url="https://mirror.example/event/77/news/"))
    assert (ids(shown), shown.wants, shown.start, shown.next) == (["1"], (), None, ())


# --- Arena ----------------------------------------------------------------------------


def test_a_post_of_arena():
    one = post("k", "Tide &amp; wind", "<p>It <b>rises</b></p>", updatedAt=(SECONDS + 60) * 1000)
    shown = parse(document(arena(one), url=ARENA))
    (update,) = shown.updates
    assert (update.id, update.headline, update.text) == ("k", "Tide & wind", "It rises")
    assert (update.published, update.modified) == (AT, AT + timedelta(minutes=1))
    assert (update.authors, shown.title) == (("Ann Ook",), "Storm & tide")
    assert (shown.format, shown.view) == ("arena", "window")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ARENA_DIV, ARENA),
        ('<div id="arena-live" data-publisher="harbour" data-event="x1Y"></div>', ARENA),
        (
            '<script src="https://go.arena.im/public/js/arenalib.js?p=harbour&amp;e=x1Y"></script>',
            ARENA,
        ),
        ('<iframe src="//go.arena.im/embed?publisher=harbour&amp;event=x1Y"></iframe>', ARENA),
        (
            ARENA_DIV
            + '<script src="https://go.eu.arena.im/public/js/arenalib.js?p=z&e=y"></script>',
            ARENA.replace("api.", "api.eu."),
        ),
    ],
)
def test_every_embed_of_arena_leads_to_its_api(body, expected):
    (wanted,) = parse(document(page(body=body))).wants
    assert wanted.url == expected


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://go.arena.im.elsewhere.example/arenalib.js?p=a&e=b"></script>',
        '<script src="https://[go.arena.im/x?p=a&e=b"></script>',
        ARENA_DIV.replace("x1Y", "../../x"),
        ARENA_DIV.replace("harbour", ""),
        '<div class="arena-chat"></div><script src="https://go.arena.im/a.js?p=a&e=b"></script>',
    ],
)
def test_what_is_no_embed_of_arena_is_not_asked_for(body):
    with pytest.raises(ParseError) as error:
        parse(document(page(body=body + "arena.im")))
    assert error.value.outcome == "not-a-feed"


def test_arena_is_followed_at_its_api():
    answers = {
        0: arena(post("a", "A")),
        1: arena(post("b", "B", createdAt=SECONDS * 1000 + 5), post("a", "A")),
        2: arena(post("b", "B", createdAt=SECONDS * 1000 + 5), post("a", "A, corrected")),
    }
    source = Followed(
        PAGE, lambda url, poll: page(body=ARENA_DIV) if url == PAGE else answers[poll]
    )
    assert [source.poll() for _ in range(3)] == [[("new", "a")], [("new", "b")], [("edited", "a")]]
    assert source.asked == [PAGE, ARENA, ARENA, ARENA]
    # The updates are those of the page, wherever their words come from.
    assert {update.url for update in source.snapshot.updates} == {PAGE}


def test_a_page_in_a_text_of_an_answer_is_no_page_that_is_cut():
    shown = parse(document(arena(post("a", "A", "<html><body><div>It rises")), url=ARENA))
    assert [update.text for update in shown.updates] == ["It rises"]


def test_json_ld_of_arena_is_json_ld():
    script = f'<script type="application/ld+json">{json.dumps(blog(posting("u1", "A")))}</script>'
    shown = parse(document(script * 2, url=f"{ARENA}/ldjson"))
    assert (shown.format, ids(shown)) == ("json-ld", ["u1"])


def test_a_platform_that_refuses_leaves_the_page_its_own_list():
    own = page(blog(posting("u1", "A")), body=ARENA_DIV)
    source = Followed(PAGE, lambda url, _poll: own if url == PAGE else 404)
    assert source.poll() == [("new", "u1")]
    assert source.poll() == []
    assert source.asked == [PAGE, ARENA, PAGE]


def test_a_chat_beside_a_blog_of_another_family_keeps_nothing_from_being_read():
    clocks = "".join(
        f"<div class='e'><p>{10 - n}:15 AM</p><h3>Headline {n}</h3>"
        f"<p>The words of update {n}, as many as an update of a live blog has at least.</p></div>"
        for n in range(5)
    )
    body = f'<script src="https://go.arena.im/a.js?p=chat&e=x1Y"></script>{clocks}'
    source = Followed(PAGE, lambda url, _poll: page(body=body) if url == PAGE else 404)
    assert [kind for kind, _ in source.poll()] == ["new"] * 5
    assert source.poll() == []


def test_a_platform_that_refuses_without_a_list_on_the_page_is_told():
    source = Followed(PAGE, lambda url, _poll: page(body=ARENA_DIV) if url == PAGE else 404)
    with pytest.raises(ParseError) as error:
        source.poll()
    assert "cannot be asked" in str(error.value)


# --- Tickaroo -------------------------------------------------------------------------


def test_updates_of_tickaroo():
    shown = parse(
        document(prefetch(unnamed("Tide &amp; wind", "It <b>rises</b> &lt;now")), url=PREFETCH)
    )
    (update,) = shown.updates
    assert update.derived
    assert (update.headline, update.text) == ("Tide & wind", "It rises <now")
    assert (update.published, shown.format, shown.view) == (
        datetime(2024, 10, 21, 8, tzinfo=UTC),
        "tickaroo",
        "window",
    )


@pytest.mark.parametrize("escape", [str, html.escape])
def test_initial_data_may_be_escaped_twice_and_end_a_script(escape):
    data = json.dumps({"schemaOrg": json.dumps(blog(unnamed("A", "It rises </script> now")))})
    markup = f'<tickaroo-liveblog initialData="{html.escape(escape(data))}">'
    (update,) = parse(document(json.dumps({"html": markup}), url=PREFETCH)).updates
    assert update.text == "It rises now"


def test_an_edit_without_ids_is_one_edit():
    words = "The ferry has stopped and nobody is hurt at the quay this morning."
    first = [
        unnamed("Ferry stops", words),
        unnamed("Wind grows", "It blows.", "2024-10-21T08:30:00Z"),
    ]
    second = [first[1], unnamed("Ferry stops for good", words)]
    answers = [prefetch(*first), prefetch(*second)]
    source = Followed(PREFETCH, lambda _url, poll: answers[min(poll, 1)])
    assert [kind for kind, _ in source.poll()] == ["new", "new"]
    assert [kind for kind, _ in source.poll()] == ["edited"]
    assert source.poll() == []


@pytest.mark.parametrize(
    "embed",
    [
        TICKAROO,
        '<div class="tickaroo-liveblog" data-client-id="c1" data-liveblog-id="b2"></div>',
        '<div data-tickaroo-liveblog-id="b2" data-tickaroo-client-id="c1"></div>',
    ],
)
def test_a_page_leads_to_the_prefetched_markup(embed):
    (wanted,) = parse(document(page(body=embed))).wants
    assert wanted.url == PREFETCH


def test_tickaroo_is_followed_at_its_prefetched_markup():
    def serve(url, _poll):
        return page(body=TICKAROO) if url == PAGE else prefetch(unnamed("A", "a"))

    source = Followed(PAGE, serve)
    assert [kind for kind, _ in source.poll()] == ["new"]
    assert source.poll() == []
    assert source.asked == [PAGE, PREFETCH, PREFETCH]
    assert [update.url for update in source.snapshot.updates] == [PAGE]


def test_what_the_server_drew_into_the_page_is_read_without_ids_of_the_blog():
    shown = parse(document(page(body=drawn(unnamed("A", "a")))))
    assert ([update.headline for update in shown.updates], shown.wants) == (["A"], ())


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"html": '<x initialData="{">'}),
        json.dumps({"html": '<x initialData="[]">'}),
        prefetch(schema={}),
        prefetch(schema={"@type": "WebPage"}),
        prefetch(schema=[1]),
        prefetch(schema={"@type": "LiveBlogPosting", "x": 10**400}),
    ],
)
def test_markup_without_a_list_is_refused(body):
    with pytest.raises(ParseError) as error:
        parse(document(body, url=PREFETCH))
    assert error.value.outcome == "malformed-partial"


# --- hostile answers ------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
WHOLE = {
    "24liveblog": (NEWS, json.loads(news(item(1, "A", "a")))),
    "arena": (ARENA, json.loads(arena(post("a", "A", "a")))),
    "tickaroo": (PREFETCH, json.loads(prefetch(unnamed("A", "a")))),
    "easy-liveblogs": (
        "https://harbour.example/wp-json/easy-liveblogs/v1/liveblog/1",
        {
            "title": "S",
            "url": PAGE,
            "status": "open",
            "last_update": "x",
            "updates": [{"id": 1, "title": "A", "content": "a", "html": "<li>", "author": "B"}],
        },
    ),
}


def paths(value, before=()):
    """Return the places of a JSON value, the value itself left out."""
    if not isinstance(value, dict | list):
        return
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*before, key)
        yield from paths(one, (*before, key))


def changed(value, path, new):
    """Return a copy with *new* at *path*, or without that place if there is no new value."""
    copy = json.loads(json.dumps(value))
    at = copy
    for key in path[:-1]:
        at = at[key]
    if new is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return copy


def survives(kind, value):
    url, _ = WHOLE[kind]
    body = value if isinstance(value, str) else json.dumps(value)
    try:
        shown = parse(document(body, url=url), kind=kind)
    except ParseError:
        return
    assert len({update.id for update in shown.updates}) == len(shown.updates)


@pytest.mark.parametrize("kind", WHOLE)
def test_any_key_may_be_missing(kind):
    _, whole = WHOLE[kind]
    for path in paths(whole):
        survives(kind, changed(whole, path, ...))


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_value_may_stand_anywhere(kind, data):
    _, whole = WHOLE[kind]
    path = data.draw(st.sampled_from(list(paths(whole))))
    survives(kind, changed(whole, path, data.draw(JSON)))


@pytest.mark.parametrize("kind", WHOLE)
def test_an_answer_may_end_anywhere(kind):
    _, whole = WHOLE[kind]
    text = json.dumps(whole)
    for end in range(1, len(text), 3):
        survives(kind, text[:end])

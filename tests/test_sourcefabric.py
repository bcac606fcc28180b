"""Live Blog by Sourcefabric: changes at each poll, all posts now and then."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from superdesk import API, BLOG, FRAME, FRAMED, NOON, PAGE, Desk, Follower, iso, item

from streamer.errors import ParseError
from streamer.model import Document, Snapshot
from streamer.parse import parse
from streamer.parse.platforms.sourcefabric.limit import Limit
from streamer.parse.platforms.sourcefabric.queries import about, api_at

MINUTES = 60


@pytest.fixture
def desk():
    desk = Desk()
    for number in range(5):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=5)
    return desk


def followed(desk, **more):
    follower = Follower(desk, **more)
    follower.poll()
    return follower


def one(**more):
    """Return what the API says of a blog with one post."""
    desk = Desk()
    desk.write(name="a", **more)
    return desk.listed({})


def read(said, **more):
    body = said if isinstance(said, str) else json.dumps(said)
    return parse(Document(url=f"{API}/posts", body=body.encode(), fetched=NOON), **more)


@pytest.mark.parametrize("url", [f"{API}/posts", f"{API}/posts?max_results=2", API, PAGE, FRAMED])
def test_every_address_leads_to_all_posts(desk, url):
    follower = followed(desk, url=url)
    assert len(follower.known) == 5
    assert follower.snapshot.view == "full"
    assert follower.snapshot.title == "Storm"


def test_then_the_changes_are_asked_for_and_nothing_else(desk):
    follower = followed(desk)
    name = desk.write("Fog")
    assert follower.poll(30) == [("new", name)]
    assert len(desk.asked) == 1
    assert "source=" in desk.asked[0]
    assert follower.snapshot.view == "merge"


@pytest.mark.parametrize("knows", ["filtered", "bool"])
def test_the_search_is_asked_in_the_way_that_it_knows(desk, knows):
    desk.knows = knows
    follower = followed(desk)
    assert f"%22{knows}%22" in follower.start.url
    desk.edit("urn:desk:1", "Put right")
    assert follower.poll(30) == [("edited", "urn:desk:1")]


@pytest.mark.parametrize("more", [{"knows": ""}, {"heeds": False}])
def test_a_server_without_search_shows_its_newest_posts(desk, more):
    for name, value in more.items():
        setattr(desk, name, value)
    follower = followed(desk)
    assert "source=" not in follower.start.url
    name = desk.write("Fog")
    desk.touch("urn:desk:2", deleted=True)
    assert sorted(follower.poll(30)) == [("new", name), ("removed", "urn:desk:2")]


def test_edits_are_told_once_however_often_they_are_shown(desk):
    follower = followed(desk)
    desk.edit("urn:desk:3", "Put right")
    assert [follower.poll(20) for _ in range(4)] == [[("edited", "urn:desk:3")], [], [], []]
    assert follower.known["urn:desk:3"].update.modified == NOON + timedelta(minutes=25)


def test_s15_pins_highlights_and_a_new_order_are_no_events(desk):
    follower = followed(desk)
    for changes in ({"sticky": True}, {"lb_highlight": True}, {"order": 27.125}):
        desk.touch("urn:desk:2", **changes)
        assert follower.poll(30) == []
    assert follower.snapshot.updates[0].labels == ("pinned", "highlight")
    follower.poll(10 * MINUTES)
    assert follower.poll(30) == []


def test_s19_a_scheduled_post_is_held_until_its_time(desk):
    at = desk.now + timedelta(minutes=6)
    name = desk.write("Tomorrow's ferries", published_date=iso(at))
    follower = followed(desk)
    assert name not in follower.known
    polls = [follower.poll(MINUTES) for _ in range(8)]
    assert polls[:5] == [[]] * 5
    assert polls[5:] == [[("new", name)], [], []]


def test_s19_a_scheduled_post_comes_out_without_being_changed(desk):
    name = desk.write("Tomorrow's ferries", published_date=iso(desk.now + timedelta(minutes=6)))
    follower = followed(desk)
    desk.now += timedelta(minutes=5)
    other = desk.write("Something else")
    assert follower.poll() == [("new", other)]
    assert follower.poll(MINUTES) == [("new", name)]


def test_s19_a_post_to_come_that_the_server_shows_is_held_too():
    said = one()
    said["_items"][0]["published_date"] = iso(NOON + timedelta(minutes=1))
    assert read(said).updates == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"deleted": True},
        {"post_status": "submitted"},
        {"post_status": "draft"},
        {"unpublished_date": iso(NOON + timedelta(hours=1))},
    ],
)
def test_s24_what_is_gone_is_removed_once_and_may_come_back(desk, changes):
    follower = followed(desk)
    before = dict(desk.posts["urn:desk:4"])
    desk.touch("urn:desk:4", **changes)
    assert follower.poll(30) == [("removed", "urn:desk:4")]
    assert follower.poll(30) == []
    desk.posts["urn:desk:4"] = before
    desk.touch("urn:desk:4", published_date=iso(desk.now), unpublished_date=None)
    assert follower.poll(30) == [("restored", "urn:desk:4")]


@pytest.mark.parametrize("refused", [(), (f"{API}$",)])
def test_s25_what_the_server_deletes_at_its_limit_is_no_removal(refused):
    desk = Desk(limit=50, refused=refused)
    for number in range(55):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=1)
    follower = followed(desk)
    assert len(follower.known) == 50
    for _ in range(30):
        name = desk.write("One more")
        assert follower.poll(MINUTES) == [("new", name)]
    assert len(follower.known) == 80
    # An editor takes back others, and the blog is not full any more.
    desk.touch("urn:desk:70", deleted=True)
    assert follower.poll(MINUTES) == [("removed", "urn:desk:70")]
    assert [follower.poll(5 * MINUTES) for _ in range(6)] == [[]] * 6
    desk.limit = 0
    name = desk.write("It is not full")
    assert follower.poll(MINUTES) == [("new", name)]


def test_s25_the_oldest_post_that_an_editor_deletes_is_removed():
    desk = Desk(limit=5)
    for number in range(8):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=1)
    follower = followed(desk)
    desk.touch("urn:desk:4", deleted=True)
    assert follower.poll(MINUTES) == [("removed", "urn:desk:4")]


def test_s25_posts_are_counted_as_the_server_counts_them():
    desk = Desk(limit=6)
    for number in range(6):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=1)
    desk.touch("urn:desk:3", post_status="draft", unpublished_date=iso(desk.now))
    desk.touch("urn:desk:1", sticky=True, published_date=iso(desk.now))
    follower = followed(desk)
    assert follower.poll(MINUTES) == []
    name = desk.write("One more")
    assert follower.poll(MINUTES) == [("new", name)]
    assert "urn:desk:1" in follower.snapshot.listed


def test_s25_drafts_count_although_they_are_not_shown():
    desk = Desk(limit=6)
    desk.write("First")
    desk.now += timedelta(minutes=1)
    desk.write("Not yet", post_status="draft", published_date=None)
    desk.write("Not yet", post_status="draft", published_date=None)
    for number in range(3):
        desk.now += timedelta(minutes=1)
        desk.write(f"Post {number}")
    follower = followed(desk)
    assert len(follower.known) == 4
    name = desk.write("One more")
    assert follower.poll(MINUTES) == [("new", name)]
    assert follower.snapshot.listed == ("urn:desk:1",)


def test_s25_a_post_in_the_middle_is_removed_by_an_editor():
    desk = Desk(limit=6)
    for number in range(7):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=1)
    follower = followed(desk)
    desk.touch("urn:desk:5", deleted=True)
    name = desk.write("In the same moment")
    assert sorted(follower.poll(30)) == [("new", name), ("removed", "urn:desk:5")]


def test_s25_nothing_is_removed_before_the_limit_is_known():
    snapshot = read(one(deleted=True))
    assert snapshot.wants
    assert snapshot.tombstones == ()


def test_s25_without_a_limit_the_oldest_is_removed_as_any_other(desk):
    follower = followed(desk)
    desk.touch("urn:desk:1", deleted=True)
    name = desk.write("In the same moment")
    assert sorted(follower.poll(30)) == [("new", name), ("removed", "urn:desk:1")]


def test_s25_a_blog_that_has_no_limit_says_so():
    desk = Desk()
    for number in range(50):
        desk.write(f"Post {number}")
        desk.now += timedelta(minutes=1)
    follower = followed(desk)
    desk.touch("urn:desk:1", deleted=True)
    name = desk.write("In the same moment")
    assert sorted(follower.poll(30)) == [("new", name), ("removed", "urn:desk:1")]


def test_a_limit_is_remembered_as_it_is():
    limit = Limit(most=5, count=7, newest=9, oldest=(10, 10, 34), edge=3)
    assert Limit.told(limit.memo()) == limit
    assert Limit.told({"oldest": "a.-1.9999999999999999", "limit": "x"}).most == 0


def test_s27_a_post_that_is_gone_without_a_word_is_looked_for_twice(desk):
    follower = followed(desk)
    del desk.posts["urn:desk:2"]
    polls = [follower.poll(MINUTES) for _ in range(13)]
    assert [event for poll in polls for event in poll] == [("removed", "urn:desk:2")]


def test_s27_fewer_posts_are_noticed_where_there_is_no_search(desk):
    desk.knows = ""
    follower = followed(desk)
    del desk.posts["urn:desk:2"]
    polls = [follower.poll(MINUTES) for _ in range(4)]
    assert [event for poll in polls for event in poll] == [("removed", "urn:desk:2")]


@pytest.mark.parametrize("kind", ["Advertisement Local", "advertisement"])
def test_s44_advertisements_are_no_updates(kind):
    said = one()
    said["_items"][0]["groups"][1]["refs"] = [item("<p>Buy boats</p>", kind)]
    assert read(said).updates == ()
    assert read(said).tombstones == ()


def test_s44_an_advertisement_may_be_named_by_its_post():
    assert read(one(post_items_type="advertisement")).updates == ()


@pytest.mark.parametrize("status", ["comment", "ad", "unheard of"])
def test_what_readers_write_is_no_update(status):
    snapshot = read(one(post_status=status, published_date=None))
    assert (snapshot.updates, snapshot.tombstones) == ((), ())


def test_pages_are_walked_and_counted(desk):
    desk.size = 2
    follower = followed(desk)
    assert len(follower.known) == 5
    assert follower.snapshot.view == "full"
    for number in range(7):
        desk.write(f"More {number}")
    assert len(follower.poll(30)) == 7


def test_s28_a_walk_that_counts_anew_is_not_everything(desk):
    desk.size = 2
    follower = Follower(desk)
    asked = desk.answer

    def answer(url):
        if "page=2" in url:
            desk.write("Meanwhile")
        return asked(url)

    desk.answer = answer
    follower.poll()
    assert follower.snapshot.view == "merge"
    assert "counted anew" in follower.snapshot.problems[0]
    desk.answer = asked
    follower.poll(30)
    assert len(follower.known) == 6


def test_a_blog_is_closed_when_its_document_says_so(desk):
    follower = followed(desk)
    desk.status = "closed"
    polls = [follower.poll(10 * MINUTES), follower.poll(30)]
    assert polls == [[], [("source.closed", "")]]
    desk.status = "open"
    follower.poll(30)
    name = desk.write("It goes on")
    assert follower.poll(30) == [("new", name)]


def test_s60_each_poll_twice_tells_the_same(desk):
    follower = followed(desk)
    for number in range(6):
        desk.write(f"Again {number}")
        desk.edit("urn:desk:2", f"Edited {number}")
        desk.now += timedelta(minutes=3)
        assert follower.gather() == follower.gather()
        follower.poll()
        assert follower.poll() == []


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([item("<p>Rain</p>"), item("<p>and fog</p>")], "Rain and fog"),
        ([item("Rain &amp; fog")], "Rain & fog"),
        ([item("<style>.a{}</style><b>2</b> to <b>1</b>", "Scorecard")], "2 to 1"),
        ([item("<figure><figcaption>Boat</figcaption></figure>", "image")], ""),
        ([item("Rain"), item("<figure>A</figure>", "image")], "Rain"),
        ([item('<div class="embed-preview"><p>Seen 5m ago</p></div>', "embed")], ""),
        ([item("", "poll", poll_body={"question": "Will it rain?", "votes": 5})], "Will it rain?"),
        ([item("Rain"), {"item": None}, {}, "x"], "Rain"),
    ],
)
def test_the_words_of_a_post_are_those_of_its_items(items, text):
    said = one()
    said["_items"][0]["groups"][1]["refs"] = items
    (update,) = read(said).updates
    assert update.text == text


def test_the_second_api_lists_items_bare():
    said = one(groups=None, items=[item("Rain")["item"]])
    assert read(said).updates[0].text == "Rain"


def test_a_frame_of_something_else_is_left_alone(desk):
    desk.refused = (FRAME,)
    with pytest.raises(ParseError):
        Follower(desk, url=FRAMED).poll()
    assert desk.asked == [FRAMED, FRAME]


def test_a_post_on_two_pages_is_there_once_as_it_was_changed_last():
    said = one()
    older = {**said["_items"][0], "_updated": iso(NOON - timedelta(hours=1))}
    gone = {**said["_items"][0], "deleted": True}
    for items in ([older, gone], [gone, older]):
        memo = {"api": API, "turn": "changes", "form": "bool"}
        snapshot = read({**said, "_items": items}, memo=memo)
        assert (snapshot.updates, snapshot.tombstones) == ((), ("a",))


def test_a_page_whose_api_refuses_is_read_itself(desk):
    desk.refused = ("/api/",)
    with pytest.raises(ParseError):
        Follower(desk, url=PAGE).poll()


@pytest.mark.parametrize(
    ("url", "api"),
    [
        (f"{API}/posts?page=2", API),
        (f"{API}/fedcba9876543210fedcba98/posts", f"{API}/fedcba9876543210fedcba98"),
        (f"https://desk.example/api/v2/client_blogs/{BLOG}/posts?limit=5", API),
        (API, API),
        (f"{API}x/posts", ""),
        ("https://desk.example/api/client_blogs/short/posts", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_blog(url, api):
    assert api_at(url) == api
    assert about(api) in (API, "")


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=40)
@given(
    name=st.sampled_from(sorted(one()["_items"][0])),
    part=st.sampled_from(["_items", "_meta", "_links"]),
    value=ODD,
)
def test_whatever_an_answer_holds_it_is_read_or_refused(name, part, value):
    post = one()["_items"][0]
    for said in ({**one(), "_items": [{**post, name: value}]}, {**one(), part: value}):
        for memo in ({}, {"api": API, "turn": "changes", "form": "bool", "cursor": "x"}):
            with suppress(ParseError):
                assert isinstance(read(said, memo=memo), Snapshot)
    whole = Document(url=f"{API}/posts", body=json.dumps(one()).encode(), fetched=NOON)
    blog = Document(url=API, body=json.dumps(value).encode(), fetched=NOON, role="blog")
    with suppress(ParseError):
        assert isinstance(parse(whole, blog), Snapshot)


def test_a_page_cut_anywhere_is_read_or_refused():
    whole = Desk().answer(PAGE)
    for end in range(1, len(whole), 5):
        with suppress(ParseError):
            document = Document(url=PAGE, body=whole[:end].encode(), fetched=NOON)
            assert isinstance(parse(document), Snapshot)


def test_the_real_answer(shared):
    folder = shared / "liveblogs"
    file = folder / "sourcefabric" / "liveblog_posts_api_2017-03.json"
    said = json.loads(file.read_text())["posts"]
    url = "https://desk.example/api/client_blogs/58bfeb4c15720af1a94c1052/posts"
    document = Document(
        url=url, body=json.dumps(said).encode(), fetched=datetime(2017, 3, 24, tzinfo=UTC)
    )
    snapshot = parse(document, memo={"api": url, "turn": "changes", "kind": "sourcefabric"})
    golden = json.loads((folder / "golden" / "sourcefabric.api.json").read_text())["updates"]
    gone = {update["id"] for update in golden if update["deleted"]}
    advert = "2017-03-15"
    expected = {u["id"]: u for u in golden if not u["deleted"] and u["status"] == "open"}
    shown = {update.id: update for update in snapshot.updates}
    assert set(snapshot.tombstones) == gone
    assert len(gone) == 13
    assert len(expected.keys() - shown.keys()) == 1
    (dropped,) = expected.keys() - shown.keys()
    assert advert in dropped
    assert shown.keys() <= expected.keys()
    for name, update in shown.items():
        assert update.published == datetime.fromisoformat(expected[name]["published"])
    assert sum("pinned" in update.labels for update in snapshot.updates) == 2

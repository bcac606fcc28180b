"""The liveblog plugin of WordPress: the log of changes, and the walks through everything."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from liveblog_plugin import API, HOST, NOON, PAGE, Follower, Site

from streamer.errors import ParseError
from streamer.model import Document, Snapshot
from streamer.parse import parse

MINUTES = 60


def document(said, *, url=f"{API}entries/1772625600/1772625610/", role="", status=200):
    body = said if isinstance(said, str) else json.dumps(said)
    return Document(url=url, body=body.encode(), fetched=NOON, role=role, status=status)


def entry(name="5", **more):
    said = {"id": name, "type": "new", "content": "<p>Rain.</p>", "timestamp": 1772625600}
    return {**said, "entry_time": 1772625600, **more}


def log(*entries, **more):
    return {"entries": list(entries), "latest_timestamp": 0, "refresh_interval": 10, **more}


def shown(*entries):
    """Return what a log shows whose address was asked for at an earlier poll."""
    memo = {"endpoint": API, "asked": "there", "cursor": "1772625600", "walked": "1772625600"}
    return parse(document(log(*entries)), memo=memo)


@pytest.fixture
def site():
    site = Site()
    for number in range(7):
        site.write(f"Entry {number}")
        site.now += timedelta(minutes=5)
    return site


def followed(site, **more):
    follower = Follower(site, **more)
    follower.poll()
    return follower


def test_the_first_poll_walks_through_all_pages(site):
    follower = followed(site)
    assert len(follower.known) == 7
    assert follower.snapshot.view == "full"
    newest = site.comments[-1]
    assert site.asked[:2] == [PAGE, f"{API}get-entries/1/latest"]
    assert site.asked[2:] == [f"{API}get-entries/{page}/{newest.id}-{newest.at}" for page in (2, 3)]


def test_then_the_log_is_asked_for_and_nothing_else(site):
    follower = followed(site)
    fresh = site.write("Fog")
    assert follower.poll(10) == [("new", fresh)]
    at = site.time()
    assert site.asked == [f"{API}entries/{at - 30}/{at}/"]
    assert follower.snapshot.view == "merge"


def test_no_window_ends_in_the_future_and_none_is_left_out(site):
    follower = followed(site)
    told = []
    for seconds in (10, 13, 47, 10, 300, 11, 33):
        site.now += timedelta(seconds=seconds // 2)
        name = site.write(f"After {seconds}")
        told += [(name, follower.poll(seconds - seconds // 2))]
        ends = [int(url.rstrip("/").rpartition("/")[2]) for url in site.asked]
        assert all(end <= site.time() and end % 10 == 0 for end in ends)
    site.now += timedelta(seconds=10)
    follower.poll()
    assert {name for name, _ in told} <= follower.known.keys()


@pytest.mark.parametrize("clock", [-90, 90])
def test_windows_are_counted_by_the_server_clock(site, clock):
    site.clock = clock
    follower = followed(site)
    told = []
    for _ in range(4):
        fresh = site.write("By another clock")
        told += [follower.poll(20) == [("new", fresh)]]
    assert all(told)


def test_an_edit_and_a_deletion_keep_the_id_of_the_original(site):
    follower = followed(site)
    first = str(site.comments[0].id)
    site.edit(first, "Entry 0, put right")
    assert follower.poll(10) == [("edited", first)]
    assert follower.known[first].update.published == NOON
    site.now += timedelta(seconds=5)
    site.delete(first)
    assert follower.poll(10) == [("removed", first)]


def test_s24_a_deletion_is_one_removal_at_once_however_often_it_is_told(site):
    follower = followed(site)
    site.delete("103")
    assert [follower.poll(10) for _ in range(4)] == [[("removed", "103")], [], [], []]


def test_s18_an_entry_that_was_written_late_is_new_with_its_own_time(site):
    follower = followed(site)
    name = site.write("Late")
    site.comments[-1].at -= 15
    assert follower.poll(10) == [("new", name)]
    assert follower.known[name].update.published == site.now - timedelta(seconds=25)


def test_a_new_entry_and_its_edit_in_one_window_are_one_new_entry(site):
    follower = followed(site)
    name = site.write("Fog")
    site.now += timedelta(seconds=3)
    site.edit(name, "Fog, and wind")
    assert follower.poll(7) == [("new", name)]
    assert follower.known[name].update.text == "Fog, and wind"
    assert follower.poll(10) == []


def test_every_ten_minutes_the_page_is_asked_and_everything_is_seen(site):
    follower = followed(site)
    forgotten = site.comments.pop(2)
    polls = [follower.poll(MINUTES) for _ in range(24)]
    # The second look follows the first one at once, because something is missing.
    assert polls[10:12] == [[], [("removed", str(forgotten.id))]]
    assert [event for poll in polls for event in poll] == polls[11]


def test_s28_an_entry_that_comes_during_a_walk_is_neither_lost_nor_doubled(site):
    fresh = []

    def during(role):
        if role == "walk 1":
            fresh.append(site.write("Meanwhile"))

    follower = Follower(site)
    follower.poll(during=during)
    assert len(follower.known) == 7
    assert follower.snapshot.view == "full"
    assert follower.poll(10) == [("new", fresh[0])]
    assert len(follower.known) == 8


def test_s28_an_anchor_that_is_gone_is_noticed(site):
    site.write("The anchor")
    follower = Follower(site)
    follower.poll(during=lambda role: role == "walk 1" and site.delete(str(site.number)))
    assert follower.snapshot.view == "merge"
    assert "counted anew" in follower.snapshot.problems[0]


def test_s28_an_anchor_that_is_gone_while_another_entry_comes(site):
    def during(role):
        if role == "walk 1":
            site.delete(str(site.number))
            site.write("In its place")

    follower = Follower(site)
    follower.poll(during=during)
    follower.poll(10)
    there = {name for name, one in follower.known.items() if name and not one.removed}
    assert there == {str(one.id) for one in site.comments if one.content}


def test_s28_an_entry_on_two_pages_is_noticed():
    first = {"entries": [entry("9"), entry("8")], "pages": 2, "total": 4}
    second = {"entries": [entry("8"), entry("7")], "pages": 2, "total": 4}
    answers = [document(first, role="walk 1"), document(second, role="walk 2")]
    snapshot = parse(document(Site().page(), url=PAGE), *answers)
    assert snapshot.view == "merge"
    assert "two pages" in snapshot.problems[0]


def test_an_answer_from_a_cache_knows_only_what_it_knew():
    end = int(NOON.timestamp())
    url = f"{API}entries/{end - 30}/{end}/"
    memo = {"endpoint": API, "asked": url, "cursor": str(end - 60), "walked": str(end)}
    date = {"date": "Wed, 04 Mar 2026 11:59:20 GMT"}
    body = json.dumps(log()).encode()
    snapshot = parse(Document(url=url, body=body, fetched=NOON, headers=date), memo=memo)
    assert snapshot.wants == ()
    assert snapshot.start.url == f"{API}entries/{end - 60}/{end - 30}/"


def test_a_new_entry_has_the_time_of_its_revision():
    (update,) = shown(entry(entry_time=1772625600 - 100)).updates
    assert (update.published, update.modified) == (NOON, None)


def test_a_blog_of_many_pages_is_asked_for_as_one_log(site):
    site.per_page = 1
    for number in range(20):
        site.write(f"More {number}")
    follower = followed(site)
    assert len(follower.known) == 27
    assert follower.snapshot.view == "full"
    assert len(site.asked) == 3


def test_s29_an_archived_blog_is_walked_to_the_end_and_is_closed(site):
    follower = followed(site)
    gone = site.comments.pop(1)
    site.state = "archive"
    follower.poll(10 * MINUTES)
    assert follower.poll(10) == [("source.closed", "")]
    assert follower.snapshot.closed
    assert follower.poll(MINUTES) == [("removed", str(gone.id))]
    assert follower.poll(MINUTES) == []
    assert site.asked == [PAGE]
    assert follower.snapshot.closed


def test_an_archived_blog_that_goes_on_is_followed_again(site):
    site.state = "archive"
    follower = followed(site)
    follower.poll(MINUTES)
    site.state = "enable"
    fresh = site.write("It goes on")
    assert ("new", fresh) in follower.poll(MINUTES)
    assert follower.start is not None


def test_s59_the_server_sets_the_interval_in_each_answer(site):
    follower = followed(site)
    assert follower.snapshot.wait == timedelta(seconds=10)
    site.interval = 60
    follower.poll(10)
    assert follower.snapshot.wait == timedelta(seconds=60)
    follower.poll(60)
    ends = [int(end) for url in site.asked for end in url.split("/")[-3:-1]]
    assert all(end % 60 == 0 for end in ends)


def test_s60_each_poll_twice_tells_the_same(site):
    follower = followed(site)
    for number in range(5):
        site.write(f"Again {number}")
        site.edit("104", f"Edited {number}")
        site.now += timedelta(seconds=9)
        once = follower.gather()
        assert follower.gather() == once
        follower.poll()
        assert follower.poll() == []


@pytest.mark.parametrize("ahead", [0, 2 * 3600, -5 * 3600, 5 * 3600 + 1800])
def test_the_time_of_the_original_may_be_local_time(site, ahead):
    site.ahead = ahead
    site.edit("102", "Entry 1, put right")
    follower = followed(site)
    assert follower.known["102"].update.published == NOON + timedelta(minutes=5)
    assert follower.known["102"].update.modified == site.now
    assert follower.known["107"].update.published == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("more", "text", "labels"),
    [
        ({"content": "<p>/key Gates shut</p>"}, "Gates shut", ("key-event",)),
        ({"content": "/key Gates shut"}, "Gates shut", ("key-event",)),
        ({"content": "<p>The /keys are gone</p>"}, "The /keys are gone", ()),
        (
            {"content": '<p><span class="liveblog-command type-key">key</span> Shut</p>'},
            "Shut",
            (),
        ),
        ({"css_classes": "even type-key"}, "Rain.", ("key-event",)),
        ({"key_event": True}, "Rain.", ("key-event",)),
        ({"content": '[caption id="a"]<img src="x.png"> A boat[/caption] Wind'}, "A boat Wind", ()),
        ({"content": "<blockquote class='twitter-tweet'>Hi</blockquote>Wind"}, "Wind", ()),
    ],
)
def test_marks_for_the_plugin_are_no_words(more, text, labels):
    (update,) = shown(entry(**more)).updates
    assert (update.text, update.labels) == (text, labels)


def test_the_words_are_those_that_were_written_not_those_that_were_drawn():
    drawn = '<p>Rain.</p><div class="embed">Seen 5 minutes ago</div>'
    assert shown(entry(render=drawn)).updates[0].text == "Rain."
    assert shown(entry(content=None, render="<p>Drawn</p>")).updates[0].text == "Drawn"


@pytest.mark.parametrize(
    ("more", "gone"),
    [
        ({"type": "delete"}, True),
        ({"type": None, "content": ""}, True),
        ({"type": "update", "content": " ", "render": ""}, True),
        ({"type": None}, False),
        ({"type": "new", "content": ""}, False),
        ({"type": None, "content": "", "render": '<img src="x.png">'}, False),
    ],
)
def test_the_type_follows_from_what_there_is(more, gone):
    snapshot = shown(entry(**more))
    assert snapshot.tombstones == (("5",) if gone else ())


def test_an_orphaned_edit_does_not_bring_back_what_was_deleted():
    edit = entry(type="update", timestamp=1772625605)
    deleted = entry(type="delete", content="", timestamp=1772625605)
    for row in ((edit, deleted), (deleted, edit)):
        snapshot = shown(*row)
        assert snapshot.updates == ()
        assert snapshot.tombstones == ("5",)


def test_a_list_may_be_an_object():
    said = {"entries": {"0": entry("5"), "3": entry("6")}, "pages": 1}
    snapshot = parse(document(said))
    assert [update.id for update in snapshot.updates] == ["5", "6"]


def test_an_api_of_another_host_is_not_asked(site):
    site.endpoint = "https://elsewhere.example/wp-json/liveblog/v1/77/"
    with pytest.raises(ParseError):
        Follower(site).poll()
    assert site.asked == [PAGE]


def test_the_api_may_be_on_the_host_with_www(site):
    site.endpoint = API.replace("//", "//www.")
    assert len(followed(site).known) == 7


def test_an_address_of_the_log_leads_to_everything(site):
    end = site.time() // 10 * 10
    follower = followed(site, url=f"{API}entries/{end - 300}/{end}/")
    assert len(follower.known) == 7
    fresh = site.write("Fog")
    assert follower.poll(10) == [("new", fresh)]


def test_an_address_of_a_page_leads_to_everything(site):
    follower = followed(site, url=f"{API}get-entries/1/latest")
    assert len(follower.known) == 7
    assert follower.snapshot.view == "full"


def test_an_old_version_has_a_log_and_no_api(site):
    site.endpoint = f"{PAGE}liveblog/"
    follower = followed(site)
    assert len(follower.known) == 7
    site.delete("101")
    assert follower.poll(10) == [("removed", "101")]
    assert all("/liveblog/1" in url for url in site.asked)


def test_an_old_log_may_be_the_address(site):
    site.endpoint = f"{PAGE}liveblog/"
    end = site.time()
    follower = followed(site, url=f"{PAGE}liveblog/{end - 300}/{end}/")
    assert len(follower.known) == 7


def test_a_version_without_pages_is_read_by_its_log(site):
    site.refused = ("get-entries",)
    assert len(followed(site).known) == 7


def test_an_api_that_refuses_later_changes_nothing(site):
    follower = followed(site)
    follower.poll(10 * MINUTES)
    site.refused = ("/wp-json/",)
    assert follower.poll(10) == []
    assert follower.snapshot.view == "merge"
    site.refused = ()
    fresh = site.write("Back")
    assert follower.poll(10 * MINUTES) == [("new", fresh)]


def test_an_older_copy_of_everything_is_not_everything(site):
    follower = followed(site)
    site.write("Fog")
    follower.poll(10)
    follower.poll(10 * MINUTES)
    hidden = site.comments.pop()
    follower.poll(10)
    assert site.asked[0] == PAGE
    assert follower.snapshot.view == "merge"
    assert str(hidden.id) in follower.known


def test_plain_permalinks(site):
    site.endpoint = f"{HOST}/?rest_route=/liveblog/v1/77/"
    follower = followed(site)
    assert len(follower.known) == 7
    assert follower.start.url.startswith(f"{HOST}/?rest_route=/liveblog/v1/77/entries/")


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=40)
@given(
    name=st.sampled_from(
        ["id", "type", "render", "content", "timestamp", "authors", "entry_time", "share_link"]
    ),
    value=ODD,
    outer=st.sampled_from(["entries", "refresh_interval", "pages", "latest_timestamp", "total"]),
    odd=ODD,
)
def test_whatever_an_answer_holds_it_is_read_or_refused(name, value, outer, odd):
    for said in (log(entry(**{name: value})), {**log(entry()), outer: odd}):
        one = json.dumps(said)
        for memo in ({}, {"endpoint": API, "asked": "x", "cursor": "1"}):
            with contextlib.suppress(ParseError):
                assert isinstance(parse(document(one), memo=memo), Snapshot)
        page = document(Site().page(), url=PAGE)
        answers = [document(one, url=f"{API}get-entries/1/latest", role="walk 1")]
        with contextlib.suppress(ParseError):
            assert isinstance(parse(page, *answers), Snapshot)


def test_a_page_cut_anywhere_is_read_or_refused():
    whole = Site().page()
    for end in range(1, len(whole), 7):
        with contextlib.suppress(ParseError):
            assert isinstance(parse(document(whole[:end], url=PAGE)), Snapshot)


def test_real_answers(shared):
    folder = shared / "liveblogs" / "automattic"
    state = parse(document((folder / "api.json").read_text(), url=f"{API}get-entries/1/latest"))
    assert len(state.updates) == 5
    assert state.updates[0].published == datetime(2017, 11, 28, 12, 43, 31, tzinfo=UTC)
    polled = parse(document((folder / "polling.json").read_text()))
    assert [update.id for update in polled.updates] == ["3250"]
    key = shown(*json.loads((folder / "events.json").read_text())).updates[0]
    assert key.labels == ("key-event",)
    assert "/key" not in key.text
    mixed = json.loads((folder / "applyUpdateEntries.json").read_text())
    snapshot = shown(*mixed["newEntries"])
    assert [update.id for update in snapshot.updates] == ["4", "3"]
    assert snapshot.tombstones == ("2",)

"""An API that says itself what was edited and what was deleted."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.errors import ParseError
from streamer.model import Document
from streamer.parse import parse

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://apiv1.scribblelive.com/event/77/page/last/?format=json&Max=50"


def date(minutes=0):
    """Return the instant so many minutes before noon, as the API writes it."""
    at = NOON - timedelta(minutes=minutes)
    return f"/Date({int(at.timestamp() * 1000)}+0000)/"


def post(number, minutes=10, text="The quay is shut.", **more):
    return {
        "Id": number,
        "Type": "TEXT",
        "Content": text,
        "Created": date(minutes),
        "LastModified": date(minutes),
        "Creator": {"Name": "Ann  Ash"},
        "IsDeleted": 0,
        **more,
    }


def event(*posts, edits=(), deletes=(), **more):
    said = {"Title": "Storm", "IsLive": 1, "Posts": list(posts)}
    return {**said, "Edits": list(edits), "Deletes": list(deletes), **more}


def read(said, url=URL, **more):
    body = said if isinstance(said, str) else json.dumps(said)
    return parse(Document(url=url, body=body.encode(), fetched=NOON), **more)


def polled(*states):
    """Return the events of each state, as kind and subject."""
    known, absent, told = {}, {}, []
    for state in states:
        changes = diff(known, read(state), absent, source="s", baseline=not known)
        known, absent = fold(known, changes.events), changes.absent
        told.append([(one.kind, one.subject) for one in changes.events])
    return told


def test_a_post():
    snapshot = read(event(post(1, text="The <b>quay</b> is shut.", LastModified=date(5))))
    (update,) = snapshot.updates
    assert (snapshot.title, snapshot.view, snapshot.closed) == ("Storm", "merge", False)
    assert (update.id, update.text, update.authors) == ("1", "The quay is shut.", ("Ann Ash",))
    assert update.published == NOON - timedelta(minutes=10)
    assert update.modified == NOON - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/Date(1772625600000+0000)/", NOON),
        ("/Date(1772625600000-0500)/", NOON),
        (r"\/Date(1772625600000)\/", NOON),
        ("2026-03-04T12:00:00Z", NOON),
        (1772625600, NOON),
        ("/Date(x)/", None),
        ("/Date(-1)/", None),
        (None, None),
    ],
)
def test_dates(written, expected):
    (update,) = read(event(post(1, Created=written, LastModified=None))).updates
    assert update.published == expected


def test_s24_what_is_in_the_list_of_deletes_is_removed_at_once_and_once():
    first = event(post(1), post(2))
    gone = event(post(1), deletes=[{"Id": 2, "LastModified": date(1)}])
    assert polled(first, gone, gone)[1:] == [[("update.removed", "2")], []]


@pytest.mark.parametrize("word", [True, 1, "1", "true"])
def test_s24_a_post_that_says_it_is_deleted(word):
    assert polled(event(post(1)), event(post(1, IsDeleted=word)))[1] == [("update.removed", "1")]


def test_s23_a_post_that_is_newer_than_its_deletion_is_back():
    deletes = [{"Id": 1, "LastModified": date(5)}]
    back = event(post(1, LastModified=date(2)), deletes=deletes)
    states = polled(event(post(1)), event(deletes=deletes), back)
    assert states[1:] == [[("update.removed", "1")], [("update.restored", "1")]]


def test_an_edit_is_in_the_list_of_edits():
    edit = post(1, text="The quay is open.", LastModified=date(2))
    assert polled(event(post(1)), event(edits=[edit]))[1] == [("update.edited", "1")]


def test_an_edit_that_is_older_than_the_post_is_no_edit():
    older = post(1, text="The quay is open.", LastModified=date(20))
    assert polled(event(post(1)), event(post(1), edits=[older]))[1] == []


def test_s20_what_is_not_there_is_not_gone():
    states = [event(post(1), post(2), post(3)), event(post(3)), event(post(3)), event()]
    assert polled(*states)[1:] == [[], [], []]


@pytest.mark.parametrize(
    ("url", "lists", "view"),
    [
        (URL, True, "merge"),
        (URL, False, "window"),
        ("https://apiv1.scribblelive.com/event/77/all/?Since=2026/03/04", False, "merge"),
        ("https://[?Since=1", False, "window"),
    ],
)
def test_what_an_answer_vouches_for(url, lists, view):
    said = event(post(1))
    if not lists:
        del said["Edits"], said["Deletes"]
    assert read(said, url).view == view


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({"IsLive": 0}, True),
        ({"IsLive": "0"}, True),
        ({"IsLive": False}, True),
        ({"IsLive": 1}, False),
        ({"IsLive": None}, False),
        ({"IsLive": 0, "Start": date(-60)}, False),
        ({"IsLive": 0, "Start": date(60)}, True),
    ],
)
def test_s29_an_event_that_is_not_live(more, closed):
    assert read(event(post(1), **more)).closed is closed


def test_s45_a_picture_without_words():
    media = [
        {"Type": "IMAGE", "Url": "https://media.harbour.example/q.jpg"},
        {"Url": "javascript:x"},
    ]
    (update,) = read(event(post(1, text="", Type="IMAGE", Media=media))).updates
    assert (update.id, update.text) == ("1", "")
    assert 'src="https://media.harbour.example/q.jpg"' in update.html


def test_s44_advertisements_are_no_updates():
    assert read(event(post(1), post(2, Type="advert"))).updates[0].id == "1"
    assert len(read(event(post(1), post(2, Type="advert"))).updates) == 1


def test_s53_an_event_that_is_not_found():
    said = {"title": "Sorry, that live event was not found", "IsDeleted": 1, "IsLive": 0}
    with pytest.raises(ParseError) as error:
        read(said)
    assert error.value.outcome == "malformed-empty"
    memo = read(event(post(1)), "https://harbour.example/77").memo
    with pytest.raises(ParseError, match="not found"):
        read(said, "https://harbour.example/77", memo=memo)


@pytest.mark.parametrize(
    "said",
    [{"Posts": [1]}, {"Posts": {}}, {"Title": "x"}, [1], {"IsLive": 1, "Posts": [{"id": 1}]}],
)
def test_other_json_is_not_ours(said):
    with pytest.raises(ParseError) as error:
        read(said, "https://harbour.example/x")
    assert error.value.outcome == "not-a-feed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
FIELDS = ["Id", "Type", "Content", "Created", "LastModified", "Creator", "Media", "IsDeleted"]
EVENT = ["Title", "IsLive", "Edits", "Deletes", "Start"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3),
    st.dictionaries(st.sampled_from(EVENT), JSON, max_size=2),
)
def test_any_value_may_stand_anywhere(fields, more):
    odd = {**post(1), **fields}
    shown = read({**event(odd, post(2), edits=[odd], deletes=[odd]), **more})
    assert len({one.id for one in shown.updates}) == len(shown.updates)


def test_a_cut_answer_is_an_error():
    whole = json.dumps(event(post(1)))
    for end in range(0, len(whole) - 1, 5):
        with pytest.raises(ParseError):
            read(whole[:end])

"""A log of what happened to messages, folded to what is there."""

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
URL = "https://harbour.example/live/2026-03-04?action=catchup&format=json"


def unix(minutes):
    return int((NOON - timedelta(minutes=minutes)).timestamp())


def said(kind, mid, minutes, text="The quay is shut."):
    return {
        "event": kind,
        "data": {
            "mid": mid,
            "textrendered": f"<p>{text}</p>",
            "emb": unix(minutes),
            "datemodified": unix(minutes),
            "authordisplayname": "Ann Ash",
        },
    }


def msg(mid, minutes, text="The quay is shut."):
    return said("msg", mid, minutes, text)


def edit(mid, minutes, text):
    return said("editmsg", mid, minutes, text)


def delete(mid):
    return {"event": "delete", "data": {"messageid": mid}}


SAVED = {"event": "postSaved", "data": {}}
END = {"event": "end", "data": {}}


def document(body, role="", status=200):
    text = body if isinstance(body, str) else json.dumps(body)
    return Document(url=URL, body=text.encode(), fetched=NOON, role=role, status=status)


def read(*log, meta=None):
    answer = [] if meta is None else [document(meta, role="meta", status=200 if meta else 404)]
    return parse(document(list(log)), *answer)


def shown(*log):
    return [(one.id, one.text) for one in read(*log).updates]


def test_a_message():
    (update,) = read(msg(7, 10)).updates
    assert (update.id, update.text, update.authors) == ("7", "The quay is shut.", ("Ann Ash",))
    assert update.published == NOON - timedelta(minutes=10)
    assert update.modified is None
    assert read(msg(7, 10)).view == "merge"


def test_an_edit_takes_the_place_of_what_was_said():
    (update,) = read(msg("7", 10), SAVED, edit("7", 5, "The quay is open.")).updates
    assert update.text == "The quay is open."
    assert update.published == NOON - timedelta(minutes=10)
    assert update.modified == NOON - timedelta(minutes=5)


LOG = [msg("1", 30), msg("2", 20, "Wind."), edit("1", 10, "Open."), msg("3", 5, "Rain.")]


def test_a_log_may_run_either_way():
    assert shown(*LOG) == shown(*LOG[::-1]) == [("3", "Rain."), ("2", "Wind."), ("1", "Open.")]


def test_s24_a_deleted_message_is_a_tombstone():
    snapshot = read(*LOG, delete("2"))
    assert snapshot.tombstones == ("2",)
    assert [one.id for one in snapshot.updates] == ["3", "1"]


def test_a_message_that_is_said_again_is_there():
    snapshot = read(msg("1", 30), msg("2", 20), delete("1"), msg("1", 10))
    assert snapshot.tombstones == ()
    assert [one.id for one in snapshot.updates] == ["1", "2"]


def test_twins_in_a_log_are_one_message():
    assert shown(msg("1", 30), msg("1", 30), msg("2", 5)) == [
        ("2", "The quay is shut."),
        ("1", "The quay is shut."),
    ]


def test_every_beginning_of_a_log_gives_the_events_of_the_log():
    log = [*LOG, delete("2"), edit("1", 2, "Shut again."), msg("4", 1)]
    known, told = {}, []
    for end in range(1, len(log) + 1):
        snapshot = read(*log[:end])
        events = diff(known, snapshot, {}, source="s").events
        known = fold(known, events)
        told.append([(one.kind.removeprefix("update."), one.subject) for one in events])
    assert told == [
        [("new", "1")],
        [("new", "2")],
        [("edited", "1")],
        [("new", "3")],
        [("removed", "2")],
        [("edited", "1")],
        [("new", "4")],
    ]


def test_s20_a_log_that_begins_later_removes_nothing():
    known = fold({}, diff({}, read(*LOG), {}, source="s").events)
    changes = diff(known, read(LOG[-1]), {}, source="s")
    assert (changes.events, changes.absent) == ((), {})


@pytest.mark.parametrize(
    ("meta", "closed"),
    [
        ({"status": "closed", "title": "Storm"}, True),
        ({"status": "inprogress"}, False),
        ({"status": ["closed"]}, False),
        ([], False),
        ("", False),
    ],
)
def test_the_blog_says_whether_it_is_closed(meta, closed):
    assert read(*LOG, meta=meta).closed is closed


def test_the_question_whether_it_is_closed():
    (want,) = read(*LOG).wants
    assert want.url == "https://harbour.example/live/2026-03-04?action=getmeta&format=json"
    assert read(*LOG, meta={}).wants == ()


def test_a_log_that_has_ended():
    assert read(*LOG, END).closed
    assert read(*[*LOG, END][::-1]).closed
    assert not read(END, *LOG).closed


@pytest.mark.parametrize(
    "log",
    [
        [],
        [1],
        [{"event": "msg"}],
        [{"event": "msg", "data": {}}],
        [{"event": "x", "data": 1}],
        {"a": 1},
    ],
)
def test_other_json_is_not_ours(log):
    with pytest.raises(ParseError) as error:
        parse(document(log))
    assert error.value.outcome == "not-a-feed"


def test_what_is_odd_is_told():
    (one, two) = read(*LOG, 7, {"event": "poke", "data": {}}).problems
    assert "no objects: 1" in one
    assert "unknown kind: 1" in two


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
FIELDS = ["mid", "messageid", "textrendered", "emb", "datemodified", "authordisplayname"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["msg", "editmsg", "delete", "end"]) | JSON,
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4) | JSON,
)
def test_any_value_may_stand_anywhere(kind, fields):
    snapshot = read(*LOG, {"event": kind, "data": fields})
    assert len({one.id for one in snapshot.updates}) == len(snapshot.updates)


def test_a_cut_log_is_an_error():
    whole = json.dumps(LOG)
    for end in range(0, len(whole) - 1, 5):
        with pytest.raises(ParseError):
            parse(document(whole[:end]))

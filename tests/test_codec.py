"""Events and state come back as they went in, whatever text they hold."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer import codec
from streamer.errors import StoreError
from streamer.model import (
    Basis,
    Before,
    Cursor,
    Entry,
    Event,
    Facts,
    Kind,
    KnownUpdate,
    Outcome,
    Request,
    Snapshot,
    Update,
    Validators,
    View,
    Weight,
    Word,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SCHEMA = Path(__file__).parents[1] / "docs" / "event.schema.json"

lawful = settings(deadline=None, max_examples=50)

# Every code point, halves of characters too.
wild = st.text(
    st.characters(codec=None) | st.sampled_from('\0\ud800\udc00"\\\x1f🏴{}'), max_size=12
)
tame = st.text(st.characters(codec="utf-8"), max_size=12)
instants = st.datetimes(timezones=st.just(UTC))


def updates(text):
    return st.builds(
        Update,
        id=text,
        headline=text,
        text=text,
        html=text,
        url=text,
        authors=st.lists(text, max_size=2).map(tuple),
        published=st.none() | instants,
        published_basis=st.sampled_from(get_args(Basis)),
        modified=st.none() | instants,
        clock=text,
        labels=st.lists(text, max_size=2).map(tuple),
    )


@st.composite
def events(draw, text=tame):
    kind = draw(st.sampled_from(get_args(Kind)))
    shared = {
        "kind": kind,
        "source": draw(text),
        "revision": draw(st.integers(1, 2**40)),
        "fetched": draw(instants),
        "baseline": draw(st.booleans()),
        "late": draw(st.booleans()),
    }
    if kind.startswith("source"):
        detail = draw(st.dictionaries(text, text, max_size=2))
        return Event(**shared, subject="", detail=detail)
    word = st.builds(Word, st.sampled_from(["keep", "cut", "add"]), text)
    runs = st.lists(word, max_size=3).map(tuple)
    more = {"subject": draw(text.filter(bool)), "update": draw(updates(text))}
    if kind in ("update.edited", "update.restored"):
        more["before"] = draw(st.none() | st.builds(Before, headline=text, text=text))
        more["words"] = draw(st.fixed_dictionaries({"headline": runs, "text": runs}))
        more["weight"] = draw(st.none() | st.sampled_from(get_args(Weight)))
    if kind == "update.removed":
        more["reason"] = draw(st.sampled_from(["tombstone", "absent"]))
    return Event(**shared, **more, duplicate_of=draw(text))


def sent(event, *, n=7, epoch=3, time=NOON):
    """Return *event* as it comes back from a stream."""
    fields = {name.encode(): value for name, value in codec.fields(event, time=time).items()}
    return codec.decode("1-0", {b"n": b"%d" % n, **fields}, epoch)


class TestEvents:
    @lawful
    @given(events(), instants, st.integers(1, 2**50))
    def test_an_event_comes_back(self, event, time, n):
        assert sent(event, n=n, time=time) == Entry(cursor=Cursor(3, n), time=time, event=event)

    @lawful
    @given(events(wild), instants)
    def test_every_text_can_be_sent_and_comes_back_once_it_is_clean(self, event, time):
        once = sent(event, time=time).event
        assert sent(once, time=time).event == once
        assert (once.kind, once.revision, once.fetched) == (
            event.kind,
            event.revision,
            event.fetched,
        )
        assert codec.event_id(once) == codec.event_id(event)
        assert codec.encode(once) == codec.encode(event)

    def test_half_a_character_is_a_replacement_and_two_halves_are_one(self):
        update = Update(id="a\ud800", headline="\ud83d\ude00", text="\udc00x\ud800")
        event = Event(
            kind="update.new",
            source="s",
            subject="a\ud800",
            revision=1,
            fetched=NOON,
            update=update,
        )
        back = sent(event).event
        assert back.subject == "a\ufffd"
        assert (back.update.headline, back.update.text) == ("😀", "\ufffdx\ufffd")

    @lawful
    @given(wild)
    def test_clean_text_keeps_all_that_is_a_character(self, text):
        clean = codec.clean(text)
        clean.encode()
        assert codec.clean(clean) == clean
        if not any("\ud800" <= char <= "\udfff" for char in text):
            assert clean == text

    def test_the_data_has_sorted_keys_and_leaves_out_what_would_be_empty(self):
        event = Event(kind="source.gap", source="s", subject="", revision=2, fetched=NOON)
        assert codec.encode(event) == (
            b'{"baseline":false,"fetched":"2026-05-04T12:00:00Z","late":false,"revision":2}'
        )
        edited = replace(
            event,
            kind="update.edited",
            subject="u",
            update=Update(id="u", text="13 wounded", published=NOON),
            before=Before(headline="", text="12 wounded"),
            words={"text": (Word("cut", "12"), Word("add", "13"), Word("keep", "wounded"))},
            weight="major",
        )
        body = orjson.loads(codec.encode(edited))
        assert list(body) == sorted(body)
        assert body["words"] == {"text": [["cut", "12"], ["add", "13"], ["keep", "wounded"]]}
        assert body["before"] == {"headline": "", "text": "12 wounded"}
        assert set(body["update"]) == {
            "id", "headline", "text", "html", "url", "authors", "published", "published_basis",
            "modified", "clock", "labels",
        }  # fmt: skip

    def test_the_fields_are_in_their_order(self):
        event = Event(kind="source.gap", source="s", subject="", revision=2, fetched=NOON)
        names = ["id", "type", "source", "subject", "time", "data"]
        assert list(codec.fields(event, time=NOON)) == names

    @pytest.mark.parametrize(
        "damage",
        [
            {b"n": b"x"},
            {b"time": b"noon"},
            {b"type": b"update.sneezed"},
            {b"data": b"{}"},
            {b"data": b"["},
            {b"data": b"[]"},
            {b"source": b"\xff"},
        ],
    )
    def test_what_is_not_ours_is_refused_with_its_place(self, damage):
        event = Event(kind="source.gap", source="s", subject="", revision=2, fetched=NOON)
        fields = {name.encode(): value for name, value in codec.fields(event, time=NOON).items()}
        with pytest.raises(StoreError, match="entry 5-1 "):
            codec.decode("5-1", {b"n": b"1", **fields, **damage}, 1)

    def test_a_key_of_the_future_is_passed_over(self):
        event = Event(kind="source.gap", source="s", subject="", revision=2, fetched=NOON)
        fields = {name.encode(): value for name, value in codec.fields(event, time=NOON).items()}
        fields[b"data"] = codec.encode(event)[:-1] + b',"mood":"good"}'
        assert codec.decode("1-0", {b"n": b"1", **fields}, 1).event == event


class TestIds:
    @lawful
    @given(events(), st.sampled_from(get_args(Kind)))
    def test_only_source_update_and_revision_make_it(self, event, kind):
        same = replace(event, kind=kind, update=None, late=not event.late, fetched=NOON)
        assert codec.event_id(same) == codec.event_id(event)
        others = [
            replace(event, revision=event.revision + 1),
            replace(event, source=f"{event.source}x"),
            replace(event, subject=f"{event.subject}x"),
        ]
        assert codec.event_id(event) not in map(codec.event_id, others)

    def test_parts_do_not_run_into_each_other(self):
        def named(source, subject):
            event = Event(
                kind="update.new", source=source, subject=subject, revision=1, fetched=NOON
            )
            return codec.event_id(event)

        assert len({named("ab", "c"), named("a", "bc"), named("", "abc"), named("a\0b", "c")}) == 4

    def test_it_never_changes(self):
        """Readers keep ids: another id for the same change would tell them everything anew."""
        event = Event(kind="update.new", source="blog", subject="é1", revision=3, fetched=NOON)
        assert codec.event_id(event) == "75e924e3c8c3e3fb1800-3"


class TestState:
    @lawful
    @given(wild, st.integers(1, 2**40), st.booleans(), st.none() | updates(wild))
    def test_a_state_comes_back_even_with_half_characters(self, name, revision, removed, update):
        update = update and replace(update, html="")
        known = KnownUpdate(
            revision=revision, fingerprint="1" + 16 * "a", removed=removed, update=update
        )
        value = b"%s %d %s" % (codec.token(known).encode(), 99, codec.pack(name, known))
        assert codec.unpack(value) == (name, known)

    @lawful
    @given(
        wild,
        st.none() | updates(wild),
        wild,
        st.lists(st.tuples(st.integers(1, 99), st.text("abc1", max_size=17)), max_size=8),
    )
    def test_so_do_what_it_repeats_and_what_it_said_before(self, name, update, original, past):
        known = KnownUpdate(
            revision=9,
            fingerprint="f",
            update=update and replace(update, html=""),
            duplicate_of=original,
            past=tuple(past),
        )
        assert codec.unpack(b"9.f 1 " + codec.pack(name, known)) == (name, known)

    def test_a_state_from_before_there_were_duplicates_is_read(self):
        plain = KnownUpdate(revision=1, fingerprint="f", update=Update(id="a", text="said"))
        marked = replace(plain, duplicate_of="wire/7", past=((1, "e"),))
        assert len(codec.pack("a", plain)) < len(codec.pack("a", marked))
        _, back = codec.unpack(b"1.f 1 " + codec.pack("a", plain))
        assert (back.duplicate_of, back.past, back.update.text) == ("", (), "said")

    def test_html_is_not_kept(self):
        known = KnownUpdate(revision=1, fingerprint="f", update=Update(id="a", html="<p>x" * 99))
        _, back = codec.unpack(b"1.f 1 " + codec.pack("a", known))
        assert back.update == Update(id="a")

    @pytest.mark.parametrize("fingerprint", ["a b", "a\nb", "a\u2003b"])
    def test_a_fingerprint_is_one_word(self, fingerprint):
        with pytest.raises(ValueError, match="space"):
            codec.token(KnownUpdate(revision=1, fingerprint=fingerprint))

    @pytest.mark.parametrize("value", [b"", b"x", b"1.f 1 ", b"1.f 1 1zzz", b"1.f 1 1", b"1.f 11"])
    def test_damage_is_told(self, value):
        with pytest.raises(StoreError, match="damaged"):
            codec.unpack(value)

    @pytest.mark.parametrize(
        "unpack", [lambda rest: codec.unpack(b"1.f 1 " + rest), codec.unpack_facts]
    )
    def test_a_format_of_the_future_says_who_must_act(self, unpack):
        with pytest.raises(StoreError, match=r"newer streamer \(format '2'\): update this one"):
            unpack(b"2whatever it is")

    def test_states_of_today_can_be_read_for_ever(self):
        known = KnownUpdate(
            revision=2,
            fingerprint="1abc",
            update=Update(
                id="u", headline="Шостка", text="1 killed", published=NOON, labels=("x",)
            ),
        )
        kept = bytes.fromhex(
            "3103aa55d2494bcc294ed501b1942eacb8b0ef62e3c5a60bbb2e6c00720d15b2337372c00680ec05"
            "3ac0dcdcc2d2cc0006104ecb2bcdc9012b52aa508a8d0500"
        )
        assert codec.unpack(b"2.1abc 5 " + kept) == ("u", known)

    def test_it_is_about_half_of_plain_json(self):
        text = "Rescuers said on Monday that thirteen people were wounded in the north. " * 9
        update = Update(id="751105", headline="Thirteen wounded", text=text[:700], published=NOON)
        known = KnownUpdate(revision=1, fingerprint="f", update=update)
        assert len(codec.pack("751105", known)) < len(text) / 2


class TestFacts:
    @lawful
    @given(
        st.builds(
            Facts,
            validators=st.builds(Validators, etag=wild, last_modified=wild),
            body=wild,
            polled=st.none() | instants,
            due=st.none() | instants,
            not_before=st.none() | instants,
            changed=st.none() | instants,
            modified=st.none() | instants,
            outcome=st.none() | st.sampled_from(get_args(Outcome)),
            failures=st.integers(0, 9999),
            absent=st.dictionaries(wild, instants, max_size=3),
            doubted=st.none() | instants,
            begun=st.booleans(),
            memo=st.dictionaries(wild, wild, max_size=3),
            start=st.none()
            | st.builds(
                Request,
                url=wild,
                role=wild,
                headers=st.lists(st.tuples(wild, wild), max_size=2).map(tuple),
                key=wild,
            ),
            view=st.sampled_from(get_args(View)),
            wait=st.none() | st.integers(1, 90_000).map(lambda n: timedelta(seconds=n)),
            home=wild,
            address=wild,
            landed=wild,
            trail=st.lists(wild, max_size=3).map(tuple),
            onward=wild,
            first=st.none() | instants,
            looked=st.none() | instants,
            wary=st.none() | instants,
            closed=st.none() | instants,
        )
    )
    def test_they_come_back(self, facts):
        assert codec.unpack_facts(codec.pack_facts(facts)) == facts

    def test_the_first_instant_of_1970_is_one(self):
        facts = Facts(polled=datetime(1970, 1, 1, tzinfo=UTC))
        assert codec.unpack_facts(codec.pack_facts(facts)) == facts

    def test_none_are_fresh_ones_and_damage_is_told(self):
        assert codec.unpack_facts(b"") == Facts()
        for packed in (b"1", b"1[]", b'1{"polled":"x"}', b"1\xff"):
            with pytest.raises(StoreError, match="damaged"):
                codec.unpack_facts(packed)


class TestJson:
    @lawful
    @given(events(wild), st.integers(1, 2**50))
    def test_every_event_is_as_its_schema_says(self, event, n):
        entry = Entry(cursor=Cursor(3, n), time=NOON, event=event)
        shown = orjson.loads(orjson.dumps(codec.event_json(entry)))
        validator = jsonschema.Draft202012Validator(
            codec.schema(), format_checker=jsonschema.FormatChecker()
        )
        validator.validate(shown)
        assert set(shown) == set(codec.schema()["properties"])
        assert set(shown["data"]) <= set(codec.schema()["$defs"]["data"]["properties"])
        assert shown["data"] == orjson.loads(codec.encode(event))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"n": 0},
            {"type": "update.sneezed"},
            {"subject": ""},
            {"time": "noon"},
            {"id": "7"},
            {"data": {}},
            {"subject": None},
        ],
    )
    def test_the_schema_refuses_what_no_event_is(self, wrong):
        event = Event(
            kind="update.new",
            source="s",
            subject="u",
            revision=1,
            fetched=NOON,
            update=Update(id="u"),
        )
        entry = Entry(cursor=Cursor(1, 1), time=NOON, event=event)
        jsonschema.validate(codec.event_json(entry), codec.schema())
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(codec.event_json(entry) | wrong, codec.schema())

    def test_the_schema_in_the_documentation_is_this_one(self, request):
        """``pytest --update-golden`` writes it."""
        text = json.dumps(codec.schema(), indent=2) + "\n"
        if request.config.getoption("--update-golden"):
            SCHEMA.write_text(text)
        assert SCHEMA.read_text() == text

    def test_an_event_of_the_source_has_no_subject(self):
        event = Event(kind="source.gap", source="s", subject="", revision=2, fetched=NOON)
        shown = codec.event_json(Entry(cursor=Cursor(1, 4), time=NOON, event=event))
        assert shown == {
            "specversion": "1.0",
            "id": codec.event_id(event),
            "type": "source.gap",
            "source": "s",
            "subject": None,
            "time": "2026-05-04T12:00:00Z",
            "n": 4,
            "cursor": "1.4",
            "data": {
                "revision": 2,
                "baseline": False,
                "late": False,
                "fetched": "2026-05-04T12:00:00Z",
            },
        }

    @lawful
    @given(st.lists(updates(wild), max_size=3), st.sampled_from(get_args(View)), wild)
    def test_a_snapshot_keeps_the_order_of_the_page(self, shown, view, text):
        snapshot = Snapshot(
            updates=tuple(shown),
            view=view,
            fetched=NOON,
            format="json-ld",
            title=text,
            closed=True,
            next=(text,),
            problems=(text,),
        )
        result = orjson.loads(orjson.dumps(codec.snapshot_json(snapshot)))
        assert list(result) == ["format", "view", "title", "closed", "next", "updates", "problems"]
        assert [each["id"] for each in result["updates"]] == [codec.clean(u.id) for u in shown]
        assert (result["view"], result["closed"], result["next"]) == (
            view,
            True,
            [codec.clean(text)],
        )

    @lawful
    @given(instants)
    def test_instants_end_with_z(self, instant):
        written = codec.write_instant(instant)
        assert written.endswith("Z")
        assert codec.read_instant(written) == instant
        assert codec.read_instant(written).tzinfo is UTC

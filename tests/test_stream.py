"""One contract for the log in memory and on every server that we run on."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from commits import NOON, Writer, collect, facts, verify
from servers import SERVERS, Opened

from streamer.diff import diff
from streamer.errors import (
    CursorTooOldError,
    CursorUnknownError,
    FencedError,
    StaleError,
    StoreError,
)
from streamer.fold import fold
from streamer.model import Cursor, Facts, Rewound, Snapshot
from streamer.stream import MemoryStream
from streamer.text import FORMER, RULES, fingerprint


@pytest.fixture(params=["memory", *SERVERS])
async def stream(request):
    if request.param == "memory":
        yield MemoryStream()
        return
    server = request.getfixturevalue("server_of")(request.param)
    async with server.client() as admin:
        await admin.flushall()
    async with Opened(server) as opened:
        yield opened


class TestCommit:
    async def test_events_state_and_facts_are_there_together(self, stream):
        writer = Writer()
        commit = writer.news("a", "b", facts=facts(3))
        entries = await stream.commit(commit)
        assert [entry.event for entry in entries] == list(commit.events)
        assert [entry.cursor.n for entry in entries] == [1, 2]
        assert {entry.time for entry in entries} == {NOON}
        assert await collect(stream) == entries
        assert await stream.load("blog") == commit.known
        assert await stream.facts("blog") == facts(3)
        assert await stream.tip() == entries[-1].cursor

    async def test_what_was_never_polled_is_empty(self, stream):
        assert await stream.load("blog") == {}
        assert await stream.facts("blog") == Facts()
        assert await collect(stream) == []
        assert await stream.tip() == Cursor(0, 0)
        assert await collect(stream, Cursor(0, 0)) == []

    async def test_d01_the_same_commit_twice_adds_nothing(self, stream):
        commit = Writer().news("a", "b", facts=facts())
        assert len(await stream.commit(commit)) == 2
        assert await stream.commit(commit) == []
        assert len(await collect(stream)) == 2

    async def test_d01_two_publishers_of_the_same_polls_in_any_order(self, stream):
        one, other = Writer(), Writer()
        commits = [
            (writer.news("a", "b"), writer.commit(("update.edited", "a", "Bridge open")), writer)
            for writer in (one, other)
        ]
        (first, second, _), (same, also, _) = commits
        for commit in (first, same, second, also):
            await stream.commit(commit)
        with pytest.raises(StaleError):
            await stream.commit(first)
        assert [entry.event.kind for entry in await verify(stream)] == [
            "update.new",
            "update.new",
            "update.edited",
        ]

    async def test_two_publishers_at_once_tell_each_change_once(self, stream):
        commits = [Writer().news(*"abcdef") for _ in range(8)]
        told = await asyncio.gather(*map(stream.commit, commits))
        assert sorted(map(len, told)) == [0] * 7 + [6]
        assert len(await verify(stream)) == 6

    async def test_a_part_that_is_new_is_appended_and_the_rest_is_not(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a"))
        again = Writer()
        entries = await stream.commit(again.news("a", "b"))
        assert [entry.event.subject for entry in entries] == ["b"]
        await verify(stream)

    async def test_a_stale_diff_writes_nothing(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a", facts=facts(1)))
        behind = Writer()
        behind.known = dict(writer.known)
        await stream.commit(writer.commit(("update.edited", "a", "Bridge open")))
        stale = behind.commit(("update.new", "c"), ("update.removed", "a"), facts=facts(2))
        with pytest.raises(StaleError, match="'a'"):
            await stream.commit(stale)
        assert len(await verify(stream)) == 2
        assert "c" not in await stream.load("blog")
        assert await stream.facts("blog") == facts(1)

    async def test_the_same_revision_with_other_words_is_stale_and_not_swallowed(self, stream):
        writer, rival = Writer(), Writer()
        await stream.commit(writer.commit(("update.new", "a", "Bridge closed")))
        with pytest.raises(StaleError):
            await stream.commit(rival.commit(("update.new", "a", "Bridge open")))

    async def test_an_update_goes_through_its_life(self, stream):
        writer = Writer()
        for event in (
            ("update.new", "a"),
            ("update.edited", "a", "Bridge open"),
            ("update.removed", "a", "Bridge open"),
            ("update.restored", "a", "Bridge open"),
        ):
            await stream.commit(writer.commit(event))
        entries = await verify(stream)
        assert [entry.event.revision for entry in entries] == [1, 2, 3, 4]
        assert (await stream.load("blog"))["a"] == writer.known["a"]

    async def test_two_events_of_one_subject_in_a_commit(self, stream):
        writer = Writer()
        commit = writer.commit(("source.recovered", ""), ("update.new", "a"), ("source.closed", ""))
        assert len(await stream.commit(commit)) == 3
        assert await stream.commit(commit) == []
        entries = await verify(stream)
        assert [entry.event.revision for entry in entries] == [1, 1, 2]

    async def test_d11_a_large_commit_is_written_in_parts_and_whole(self, stream):
        writer = Writer()
        commit = writer.news(*[f"{n:04}" for n in range(450)], facts=facts())
        entries = await stream.commit(commit)
        assert [entry.event for entry in entries] == list(commit.events)
        assert await stream.facts("blog") == facts()
        assert await stream.commit(commit) == []
        assert len(await verify(stream)) == 450

    async def test_d11_a_refused_part_tells_what_those_before_it_wrote(self, stream):
        await stream.commit(Writer().commit(("update.new", "0440", "Bridge open")))
        commit = Writer().news(*[f"{n:04}" for n in range(450)], facts=facts())
        with pytest.raises(StaleError) as refused:
            await stream.commit(commit)
        assert await verify(stream) == await collect(stream)
        assert (await collect(stream))[1:] == list(refused.value.written)
        assert await stream.facts("blog") == Facts()

    async def test_a_source_event_before_a_baseline_in_parts_can_be_repeated(self, stream):
        writer = Writer()
        many = [("update.new", f"{n:04}") for n in range(250)]
        commit = writer.commit(("source.recovered", ""), *many, ("source.closed", ""))
        await stream.commit(commit)
        assert await stream.commit(commit) == []
        await verify(stream)

    async def test_sources_have_states_of_their_own_and_one_sequence(self, stream):
        one, other = Writer("one"), Writer("other")
        await stream.commit(one.news("a"))
        await stream.commit(other.news("a"))
        assert [entry.event.source for entry in await verify(stream)] == ["one", "other"]

    async def test_what_is_retired_keeps_its_token_only(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a", "b", "c"))
        full = dict(writer.known)
        commit = writer.commit(("update.edited", "c", "Bridge open"), retired=("a",))
        await stream.commit(replace(commit, known={**full, "c": writer.known["c"]}))
        loaded = await stream.load("blog")
        assert loaded["a"] == replace(full["a"], update=None)
        assert loaded["b"] == full["b"]
        again = Writer()
        assert await stream.commit(again.news("a")) == []

    async def test_r26_what_former_rules_left_is_edited_like_any_other(self, stream):
        writer = Writer()
        commit = writer.news("a", "b")
        former = {
            subject: replace(
                one, fingerprint=fingerprint(one.update.headline, one.update.text, FORMER)
            )
            for subject, one in commit.known.items()
        }
        await stream.commit(replace(commit, known=former))
        assert await stream.load("blog") == former
        shown = tuple(one.update for one in former.values())
        same = Snapshot(updates=shown, view="full", fetched=NOON)
        assert diff(await stream.load("blog"), same, {}, source="blog").events == ()
        writer.known = former
        assert len(await stream.commit(writer.commit(("update.edited", "a", "Bridge open")))) == 1
        loaded = await stream.load("blog")
        assert loaded == {"a": writer.known["a"], "b": former["b"]}
        assert loaded["a"].fingerprint.startswith(RULES)

    async def test_what_moved_meanwhile_is_not_retired(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a", "b"))
        behind = Writer()
        behind.known = dict(writer.known)
        await stream.commit(writer.commit(("update.edited", "a", "Bridge open")))
        await stream.commit(behind.commit(("update.new", "z"), retired=("a",)))
        assert (await stream.load("blog"))["a"] == writer.known["a"]

    async def test_facts_alone_can_be_committed(self, stream):
        assert await stream.commit(Writer().commit(facts=facts(2))) == []
        assert await stream.facts("blog") == facts(2)
        assert await stream.tip() == Cursor(0, 0)

    async def test_text_of_any_kind_comes_back(self, stream):
        writer = Writer("кіно/🎬 {0} \0")
        commit = writer.news("a\0b", "б", "🏴‍☠️", " ", "{x}")
        await stream.commit(commit)
        assert [entry.event for entry in await collect(stream)] == list(commit.events)
        assert await stream.load(writer.source) == commit.known

    async def test_half_a_character_is_told_once_and_kept_as_it_was(self, stream):
        writer = Writer()
        commit = writer.commit(("update.new", "a\ud800"), facts=facts())
        assert len(await stream.commit(commit)) == 1
        assert await stream.load("blog") == commit.known
        assert await stream.commit(commit) == []


class TestDuplicates:
    async def test_what_repeats_another_goes_beside_the_stream(self, stream):
        writer = Writer()
        news = writer.commit(
            ("update.new", "a"), repeat(writer, "b"), ("update.new", "c"), facts=facts()
        )
        entries = await stream.commit(news)
        assert [entry.event for entry in entries] == list(news.events)
        assert [entry.cursor.n for entry in entries] == [1, 1, 2]
        assert await collect(stream) == [entries[0], entries[2]]
        assert await collect(stream.duplicates) == [entries[1]]
        assert (await stream.tip()).n == 2
        assert await stream.duplicates.tip() == entries[1].cursor
        assert await stream.load("blog") == news.known
        assert (await stream.load("blog"))["b"].duplicate_of == "wire/7"
        await verify(stream, "blog")

    async def test_neither_log_has_a_hole(self, stream):
        writer = Writer()
        for n in range(0, 30, 3):
            await stream.commit(writer.news(f"{n}"))
            await stream.commit(
                writer.commit(repeat(writer, f"{n + 1}"), repeat(writer, f"{n + 2}"))
            )
        assert len(await verify(stream, "blog")) == 10
        entries = await collect(stream.duplicates)
        assert [entry.cursor.n for entry in entries] == [*range(1, 21)]
        assert await collect(stream.duplicates, entries[4].cursor) == entries[5:]

    async def test_d01_the_same_commit_twice_adds_nothing_to_either(self, stream):
        writer = Writer()
        commit = writer.commit(("update.new", "a"), repeat(writer, "b"), facts=facts())
        assert len(await stream.commit(commit)) == 2
        assert await stream.commit(commit) == []
        assert len(await collect(stream)) == len(await collect(stream.duplicates)) == 1

    async def test_a_duplicate_that_differs_now_is_news(self, stream):
        writer = Writer()
        await stream.commit(writer.commit(repeat(writer, "b")))
        edit = repeat(writer, "b", kind="update.edited", words="Bridge open")
        await stream.commit(writer.commit(edit))
        await stream.commit(writer.commit(("update.new", "b", "Bridge gone")))
        await stream.commit(writer.commit(("update.removed", "b", "Bridge gone")))
        assert [(e.event.kind, e.event.revision) for e in await verify(stream, "blog")] == [
            ("update.new", 3),
            ("update.removed", 4),
        ]
        assert [entry.event.revision for entry in await collect(stream.duplicates)] == [1, 2]
        assert (await stream.load("blog"))["b"] == writer.known["b"]
        assert len((await stream.load("blog"))["b"].past) == 2

    async def test_a_stale_duplicate_writes_nothing(self, stream):
        writer, behind = Writer(), Writer()
        await stream.commit(writer.news("b"))
        with pytest.raises(StaleError):
            await stream.commit(
                behind.commit(("update.new", "a"), repeat(behind, "b", words="Bridge open"))
            )
        assert await collect(stream.duplicates) == []
        assert len(await collect(stream)) == 1

    async def test_a_large_baseline_of_both_is_written_in_parts_and_whole(self, stream):
        writer = Writer()
        rows = [
            repeat(writer, f"{n:04}") if n % 2 else ("update.new", f"{n:04}") for n in range(450)
        ]
        commit = writer.commit(*rows, facts=facts())
        assert len(await stream.commit(commit)) == 450
        assert await stream.commit(commit) == []
        assert len(await verify(stream)) == len(await collect(stream.duplicates)) == 225

    async def test_it_can_be_followed_and_trimmed_like_the_other(self, stream):
        writer = Writer()
        async with aclosing(stream.duplicates.read(follow=True)) as reading:
            coming = asyncio.ensure_future(anext(reading))
            await asyncio.sleep(0)
            entries = await stream.commit(writer.commit(repeat(writer, "a"), repeat(writer, "b")))
            assert await coming == entries[0]
            assert await anext(reading) == entries[1]
        await stream.commit(writer.news("c"))
        await stream.duplicates.trim(entries[0].cursor)
        assert await collect(stream.duplicates) == entries[1:]
        assert len(await collect(stream)) == 1

    async def test_what_is_retired_is_a_duplicate_still(self, stream):
        writer = Writer()
        await stream.commit(writer.commit(repeat(writer, "a"), ("update.new", "c")))
        await stream.commit(writer.commit(("update.edited", "c", "Bridge open"), retired=("a",)))
        kept = (await stream.load("blog"))["a"]
        assert (kept.update, kept.duplicate_of) == (None, "wire/7")


def repeat(writer, name, kind="update.new", words="Bridge closed"):
    """Return the next event of an update that repeats one of another source."""
    event = writer.event(kind, name, words, duplicate_of="wire/7")
    writer.known = fold(writer.known, [event])
    return event


class TestFence:
    async def test_d07_a_publisher_with_an_older_fence_writes_nothing(self, stream):
        old = await stream.fence()
        young = await stream.fence()
        assert (old, young) == (1, 2)
        await stream.commit(Writer(fence=young).news("a"))
        with pytest.raises(FencedError):
            await stream.commit(Writer("other", fence=old).news("z", facts=facts()))
        with pytest.raises(FencedError):
            await stream.save_facts({"other": facts()}, old)
        assert len(await collect(stream)) == 1
        assert await stream.load("other") == {}
        assert await stream.facts("other") == Facts()

    async def test_the_fence_in_force_takes_nothing_over(self, stream):
        mine = await stream.fence()
        assert await stream.current_fence() == mine
        await stream.commit(Writer(fence=mine).news("a"))

    async def test_a_store_that_forgot_the_fence_learns_it_again(self, stream):
        await stream.commit(Writer(fence=7).news("a"))
        assert await stream.current_fence() == 7
        with pytest.raises(FencedError):
            await stream.commit(Writer(fence=6).news("b"))


class TestFacts:
    async def test_many_sources_in_one_go(self, stream):
        rows = {f"source {n}": facts(n) for n in range(450)}
        await stream.save_facts(rows, 1)
        assert [await stream.facts(source) for source in rows] == list(rows.values())

    async def test_none_at_all(self, stream):
        await stream.save_facts({}, 1)


class TestRead:
    async def test_after_each_cursor_come_the_others(self, stream):
        entries = await stream.commit(Writer().news(*"abcdefg"))
        for n, entry in enumerate(entries, 1):
            assert await collect(stream, entry.cursor) == entries[n:]

    async def test_more_than_a_batch_with_many_in_one_millisecond(self, stream):
        entries = []
        writer = Writer()
        for part in range(5):
            entries += await stream.commit(writer.news(*[f"{part}.{n}" for n in range(190)]))
        assert await collect(stream) == entries
        for n in (1, 189, 190, 191, 200, 500, 949):
            assert await collect(stream, entries[n - 1].cursor) == entries[n:]

    async def test_it_ends_at_the_tip_of_its_beginning(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a", "b"))
        seen = []
        async for entry in stream.read():
            seen.append(entry.event.subject)
            await stream.commit(writer.news(f"later {len(seen)}"))
        assert seen == ["a", "b"]

    async def test_d18_a_cursor_of_the_future_is_refused(self, stream):
        entries = await stream.commit(Writer().news("a"))
        future = replace(entries[0].cursor, n=2)
        with pytest.raises(CursorUnknownError, match="future"):
            await collect(stream, future)

    async def test_d17_a_cursor_of_an_unknown_epoch_is_refused(self, stream):
        await stream.commit(Writer().news("a"))
        with pytest.raises(CursorUnknownError, match=r"7\.1"):
            await collect(stream, Cursor(7, 1))

    async def test_d19_from_an_instant_on(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a"))
        past = datetime(2020, 1, 1, tzinfo=UTC)
        assert [entry.event.subject for entry in await collect(stream, past)] == ["a"]
        assert await collect(stream, datetime(2100, 1, 1, tzinfo=UTC)) == []

    async def test_an_instant_before_1970_is_the_start(self, stream):
        await stream.commit(Writer().news("a"))
        assert len(await collect(stream, datetime(1900, 1, 1, tzinfo=UTC))) == 1


class TestFollow:
    async def test_history_then_what_comes(self, stream):
        writer = Writer()
        await stream.commit(writer.news("a"))
        async with aclosing(stream.read(follow=True)) as reading:
            assert (await anext(reading)).event.subject == "a"
            coming = asyncio.ensure_future(anext(reading))
            await stream.commit(writer.news("b"))
            assert (await coming).event.subject == "b"

    async def test_from_an_empty_log_on(self, stream):
        async with aclosing(stream.read(await stream.tip(), follow=True)) as reading:
            coming = asyncio.ensure_future(anext(reading))
            await asyncio.sleep(0)
            await stream.commit(Writer().news("a", "b"))
            assert (await coming).cursor.n == 1
            assert (await anext(reading)).cursor == await stream.tip()

    async def test_many_readers(self, stream):
        async def first():
            async with aclosing(stream.read(follow=True)) as reading:
                return await anext(reading)

        waiting = [asyncio.ensure_future(first()) for _ in range(20)]
        entries = await stream.commit(Writer().news("a"))
        assert await asyncio.gather(*waiting) == entries * 20

    async def test_a_reader_that_is_cancelled_leaves_the_others(self, stream):
        writer = Writer()
        async with (
            aclosing(stream.read(follow=True)) as one,
            aclosing(stream.read(follow=True)) as other,
        ):
            leaving, staying = (asyncio.ensure_future(anext(reading)) for reading in (one, other))
            await asyncio.sleep(0.01)
            leaving.cancel()
            await stream.commit(writer.news("a"))
            assert (await staying).event.subject == "a"
            assert leaving.cancelled() or leaving.done()


class TestTrim:
    async def test_d16_a_cursor_before_what_is_kept_is_refused(self, stream):
        entries = await stream.commit(Writer().news(*"abcde"))
        third = entries[2].cursor
        await stream.trim(third)
        assert await collect(stream) == entries[3:]
        assert await collect(stream, third) == entries[3:]
        with pytest.raises(CursorTooOldError) as refused:
            await collect(stream, entries[1].cursor)
        assert refused.value.trimmed == third
        assert str(third) in str(refused.value)

    async def test_the_start_of_all_is_too_old_once_something_is_gone(self, stream):
        entries = await stream.commit(Writer().news("a", "b"))
        await stream.trim(entries[0].cursor)
        with pytest.raises(CursorTooOldError):
            await collect(stream, Cursor(0, 0))

    async def test_everything_can_be_trimmed_and_the_numbers_go_on(self, stream):
        writer = Writer()
        entries = await stream.commit(writer.news("a", "b"))
        tip = entries[-1].cursor
        await stream.trim(tip)
        assert await collect(stream) == []
        assert await collect(stream, tip) == []
        assert await stream.tip() == tip
        assert [entry.cursor.n for entry in await stream.commit(writer.news("c"))] == [3]
        assert [entry.cursor.n for entry in await collect(stream, tip)] == [3]

    async def test_twice_and_backwards_changes_nothing(self, stream):
        entries = await stream.commit(Writer().news("a", "b", "c"))
        for cursor in (entries[1].cursor, entries[1].cursor, entries[0].cursor):
            await stream.trim(cursor)
        assert await collect(stream) == entries[2:]

    async def test_the_future_cannot_be_trimmed(self, stream):
        entries = await stream.commit(Writer().news("a"))
        with pytest.raises(CursorUnknownError):
            await stream.trim(replace(entries[0].cursor, n=9))

    async def test_an_instant_within_what_was_trimmed_is_refused(self, stream):
        entries = await stream.commit(Writer().news("a", "b"))
        await stream.trim(entries[0].cursor)
        with pytest.raises(CursorTooOldError):
            await collect(stream, datetime(2020, 1, 1, tzinfo=UTC))

    async def test_a_reader_that_is_overtaken_by_a_trim_is_told(self, stream):
        writer = Writer()
        entries = await stream.commit(writer.news("a", "b", "c"))
        async with aclosing(stream.read(entries[0].cursor, follow=True)) as reading:
            assert (await anext(reading)).cursor.n == 2
            assert (await anext(reading)).cursor.n == 3
            later = await stream.commit(writer.news("d", "e"))
            await stream.trim(later[0].cursor)
            await stream.commit(writer.news("f"))
            with pytest.raises(CursorTooOldError):
                await anext(reading)

    async def test_and_at_once_where_nothing_is_left_and_nothing_comes(self, stream, monkeypatch):
        monkeypatch.setattr("streamer.stream.reading._BLOCK", 1)
        writer = Writer()
        entries = await stream.commit(writer.news("a", "b"))
        async with aclosing(stream.read(entries[0].cursor, follow=True)) as reading:
            assert (await anext(reading)).cursor.n == 2
            later = await stream.commit(writer.news("c"))
            await stream.trim(later[0].cursor)
            with pytest.raises(CursorTooOldError) as refused:
                await anext(reading)
        assert refused.value.trimmed == later[0].cursor


def test_errors_of_cursors_are_of_one_kind():
    assert not issubclass(CursorTooOldError, StoreError)
    assert Rewound(asked=Cursor(1, 9), common=Cursor(1, 4)).common < Cursor(1, 9)

"""Subscriptions on every server that we run on: shared, taken over, told what they missed."""

import asyncio
from datetime import timedelta

import pytest
from commits import NOON, Writer
from servers import Opened, served

from streamer.errors import ConfigError, CursorTooOldError, CursorUnknownError, StoreError
from streamer.model import Cursor, Missed, Rewound
from streamer.stream import group as groups
from streamer.stream.server import Server

EVENTS = "streamer:{0}:events"
SHORT = timedelta(milliseconds=30)
LONG = timedelta(hours=1)
SERVERS = ("valkey", "redis-6.2")


@pytest.fixture(params=SERVERS)
async def store(request):
    """A stream on an empty server, and a client to look behind it."""
    server = request.getfixturevalue("server_of")(request.param)
    async with server.client() as admin:
        await admin.flushall()
        async with Opened(server) as stream:
            stream.admin = admin
            yield stream


@pytest.fixture
def writer():
    return Writer()


def subjects(found):
    items = found.items if isinstance(found, groups.Batch) else found
    return [item.entry.event.subject for item in items]


async def take(group, count=100):
    return await group.take(count, others=True)


async def opened(store, *, lease=LONG, since=None, name="desk", **more):
    group = store.subscription(name, lease=lease, **more)
    await group.open(since)
    return group


async def left_for_a_lease(store, lease=SHORT):
    """Let what is pending idle for longer than *lease*, by the server's own clock."""
    for row in await store.admin.xpending_range(EVENTS, "desk", "-", "+", 1000):
        if await store.admin.xrange(EVENTS, row["message_id"], row["message_id"]):
            await store.admin.xclaim(
                EVENTS, "desk", row["consumer"], 0, [row["message_id"]],
                idle=10_000, justid=True,
            )  # fmt: skip


async def pending(store, name="desk"):
    return (await store.admin.xpending(EVENTS, name))["pending"]


class TestWhereItBegins:
    async def test_at_the_oldest_event(self, store, writer):
        await store.commit(writer.news("a", "b"))
        assert subjects(await take(await opened(store))) == ["a", "b"]

    async def test_now_is_after_the_newest(self, store, writer):
        await store.commit(writer.news("a"))
        group = await opened(store, since="now")
        await store.commit(writer.news("b"))
        assert subjects(await take(group)) == ["b"]

    async def test_now_in_an_empty_store(self, store, writer):
        group = await opened(store, since="now")
        assert subjects(await take(group)) == []
        await store.commit(writer.news("a"))
        assert subjects(await take(group)) == ["a"]

    async def test_after_a_cursor(self, store, writer):
        entries = await store.commit(writer.news("a", "b", "c"))
        group = await opened(store, since=entries[0].cursor)
        assert subjects(await take(group)) == ["b", "c"]

    async def test_at_an_instant(self, store, writer):
        await store.commit(writer.news("a"))
        assert subjects(await take(await opened(store, since=NOON))) == ["a"]

    async def test_only_the_first_use_of_a_name_says_where(self, store, writer):
        await store.commit(writer.news("a", "b"))
        first = await opened(store)
        await first.acknowledge((await take(first, 1)).items)
        assert subjects(await take(await opened(store, since="now"))) == ["b"]
        assert subjects(await take(await opened(store, since=Cursor(9, 9)))) == []

    async def test_a_cursor_that_is_too_old_or_unknown_is_refused(self, store, writer):
        entries = await store.commit(writer.news("a", "b", "c"))
        await store.trim(entries[1].cursor)
        with pytest.raises(CursorTooOldError):
            await opened(store, since=entries[0].cursor)
        with pytest.raises(CursorUnknownError):
            await opened(store, since=Cursor(entries[0].cursor.epoch, 99))
        assert await store.subscriptions.standing() == []

    async def test_both_logs_begin_at_the_same_moment(self, store, writer):
        await store.commit(writer.news("a"))
        group = await opened(store, since="now", logs=("events", "duplicates"))
        event = writer.event("update.new", "b")
        copy = writer.event("update.new", "c", duplicate_of="blog/b")
        await store.commit(writer.commit(event, copy))
        batch = await take(group)
        assert {item.log for item in batch.items} == {"events", "duplicates"}
        assert subjects(batch) == ["b", "c"]

    async def test_a_key_of_another_program_is_named(self, store):
        await store.admin.set("streamer:{0}:events:of:desk", "x")
        with pytest.raises(StoreError, match="another program"):
            await opened(store)

    @pytest.mark.parametrize("name", ["", "a b", "x" * 101, "../x", "{0}"])
    async def test_a_name_that_cannot_be_one(self, store, name):
        with pytest.raises(ConfigError):
            store.subscription(name)


class TestSharing:
    async def test_two_workers_never_have_the_same_event(self, store, writer):
        await store.commit(writer.news(*"abcdef"))
        one, other = await opened(store), await opened(store)
        assert subjects(await take(one, 4)) == list("abcd")
        assert subjects(await take(other, 4)) == ["e", "f"]

    async def test_what_is_acknowledged_never_comes_again(self, store, writer):
        await store.commit(writer.news("a", "b"))
        group = await opened(store, lease=SHORT)
        await group.acknowledge((await take(group)).items)
        await left_for_a_lease(store)
        assert subjects(await take(await opened(store, lease=SHORT))) == []
        assert group.hand == {}

    async def test_what_idled_for_a_lease_is_taken_over_first(self, store, writer):
        await store.commit(writer.news("a", "b"))
        await take(await opened(store))
        await store.commit(writer.news("c"))
        await left_for_a_lease(store)
        batch = await take(await opened(store, lease=SHORT))
        assert subjects(batch) == ["a", "b", "c"]
        # Its worker may have died of the oldest one only.
        assert [item.deliveries for item in batch.items] == [2, 1, 1]

    async def test_what_is_kept_alive_is_not(self, store, writer):
        await store.commit(writer.news("a"))
        one = await opened(store)
        await take(one)
        await left_for_a_lease(store)
        await one.keep()
        lease = timedelta(seconds=5)
        assert subjects(await take(await opened(store, lease=lease))) == []
        await left_for_a_lease(store)
        assert subjects(await take(await opened(store, lease=lease))) == ["a"]

    async def test_who_slept_past_its_lease_notices_and_touches_nothing(self, store, writer):
        await store.commit(writer.news("a", "b"))
        sleeper = await opened(store)
        slept = await take(sleeper)
        await left_for_a_lease(store)
        other = await opened(store, lease=SHORT)
        assert subjects(await take(other)) == ["a", "b"]
        await sleeper.park(slept.items[0], "why", 1)
        await sleeper.acknowledge(slept.items[1:])
        assert await pending(store) == 2
        await sleeper.keep()
        assert sleeper.hand == {}
        owners = await store.admin.xpending_range(EVENTS, "desk", "-", "+", 9)
        assert len({row["consumer"] for row in owners}) == 1
        assert [p async for p in store.subscriptions.parked("desk")] == []
        await other.acknowledge(other.hand.values())
        assert await pending(store) == 0

    async def test_who_sleeps_keeps_nothing_that_is_anothers(self, store, writer):
        await store.commit(writer.news("a", "b"))
        sleeper, other = await opened(store), await opened(store, lease=SHORT)
        await take(sleeper)
        await left_for_a_lease(store)
        assert subjects(await take(other, 1)) == ["a"]
        await sleeper.keep()
        assert [item.entry.event.subject for item in sleeper.hand.values()] == ["b"]
        await other.keep()
        assert len(other.hand) == 1

    async def test_who_leaves_gives_back_at_once(self, store, writer):
        await store.commit(writer.news("a", "b"))
        one = await opened(store)
        await take(one)
        await one.leave()
        batch = await take(await opened(store))
        assert subjects(batch) == ["a", "b"]
        # Nobody died of these.
        assert [item.deliveries for item in batch.items] == [1, 0]

    async def test_who_leaves_with_nothing_is_forgotten(self, store, writer):
        await store.commit(writer.news("a"))
        one = await opened(store)
        await one.acknowledge((await take(one)).items)
        await one.leave()
        assert await store.admin.xinfo_consumers(EVENTS, "desk") == []

    async def test_a_dead_worker_without_events_is_swept(self, store, writer, monkeypatch):
        await store.admin.xgroup_create(EVENTS, "desk", mkstream=True)
        await store.admin.xgroup_createconsumer(EVENTS, "desk", "dead")
        script = groups.TAKE
        text = script.text.replace("FORGOTTEN = 3600000", "FORGOTTEN = -1")
        assert text != script.text
        monkeypatch.setattr(groups, "TAKE", type(script)(text))
        await take(await opened(store))
        names = [row["name"] for row in await store.admin.xinfo_consumers(EVENTS, "desk")]
        assert b"dead" not in names

    async def test_a_reply_that_was_lost_loses_no_event(self, store, writer, monkeypatch):
        await store.commit(writer.news("a", "b"))
        group = await opened(store)
        run = Server.run

        async def twice(server, script, keys, arguments):
            """As if the first reply had not come."""
            if script is groups.TAKE and arguments[4] == "new":
                await run(server, script, keys, arguments)
                return (await run(server, script, keys, arguments))[0], True
            return await run(server, script, keys, arguments)

        monkeypatch.setattr(Server, "run", twice)
        assert subjects(await take(group)) == []
        assert subjects(await take(group)) == ["a", "b"]
        await group.acknowledge(group.hand.values())
        assert await pending(store) == 0

    async def test_what_is_still_in_hand_is_not_taken_twice(self, store, writer):
        await store.commit(writer.news("a"))
        group = await opened(store, lease=SHORT)
        (item,) = (await take(group)).items
        await left_for_a_lease(store)
        assert subjects(await take(group)) == []
        assert group.hand[item.key] is item

    async def test_waiting_ends_with_the_next_event(self, store, writer):
        group = await opened(store)
        await take(group)
        waiting = asyncio.create_task(group.wait(30))
        await store.commit(writer.news("a"))
        await asyncio.wait_for(waiting, 5)
        assert subjects(await take(group)) == ["a"]


class TestTrimming:
    async def test_what_was_trimmed_unread_is_told_until_somebody_said_so(self, store, writer):
        entries = await store.commit(writer.news(*"abcde"))
        group = await opened(store)
        await group.acknowledge((await take(group, 1)).items)
        await store.trim(entries[2].cursor)
        batch = await take(group)
        assert list(batch.notices) == [Missed(first=2, last=3)]
        assert subjects(batch) == ["d", "e"]
        assert list((await take(group)).notices) == []
        # This one died before it could tell.
        other = await opened(store)
        assert list((await take(other)).notices) == [Missed(first=2, last=3)]
        await other.told()
        assert list((await take(await opened(store))).notices) == []

    async def test_trims_that_follow_each_other_are_one_gap(self, store, writer):
        entries = await store.commit(writer.news(*"abcde"))
        group = await opened(store)
        for entry in entries:
            await store.trim(entry.cursor)
        assert list((await take(group)).notices) == [Missed(first=1, last=5)]

    async def test_what_was_read_and_acknowledged_is_not_missed(self, store, writer):
        entries = await store.commit(writer.news(*"abc"))
        group = await opened(store)
        await group.acknowledge((await take(group)).items)
        await store.trim(entries[1].cursor)
        await store.commit(writer.news("d"))
        assert await take(group) == groups.Batch([group.hand[k] for k in group.hand], [])

    async def test_what_was_trimmed_in_somebodys_hand_is_told_by_number(self, store, writer):
        entries = await store.commit(writer.news(*"abcde"))
        dead = await opened(store)
        batch = await take(dead, 4)
        await dead.acknowledge([batch.items[1]])
        await store.trim(entries[3].cursor)
        other = await opened(store, lease=SHORT)
        await asyncio.sleep(0.05)  # the server's clock: what is gone cannot be made to idle
        batch = await take(other)
        assert list(batch.notices) == [Missed(first=1, last=1), Missed(first=3, last=4)]
        assert subjects(batch) == ["e"]
        assert await pending(store) == 1

    async def test_who_has_a_trimmed_event_may_still_acknowledge_it(self, store, writer):
        entries = await store.commit(writer.news("a", "b"))
        group = await opened(store)
        batch = await take(group)
        await store.trim(entries[1].cursor)
        await group.keep()
        assert len(group.hand) == await pending(store) == 2
        await group.acknowledge(batch.items)
        assert await store.admin.hkeys("streamer:{0}:events:of:desk") == [b"made"]
        other = await opened(store, lease=SHORT)
        assert list((await take(other)).notices) == []
        assert await store.admin.hkeys("streamer:{0}:events:of:desk") == [b"made"]

    async def test_parking_a_trimmed_event_keeps_it_whole(self, store, writer):
        entries = await store.commit(writer.news("a", "b"))
        group = await opened(store)
        item = (await take(group)).items[0]
        await store.trim(entries[1].cursor)
        await group.park(item, "exit code 1", 5)
        (parked,) = [one async for one in store.subscriptions.parked("desk")]
        assert parked.entry == entries[0]

    async def test_a_foreign_trim_is_told_too(self, store, writer):
        await store.commit(writer.news(*"abcde"))
        group = await opened(store)
        await take(group, 1)
        await store.admin.xtrim(EVENTS, maxlen=1, approximate=False)
        batch = await take(group)
        # Of the first one nobody knows any more whether it was read.
        assert list(batch.notices) == [Missed(first=1, last=4)]
        assert subjects(batch) == ["e"]

    async def test_a_group_that_somebody_made_without_us(self, store, writer):
        entries = await store.commit(writer.news("a", "b", "c"))
        await store.admin.xgroup_create(EVENTS, "desk", "0")
        await store.trim(entries[1].cursor)
        batch = await take(await opened(store))
        assert list(batch.notices) == [Missed(first=1, last=2)]
        assert subjects(batch) == ["c"]

    async def test_of_very_many_gaps_too_much_is_told_never_too_little(self, store, writer):
        names = [f"u{n}" for n in range(160)]
        entries = await store.commit(writer.news(*names))
        group = await opened(store)
        batch = await take(group, 160)
        await group.acknowledge(batch.items[::2])
        await store.trim(entries[-1].cursor)
        await asyncio.sleep(0.05)
        other = await opened(store, lease=SHORT)
        notices = (await other.take(160, others=True)).notices
        told = {n for one in notices for n in range(one.first, one.last + 1)}
        assert told >= set(range(2, 161, 2))
        assert len(notices) <= 50


class TestParking:
    async def test_parked_replayed_and_acknowledged(self, store, writer):
        entries = await store.commit(writer.news("a", "b"))
        group = await opened(store)
        for item in (await take(group)).items:
            await group.park(item, f"why {item.entry.event.subject}", 3)
        assert await pending(store) == 0
        parked = [one async for one in store.subscriptions.parked("desk")]
        assert [(one.entry, one.why, one.tries) for one in parked] == [
            (entries[0], "why a", 3),
            (entries[1], "why b", 3),
        ]
        assert [o.entry for o in [p async for p in store.subscriptions.parked("desk", 1)]] == [
            entries[0]
        ]
        assert await store.subscriptions.settle("desk", "replay", 1) == 1
        (again,) = (await take(group)).items
        assert (again.entry, again.log) == (entries[0], "again")
        await group.acknowledge([again])
        assert await store.admin.xlen("streamer:{0}:again:desk") == 0
        assert await store.subscriptions.settle("desk", "purge") == 1
        assert await store.subscriptions.settle("desk", "purge") == 0

    async def test_a_replayed_event_survives_its_worker_and_parks_again(self, store, writer):
        entries = await store.commit(writer.news("a"))
        group = await opened(store)
        await group.park((await take(group)).items[0], "first", 3)
        await store.subscriptions.settle("desk", "replay")
        assert len((await take(group)).items) == 1
        await group.leave()
        other = await opened(store)
        (again,) = (await take(other)).items
        await other.park(again, "second", 1)
        (parked,) = [one async for one in store.subscriptions.parked("desk")]
        assert (parked.entry, parked.why, parked.tries) == (entries[0], "second", 1)

    async def test_waiting_ends_with_what_is_replayed(self, store, writer):
        await store.commit(writer.news("a"))
        group = await opened(store)
        await group.park((await take(group)).items[0], "why", 1)
        await take(group)
        waiting = asyncio.create_task(group.wait(30))
        await store.subscriptions.settle("desk", "replay")
        await asyncio.wait_for(waiting, 5)


class TestStanding:
    async def test_in_our_numbers(self, store, writer):
        entries = await store.commit(writer.news(*"abcdef"))
        group = await opened(store)
        batch = await take(group, 3)
        await group.park(batch.items[0], "why", 1)
        await opened(store, since="now", name="other")
        desk, other = await store.subscriptions.standing()
        assert (desk.name, desk.workers, desk.pending, desk.lag) == ("desk", 1, 2, 3)
        assert desk.parked == 1
        assert timedelta(0) <= desk.oldest < timedelta(minutes=1)
        assert (other.name, other.lag, other.oldest) == ("other", 0, None)
        await store.trim(entries[4].cursor)
        desk, _ = await store.subscriptions.standing()
        assert (desk.lag, desk.missed) == (1, "4-5")

    async def test_removing_wants_force_where_something_is_left(self, store, writer):
        await store.commit(writer.news("a"))
        group = await opened(store)
        await take(group)
        with pytest.raises(StoreError, match=r"1 events in hand"):
            await store.subscriptions.remove("desk", force=False)
        assert await store.subscriptions.remove("desk", force=True)
        assert not await store.subscriptions.remove("desk", force=False)
        assert await store.subscriptions.standing() == []
        with pytest.raises(StoreError, match="removed"):
            await take(group)
        await group.acknowledge(list(group.hand.values()))
        await group.keep()
        await group.leave()

    async def test_keys_share_a_slot_with_their_log(self, store, writer):
        await store.commit(writer.news("a", "b"))
        group = await opened(store)
        for item in (await take(group)).items:
            await group.park(item, "why", 1)
        await store.subscriptions.settle("desk", "replay", 1)
        assert all(b":{0}:" in key for key in await store.admin.keys("*"))


class TestRestart:
    async def test_a_restart_that_lost_nothing_is_not_noticed(self, writer):
        with served("valkey", appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as store:
                await store.commit(writer.news("a", "b"))
                group = await opened(store)
                await group.acknowledge((await take(group, 1)).items)
                server.kill()
                server.start()
                await store.commit(writer.news("c"))
                batch = await take(group)
                assert (subjects(batch), list(batch.notices)) == (["b", "c"], [])

    async def test_a_lost_tail_is_told_once(self, writer):
        with served("valkey", appendonly="no") as server:
            async with Opened(server) as store:
                first = Writer().news("a", "b")
                entries = await store.commit(first)
                group = await opened(store)
                await group.acknowledge((await take(group)).items)
                async with server.client() as admin:
                    await admin.save()
                more = await store.commit(writer.news("c", "d"))
                await group.acknowledge((await take(group)).items)
                server.kill()
                server.start()
                asked = more[-1].cursor
                assert list((await take(group)).notices) == [
                    Rewound(asked=asked, common=entries[-1].cursor)
                ]
                assert list((await take(group)).notices) == []
                again = await store.commit(Writer("other").news("x"))
                batch = await take(group)
                assert [item.entry for item in batch.items] == again
                assert list(batch.notices) == []

    async def test_a_lost_tail_with_new_events_is_told_once(self, writer):
        with served("valkey", appendonly="no") as server:
            async with Opened(server) as store:
                entries = await store.commit(Writer().news("a", "b"))
                group = await opened(store)
                await take(group)
                async with server.client() as admin:
                    await admin.save()
                more = await store.commit(writer.news("c", "d"))
                await take(group)
                server.kill()
                server.start()
                again = await store.commit(Writer("other").news("x", "y", "z"))
                batch = await take(group)
                assert list(batch.notices) == [
                    Rewound(asked=more[-1].cursor, common=entries[-1].cursor)
                ]
                assert [item.entry for item in batch.items] == again

    async def test_a_subscription_that_the_store_lost_is_made_again(self, writer):
        with served("valkey", appendonly="no") as server:
            async with Opened(server) as store:
                await store.commit(writer.news("a", "b", "c"))
                async with server.client() as admin:
                    await admin.save()
                group = await opened(store)
                batch = await take(group)
                await group.acknowledge(batch.items[:1])
                server.kill()
                server.start()
                (notice,) = (await take(group)).notices
                assert (notice.asked.n, notice.common.n) == (3, 1)
                assert subjects(await take(group)) == ["b", "c"]

    async def test_a_store_that_lost_everything(self, writer):
        with served("valkey", appendonly="no") as server:
            async with Opened(server) as store:
                await store.commit(writer.news("a", "b", "c"))
                group = await opened(store)
                await group.acknowledge((await take(group)).items)
                server.kill()
                server.start()
                again = await store.commit(Writer("other").news("x"))
                (notice,) = (await take(group)).notices
                assert (notice.asked.n, notice.common) == (3, Cursor(0, 0))
                assert [item.entry for item in (await take(group)).items] == again

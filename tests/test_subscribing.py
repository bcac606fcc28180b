"""A worker: what it hands over, what it acknowledges, and how it goes on after trouble."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from commits import Writer
from servers import Opened, served

import streamer
from streamer.cli.command import Command
from streamer.delivering import Patience, deliver
from streamer.errors import StoreError
from streamer.model import Missed
from streamer.subscribing import Subscription

EVENTS = "streamer:{0}:events"


@pytest.fixture
async def store(server_of):
    server = server_of("valkey")
    async with server.client() as admin:
        await admin.flushall()
        async with Opened(server) as stream:
            stream.admin = admin
            yield stream


@pytest.fixture
def writer():
    return Writer()


def worker(store, *, lease=timedelta(hours=1), since=None, **more):
    return Subscription(store.subscription("desk", lease=lease), since=since, **more)


async def pending(store):
    return (await store.admin.xpending(EVENTS, "desk"))["pending"]


async def unreachable(_item):
    raise AssertionError("nobody should be tried")


def subject(item):
    return item.entry.event.subject


async def test_what_was_handled_is_acknowledged_and_nothing_else(store, writer):
    await store.commit(writer.news("a", "b", "c"))
    async with worker(store) as mine:
        for name in ("a", "b"):
            item = await mine.next()
            assert subject(item) == name
            await mine.done(item)
        assert subject(await mine.next()) == "c"
    async with worker(store) as other:
        assert subject(await other.next()) == "c"


async def test_what_is_not_wanted_is_acknowledged_unseen(store, writer):
    await store.commit(writer.news(*(f"u{n}" for n in range(150)), "z"))
    seen = []

    def wants(event):
        seen.append(event.subject)
        return event.subject == "z"

    async with worker(store, wants=wants) as mine:
        item = await mine.next()
        assert subject(item) == "z"
        # At most what was taken together with it.
        assert await pending(store) <= 51
        await mine.done(item)
        assert len(seen) == 151
    assert await pending(store) == 0


async def test_no_more_is_in_hand_than_was_said(store, writer):
    await store.commit(writer.news(*"abcdef"))
    async with worker(store, prefetch=2) as mine:
        for _ in range(6):
            item = await mine.next()
            assert await pending(store) <= 2
            await mine.done(item)


async def test_an_acknowledgement_does_not_wait_for_the_next_event(store, writer):
    await store.commit(writer.news("a", "b", "c"))
    async with worker(store) as mine:
        for _ in range(2):
            await mine.done(await mine.next())
        async with asyncio.timeout(5):
            while await pending(store) > 1:  # noqa: ASYNC110  # it is the store that changes
                await asyncio.sleep(0.01)


async def test_a_slow_handler_keeps_what_it_has(store, writer):
    await store.commit(writer.news("a", "b"))
    lease = timedelta(milliseconds=400)
    async with worker(store, lease=lease) as mine, worker(store, lease=lease) as other:
        item = await mine.next()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.2):
                await other.next()
        await mine.done(item)
        assert subject(await mine.next()) == "b"


async def test_what_another_took_over_is_not_handed_over(store, writer):
    await store.commit(writer.news("a", "b", "c"))
    async with worker(store, lease=timedelta(seconds=1)) as mine:
        first = await mine.next()
        ids = [
            row["message_id"]
            for row in await store.admin.xpending_range(EVENTS, "desk", "-", "+", 9)
        ]
        await store.admin.xclaim(EVENTS, "desk", "thief", 0, ids[1:2], justid=True)
        time.sleep(0.6)  # noqa: ASYNC251  # stops all of this worker, as SIGSTOP would
        await mine.done(first)
        assert subject(await mine.next()) == "c"
    assert await pending(store) == 2


async def test_missed_events_are_told_before_what_follows_and_once(store, writer):
    entries = await store.commit(writer.news(*"abcd"))
    async with worker(store) as mine:
        await mine.done(await mine.next())
    await store.trim(entries[2].cursor)
    async with worker(store) as mine:
        assert await mine.next() == Missed(first=2, last=3)
    async with worker(store) as mine:  # that one ended before it had told
        assert await mine.next() == Missed(first=2, last=3)
        assert subject(await mine.next()) == "d"
    async with worker(store) as mine:
        assert subject(await mine.next()) == "d"


async def test_two_notices_are_told_both_or_none(store, writer):
    entries = await store.commit(writer.news(*"abcde"))
    group = store.subscription("desk")
    await group.open(None)
    await group.acknowledge((await group.take(3, others=False)).items[1:2])
    await store.trim(entries[2].cursor)
    await store.admin.hset("streamer:{0}:events:of:desk", "missed", "1-1 3-3")
    both = [Missed(first=1, last=1), Missed(first=3, last=3)]
    async with worker(store) as mine:
        assert [await mine.next(), await mine.next()] == both
    async with worker(store) as mine:
        assert [await mine.next(), await mine.next()] == both
        assert subject(await mine.next()) == "d"
    async with worker(store) as mine:
        assert subject(await mine.next()) == "d"


async def test_what_came_again_is_acknowledged_before_the_next_is_handed_over(store, writer):
    await store.commit(writer.news("a", "b"))
    group = store.subscription("desk")
    await group.open(None)
    await group.take(2, others=False)
    for row in await store.admin.xpending_range(EVENTS, "desk", "-", "+", 9):
        await store.admin.execute_command(
            *("XCLAIM", EVENTS, "desk", row["consumer"], 0, row["message_id"]),
            *("IDLE", 9_999_999, "RETRYCOUNT", 2),
        )
    async with worker(store) as mine:
        await mine.done(await mine.next())
        assert subject(await mine.next()) == "b"
        assert await pending(store) == 1


async def test_an_acknowledgement_outlives_a_store_that_stays_away(writer, hasty):
    with served("valkey", appendonly="yes", appendfsync="always") as server:
        async with Opened(server) as store, server.client() as store.admin:
            await store.commit(writer.news("a"))
            async with worker(store) as mine:
                item = await mine.next()
                server.kill()
                done = asyncio.create_task(mine.done(item))
                await asyncio.wait({done}, timeout=0.2)
                assert not done.done()
                server.start()
                await done
                assert await pending(store) == 0


async def test_a_store_that_goes_and_comes_back_does_not_end_it(writer):
    with served("valkey", appendonly="yes", appendfsync="always") as server:
        async with Opened(server) as store:
            await store.commit(writer.news("a"))
            async with worker(store) as mine:
                item = await mine.next()
                server.kill()
                done = asyncio.create_task(mine.done(item))
                await asyncio.sleep(0)
                server.start()
                await done
                waiting = asyncio.create_task(mine.next())
                await asyncio.sleep(0)
                server.kill()
                server.start()
                await store.commit(writer.news("b"))
                assert subject(await waiting) == "b"


async def test_a_right_that_is_missing_is_said(writer):
    with served("valkey", appendonly="yes") as server:
        async with server.client() as admin, Opened(server) as store:
            await store.commit(writer.news("a"))
            await admin.acl_setuser(
                "default", enabled=True, nopass=True, keys=["*"],
                commands=["+@all", "-xreadgroup"],
            )  # fmt: skip
            async with worker(store) as mine:
                with pytest.raises(StoreError, match="forbids this user a command"):
                    await mine.next()


async def test_a_removed_subscription_ends_its_workers(store, writer):
    await store.commit(writer.news("a"))
    async with worker(store) as mine:
        await mine.done(await mine.next())
        await store.subscriptions.remove("desk", force=True)
        with pytest.raises(StoreError, match="the subscription desk was removed"):
            await mine.next()


class TestDelivering:
    quick = Patience(tries=3, pause=timedelta(0))

    async def test_again_until_it_is_handled(self, store, writer):
        await store.commit(writer.news("a", "b"))
        answers = iter(["no", "no", "", ""])
        seen = []

        async def handler(item):
            seen.append(subject(item))
            return next(answers)

        async with worker(store) as mine:
            for _ in range(2):
                assert await deliver(mine, await mine.next(), handler, self.quick) == ""
        assert seen == ["a", "a", "a", "b"]
        assert await pending(store) == 0

    async def test_aside_after_the_last_try(self, store, writer):
        await store.commit(writer.news("a"))

        async def handler(_item):
            return "no"

        async with worker(store) as mine:
            assert await deliver(mine, await mine.next(), handler, self.quick) == "no"
        (parked,) = [one async for one in store.subscriptions.parked("desk")]
        assert (parked.why, parked.tries) == ("no", 3)

    async def test_deaths_of_workers_are_tries(self, store, writer):
        await store.commit(writer.news("a"))
        async with worker(store) as mine:
            item = replace(await mine.next(), deliveries=4)
            assert "died" in await deliver(mine, item, unreachable, self.quick)
        (parked,) = [one async for one in store.subscriptions.parked("desk")]
        assert parked.tries == 3

    def test_pauses_grow_to_a_minute_and_differ(self):
        patience = Patience(pause=timedelta(seconds=1))
        assert [patience.seconds(n, 1) for n in (1, 2, 3, 7, 1000)] == [1, 2, 4, 60, 60]
        assert patience.seconds(3, 0) == 2


class TestPython:
    @pytest.fixture(autouse=True)
    def _settings(self, store, server_of, monkeypatch):
        monkeypatch.setenv("STREAMER_REDIS", str(server_of("valkey").path))
        monkeypatch.setenv("STREAMER_DURABILITY", "everysec")
        monkeypatch.setenv("STREAMER_SOURCES", "[]")

    async def test_asking_on_acknowledges_and_leaving_does_not(self, store, writer):
        await store.commit(writer.news("a", "b", "c"))
        seen = []
        for last in ("b", "c"):
            async with aclosing(streamer.subscribe("desk", since="start")) as entries:
                async for entry in entries:
                    seen.append(entry.event.subject)
                    if entry.event.subject == last:
                        break
        assert seen == ["a", "b", "b", "c"]

    async def test_an_exception_leaves_it_too(self, store, writer):
        await store.commit(writer.news("a"))
        seen = []

        async def work():
            async with aclosing(streamer.subscribe("desk", since="start")) as entries:
                async for entry in entries:
                    seen.append(entry.event.subject)
                    raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await work()
        assert seen == ["a", "a"]

    async def test_only_what_the_rule_wants(self, store, writer):
        await store.commit(writer.news("a", "kharkiv", "b"))
        async with aclosing(streamer.subscribe("desk", "kharkiv", since="start")) as entries:
            assert (await anext(entries)).event.subject == "kharkiv"


async def test_an_id_longer_than_a_variable_may_be_stops_no_command(store, writer):
    await store.commit(writer.news("a" * 200_000))
    async with worker(store) as mine:
        item = await mine.next()
        assert await Command("sh -c '[ ${#STREAMER_EVENT_SUBJECT} = 4000 ]'")(item) == ""

"""Turns: nobody twice at once, nobody in another's way, and nothing forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from streamer.errors import FencedError, FetchError, StaleError, StoreError
from streamer.model import Facts, Source
from streamer.pace import NEVER
from streamer.publisher import Polled
from streamer.turns import Limits, Turns, host

NOON = datetime(2024, 10, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class World:
    """Sources whose polls end when the test says so, and a clock that it moves."""

    def __init__(self, **hosts):
        self.now = NOON
        self.begun = []
        self.told = []
        self.gates = {}
        self.sources = {
            name: Source(id=name, url=f"https://{host}/{name}") for name, host in hosts.items()
        }

    def turns(self, **limits):
        return Turns(
            self.poll,
            self.sources.values(),
            {},
            dict.fromkeys(self.sources, NOON),
            clock=lambda: self.now,
            again=lambda _source, facts: facts.polled + timedelta(minutes=1),
            limits=Limits(**limits),
            ended=lambda source, result, _seconds: self.told.append((source, result)),
        )

    async def poll(self, source, facts):
        self.begun.append(source.id)
        self.gates[source.id] = asyncio.get_running_loop().create_future()
        result = await self.gates[source.id]
        if isinstance(result, Exception):
            raise result
        return result

    async def end(self, name, result=None, **more):
        facts = Facts(polled=self.now, due=self.now + timedelta(minutes=1), failures=len(more))
        self.gates[name].set_result(
            result or Polled(source=name, outcome="unchanged", facts=facts, **more)
        )
        await settle()


async def settle():
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def started(turns):
    turns.start()
    await settle()


async def test_one_poll_of_a_source_at_a_time_and_one_of_a_host():
    world = World(a="one.org", b="one.org", c="two.org")
    turns = world.turns()
    await started(turns)
    assert world.begun == ["a", "c"]
    world.now += timedelta(hours=1)
    await started(turns)
    assert world.begun == ["a", "c"]
    await world.end("a")
    await started(turns)
    assert world.begun == ["a", "c", "b"]
    await turns.finish(timedelta())


async def test_the_gap_of_a_host_holds_though_its_poll_ended():
    world = World(a="one.org", b="one.org")
    turns = world.turns()
    await started(turns)
    await world.end("a")
    world.now += SECOND / 2
    await started(turns)
    assert world.begun == ["a"]
    world.now += SECOND / 2
    await started(turns)
    assert world.begun == ["a", "b"]
    await turns.finish(timedelta())


async def test_a_clock_that_is_set_back_stops_nobody():
    world = World(a="one.org", b="two.org")
    turns = world.turns()
    turns.due["b"] = NEVER
    await started(turns)
    await world.end("a")
    world.now -= timedelta(hours=5)
    await started(turns)
    assert turns.due["b"] == NEVER
    world.now += timedelta(seconds=59)
    await started(turns)
    assert world.begun == ["a"]
    world.now += timedelta(seconds=1)
    await started(turns)
    assert world.begun == ["a", "a"]
    await turns.finish(timedelta())


async def test_hanging_sources_leave_room_for_others_up_to_the_limit():
    world = World(a="a.org", b="b.org", c="c.org")
    turns = world.turns(polls=2)
    await started(turns)
    assert world.begun == ["a", "b"]
    await world.end("b")
    await started(turns)
    assert world.begun == ["a", "b", "c"]
    await turns.finish(timedelta())


async def test_facts_go_into_the_next_poll_and_wait_to_be_saved():
    world = World(a="a.org")
    turns = world.turns()
    await started(turns)
    await world.end("a")
    assert turns.facts("a").polled == NOON
    assert turns.due["a"] == NOON + timedelta(minutes=1)
    assert turns.unsaved == {"a": turns.facts("a")}
    world.now += timedelta(minutes=1)
    await started(turns)
    await world.end("a", saved=True)
    assert turns.unsaved == {}


@pytest.mark.parametrize("error", [StoreError("away"), StaleError("moved")])
async def test_a_store_that_fails_changes_nothing_and_hurries_nobody(error):
    """The server was asked already: it is not asked again before its usual time."""
    world = World(a="a.org")
    turns = world.turns()
    await started(turns)
    await world.end("a", error)
    assert turns.due["a"] == NOON + timedelta(minutes=1)
    assert turns.facts("a") == Facts()
    assert turns.unsaved == {}
    assert turns.store_away is isinstance(error, StoreError)
    assert world.told == [("a", error)]


async def test_another_poller_stops_everything():
    world = World(a="a.org", b="b.org")
    turns = world.turns()
    await started(turns)
    await world.end("a", FencedError("other"))
    assert turns.fenced
    await world.end("b")
    world.now += timedelta(hours=1)
    await started(turns)
    assert world.begun == ["a", "b"]


async def test_a_bug_of_ours_delays_its_source_only():
    world = World(a="a.org", b="b.org")
    turns = world.turns()
    await started(turns)
    bug = RuntimeError("of ours")
    await world.end("a", bug)
    await world.end("b")
    assert turns.due["a"] == NOON + timedelta(minutes=10)
    assert ("a", bug) in world.told
    world.now += timedelta(minutes=10)
    await started(turns)
    assert sorted(world.begun[2:]) == ["a", "b"]
    await turns.finish(timedelta())


async def test_a_source_that_fails_is_told_like_any_poll():
    world = World(a="a.org")
    turns = world.turns()
    await started(turns)
    await world.end("a", error=FetchError("no answer", outcome="timeout"))
    ((source, polled),) = world.told
    assert (source, polled.error.outcome) == ("a", "timeout")
    assert turns.unsaved["a"].failures == 1


async def test_finishing_waits_and_then_cancels():
    world = World(a="a.org", b="b.org")
    turns = world.turns()
    await started(turns)
    await world.end("a")
    await turns.finish(timedelta())
    assert world.gates["b"].cancelled()
    assert [source for source, _ in world.told] == ["a"]
    await turns.finish()


def test_hosts():
    assert host("https://User:pw@Example.org:8080/x") == "example.org"
    assert host("not an address") == "not an address"

"""Duplicates from poll to stream: two sources, two polls at once, a store that fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from streamer.errors import StaleError, StoreError
from streamer.history import recall
from streamer.model import Source
from streamer.repeats import Repeats
from streamer.stream import MemoryStream
from tests.commits import verify
from tests.histories import words
from tests.test_poller import NOON, Desk, Site, item, told

REPORT = words("report", 60)


def report(n, text=REPORT):
    return replace(item(n), headline="", text=text)


@pytest.fixture
def desks():
    """Two sources, polled by one daemon."""
    stream, repeats = MemoryStream(), Repeats()
    return [
        Desk(Site(), stream, source=Source(id=name, url=f"http://{name}.example"), repeats=repeats)
        for name in ("one", "two")
    ]


async def beside(stream):
    return [entry.event async for entry in stream.duplicates.read()]


async def test_s31_an_update_of_two_sources_is_told_once(desks):
    one, two = desks
    assert told(await one.poll(report(1))) == [("update.new", "1")]
    polled = await two.poll(report(7), item(8))
    assert (told(polled), polled.duplicates) == ([("update.new", "8")], 1)
    (event,) = await beside(one.stream)
    assert (event.source, event.subject, event.duplicate_of) == ("two", "7", "one/1")
    assert [entry.event.source for entry in await verify(one.stream)] == ["one", "two"]


async def test_s31_a_duplicate_becomes_news_once_it_says_more(desks):
    one, two = desks
    await one.poll(report(1))
    await two.poll(report(7))
    more = report(7, f"{REPORT} {words('what else', 30)}")
    assert told(await two.poll(more)) == [("update.new", "7")]
    assert told(await two.poll(report(7))) == [("update.edited", "7")]
    await verify(one.stream)


async def test_two_polls_at_once_are_not_both_first(desks):
    one, two = desks
    one.stream = two.stream = Slow(one.stream)
    polls = await asyncio.gather(one.poll(report(1)), two.poll(report(7)))
    assert sorted(len(polled.entries) for polled in polls) == [0, 1]
    assert sum(polled.duplicates for polled in polls) == 1
    await verify(one.stream)


class Through:
    """A store that hands everything on, for those that do one thing differently."""

    def __init__(self, stream):
        self.stream = stream
        self.load, self.facts, self.read = stream.load, stream.facts, stream.read
        self.duplicates = stream.duplicates


class Slow(Through):
    """A store that takes its time."""

    async def commit(self, commit):
        for _ in range(5):
            await asyncio.sleep(0)
        return await self.stream.commit(commit)


class Fails(Through):
    """A store that fails or refuses once, before or after it has written."""

    def __init__(self, stream, error, *, writes):
        super().__init__(stream)
        self.error, self.writes = error, writes

    async def commit(self, commit):
        error, self.error = self.error, None
        if error is None or self.writes:
            written = await self.stream.commit(commit)
        if error is not None:
            raise error
        return written


async def test_what_could_not_be_written_leaves_its_words_to_others(desks):
    one, two = desks
    stream, one.stream = one.stream, Fails(one.stream, StoreError("away"), writes=False)
    with pytest.raises(StoreError):
        await one.poll(report(1))
    assert told(await two.poll(report(7))) == [("update.new", "7")]
    one.stream = stream
    assert (await one.poll()).duplicates == 1
    await verify(stream)


async def test_nor_does_one_that_was_refused_first(desks):
    one, two = desks
    stream = one.stream
    one.stream = Fails(
        Fails(stream, StoreError("away"), writes=False), StaleError("moved"), writes=False
    )
    with pytest.raises(StoreError):
        await one.poll(report(1))
    one.stream = stream
    assert told(await two.poll(report(7))) == [("update.new", "7")]


async def test_a_cancelled_poll_leaves_its_words_to_others(desks):
    one, two = desks
    stream, one.stream = (
        one.stream,
        Fails(one.stream, asyncio.CancelledError("told to stop"), writes=False),
    )
    with pytest.raises(asyncio.CancelledError):
        await one.poll(report(1))
    one.stream = stream
    assert told(await two.poll(report(7))) == [("update.new", "7")]


@pytest.mark.parametrize("error", [StoreError("no answer"), StaleError("moved")])
async def test_a_poll_whose_answer_was_lost_tells_the_same_again(desks, error):
    one, two = desks
    await one.poll(report(1))
    stream, two.stream = two.stream, Fails(two.stream, error, writes=True)
    if isinstance(error, StoreError):
        with pytest.raises(StoreError):
            await two.poll(report(7), item(8))
        two.stream = stream
    await two.poll(report(7), item(8))
    assert len(await beside(stream)) == 1
    assert len(await verify(stream)) == 2


async def test_a_new_daemon_remembers_what_was_told(desks):
    one, two = desks
    await one.poll(report(1))
    two.repeats = await recall(one.stream, NOON + timedelta(hours=1))
    assert (await two.poll(report(7))).duplicates == 1


async def test_and_what_was_trimmed_is_no_obstacle(desks):
    one, two = desks
    first = await one.poll(item(1))
    await one.poll(report(2), item(1))
    await one.stream.trim(first.entries[-1].cursor)
    two.repeats = await recall(one.stream, NOON)
    assert (await two.poll(report(7))).duplicates == 1


async def test_a_new_daemon_reads_only_the_end_of_a_long_stream(desks, monkeypatch):
    monkeypatch.setattr("streamer.history._RECALLED", 2)
    one, _ = desks
    await one.poll(*(report(n, words(f"text {n}", 60)) for n in range(5)))
    assert len(await recall(one.stream, NOON)) == 2

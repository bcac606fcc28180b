"""Reading the stream for people: the end of it, and its rhythm."""

from datetime import UTC, datetime, timedelta

import pytest
from clocks import Clock
from hypothesis import given
from hypothesis import strategies as st

from streamer.errors import CursorTooOldError
from streamer.history import Wanted, last, paced, until
from streamer.model import Cursor, Entry, Event, Rewound

NOON = datetime(2024, 10, 21, 12, tzinfo=UTC)


def entry(n, *, at=0.0, source="a", kind="update.new"):
    event = Event(kind=kind, source=source, subject="u", revision=1, fetched=NOON)
    return Entry(cursor=Cursor(1, n), time=NOON + timedelta(seconds=at), event=event)


class Log:
    """A stream in a list, which counts how much of it was read."""

    def __init__(self, entries, *, trimmed=0, notice=None):
        self.entries = entries
        self.trimmed = trimmed
        self.notice = notice
        self.read_entries = 0

    async def tip(self):
        return Cursor(1, len(self.entries))

    async def read(self, after=None, *, follow=False):
        if self.notice:
            yield self.notice
        start = after.n if isinstance(after, Cursor) else self.trimmed
        if start < self.trimmed:
            raise CursorTooOldError(after, Cursor(1, self.trimmed))
        for shown in self.entries[start:]:
            self.read_entries += 1
            if not isinstance(after, datetime) or shown.time >= after:
                yield shown


ALL = Wanted()


@given(
    st.lists(st.sampled_from("abc"), max_size=40),
    st.integers(0, 12),
    st.sets(st.sampled_from("abc")),
)
async def test_the_last_wanted_ones(sources, number, names):
    entries = [entry(n, source=source) for n, source in enumerate(sources, 1)]
    log, wanted = Log(entries), Wanted(sources=frozenset(names))
    found = await last(log, wanted, number, await log.tip())
    matching = [shown for shown in entries if not names or shown.event.source in names]
    assert found == matching[len(matching) - min(number, len(matching)) :]


async def test_a_long_stream_is_not_read_for_its_end():
    log = Log([entry(n) for n in range(1, 10_001)])
    found = await last(log, ALL, 10, await log.tip())
    assert [shown.cursor.n for shown in found] == list(range(9_991, 10_001))
    assert log.read_entries <= 300


async def test_what_is_rare_is_found_far_back():
    entries = [entry(n, source="rare" if n == 7 else "a") for n in range(1, 5_001)]
    log = Log(entries)
    (found,) = await last(log, Wanted(sources=frozenset({"rare"})), 1, await log.tip())
    assert found.cursor.n == 7
    assert log.read_entries < 3 * len(entries)


async def test_the_last_of_a_trimmed_stream():
    log = Log([entry(n) for n in range(1, 5_001)], trimmed=4_990)
    found = await last(log, ALL, 100, await log.tip())
    assert [shown.cursor.n for shown in found] == list(range(4_991, 5_001))


async def test_the_last_since_an_instant_and_what_the_store_lost():
    notice = Rewound(asked=Cursor(1, 9), common=Cursor(1, 2))
    log = Log([entry(n, at=n) for n in range(1, 21)], notice=notice)
    found = await last(log, ALL, 3, await log.tip(), since=NOON + timedelta(seconds=5))
    assert found == [notice, *log.entries[-3:]]


async def test_events_after_the_tip_come_by_following():
    log = Log([entry(n) for n in range(1, 6)])
    found = await last(log, ALL, 10, Cursor(1, 3))
    assert [shown.cursor.n for shown in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("wanted", "here"),
    [
        (Wanted(), True),
        (Wanted(sources=frozenset("a")), True),
        (Wanted(sources=frozenset("b")), False),
        (Wanted(kinds=frozenset(["update.new"])), True),
        (Wanted(kinds=frozenset(["update.edited"]), sources=frozenset("a")), False),
    ],
)
def test_what_is_wanted(wanted, here):
    assert (entry(1) in wanted) is here


async def stream(entries):
    for shown in entries:
        yield shown


async def played(times, speed, *, work=0.0):
    clock, seen = Clock(), []
    entries = [entry(n, at=at) for n, at in enumerate(times, 1)]
    async for _ in paced(stream(entries), speed, clock=clock, sleep=clock.sleep):
        seen.append(clock.now - 100)
        clock.now += work
    return seen


async def test_a_replay_keeps_the_rhythm():
    assert await played([0, 1, 1, 5], 1) == pytest.approx([0, 1, 1, 5])
    assert await played([0, 1, 1, 5], 10) == pytest.approx([0, 0.1, 0.1, 0.5])
    assert await played([0, 1, 1, 5], 0) == [0, 0, 0, 0]


async def test_slow_printing_does_not_add_up():
    assert await played([0, 1, 2, 3], 1, work=0.4) == pytest.approx([0, 1, 2, 3])
    assert await played([0, 1, 2], 1, work=2) == pytest.approx([0, 2, 4])


@given(st.lists(st.floats(0, 1e6), min_size=1).map(sorted), st.floats(0.01, 1000))
async def test_every_gap_is_divided_by_the_speed(times, speed):
    seen = await played(times, speed)
    assert seen == pytest.approx([(at - times[0]) / speed for at in times], abs=1e-3, rel=1e-6)


@pytest.mark.parametrize(
    ("end", "numbers"),
    [
        (Cursor(1, 3), [1, 2, 3]),
        (Cursor(1, 0), []),
        (Cursor(1, 9), [1, 2, 3, 4]),
        (NOON + timedelta(seconds=2), [1, 2]),
        (NOON, []),
    ],
)
async def test_up_to_there(end, numbers):
    entries = [entry(n, at=n) for n in range(1, 5)]
    found = [shown.cursor.n async for shown in until(stream(entries), end)]
    assert found == numbers

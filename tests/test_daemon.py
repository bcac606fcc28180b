"""The daemon: what repeats, what ends it, and how it ends."""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from streamer import systemd
from streamer.daemon import Daemon, Rhythm, Signals, trim_at
from streamer.errors import FencedError, StoreError
from streamer.model import Cursor, Entry, Event, Facts, Source
from streamer.publisher import Polled
from streamer.turns import Limits, Turns

NOON = datetime(2024, 10, 21, 12, tzinfo=UTC)
QUICK = timedelta(milliseconds=5)
RHYTHM = Rhythm(tick=QUICK, save=QUICK, renew=QUICK, trim=QUICK)


class Store:
    """A stream that can go away, and tells what it was asked to keep and to forget."""

    def __init__(self, entries=()):
        self.entries = list(entries)
        self.saved = {}
        self.trimmed = []
        self.away = False
        self.asked = asyncio.Event()

    @property
    def duplicates(self):
        return Store()

    async def tip(self):
        self.asked.set()
        if self.away:
            raise StoreError("away")
        return self.entries[-1].cursor if self.entries else Cursor(1, 0)

    async def save_facts(self, facts, fence):
        self.asked.set()
        if self.away:
            raise StoreError("away")
        assert fence == 7
        self.saved |= facts

    async def read(self, after=None, *, follow=False):
        for entry in self.entries:
            if entry.time >= after:
                yield entry

    async def trim(self, keep_after):
        self.trimmed.append(keep_after)
        self.asked.set()


class Newsroom:
    """One source whose polls find nothing, until told otherwise."""

    def __init__(self, store, *, keep="forever", renew=None):
        self.polls = 0
        self.begun = asyncio.Event()
        self.polled = asyncio.Event()
        self.failure = None
        self.hold = None
        self.turns = Turns(
            self._poll,
            [Source(id="a", url="https://a.org")],
            {},
            {"a": NOON},
            clock=lambda: datetime.now(UTC),
            again=lambda _source, facts: facts.polled,
            limits=Limits(gap=timedelta()),
            ended=lambda *_: self.polled.set(),
        )
        self.daemon = Daemon(
            self.turns,
            store,
            renew=renew or self._renewed,
            fence=7,
            keep=keep,
            clock=lambda: NOON,
            rhythm=RHYTHM,
        )

    async def _renewed(self):
        return None

    async def _poll(self, source, facts):
        self.polls += 1
        self.begun.set()
        if self.hold:
            await self.hold.wait()
        if self.failure:
            raise self.failure
        now = datetime.now(UTC)
        after = Facts(polled=now, due=now, failures=self.polls)
        return Polled(source=source.id, outcome="unchanged", facts=after)


async def test_it_polls_what_is_due_again_and_again_and_saves_what_it_learned():
    store = Store()
    room = Newsroom(store)
    run = asyncio.create_task(room.daemon.run())
    for _ in range(3):
        room.polled.clear()
        await room.polled.wait()
    room.daemon.stop()
    await run
    assert room.polls >= 3
    assert store.saved["a"].failures == room.polls
    assert room.turns.unsaved == {}


async def test_a_running_poll_ends_before_the_daemon_does():
    store = Store()
    room = Newsroom(store)
    room.hold = asyncio.Event()
    run = asyncio.create_task(room.daemon.run())
    await room.begun.wait()
    room.daemon.stop()
    await asyncio.sleep(0)
    assert not run.done()
    room.hold.set()
    await run
    assert store.saved["a"].failures == 1


@pytest.mark.parametrize("where", ["poll", "renew"])
async def test_another_poller_ends_it(where):
    async def taken():
        raise FencedError("process 1 on other took over")

    room = Newsroom(Store(), renew=taken if where == "renew" else None)
    if where == "poll":
        room.failure = FencedError("process 1 on other took over")
    with pytest.raises(FencedError, match="took over"):
        await room.daemon.run()


async def test_while_the_store_is_away_nobody_is_polled_and_nothing_is_forgotten():
    store = Store()
    room = Newsroom(store)
    run = asyncio.create_task(room.daemon.run())
    await room.polled.wait()
    store.away = True
    while not room.turns.store_away:
        store.asked.clear()
        await store.asked.wait()
    before = room.polls
    for _ in range(5):
        store.asked.clear()
        await store.asked.wait()
    await room.turns.finish()
    assert room.polls <= before + 1
    learned = dict(room.turns.unsaved)
    store.away = False
    while room.turns.store_away or not store.saved:
        store.asked.clear()
        await store.asked.wait()
    assert store.saved.keys() >= learned.keys()
    room.polled.clear()
    await room.polled.wait()
    room.daemon.stop()
    await run
    assert store.saved["a"].failures == room.polls


async def test_what_could_not_be_saved_is_saved_later_and_not_over_newer():
    store = Store()
    room = Newsroom(store)
    room.hold = asyncio.Event()
    room.turns.unsaved = {"other": Facts(failures=3), "a": Facts(failures=9)}
    store.away = True
    run = asyncio.create_task(room.daemon.run())
    while not room.turns.store_away:
        store.asked.clear()
        await store.asked.wait()
    room.turns.unsaved["a"] = Facts(failures=10)
    store.away = False
    while not store.saved:
        store.asked.clear()
        await store.asked.wait()
    room.hold.set()
    room.daemon.stop()
    await run
    assert store.saved["other"].failures == 3
    assert store.saved["a"].failures in (10, 1)


async def test_a_store_that_is_away_does_not_keep_it_from_ending():
    store = Store()
    room = Newsroom(store)
    run = asyncio.create_task(room.daemon.run())
    await room.polled.wait()
    store.away = True
    room.daemon.stop()
    await asyncio.wait_for(run, 5)


def entry(n, age):
    event = Event(kind="update.new", source="a", subject="u", revision=1, fetched=NOON)
    return Entry(cursor=Cursor(1, n), time=NOON - timedelta(minutes=age), event=event)


@pytest.mark.parametrize(
    ("ages", "keep", "cursor"),
    [
        ([9, 8, 7], "forever", None),
        ([9, 8, 7], 2, Cursor(1, 1)),
        ([9, 8, 7], 3, None),
        ([], 3, None),
        ([9, 8, 7], timedelta(minutes=8), Cursor(1, 1)),
        ([9, 8, 7], timedelta(minutes=1), Cursor(1, 3)),
        ([9, 8, 7], timedelta(hours=1), None),
        ([], timedelta(hours=1), None),
    ],
)
async def test_what_may_be_forgotten(ages, keep, cursor):
    store = Store([entry(n, age) for n, age in enumerate(ages, 1)])
    assert await trim_at(store, keep, NOON) == cursor


async def test_the_stream_is_trimmed_by_the_word_of_the_settings():
    store = Store([entry(n, 1) for n in range(1, 10)])
    room = Newsroom(store, keep=4)
    run = asyncio.create_task(room.daemon.run())
    while not store.trimmed:
        store.asked.clear()
        await store.asked.wait()
    room.daemon.stop()
    await run
    assert set(store.trimmed) == {Cursor(1, 5)}


async def test_a_signal_drains_it():
    room = Newsroom(Store())
    with Signals(room.daemon):
        run = asyncio.create_task(room.daemon.run())
        await room.polled.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(run, 5)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_systemd_is_told(tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        systemd.notify({"NOTIFY_SOCKET": str(path)}, "READY=1")
        assert manager.recv(100) == b"READY=1"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        name = f"streamer-test-{os.getpid()}"
        with suppress(OSError):
            manager.bind("\0" + name)
            systemd.notify({"NOTIFY_SOCKET": "@" + name}, "STOPPING=1")
            assert manager.recv(100) == b"STOPPING=1"


def test_nobody_is_told_without_systemd(tmp_path):
    systemd.notify({}, "READY=1")
    systemd.notify({"NOTIFY_SOCKET": "relative"}, "READY=1")
    systemd.notify({"NOTIFY_SOCKET": str(tmp_path / "gone")}, "READY=1")

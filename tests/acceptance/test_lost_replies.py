"""A store's answer is lost, or whoever waits for it: every change is told exactly once."""

import signal
from datetime import UTC, datetime, timedelta

import pytest
from newsrooms import compare, newsroom, program, write_config
from proxy import Faults, proxied
from servers import Opened, served

# The one with validators that must not be remembered too early.
DESK = "notices"
# A removal is believed by the second poll; one more is for a poll that came too early.
CLEAN_POLLS = 3
# Who dies while opening a connection has neither read nor written anything yet.
OPENING = {"CLIENT", "INFO", "COMMAND", "CONFIG"}

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]


class Scene:
    """A newsroom, one desk of it that is polled, and a store behind a bad line."""

    def __init__(self, room, poll, faults, store):
        self.room = room
        self.store = store
        self._poll = poll
        self._faults = faults

    async def poll(self, lost=0, what="answer"):
        """Poll once; lose *what* at the command number *lost*. Return whether it was lost."""
        counted = 0

        def fate(_number, command):
            nonlocal counted
            counted += what == "answer" or command not in OPENING
            if counted != lost:
                return None
            if what == "asker":
                self._poll.signal(signal.SIGKILL)
            return "reply"

        self._faults.lost = 0
        self._faults.fate = fate
        await self._poll.start()
        assert await self._poll.ended() in (0, 1, -signal.SIGKILL)
        return self._faults.lost > 0

    async def settle(self):
        """Poll until all is told that the newsroom tells, and compare it."""
        history = [event for event in (await self.room.told())[1] if event.source == DESK]
        for _ in range(CLEAN_POLLS):
            entries = await self.entries()
            if len(entries) >= len(history):
                break
            await self.poll()
        compare(await self.entries(), history)

    async def change(self):
        """Make steps until one of them is an event of the desk."""
        while True:
            expected = (await self.room.step())["expected"]
            if expected and expected["source"] == DESK:
                return

    async def entries(self):
        async with Opened(self.store) as stream:
            return [entry async for entry in stream.read()]


@pytest.fixture
async def scene(tmp_path):
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    faults, line = Faults(), tmp_path / "line"
    with served(appendonly="yes") as store:
        async with newsroom(now) as room, proxied(str(line), str(store.path), faults):
            sources = [one for one in room.sources() if one["id"] == DESK]
            path = write_config(tmp_path, sources, redis=str(line))
            words = ("poll", DESK, "-c", path)
            async with program(*words, log=tmp_path / "log") as poll:
                yield Scene(room, poll, faults, store)


@pytest.mark.parametrize("what", ["answer", "asker"])
async def test_every_change_is_told_once(scene, what):
    await scene.settle()
    lost = 1
    await scene.change()
    while await scene.poll(lost, what):
        await scene.settle()
        await scene.change()
        lost += 1
    await scene.settle()
    entries = await scene.entries()
    assert lost > 5, "a poll of one source that changed asks the store that often"
    assert [entry.cursor.n for entry in entries] == list(range(1, len(entries) + 1))


async def test_the_first_poll_may_be_cut_off_anywhere(scene):
    lost = 1
    while await scene.poll(lost, "asker"):
        await scene.settle()
        assert all(entry.event.baseline for entry in await scene.entries())
        async with scene.store.client() as client:
            await client.flushall()
        lost += 1
    assert lost > 5

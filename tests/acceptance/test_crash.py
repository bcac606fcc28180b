"""The daemon is killed again and again, and nobody who reads the stream can tell."""

import asyncio
import os
import random
import signal
from datetime import UTC, datetime, timedelta

import pytest
from newsrooms import Reader, newsroom, processes_with, program, seen, write_config

from streamer.config import load
from streamer.store import open_stream

KILLS = 30
STEPS = 36
pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]


class Meter:
    """How far the story and the killer are; neither may run away from the other."""

    def __init__(self):
        self._moved = asyncio.Condition()
        self.steps = self.kills = 0

    async def move(self, *, steps=0, kills=0):
        async with self._moved:
            self.steps += steps
            self.kills += kills
            self._moved.notify_all()

    async def wait(self, far_enough):
        async with self._moved:
            await self._moved.wait_for(far_enough)


async def run(folder, now, *, chance=None):
    """Return the stream of a daemon that follows the story; with *chance* it is killed."""
    async with newsroom(now) as room:
        folder.mkdir()
        path = write_config(folder, room.sources(every="250ms"))
        log = folder / "log"
        async with (
            open_stream(load(path, {})) as stream,
            program("run", "-c", path, log=log) as daemon,
        ):
            await daemon.start()
            reader, meter = Reader(stream), Meter()
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(reader.follow())
                if chance:
                    tasks.create_task(kill_often(daemon, meter, chance))
                else:
                    meter.kills = KILLS
                await tell(room, reader, meter)
                await meter.wait(lambda: meter.kills == KILLS)
                following.cancel()
            code = await daemon.end(signal.SIGTERM)
            assert code == 0, log.read_text()[-2000:]
            return [entry async for entry in stream.read()]


async def tell(room, reader, meter):
    """Make each step once the one before was read: from the stream, or as a page."""
    _, history = await room.told()
    await reader.until(history)
    for number in range(STEPS):
        await meter.wait(lambda number=number: meter.kills >= number * KILLS // STEPS - 2)
        step = await room.step()
        before, history = await room.told()
        if step["expected"]:
            await reader.until(history)
        else:
            await read_again(room, step["desk"], before)
        await meter.move(steps=1)


async def read_again(room, desk, before):
    """Wait until the pages that changed were read, whatever the reader made of them."""
    reads = before
    while any(reads[one] == before[one] for one in ([desk] if desk else before)):
        await asyncio.sleep(0.02)
        reads, _ = await room.told()


async def kill_often(daemon, meter, chance):
    for number in range(KILLS):
        await meter.wait(lambda number=number: meter.steps >= number * STEPS // KILLS - 2)
        await asyncio.sleep(chance.uniform(0, 1.2))
        assert await daemon.end(signal.SIGKILL) == -signal.SIGKILL
        await daemon.start()
        await meter.move(kills=1)


def facts(entries):
    """Return what two runs must have in common, by source."""
    rows = {}
    for entry in entries:
        event = entry.event
        before = event.before and (event.before.headline, event.before.text)
        row = (*seen(entry), event.subject, event.revision, before, event.reason, event.baseline)
        rows.setdefault(event.source, []).append(row)
    return rows


@pytest.fixture
def seed():
    """Another one each time, shown where the test fails; set it to repeat a run."""
    seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(10**6))
    print(f"CRASH_SEED={seed}")
    return seed


async def test_a_daemon_killed_thirty_times_leaves_the_same_stream(tmp_path, seed):
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)
    async with asyncio.TaskGroup() as tasks:
        calm = tasks.create_task(run(tmp_path / "calm", now))
        killed = tasks.create_task(run(tmp_path / "killed", now, chance=random.Random(seed)))
    for stream in (calm.result(), killed.result()):
        assert [entry.cursor.n for entry in stream] == list(range(1, len(stream) + 1))
    assert facts(killed.result()) == facts(calm.result())
    assert processes_with(str(tmp_path)) == []

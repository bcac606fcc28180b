"""Workers, and their server, are killed again and again, and every event is handled."""

import asyncio
import json
import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from commits import Writer
from servers import Opened, served
from subscribers import ran, settings, start, told, until

HERE = Path(__file__).parents[1]
EVENTS = "streamer:{0}:events"
pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(60)]


@pytest.fixture
def chance():
    seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(10**6))
    print(f"CRASH_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def server():
    with served("valkey", appendonly="yes", appendfsync="always") as server:
        yield server


class Crew:
    """Workers of one name, each with a file of what it handled."""

    def __init__(self, server, folder, lease):
        self._server = server
        self._folder = folder
        self._lease = str(lease)
        self._count = 0
        self.running = []

    async def hire(self):
        """Start a worker; return it once it is there."""
        self._count += 1
        path = self._folder / f"{self._count}.log"
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, str(HERE / "worker.py"), str(path), self._lease),
            env=settings(self._server),
        )
        self.running.append(worker)
        await until(path.exists)
        return worker

    async def kill(self, worker):
        worker.kill()
        await worker.wait()
        self.running.remove(worker)

    async def end(self):
        for worker in list(self.running):
            await self.kill(worker)

    def handled(self):
        """Return the numbers that were handled, by worker."""
        files = sorted(self._folder.glob("*.log"))
        return [[int(n) for n in file.read_text().split()[1:]] for file in files]

    def numbers(self):
        return {n for one in self.handled() for n in one}


@pytest.fixture
async def crew(server, tmp_path):
    crew = Crew(server, tmp_path, lease=0.5)
    yield crew
    await crew.end()


async def commit_all(store, count, *, batch=20, pause=0.01):
    writer = Writer()
    names = [f"u{n}" for n in range(count)]
    for at in range(0, count, batch):
        await store.commit(writer.news(*names[at : at + batch]))
        await asyncio.sleep(pause)


async def pending(server):
    async with server.client() as admin:
        return (await admin.xpending(EVENTS, "desk"))["pending"]


async def test_d32_workers_killed_at_any_moment_lose_nothing(server, crew, chance):
    count, kills = 1500, 12
    async with Opened(server) as store:
        await crew.hire()
        await crew.hire()
        committing = asyncio.create_task(commit_all(store, count))
        for _ in range(kills):
            before = len(crew.numbers())
            await asyncio.sleep(chance.uniform(0, 0.15))
            await crew.kill(chance.choice(crew.running))
            await crew.hire()
            # Each of them may do something before the next one dies.
            await until(lambda before=before: len(crew.numbers()) > before or before >= count)
        await committing
        await until(lambda: crew.numbers() == set(range(1, count + 1)))
        assert sum(map(bool, crew.handled())) >= 2
        # Twice only what was in hand, or not yet acknowledged, when its worker was killed.
        twice = sum(map(len, crew.handled())) - count
        assert twice <= kills * 100


async def test_a_worker_keeps_the_order_and_several_share(server, crew):
    async with Opened(server) as store:
        await commit_all(store, 400, pause=0)
        await asyncio.gather(crew.hire(), crew.hire())
        await until(lambda: len(crew.numbers()) == 400)
    one, other = crew.handled()
    assert one == sorted(one)
    assert other == sorted(other)
    assert one
    assert other
    assert not set(one) & set(other)


async def test_d32_a_killed_workers_events_are_taken_over_within_the_lease(server, tmp_path):
    crew = Crew(server, tmp_path, lease=1)
    try:
        async with Opened(server) as store:
            first = await crew.hire()
            other = await crew.hire()
            other.send_signal(signal.SIGSTOP)
            await commit_all(store, 60, pause=0)
            await until(lambda: len(crew.numbers()) > 5)
            await crew.kill(first)
            killed = asyncio.get_running_loop().time()
            other.send_signal(signal.SIGCONT)
            await until(lambda: len(crew.numbers()) == 60)
            took = asyncio.get_running_loop().time() - killed
        # The lease, a quarter of it until somebody looks, and a busy machine.
        assert took < 1 + 0.25 + 1.5
    finally:
        await crew.end()


async def test_a_worker_that_slept_past_its_lease_touches_nothing_of_others(server, crew):
    async with Opened(server) as store:
        sleeper = await crew.hire()
        await commit_all(store, 200, batch=100, pause=0)
        await until(lambda: len(crew.numbers()) > 5)
        sleeper.send_signal(signal.SIGSTOP)
        before = len(crew.handled()[0])
        await crew.hire()
        await until(lambda: len(crew.numbers()) == 200)
        async with server.client() as admin:
            await until_async(lambda: nobody_has_any(admin))
            sleeper.send_signal(signal.SIGCONT)
            await commit_more(store)
            await until(lambda: len(crew.numbers()) == 201)
            await until_async(lambda: nobody_has_any(admin))
        # It finished the one that it was at, and looked before it went on.
        slept = crew.handled()[0]
        assert len([n for n in slept[before:] if n <= 200]) <= 1


async def commit_more(store):
    await store.commit(Writer("other").news("x"))


async def nobody_has_any(admin):
    return (await admin.xpending(EVENTS, "desk"))["pending"] == 0


async def until_async(true, seconds=20):
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110  # it is the store that changes
            await asyncio.sleep(0.01)


async def test_the_server_killed_in_between_loses_nothing(server, crew, chance):
    count = 600
    async with Opened(server) as store:
        await crew.hire()
        await crew.hire()
        writer = Writer()
        for number in range(6):
            names = [f"u{n}" for n in range(number * 100, number * 100 + 100)]
            await store.commit(writer.news(*names))
            await asyncio.sleep(chance.uniform(0, 0.1))
            server.kill()
            server.start()
        await until(lambda: crew.numbers() == set(range(1, count + 1)))
        async with server.client() as admin:
            await until_async(lambda: nobody_has_any(admin))
    assert all(worker.returncode is None for worker in crew.running)


class TestExec:
    """The command has the event on stdin, and its exit code says how it went."""

    async def test_each_event_once_and_then_again_where_it_failed(self, server, tmp_path):
        out = tmp_path / "out"
        script, variables = tmp_path / "handler.sh", tmp_path / "out.env"
        # Fails at its first try of each event, and notes what it was told.
        script.write_text(
            "#!/bin/sh\n"
            f'cat >> {out}; echo "$STREAMER_EVENT_KIND $STREAMER_EVENT_SOURCE '
            f'$STREAMER_EVENT_SUBJECT $STREAMER_EVENT_CURSOR $#" >> {out}.env\n'
            f"once={out}.$STREAMER_EVENT_SUBJECT\n"
            "[ -e $once ] || { : > $once; exit 7; }\n"
        )
        script.chmod(0o755)
        async with Opened(server) as store:
            entries = await store.commit(Writer().news("a", "b"))
            worker = await start(
                server, "subscribe", "desk", "--since", "start", "--exec", script, "--pause", "1ms"
            )
            await until(lambda: len(told(out)) == 4)
            await until_async(lambda: is_done(server))
            worker.terminate()
            assert await worker.wait() == 0
        assert [event["subject"] for event in told(out)] == ["a", "a", "b", "b"]
        lines = variables.read_text().splitlines()
        assert lines[0] == f"update.new blog a {entries[0].cursor} 0"

    async def test_what_fails_too_often_is_parked_and_can_be_replayed(self, server, tmp_path):
        async with Opened(server) as store:
            await store.commit(Writer().news("a", "b"))
            words = ("subscribe", "desk", "--since", "start", "--tries", "2", "--pause", "1ms")
            worker = await start(server, *words, "--exec", "false", stderr=asyncio.subprocess.PIPE)
            for _ in range(2):
                line = await worker.stderr.readline()
                assert b"exit code 1; parked, see streamer parked list desk" in line
            worker.terminate()
            assert await worker.wait() == 0
            code, shown, _ = await ran(server, "parked", "list", "desk", "--json")
            parked = [json.loads(line) for line in shown.splitlines()]
            assert code == 0
            assert [(p["subject"], p["why"], p["tries"]) for p in parked] == [
                ("a", "exit code 1", 2),
                ("b", "exit code 1", 2),
            ]
            assert "(exit code 1, 2 tries)" in (await ran(server, "parked", "list", "desk"))[1]
            assert (await ran(server, "parked", "purge", "desk", "--limit", "1"))[0] == 0
            assert (await ran(server, "parked", "replay", "desk"))[1] == "1 event replayed\n"
            out = tmp_path / "out"
            worker = await start(server, *words, "--exec", f"sh -c 'cat >> {out}'")
            await until(lambda: len(told(out)) == 1)
            worker.terminate()
            assert await worker.wait() == 0
        assert told(out)[0]["subject"] == "b"

    async def test_an_event_that_kills_its_worker_is_parked_alone(self, server, tmp_path):
        async with Opened(server) as store:
            await store.commit(Writer().news("a", "b", "c"))
            out = tmp_path / "out"
            deadly = f'cat >> {out}; [ "$STREAMER_EVENT_SUBJECT" != b ] || kill -9 $PPID'
            words = ("subscribe", "desk", "--since", "start", "--tries", "2", "--lease", "200ms")
            for _ in range(2):
                worker = await start(server, *words, "--exec", f"sh -c '{deadly}'")
                assert await worker.wait() == -signal.SIGKILL
            worker = await start(server, *words, "--exec", f"sh -c '{deadly}'")
            await until(lambda: told(out)[-1]["subject"] == "c")
            await until_async(lambda: is_done(server))
            worker.terminate()
            assert await worker.wait() == 0
            parked = [p async for p in store.subscriptions.parked("desk")]
        assert [(p.entry.event.subject, p.why) for p in parked] == [
            ("b", "its worker died while it had it")
        ]

    async def test_told_to_end_it_waits_for_its_command(self, server, tmp_path):
        begun, out = tmp_path / "begun", tmp_path / "out"
        async with Opened(server) as store:
            await store.commit(Writer().news("a", "b"))
            command = f"sh -c ': > {begun}; sleep 0.4; cat >> {out}'"
            words = ("subscribe", "desk", "--since", "start", "--exec", command)
            worker = await start(server, *words)
            await until(begun.exists)
            worker.send_signal(signal.SIGINT)
            assert await worker.wait() == 0
            assert [event["subject"] for event in told(out)] == ["a"]
            group = store.subscription("desk")
            batch = await group.take(9, others=True)
            assert [item.entry.event.subject for item in batch.items] == ["b"]

    async def test_a_command_that_does_not_end_is_ended_with_its_children(self, server, tmp_path):
        child = tmp_path / "child"
        async with Opened(server) as store:
            await store.commit(Writer().news("a"))
            command = f"sh -c 'sleep 600 & echo $! > {child}.new; mv {child}.new {child}; wait'"
            words = ("subscribe", "desk", "--since", "start", "--exec", command)
            worker = await start(server, *words)
            await until(child.exists)
            worker.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.2)  # two signals at once are one
            worker.send_signal(signal.SIGTERM)
            async with asyncio.timeout(8):  # less than the ten seconds that the first one grants
                assert await worker.wait() == 0
            assert await pending(server) == 1
        await until(lambda: not Path(f"/proc/{int(child.read_text())}").exists())

    async def test_what_a_feed_wrote_is_no_command(self, server, tmp_path):
        out = tmp_path / "out"
        async with Opened(server) as store:
            await store.commit(Writer().news("$(touch x); `touch y`", "b"))
            worker = await start(
                server, "subscribe", "desk", "--since", "start", "--exec", f"tee -a {out}",
                stdout=asyncio.subprocess.DEVNULL, cwd=tmp_path,
            )  # fmt: skip
            await until(lambda: len(told(out)) == 2)
            worker.terminate()
            await worker.wait()
        assert {path.name for path in tmp_path.iterdir()} == {"out"}
        assert told(out)[0]["subject"] == "$(touch x); `touch y`"


async def is_done(server):
    return await pending(server) == 0


class TestLines:
    async def test_a_closed_pipe_is_no_loss(self, server, tmp_path):
        async with Opened(server) as store:
            await commit_all(store, 3000, batch=200, pause=0)
            words = ("subscribe", "desk", "--since", "start", "--jsonl", "--lease", "1s")
            read, write = os.pipe()
            worker = await start(server, *words, stdout=write)
            os.close(write)
            with os.fdopen(read, "rb") as lines:
                first = [json.loads(await asyncio.to_thread(lines.readline)) for _ in range(10)]
            assert await worker.wait() == 0
            out = tmp_path / "out"
            with out.open("wb") as file:
                worker = await start(server, *words, stdout=file)
                await until(lambda: told(out)[-1:] and told(out)[-1]["n"] == 3000)
                worker.terminate()
                assert await worker.wait() == 0
        rest = [line["n"] for line in told(out)]
        assert [line["n"] for line in first] == list(range(1, 11))
        assert rest == list(range(rest[0], 3001))
        # What the pipe held is lost with the pipe: 64 kB on Linux, and what its reader buffered.
        assert rest[0] < 600

    async def test_a_reader_that_does_not_read_does_not_cost_the_lease(self, server):
        async with Opened(server) as store:
            await commit_all(store, 1000, batch=200, pause=0)
            words = ("subscribe", "desk", "--since", "start", "--jsonl", "--lease", "1s")
            read, write = os.pipe()
            worker = await start(server, *words, stdout=write)
            os.close(write)
            async with server.client() as admin:
                await until_async(lambda: is_stuck(admin))
                await asyncio.sleep(1.2)
                other = store.subscription("desk", lease=timedelta(seconds=1))
                batch = await other.take(9, others=True)
            # New ones only, and none that was another's.
            assert [item.deliveries for item in batch.items] == [1] * 9
            worker.terminate()
            assert await worker.wait() == 0
            os.close(read)


async def is_stuck(admin):
    """Whether the worker has something in hand and gets no further."""

    async def place():
        groups = await admin.xinfo_groups(EVENTS)
        return [(group["pending"], group["last-delivered-id"]) for group in groups]

    before = await place()
    await asyncio.sleep(0.2)
    return before and before[0][0] > 0 and before == await place()

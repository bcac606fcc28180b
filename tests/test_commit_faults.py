"""What a network, a disk and a crash do to a commit: nothing lost, nothing told twice.

``STREAMER_CYCLES`` multiplies the number of crashes.
"""

import asyncio
import os
import random
import shutil
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from commits import Writer, collect, facts, verify
from proxy import Faults, proxied
from servers import SERVERS, Opened, served

from streamer.errors import StaleError, StoreError
from streamer.model import Facts, Rewound
from streamer.stream.parts import MOST_BYTES, MOST_UPDATES, parts
from streamer.stream.scripts import COMMIT

COMMITS = 250  # in the life of publisher.py
CYCLES = int(os.environ.get("STREAMER_CYCLES", "1"))
HERE = Path(__file__).parent
_KEYS = ("events", "meta", "x:state", "x:poll", "duplicates", "duplicates:meta")


@pytest.fixture(params=SERVERS)
async def server(request, server_of):
    server = server_of(request.param)
    async with server.client() as admin:
        await admin.flushall()
        await admin.script_flush()
    return server


@dataclass
class Blog:
    """A source that changes at random, and a publisher of it that never gives up."""

    chance: random.Random
    name: str = "blog"
    repeats: float = 0
    writer: Writer = field(init=False)

    def __post_init__(self):
        self.writer = Writer(self.name)

    def next(self, events=3):
        """Return a commit of some new, edited, removed and restored updates."""
        rows = []
        for subject in self.chance.sample(range(40), events):
            was = self.writer.known.get(f"u{subject}")
            words = f"words {self.chance.random()}"
            if was is None and self.repeats and self.chance.random() < self.repeats:
                event = self.writer.event("update.new", f"u{subject}", words)
                rows.append(replace(event, duplicate_of="wire/7"))
            elif was is None or (was.duplicate_of and self.chance.random() < self.repeats):
                rows.append(("update.new", f"u{subject}", words))
            elif was.removed:
                event = self.writer.event("update.restored", f"u{subject}", words)
                rows.append(replace(event, duplicate_of=was.duplicate_of))
            else:
                kind = self.chance.choice(["update.edited", "update.edited", "update.removed"])
                event = self.writer.event(kind, f"u{subject}", words)
                rows.append(replace(event, duplicate_of=was.duplicate_of))
        return self.writer.commit(*rows, facts=facts(self.chance.randrange(1000)))


async def persist(stream, commit):
    """Repeat *commit* until it is acknowledged, as the poller does."""
    while True:
        try:
            return await stream.commit(commit)
        except StoreError:
            await asyncio.sleep(0.01)


def told(commits):
    return [
        (event.source, event.subject, event.revision) for each in commits for event in each.events
    ]


def found(entries):
    return [(e.event.source, e.event.subject, e.event.revision) for e in entries]


class TestLostReplies:
    @pytest.mark.parametrize("fate", ["reply", "command"])
    async def test_d02_the_answer_to_any_command_is_lost(self, server, fate, tmp_path):
        """Each command of a poll, one after the other; the last round loses none."""
        path, n, lost = str(server.folder / "proxy"), 0, 1
        while lost:
            n += 1
            async with server.client() as admin:
                await admin.flushall()
                await admin.script_flush()
            faults = Faults(lambda seen, _, n=n: fate if seen == n else None)
            async with (
                proxied(path, str(server.path), faults),
                Opened(server, through=path) as stream,
            ):
                writer = Writer()
                commits = [writer.news("a", "b", facts=facts(1))]
                entries = await stream.commit(commits[0])
                assert await stream.load("blog") == commits[0].known
                commits.append(writer.commit(("update.edited", "a", "open"), facts=facts(2)))
                entries += await stream.commit(commits[1])
                await stream.save_facts({"blog": facts(3)}, 1)
                assert await collect(stream) == entries
                assert await stream.facts("blog") == facts(3)
            lost = faults.lost
            async with Opened(server) as stream:
                assert found(await verify(stream)) == told(commits)
        assert n > 6

    @pytest.mark.parametrize("fate", ["reply", "command"])
    async def test_d02_of_two_logs_neither_loses_or_repeats(self, server, fate):
        path, n, lost = str(server.folder / "proxy"), 0, 1
        while lost:
            n += 1
            async with server.client() as admin:
                await admin.flushall()
            faults = Faults(lambda seen, _, n=n: fate if seen == n else None)
            async with (
                proxied(path, str(server.path), faults),
                Opened(server, through=path) as stream,
            ):
                blog = Blog(random.Random(9), repeats=0.5)
                commits = [blog.next() for _ in range(3)]
                for commit in commits:
                    written = await stream.commit(commit)
                    assert [entry.event for entry in written] == list(commit.events)
            lost = faults.lost
            async with Opened(server) as stream:
                both = [*await verify(stream), *await collect(stream.duplicates)]
                assert sorted(found(both)) == sorted(told(commits))
                assert await stream.commit(commits[-1]) == []
        assert n > 3

    async def test_d02_two_in_a_hundred_replies_are_lost(self, server_of):
        server, chance = server_of("valkey"), random.Random(2)
        async with server.client() as admin:
            await admin.flushall()
        faults = Faults(
            lambda _, name: "reply" if name.startswith("EVAL") and chance.random() < 0.02 else None
        )
        path, publishers, each = str(server.folder / "proxy"), 5, 300
        async with proxied(path, str(server.path), faults), Opened(server, through=path) as stream:

            async def publish(number):
                writer = Writer(f"blog {number}")
                commits = [writer.news(f"{n}") for n in range(each)]
                return [entry for commit in commits for entry in await stream.commit(commit)]

            lists = await asyncio.gather(*map(publish, range(publishers)))
        assert faults.lost > 15
        entries = sorted((entry for some in lists for entry in some), key=lambda e: e.cursor)
        async with Opened(server) as stream:
            assert await verify(stream) == entries
        assert len(entries) == publishers * each

    async def test_d06_facts_never_run_ahead_of_their_events(self, server_of, hasty):
        """Parts of one commit: whichever is the last to arrive, facts come with the end."""
        server = server_of("valkey")
        path = str(server.folder / "proxy")
        commit = Writer().news(*[f"{n:03}" for n in range(450)], facts=facts())
        calls = len(list(parts(commit)))
        assert calls > 2
        for arrived in range(calls):
            async with server.client() as admin:
                await admin.flushall()
            seen = iter(range(1000))
            faults = Faults(
                lambda _, name, seen=seen, arrived=arrived: (
                    "command" if name.startswith("EVAL") and next(seen) >= arrived else None
                )
            )
            async with (
                proxied(path, str(server.path), faults),
                Opened(server, through=path) as stream,
            ):
                with pytest.raises(StoreError):
                    await stream.commit(commit)
            async with Opened(server) as stream:
                assert await stream.facts("blog") == Facts()
                assert 0 <= len(await verify(stream, "blog")) < 450
                await stream.commit(commit)
                assert await stream.facts("blog") == facts()
                assert len(await verify(stream)) == 450


class TestCrashes:
    @pytest.mark.parametrize("fsync", ["always", "everysec"])
    async def test_d03_the_server_is_killed(self, fsync):
        """With ``everysec`` the server may lose the last second: then readers are told."""
        chance, acknowledged = random.Random(3), []
        with served(appendonly="yes", appendfsync=fsync) as server:
            async with Opened(server) as stream:
                for cycle in range(4 * CYCLES):
                    acknowledged += await self.publish_until_killed(server, stream, chance, cycle)
                    stored = {entry.cursor: entry for entry in await verify(stream)}
                    lost = [each for each in acknowledged if stored.get(each.cursor) != each]
                    assert not (lost and fsync == "always")
                    for entry in lost:
                        first = (await collect(stream, entry.cursor))[0]
                        assert isinstance(first, Rewound)
                        assert first.common < entry.cursor
                        acknowledged.remove(entry)

    async def publish_until_killed(self, server, stream, chance, cycle):
        """Return the entries that were acknowledged to three publishers."""
        acknowledged, begun, over = [], asyncio.Event(), asyncio.Event()

        async def publish(blog):
            while not over.is_set():
                commit = blog.next()
                try:
                    acknowledged.extend(await persist(stream, commit))
                    begun.set()
                except StaleError:  # the store lost what this one stands on: diff again
                    blog.writer.known = dict(await stream.load(blog.name))

        blogs = [Blog(random.Random(f"{cycle} {n}"), f"blog {cycle} {n}") for n in range(3)]
        publishers = [asyncio.ensure_future(publish(blog)) for blog in blogs]
        await begun.wait()
        await asyncio.sleep(chance.random() / 10)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        over.set()
        await asyncio.gather(*publishers)
        return acknowledged

    async def test_d03_the_server_is_killed_between_two_logs(self):
        """Each time both logs and the state tell the same story, and go on without a hole."""
        chance, blog = random.Random(8), Blog(random.Random(6), repeats=0.4)
        with served(appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as stream:
                for _ in range(3 * CYCLES):
                    killing = asyncio.ensure_future(self.kill_after(server, chance.random() / 20))
                    while not killing.done():
                        await persist(stream, blog.next())
                    await killing
                    news = await verify(stream, blog.name)
                    beside = await collect(stream.duplicates)
                    assert len(news) > len(beside) > 0
                    assert await stream.load(blog.name) == blog.writer.known
                epochs = {entry.cursor.epoch for entry in beside}
                assert len(epochs) > 1

    async def kill_after(self, server, seconds):
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)

    async def test_d04_the_log_file_is_cut_at_any_byte(self, tmp_path):
        chance = random.Random(4)
        with served(appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as stream:
                blog = Blog(chance)
                for _ in range(25):
                    await stream.commit(blog.next())
                whole = await verify(stream)
            server.kill()
            log = next((server.folder / "data" / "appendonlydir").glob("*.incr.aof"))
            saved = tmp_path / "saved"
            shutil.copy(log, saved)
            size, kept = saved.stat().st_size, set()
            for cut in [0, 1, size - 1, *(chance.randrange(size) for _ in range(17 * CYCLES))]:
                log.write_bytes(saved.read_bytes()[:cut])
                server.start()
                async with Opened(server) as stream:
                    entries = await verify(stream, "blog")
                    assert entries == whole[: len(entries)]
                    kept.add(len(entries))
                    if entries:
                        assert (await stream.facts("blog")).begun
                    await stream.commit(Writer("next").news("a"))
                    await verify(stream)
                server.kill()
            assert len(kept) > 8

    async def test_d05_the_publisher_is_killed(self, tmp_path):
        chance = random.Random(5)
        with served(appendonly="yes") as server:
            script = (sys.executable, str(HERE / "publisher.py"), str(server.path))
            for _ in range(3 * CYCLES):
                publisher = await asyncio.create_subprocess_exec(*script, stdout=PIPE)
                await publisher.stdout.readline()
                await asyncio.sleep(chance.random() / 20)
                publisher.kill()
                await publisher.communicate()
            publisher = await asyncio.create_subprocess_exec(*script, stdout=PIPE)
            await publisher.communicate()
            assert publisher.returncode == 0
            undisturbed = Blog(random.Random(7))
            commits = [undisturbed.next() for _ in range(COMMITS)]
            async with Opened(server) as stream:
                assert found(await verify(stream)) == told(commits)
                assert await stream.facts("blog") == commits[-1].facts


class TestLimits:
    @pytest.mark.parametrize("name", SERVERS)
    async def test_d09_a_full_server_takes_a_batch_whole_or_not_at_all(self, name):
        with served(name) as server:
            async with server.client() as admin, Opened(server) as stream:
                used = (await admin.info("memory"))["used_memory"]
                await admin.config_set("maxmemory", used + 700_000)
                blog = Writer()
                full, commit = "", None
                for batch in range(200):
                    commit = blog.commit(
                        *[("update.new", f"{batch}.{n}", "words " * 100) for n in range(20)],
                        facts=facts(batch),
                    )
                    try:
                        await stream.commit(commit)
                    except StoreError as error:
                        full = str(error)
                        break
                assert "maxmemory" in full
                stored = await verify(stream, "blog") if batch else []
                assert len(stored) == batch * 20
                assert await stream.facts("blog") == facts(batch - 1)
                await admin.config_set("maxmemory", 0)
                await stream.commit(commit)
                assert len(await verify(stream)) == (batch + 1) * 20

    def test_d11_no_call_is_larger_than_its_bounds(self):
        small = Writer().news(*[f"{n:04}" for n in range(450)], facts=facts())
        made = list(parts(small))
        assert [len(part.events) for part in made] == [200, 200, 50]
        large = Writer().commit(
            *[("update.new", f"{n}", f"{random.Random(n).random()} " * 2000) for n in range(30)]
        )
        sizes = [sum(map(len, part.arguments)) for part in parts(large)]
        assert len(sizes) > 3
        assert max(sizes) < MOST_BYTES + 100
        alone = Writer().commit(("update.new", "a"), ("update.new", "b", "x" * MOST_BYTES))
        assert [len(part.events) for part in parts(alone)] == [1, 1]
        assert [part.arguments[1] != b"" for part in made] == [False, False, True]

    def test_what_is_retired_counts_and_goes_with_the_end(self):
        writer = Writer()
        writer.news(*[f"{n:04}" for n in range(450)])
        commit = writer.commit(("update.new", "z"), retired=[f"{n:04}" for n in range(450)])
        made = list(parts(commit))
        assert [len(part.events) for part in made] == [1, 0, 0]
        assert [int(part.arguments[3]) for part in made] == [MOST_UPDATES - 1, MOST_UPDATES, 51]

    def test_a_state_that_is_not_that_after_the_events_is_a_bug(self):
        commit = Writer().news("a")
        commit.known["a"] = Writer().commit(("update.new", "a")).known["a"]
        list(parts(commit))
        ahead = Writer()
        ahead.news("a")
        later = ahead.commit(("update.edited", "a", "open"))
        commit.known["a"] = later.known["a"]
        with pytest.raises(ValueError, match="'a'"):
            list(parts(commit))

    @pytest.mark.parametrize(
        ("place", "value"),
        [(0, b"x"), (2, b"2"), (2, b"201"), (3, b"-1"), (5, b"0"), (6, b"2.x"), (6, b"1. x")],
    )
    async def test_the_script_checks_its_arguments_before_it_writes(self, server, place, value):
        arguments = list(next(parts(Writer().news("a"))).arguments)
        arguments[place] = value
        async with server.client() as admin:
            keys = [f"streamer:{{0}}:{name}" for name in _KEYS]
            answer = await admin.eval(COMMIT.text, 6, *keys, *arguments)
            assert answer[0] == b"wrong"
            assert await admin.keys() == []


class TestServers:
    async def test_d12_a_restart_forgets_the_scripts_and_nobody_notices(self, server):
        async with server.client() as admin, Opened(server) as stream:
            writer = Writer()
            for n in range(3):
                assert len(await stream.commit(writer.news(f"{n}"))) == 1
                assert len(await collect(stream, await stream.tip())) == 0
                await admin.script_flush()
            await verify(stream)

    @pytest.mark.parametrize("name", ["valkey", "redis-6.2"])
    async def test_d13_replica_with_the_primary_killed(self, name):
        with served(name) as primary, served(name) as replica:
            async with primary.client() as boss, replica.client() as second:
                await self.attach(boss, second)
                blog, acknowledged = Blog(random.Random(13)), []
                async with Opened(primary, replicated=True) as stream:
                    for _ in range(40):
                        commit = blog.next()
                        await stream.commit(commit)
                        acknowledged.append(commit)
                    assert await stream.commit(acknowledged[-1]) == []
                primary.kill()
                await second.execute_command("REPLICAOF", "NO", "ONE")
            async with Opened(replica) as stream:
                assert found(await verify(stream)) == told(acknowledged)
                last = await stream.tip()
                entries = await stream.commit(blog.next())
                assert entries[0].cursor.epoch > last.epoch
                assert await collect(stream, last) == entries

    async def test_d13_without_a_replica_nothing_is_acknowledged(self, monkeypatch):
        monkeypatch.setattr("streamer.stream.server._REPLICA_WAIT", 50)
        with served() as server:
            async with Opened(server, replicated=True) as stream:
                with pytest.raises(StoreError, match="no replica"):
                    await stream.commit(Writer().news("a"))

    async def attach(self, boss, second):
        """Make *second* a replica of *boss*, over the loopback."""
        await boss.config_set("repl-diskless-sync-delay", 0)
        for port in random.Random().sample(range(20000, 60000), 20):
            try:
                await boss.config_set("port", port)
            except Exception:  # noqa: BLE001  # the port is taken
                continue
            break
        await second.execute_command("REPLICAOF", "127.0.0.1", port)
        while (await second.info("replication"))["master_link_status"] != "up":
            await second.ping()


async def test_d01_two_publishers_interleaved(server):
    """Both poll the same blog; each diffs again when the other was first."""
    async with Opened(server) as one, Opened(server) as other:
        blogs = [(one, Blog(random.Random(1))), (other, Blog(random.Random(1)))]
        stale = 0

        async def publish(stream, blog):
            nonlocal stale
            for _ in range(60):
                commit = blog.next()
                try:
                    await stream.commit(commit)
                except StaleError:
                    stale += 1
                await asyncio.sleep(0)

        await asyncio.gather(*(publish(*row) for row in blogs))
        alone = Blog(random.Random(1))
        assert found(await verify(one)) == told([alone.next() for _ in range(60)])

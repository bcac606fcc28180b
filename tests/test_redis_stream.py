"""What only a server can do: restart, lose its tail, refuse, be somebody else's."""

import asyncio
import re
import shutil
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest
from commits import Writer, collect, facts, verify
from proxy import Faults, proxied
from redis import exceptions as redis_error
from servers import SERVERS, Opened, served

import streamer
from streamer.errors import CursorUnknownError, FencedError, StoreError, StreamerError
from streamer.model import Rewound
from streamer.stream import open_store
from streamer.stream.advice import advise, is_away
from streamer.stream.keys import Keys
from streamer.stream.lease import Lease
from streamer.stream.meta import Meta
from streamer.stream.reading import Reader
from streamer.stream.server import Server

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def server(server_of):
    server = server_of("valkey")
    async with server.client() as admin:
        await admin.flushall()
    return server


@pytest.fixture
async def stream(server):
    async with Opened(server) as opened:
        yield opened


@pytest.fixture
async def admin(server):
    async with server.client() as client:
        yield client


@pytest.fixture
def forgetful():
    """A server that keeps what was there at the last SAVE, and forgets the rest when killed."""
    with served(appendonly="no") as server:
        yield server


async def save(server):
    async with server.client() as admin:
        await admin.save()


def restart(server):
    server.kill()
    server.start()


def numbers(entries):
    return [entry.cursor.n for entry in entries]


class TestRestart:
    async def test_a_restart_opens_an_epoch_and_disturbs_nobody(self):
        with served(appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as stream:
                writer = Writer()
                before = await stream.commit(writer.news("a", "b"))
                restart(server)
                assert await stream.tip() == before[-1].cursor
                assert await stream.commit(writer.commit(facts=facts())) == []
                assert await stream.tip() == before[-1].cursor
                after = await stream.commit(writer.news("c"))
                assert after[0].cursor.epoch > before[0].cursor.epoch
                assert await collect(stream) == before + after
                assert await collect(stream, before[0].cursor) == before[1:] + after
                assert await collect(stream, before[1].cursor) == after
                await verify(stream)

    async def test_d17_a_lost_tail_is_told_before_anything_is_written(self, forgetful):
        async with Opened(forgetful) as stream:
            writer = Writer()
            kept = await stream.commit(writer.news("a", "b"))
            await save(forgetful)
            lost = await stream.commit(writer.news("c", "d"))
            restart(forgetful)
            told = await collect(stream, lost[0].cursor)
            assert told == [Rewound(asked=lost[0].cursor, common=kept[-1].cursor)]
            assert await collect(stream, kept[0].cursor) == kept[1:]

    async def test_d17_and_after_and_no_number_is_given_out_twice(self, forgetful):
        async with Opened(forgetful) as stream:
            kept = await stream.commit(Writer().news("a", "b"))
            await save(forgetful)
            behind = Writer()
            behind.known = dict(await stream.load("blog"))
            writer = Writer()
            writer.known = dict(behind.known)
            lost = await stream.commit(writer.news("c", "d", "e"))
            restart(forgetful)
            again = await stream.commit(behind.news("c"))
            assert numbers(again) == [3]
            assert again[0].cursor != lost[0].cursor
            rewound = Rewound(asked=lost[-1].cursor, common=kept[-1].cursor)
            assert await collect(stream, lost[-1].cursor) == [rewound, *again]
            assert await collect(stream, kept[-1].cursor) == again
            await verify(stream)

    async def test_d17_an_epoch_whose_beginning_was_lost_is_refused(self, forgetful):
        async with Opened(forgetful) as stream:
            await stream.commit(Writer().news("a"))
            await save(forgetful)
            restart(forgetful)
            writer = Writer()
            writer.known = dict(await stream.load("blog"))
            lost = await stream.commit(writer.news("b"))
            restart(forgetful)
            with pytest.raises(CursorUnknownError):
                await collect(stream, lost[0].cursor)

    async def test_a_store_made_anew_refuses_the_cursors_of_the_old_one(self, stream, admin):
        old = await stream.commit(Writer().news("a", "b"))
        await admin.flushall()
        await stream.commit(Writer().news("a", "b"))
        with pytest.raises(CursorUnknownError):
            await collect(stream, old[0].cursor)

    async def test_a_reply_lost_in_a_restart_still_names_the_epoch_of_the_event(self, tmp_path):
        """Done, not answered, restarted, and another writer opened the next epoch."""
        with served(appendonly="yes", appendfsync="always") as server:
            faults = Faults(lambda _, name: "reply" if name == "EVAL" else None)
            path = str(server.folder / "proxy")

            async def meanwhile():
                faults.fate = lambda _, name: None
                await asyncio.to_thread(restart, server)
                async with Opened(server) as other:
                    await other.commit(Writer("other").news("z"))

            async with (
                proxied(path, str(server.path), faults),
                Opened(server, through=path, revive=meanwhile) as stream,
            ):
                entries = await stream.commit(Writer().news("a", "b"))
                assert numbers(entries) == [1, 2]
                everything = await collect(stream)
                assert everything[:2] == entries
                assert everything[2].cursor.epoch > entries[1].cursor.epoch


class TestFollowThroughRestarts:
    async def test_nothing_is_missed_and_nothing_repeated(self):
        with served(appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as stream:
                writer, seen = Writer(), []
                await stream.commit(writer.news("0"))
                async with aclosing(stream.read(follow=True)) as reading:
                    for n in range(4):
                        seen.append(await anext(reading))
                        waiting = asyncio.ensure_future(anext(reading))
                        await asyncio.sleep(0.01 * n)
                        await asyncio.to_thread(restart, server)
                        await stream.commit(writer.news(str(n + 1)))
                        seen.append(await waiting)
                        await stream.commit(writer.news(f"{n + 1} again"))
                assert numbers(seen) == list(range(1, 9))
                assert [entry.event.subject for entry in seen][:4] == ["0", "1", "1 again", "2"]

    async def test_a_store_that_is_away_for_a_while(self):
        with served(appendonly="yes", appendfsync="always") as server:
            async with Opened(server) as stream:
                await stream.commit(Writer().news("a"))
                server.kill()
                async with aclosing(stream.read(follow=True)) as reading:
                    waiting = asyncio.ensure_future(anext(reading))
                    await asyncio.sleep(0.1)
                    await asyncio.to_thread(server.start)
                    assert (await waiting).event.subject == "a"

    @pytest.mark.parametrize("busy", [False, True], ids=["waiting", "busy with an entry"])
    async def test_a_lost_tail_is_told_in_between(self, forgetful, busy):
        async with Opened(forgetful) as stream:
            writer = Writer()
            kept = await stream.commit(writer.news("a"))
            await save(forgetful)
            behind = Writer()
            behind.known = dict(writer.known)
            lost = await stream.commit(writer.news("b", "c"))
            async with aclosing(stream.read(follow=True)) as reading:
                assert [await anext(reading) for _ in range(3)] == kept + lost
                coming = None if busy else asyncio.ensure_future(anext(reading))
                await asyncio.sleep(0.01)
                await asyncio.to_thread(restart, forgetful)
                again = await stream.commit(behind.news("b"))
                rewound = await (coming or anext(reading))
                assert rewound == Rewound(asked=lost[-1].cursor, common=kept[-1].cursor)
                assert await anext(reading) == again[0]

    async def test_and_so_is_an_epoch_that_was_lost_as_a_whole(self, forgetful):
        async with Opened(forgetful) as stream:
            writer = Writer()
            kept = await stream.commit(writer.news("a"))
            await save(forgetful)
            await asyncio.to_thread(restart, forgetful)
            again, once_more = Writer(), Writer()
            again.known, once_more.known = dict(writer.known), dict(writer.known)
            lost = await stream.commit(again.news("b", "c"))
            async with aclosing(stream.read(follow=True)) as reading:
                assert [await anext(reading) for _ in range(3)] == kept + lost
                await asyncio.to_thread(restart, forgetful)
                entries = await stream.commit(once_more.news("b"))
                rewound = await anext(reading)
                assert rewound == Rewound(asked=lost[-1].cursor, common=kept[-1].cursor)
                assert await anext(reading) == entries[0]

    async def test_a_store_that_was_emptied_is_followed_from_its_start(self, stream, admin):
        old = await stream.commit(Writer().news("a", "b"))
        async with aclosing(stream.read(old[0].cursor, follow=True)) as reading:
            assert await anext(reading) == old[1]
            await admin.flushall()
            new = await stream.commit(Writer().news("c"))
            rewound = await anext(reading)
            assert (rewound.asked, rewound.common.n) == (old[1].cursor, 0)
            assert await anext(reading) == new[0]


class TestHoles:
    async def cut(self, stream, admin, n):
        entry_id = (await admin.xrange("streamer:{0}:events"))[n - 1][0]
        await admin.xdel("streamer:{0}:events", entry_id)

    @pytest.mark.parametrize("missing", [2, 5], ids=["in the middle", "at the end"])
    async def test_a_hole_that_somebody_cut_is_an_error(self, stream, admin, missing):
        entries = await stream.commit(Writer().news(*"abcde"))
        await self.cut(stream, admin, missing)
        async with aclosing(stream.read(entries[0].cursor)) as reading:
            assert [await anext(reading) for _ in range(missing - 2)] == entries[1 : missing - 1]
            with pytest.raises(StoreError, match="hole"):
                await anext(reading)

    async def test_a_cursor_at_the_hole_is_an_error(self, stream, admin):
        entries = await stream.commit(Writer().news(*"abcde"))
        await self.cut(stream, admin, 3)
        with pytest.raises(StoreError, match="event 3 is missing"):
            await collect(stream, entries[2].cursor)

    async def test_a_hole_is_not_trimmed_over(self, stream, admin):
        entries = await stream.commit(Writer().news(*"abcde"))
        await self.cut(stream, admin, 3)
        with pytest.raises(StoreError, match="hole"):
            await stream.trim(entries[2].cursor)
        assert (await stream.stats())["trimmed"] == 0
        assert await admin.xlen("streamer:{0}:events") == 4

    async def test_somebody_elses_entry_is_an_error(self, stream, admin):
        await stream.commit(Writer().news("a"))
        await admin.xadd("streamer:{0}:events", {"x": "1"})
        assert len(await collect(stream)) == 1
        async with aclosing(stream.read(follow=True)) as reading:
            await anext(reading)
            with pytest.raises(StoreError, match="cannot be read"):
                await anext(reading)


class TestSeek:
    @pytest.mark.parametrize("name", SERVERS)
    async def test_any_of_many_is_found_in_few_steps(self, server_of, name):
        server = server_of(name)
        async with server.client() as admin:
            await admin.flushall()
            reader = Reader(admin, Server(admin, "here"), Keys("streamer").log)
            # Ids as after a clock that jumped ahead and back: gaps, and many in one place.
            ids = [f"{1000 + 7 * n}-0" for n in range(50)]
            ids += [f"1800000000000-{n}" for n in range(50)] + ["1800000000001-5"]
            pipe = admin.pipeline()
            for n, entry_id in enumerate(ids, 1):
                pipe.xadd("streamer:{0}:events", {"n": n}, id=entry_id)
            await pipe.execute()
            found = [await reader.entry_id(n, Meta()) for n in range(1, len(ids) + 1)]
            assert found == ids
            with pytest.raises(StreamerError):
                await reader.entry_id(len(ids) + 1, Meta())
            await admin.config_resetstat()
            await reader.entry_id(77, Meta())
            calls = await admin.info("commandstats")
            assert calls["cmdstat_xrange"]["calls"] < 50


class TestLease:
    async def test_one_owner_at_a_time(self, stream):
        lease = await stream.claim(MINUTE)
        with pytest.raises(StoreError, match=f"process {lease.pid} on {lease.host}"):
            await stream.claim(MINUTE)
        assert (await stream.stats())["holder"] == {"host": lease.host, "pid": lease.pid}
        await stream.renew(lease, MINUTE)
        await stream.release(lease)
        assert (await stream.stats())["holder"] == {}
        assert (await stream.claim(MINUTE)).fence == lease.fence + 1

    async def test_a_claim_shuts_the_last_owner_out(self, stream, admin):
        old = await stream.claim(MINUTE)
        await admin.delete("streamer:{0}:lease")
        young = await stream.claim(MINUTE)
        assert young.fence > old.fence
        with pytest.raises(FencedError):
            await stream.renew(old, MINUTE)
        with pytest.raises(FencedError):
            await stream.commit(Writer(fence=old.fence).news("a"))
        await stream.release(old)
        await stream.renew(young, MINUTE)

    async def test_a_lease_that_expired_and_that_nobody_took_goes_on(self, stream, admin):
        lease = await stream.claim(MINUTE)
        await admin.delete("streamer:{0}:lease")
        await stream.renew(lease, MINUTE)
        with pytest.raises(StoreError):
            await stream.claim(MINUTE)

    async def test_it_expires(self, stream, admin):
        lease = await stream.claim(MINUTE)
        assert 0 < await admin.pttl("streamer:{0}:lease") <= 60_000
        await stream.renew(lease, 2 * MINUTE)
        assert await admin.pttl("streamer:{0}:lease") > 60_000

    async def test_a_dead_process_on_this_machine_is_replaced_at_once(self, stream, admin):
        lease = await stream.claim(MINUTE)
        gone = await asyncio.create_subprocess_exec("true")
        await gone.wait()
        dead = Lease(host=lease.host, machine=lease.machine, pid=gone.pid, token="t")
        await admin.set("streamer:{0}:lease", dead.value)
        assert (await stream.stats())["holder"] == {}
        assert (await stream.claim(MINUTE)).fence == lease.fence + 1

    async def test_a_process_of_another_machine_is_not_looked_for(self, stream, admin):
        gone = await asyncio.create_subprocess_exec("true")
        await gone.wait()
        other = Lease(host="elsewhere", machine="elsewhere", pid=gone.pid, token="t")
        await admin.set("streamer:{0}:lease", other.value)
        with pytest.raises(StoreError, match="on elsewhere"):
            await stream.claim(MINUTE)

    async def test_what_is_no_lease_of_ours_is_respected(self, stream, admin):
        await admin.set("streamer:{0}:lease", "somebody")
        with pytest.raises(StoreError):
            await stream.claim(MINUTE)


class TestRefusals:
    """Each error of a server names who must act, on one line, and writes nothing."""

    @pytest.mark.parametrize("name", SERVERS)
    @pytest.mark.parametrize("key", ["events", "meta", "state", "poll", "duplicates", "their meta"])
    async def test_d08_a_key_of_the_wrong_type_fails_with_nothing_written(
        self, server_of, name, key
    ):
        server, keys = server_of(name), Keys("streamer")
        names = {
            "events": keys.log.entries,
            "meta": keys.meta,
            "state": keys.state("blog"),
            "poll": keys.poll("blog"),
            "duplicates": keys.duplicates.entries,
            "their meta": keys.duplicates.meta,
        }
        async with server.client() as admin, Opened(server) as stream:
            await admin.flushall()
            await admin.set(names[key], "mine")
            with pytest.raises(StoreError, match=re.escape(names[key])):
                await stream.commit(Writer().news("a", facts=facts()))
            assert await admin.keys() == [names[key].encode()]

    @pytest.mark.parametrize("name", SERVERS)
    async def test_wrong_types_elsewhere(self, server_of, name):
        server, keys = server_of(name), Keys("streamer")
        async with server.client() as admin, Opened(server) as stream:
            await admin.flushall()
            await admin.set(keys.state("blog"), "mine")
            with pytest.raises(StoreError, match="another program"):
                await stream.load("blog")
            await admin.set(keys.poll("blog"), "mine")
            with pytest.raises(StoreError, match="another program"):
                await stream.save_facts({"other": facts(), "blog": facts()}, 1)
            assert not await admin.exists(keys.poll("other"))

    @pytest.mark.parametrize("name", SERVERS)
    async def test_a_replica(self, name):
        with served(name) as server:
            async with server.client() as admin, Opened(server) as stream:
                await admin.execute_command("REPLICAOF", "127.0.0.1", "1")
                with pytest.raises(StoreError, match="is a replica"):
                    await stream.commit(Writer().news("a"))

    @pytest.mark.parametrize("name", SERVERS)
    async def test_a_disk_that_takes_nothing(self, name):
        with served(name) as server:
            async with server.client() as admin, Opened(server) as stream:
                await admin.config_set("save", "3600 1000000")
                shutil.rmtree(server.folder / "data")
                await stream.commit(Writer().news("a"))
                await admin.bgsave()
                while (await admin.info("persistence"))["rdb_last_bgsave_status"] == "ok":
                    await stream.tip()
                with pytest.raises(StoreError, match="cannot save"):
                    await stream.commit(Writer("other").news("b"))
                assert len(await collect(stream)) == 1

    @pytest.mark.parametrize("name", SERVERS)
    async def test_a_password_and_rights(self, name):
        with served(name, requirepass="secret") as server:
            async with Opened(server) as stream, server.client(password="secret") as admin:
                with pytest.raises(StoreError, match="refuses the user or the password"):
                    await stream.tip()
                await admin.execute_command(
                    "ACL", "SETUSER", "weak", "on", ">pw", "~*", "+@all", "-xadd"
                )
            url = f"unix://weak:pw@{server.path}"
            async with open_store(redis=url, data=Path("unused")) as stream:
                with pytest.raises(StoreError, match="forbids this user"):
                    await stream.commit(Writer().news("a", facts=facts()))
                assert await stream.load("blog") == {}
                assert await collect(stream) == []

    async def test_nobody_there(self, hasty):
        with served() as server:
            async with Opened(server) as stream:
                server.kill()
                with pytest.raises(StoreError, match="does not answer"):
                    await stream.tip()
                with pytest.raises(StoreError, match="does not answer"):
                    await collect(stream)

    @pytest.mark.parametrize(
        ("error", "says", "away"),
        [
            (redis_error.BusyLoadingError("loading"), "still loading", True),
            (redis_error.TimeoutError("Timeout reading"), "does not answer", True),
            (redis_error.ConnectionError("Connection refused"), "does not answer", True),
            (TimeoutError(), "does not answer: TimeoutError", True),
            (redis_error.AuthenticationError("WRONGPASS"), "password", False),
            (redis_error.OutOfMemoryError("command not allowed"), "maxmemory", False),
            (
                redis_error.ResponseError(
                    "Error running script (call to f_1): @user_script:1: -OOM command not allowed"
                ),
                "maxmemory",
                False,
            ),
            (redis_error.ReadOnlyError("You can't write"), "is a replica", False),
            (redis_error.ResponseError("NOREPLICAS Not enough"), "too few replicas", False),
            (redis_error.MasterDownError("Link with MASTER is down"), "refused", False),
            (redis_error.ResponseError("what is this\nand that"), "refused: what is this", False),
        ],
    )
    def test_what_an_error_means(self, error, says, away):
        advice = str(advise(error, "here"))
        assert says in advice
        assert advice.startswith("the store at here ")
        assert "\n" not in advice
        assert is_away(error) is away


class TestOpening:
    @pytest.mark.parametrize("name", SERVERS)
    async def test_it_opens_by_path_and_by_address(self, server_of, name, tmp_path):
        path = server_of(name).path
        for redis in (str(path), f"unix://{path}", f"unix://{path}?db=0"):
            async with open_store(redis=redis, data=tmp_path, durability="everysec") as stream:
                assert (await stream.stats())["address"] == str(path)
                assert stream.shortfall == ""

    @pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
    @pytest.mark.parametrize("name", SERVERS)
    async def test_d10_an_eviction_policy_is_refused(self, server_of, name, policy, tmp_path):
        server = server_of(name)
        async with server.client() as admin:
            await admin.config_set("maxmemory-policy", policy)
            with pytest.raises(StoreError, match=f"{policy}.*noeviction"):
                async with open_store(redis=str(server.path), data=tmp_path):
                    pass
            await admin.config_set("maxmemory-policy", "noeviction")
        async with open_store(redis=str(server.path), data=tmp_path):
            pass

    @pytest.mark.parametrize("name", SERVERS)
    async def test_what_the_server_does_not_do_of_the_durability_is_told(self, name, tmp_path):
        async def shortfall(durability, user=""):
            url = f"unix://{user}{server.path}"
            async with open_store(redis=url, data=tmp_path, durability=durability) as stream:
                return stream.shortfall

        with served(name) as server:
            assert "appendonly yes" in await shortfall("always")
            assert "appendonly yes" in await shortfall("everysec")
            assert await shortfall("replica") == "no replica is connected"
            async with server.client() as admin:
                await admin.config_set("appendonly", "yes")
                await admin.acl_setuser(
                    "weak",
                    enabled=True,
                    passwords=["+pw"],
                    keys=["*"],
                    commands=["+@all", "-config"],
                )
            assert "the server has everysec" in await shortfall("always")
            assert await shortfall("always", "weak:pw@") == ""
            assert await shortfall("everysec") == ""

    @pytest.mark.parametrize("name", SERVERS)
    async def test_a_member_of_a_cluster_is_refused(self, name, tmp_path):
        with (
            served(name, cluster_enabled="yes") as server,
            pytest.raises(StoreError, match="cluster addresses are not supported yet"),
        ):
            async with open_store(redis=str(server.path), data=tmp_path):
                pass

    @pytest.mark.parametrize("durability", ["", "never", "Always"])
    async def test_an_unknown_durability_is_refused(self, durability, tmp_path):
        with pytest.raises(StoreError, match="always, everysec, replica"):
            async with open_store(redis="embedded", data=tmp_path, durability=durability):
                pass

    @pytest.mark.parametrize(
        "redis",
        ["redis+sentinel://a/b", "redis://a:1,b:2", "rediss+cluster://a", "redis-cluster://a"],
    )
    async def test_many_servers_come_later_and_that_is_said(self, redis, tmp_path):
        with pytest.raises(StoreError, match="not supported yet"):
            async with open_store(redis=redis, data=tmp_path):
                pass

    @pytest.mark.parametrize("redis", ["", "localhost", "http://u:pw@h", "redis://"])
    async def test_what_is_no_address(self, redis, tmp_path):
        with pytest.raises(StoreError, match="no address") as refused:
            async with open_store(redis=redis, data=tmp_path):
                pass
        assert "pw" not in str(refused.value)

    async def test_secrets_are_in_no_message(self, tmp_path, hasty):
        with pytest.raises(StoreError) as refused:
            async with open_store(redis="redis://u:pw@127.0.0.1:1/0", data=tmp_path):
                pass
        assert "127.0.0.1:1" in str(refused.value)
        assert "pw" not in str(refused.value)

    @pytest.mark.parametrize("prefix", ["", "a b", "{x}", "é"])
    async def test_a_prefix_that_would_move_the_hash_tag_is_refused(self, server, prefix, tmp_path):
        with pytest.raises(StoreError, match="prefix"):
            async with open_store(redis=str(server.path), data=tmp_path, prefix=prefix):
                pass

    async def test_prefixes_keep_stores_apart(self, server, tmp_path):
        async with open_store(redis=str(server.path), data=tmp_path, prefix="one") as one:
            await one.commit(Writer().news("a"))
            async with open_store(redis=str(server.path), data=tmp_path, prefix="two") as two:
                assert await collect(two) == []

    async def test_the_client_library_repeats_nothing_by_itself(self, server, admin, tmp_path):
        """A copy is a bare XADD: done twice, it would be there twice."""
        path = str(server.folder / "proxy")
        faults = Faults(lambda _, name: "reply" if name == "XADD" else None)
        async with (
            proxied(path, str(server.path), faults),
            open_store(redis=path, data=tmp_path) as stream,
        ):
            (entry,) = await stream.commit(Writer().news("a"))
            with pytest.raises(StoreError, match="does not answer"):
                await stream.copy(entry, "copies")
        assert faults.commands["XADD"] == 1
        ((_, fields),) = await admin.xrange("copies")
        assert fields[b"subject"] == b"a"

    async def test_the_log_in_numbers(self, stream):
        entries = await stream.commit(Writer().news("a", "b"))
        await stream.trim(entries[0].cursor)
        stats = await stream.stats(["blog", "never"])
        assert (stats["seq"], stats["entries"], stats["trimmed"]) == (2, 1, 1)
        assert stats["cursor"] == str(entries[1].cursor)
        assert stats["state_bytes"]["blog"] > stats["state_bytes"]["never"] == 0

    async def test_every_key_of_a_script_is_in_one_slot(self, stream, admin):
        await stream.claim(MINUTE)
        await stream.commit(
            Writer("кіно").news(
                "a",
                facts=facts(),
            )
        )
        await stream.save_facts({"other": facts()}, 1)
        keys = await admin.keys()
        assert len(keys) == 6
        slots = {await admin.execute_command("CLUSTER", "KEYSLOT", key) for key in keys}
        assert len(slots) == 1
        assert all(re.fullmatch(rb"streamer:\{0\}:[0-9a-f:]*[a-z]+", key) for key in keys)

    def test_d14_waitaof_proves_nothing_and_is_not_used(self):
        package = Path(streamer.__file__).parent
        texts = [path.read_text() for path in package.rglob("*") if path.suffix in {".py", ".lua"}]
        assert len(texts) > 20
        assert not [text for text in texts if "WAITAOF" in text.upper()]

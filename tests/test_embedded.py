"""The store of our own: one server on a directory, whatever was killed."""

import asyncio
import os
import stat
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from commits import Writer, collect, verify

from streamer.errors import StoreError
from streamer.stream import open_store
from streamer.stream.embedded import Embedded

USER = Path(__file__).parent / "store_user.py"


@pytest.fixture
def data(tmp_path):
    yield tmp_path / "data"
    for server in servers(tmp_path):
        server.kill()
        pytest.fail("a server was left behind")


def servers(folder):
    """Return the servers that run in *folder*."""
    found = []
    for process in psutil.process_iter():
        try:
            if "valkey" in process.name() and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


async def gone(process):
    """Wait until a process that is not our child is gone."""
    await asyncio.to_thread(psutil.wait_procs, [process], 10)
    assert not process.is_running()


@asynccontextmanager
async def user(data, *words):
    """Run a command of somebody else on the same directory, up to its first line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(USER), str(data), *words, stdin=PIPE, stdout=PIPE
    )
    process.said = (await process.stdout.readline()).decode().strip()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def leave(process):
    process.stdin.close()
    assert await process.wait() == 0


async def test_it_starts_serves_and_stops(data):
    async with open_store(redis="embedded", data=data) as stream:
        assert len(servers(data)) == 1
        entries = await stream.commit(Writer().news("a"))
        assert await collect(stream) == entries
        assert stream.shortfall == ""
    assert servers(data) == []
    async with open_store(redis="embedded", data=data) as stream:
        assert await collect(stream) == entries
        assert (await stream.commit(Writer("other").news("b")))[0].cursor.n == 2
    assert not list((data / "store").glob("*.sock"))


async def test_nobody_else_can_enter(data):
    async with open_store(redis="embedded", data=data) as stream:
        await stream.commit(Writer().news("a"))
        for path in (data / "store", *(data / "store").rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert servers(data)[0].net_connections() == [] or all(
            each.family.name == "AF_UNIX" for each in servers(data)[0].net_connections("all")
        )


async def test_the_settings_are_those_of_a_log(data):
    async with open_store(redis="embedded", data=data, durability="everysec") as stream:
        ask = stream._server.ask  # noqa: SLF001  # no command of ours shows settings
        settings = {"appendonly": "yes", "appendfsync": "everysec", "port": "0"}
        settings |= {"maxmemory-policy": "noeviction", "save": ""}
        for name, value in settings.items():
            assert await ask("CONFIG GET", name) == {name: value}, name


async def test_nobody_starts_it_again_once_it_is_closed(data):
    embedded = Embedded(data / "store", fsync="always")
    async with embedded:
        await embedded.ensure()
    with pytest.raises(StoreError, match="closed"):
        await embedded.ensure()
    assert servers(data) == []


async def test_replica_is_refused(data):
    with pytest.raises(StoreError, match="replica"):
        async with open_store(redis="embedded", data=data, durability="replica"):
            pass


async def test_the_last_one_out_stops_the_server(data):
    async with user(data) as one, user(data) as other:
        assert (one.said, other.said) == ("open 0", "open 0")
        (server,) = servers(data)
        await leave(one)
        assert servers(data) == [server]
        async with open_store(redis="embedded", data=data) as stream:
            await leave(other)
            assert servers(data) == [server]
            await stream.commit(Writer().news("a"))
    assert servers(data) == []


async def test_two_in_one_process_share_it_as_well(data):
    async with open_store(redis="embedded", data=data) as one:
        async with open_store(redis="embedded", data=data) as other:
            entries = await one.commit(Writer().news("a"))
            assert await collect(other) == entries
        assert await collect(one) == entries
    assert servers(data) == []


async def test_many_that_start_at_once_start_one(data):
    async def come_and_go(n):
        async with user(data, "write", n) as process:
            assert len(servers(data)) == 1
            await leave(process)

    await asyncio.gather(*map(come_and_go, "abcd"))
    assert servers(data) == []
    async with open_store(redis="embedded", data=data) as stream:
        assert len(await verify(stream)) == 4


async def test_coming_and_going_at_the_same_time(data):
    """Each one may be the last, while others are already coming."""

    async def visit(n):
        async with open_store(redis="embedded", data=data) as stream:
            await stream.commit(Writer(f"blog {n}").news("a"))

    for n in range(0, 12, 3):
        await asyncio.gather(*(visit(n + k) for k in range(3)))
    async with open_store(redis="embedded", data=data) as stream:
        assert len(await verify(stream)) == 12


async def test_a_user_that_was_killed_leaves_nothing_in_the_way(data):
    async with user(data, "write", "a") as process:
        assert process.said == "open 1"
        process.kill()
        await process.wait()
    (orphan,) = servers(data)
    async with open_store(redis="embedded", data=data) as stream:
        assert servers(data) == [orphan]
        assert len(await verify(stream)) == 1
    assert servers(data) == []


async def test_a_server_that_was_killed_is_started_again_by_a_writer(data):
    async with open_store(redis="embedded", data=data) as stream:
        writer = Writer()
        entries = await stream.commit(writer.news("a"))
        for name in "bcd":
            servers(data)[0].kill()
            entries += await stream.commit(writer.news(name))
        assert await verify(stream) == entries
        assert len(entries) == 4


async def test_and_by_a_reader_that_follows(data):
    async with open_store(redis="embedded", data=data) as stream:
        reading = stream.read(follow=True)
        waiting = asyncio.ensure_future(anext(reading))
        await asyncio.sleep(0.02)
        server = servers(data)[0]
        server.kill()
        await gone(server)
        await stream.commit(Writer().news("a"))
        assert (await waiting).cursor.n == 1
        await reading.aclose()


async def test_users_and_server_killed_together(data):
    async with user(data, "write", "a") as process:
        (server,) = servers(data)
        for victim in (process, server):
            victim.kill()
        await process.wait()
        await gone(server)
    assert (data / "store" / "server.sock").exists()
    async with open_store(redis="embedded", data=data) as stream:
        assert len(await verify(stream)) == 1


async def test_the_server_does_not_hear_an_interrupt_of_its_starter(data):
    async with user(data, "write", "a") as process:
        (server,) = servers(data)
        assert os.getsid(server.pid) != os.getsid(process.pid)
        assert os.getpgid(server.pid) != os.getpgid(process.pid)
        await leave(process)


async def test_a_path_too_long_for_a_socket(tmp_path):
    data = tmp_path / ("long " * 30).strip() / "дані"
    async with open_store(redis="embedded", data=data) as stream:
        await stream.commit(Writer().news("a"))
        address = Path((await stream.stats())["address"])
        assert len(os.fsencode(address)) < 100
        assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
        async with user(data) as other:
            assert other.said == "open 1"
            await leave(other)
    assert address not in list(address.parent.iterdir())
    assert servers(tmp_path) == []


async def test_a_damaged_log_is_named(data):
    async with open_store(redis="embedded", data=data) as stream:
        for n in range(20):
            await stream.commit(Writer(f"blog {n}").news("a"))
    log = next((data / "store" / "appendonlydir").glob("*.incr.aof"))
    whole = log.read_bytes()
    log.write_bytes(whole[:2000] + b"x" * 500 + whole[2500:])
    with pytest.raises(StoreError, match=r"does not start: .*server\.log") as refused:
        async with open_store(redis="embedded", data=data):
            pass
    assert "\n" not in str(refused.value)
    log.write_bytes(whole)
    async with open_store(redis="embedded", data=data) as stream:
        assert len(await verify(stream)) == 20


@pytest.mark.parametrize("place", ["a file", "a dangling link"])
async def test_a_directory_that_cannot_be_made_is_named(tmp_path, place):
    data = tmp_path / "data"
    if place == "a file":
        data.write_text("notes of somebody")
    else:
        data.symlink_to(tmp_path / "gone" / "away")
    with pytest.raises(StoreError, match=r"cannot be in .*data/store .*choose another"):
        async with open_store(redis="embedded", data=data):
            pass


async def test_one_that_is_cancelled_while_it_starts_leaves_nothing(data):
    for delay in (0.0, 0.01, 0.03, 0.06, 0.1):
        started = time.monotonic()
        opening = asyncio.ensure_future(_open_for_ever(data))
        await asyncio.sleep(delay)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert servers(data) == []
        assert time.monotonic() - started < 5


async def _open_for_ever(data):
    async with open_store(redis="embedded", data=data):
        await asyncio.Event().wait()

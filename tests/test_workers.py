"""Parser workers: limits, failures that stay their own, and no process left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from documents import document, item, rss

from streamer.errors import ParseError
from streamer.model import Source
from streamer.parse import parse
from streamer.workers import Workers, inside

SOURCE = Source(id="harbour", url="https://harbour.example/feed")
GOOD = document(rss(item("1", "One")))
ATTRIBUTES = " ".join(f'a{n}="x"' for n in range(200_000))
HOSTILE = {
    "attributes": document(rss(f"<item {ATTRIBUTES}></item>")),
    "nested": document(f"<html><body>{'<div>' * 150_000}</body></html>"),
}


def children():
    """Return the processes that the fork server of this one started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int(stat(folder.name)[1])
    servers = {pid for pid, parent in parents.items() if parent == os.getpid() and forks(pid)}
    return {pid for pid, parent in parents.items() if parent in servers}


def stat(pid):
    """Return what the kernel says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def forks(pid):
    return b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()


def busy():
    """Whether a worker has used half a second of processor time."""
    ticks = [int(stat(pid)[11]) for pid in children()]
    return max(ticks, default=0) > os.sysconf("SC_CLK_TCK") / 2


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def until(condition):
    await asyncio.to_thread(wait_until, condition)


async def test_a_worker_reads_what_the_parser_reads():
    async with Workers() as workers:
        assert await workers([GOOD], SOURCE, {}) == parse(GOOD)


async def test_nothing_starts_before_the_first_document():
    async with Workers():
        assert children() == set()


async def test_kind_and_zone_are_the_sources():
    local = document(rss(item("1", "One", date="Mon, 21 Oct 2024 12:00:00")))
    kyiv = Source(id="x", url="https://harbour.example", kind="feed", zone="Europe/Kyiv")
    async with Workers() as workers:
        assert await workers([local], kyiv, {}) == parse(local, kind="feed", zone="Europe/Kyiv")
        with pytest.raises(ParseError) as error:
            await workers([document("<p>Hi</p>")], kyiv, {})
    assert error.value.outcome == "not-a-feed"


async def test_headers_of_any_mapping_travel():
    odd = document(rss(item("1", "One")))
    object.__setattr__(odd, "headers", MappingProxyType({"content-type": "text/xml"}))
    async with Workers() as workers:
        assert (await workers([odd], SOURCE, {})).updates


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_parse_without_end_is_killed_and_the_next_one_works(name):
    async with Workers(timeout=timedelta(seconds=1)) as workers:
        await workers([GOOD], SOURCE, {})
        start = time.monotonic()
        with pytest.raises(ParseError, match="not read within 1 s") as error:
            await workers([HOSTILE[name]], SOURCE, {})
        assert error.value.outcome == "parse-killed"
        assert time.monotonic() - start < 5
        assert (await workers([GOOD], SOURCE, {})).updates


async def test_a_parse_without_end_does_not_delay_another():
    async with Workers(timeout=timedelta(seconds=4), count=2) as workers:
        await workers([GOOD], SOURCE, {})
        hostile = asyncio.create_task(workers([HOSTILE["attributes"]], SOURCE, {}))
        for _ in range(5):
            assert (await workers([GOOD], SOURCE, {})).updates
        assert not hostile.done()
        with pytest.raises(ParseError):
            await hostile


async def test_a_parse_that_needs_too_much_memory_ends_alone():
    many = document(rss(*[item("", "A title")] * 60_000))
    async with Workers(timeout=timedelta(seconds=30), memory=20 * 2**20) as workers:
        with pytest.raises(ParseError, match="needs more than 20 MB") as error:
            await workers([many], SOURCE, {})
        assert error.value.outcome == "parse-killed"
        assert (await workers([GOOD], SOURCE, {})).updates


async def test_a_worker_that_is_killed_between_two_documents_is_replaced():
    async with Workers(count=2) as workers:
        await workers([GOOD], SOURCE, {})
        for child in children():
            os.kill(child, signal.SIGKILL)
        for _ in range(5):
            assert (await workers([GOOD], SOURCE, {})).updates


async def test_a_worker_that_is_killed_while_it_reads_fails_that_document():
    async with Workers() as workers:
        await workers([GOOD], SOURCE, {})
        reading = asyncio.create_task(workers([HOSTILE["attributes"]], SOURCE, {}))
        await until(busy)
        for child in children():
            os.kill(child, signal.SIGKILL)
        with pytest.raises(ParseError) as error:
            await reading
        assert error.value.outcome == "parse-killed"
        assert (await workers([GOOD], SOURCE, {})).updates


async def test_a_cancelled_poll_frees_its_worker():
    async with Workers() as workers:
        await workers([GOOD], SOURCE, {})
        reading = asyncio.create_task(workers([HOSTILE["attributes"]], SOURCE, {}))
        await until(busy)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        async with asyncio.timeout(8):
            assert (await workers([GOOD], SOURCE, {})).updates


async def test_no_process_outlives_the_workers():
    async with Workers(count=2) as workers:
        await workers([GOOD], SOURCE, {})
        assert len(children()) == 2
        hostile = asyncio.create_task(workers([HOSTILE["attributes"]], SOURCE, {}))
        await until(busy)
        hostile.cancel()
    await asyncio.gather(hostile, return_exceptions=True)
    assert children() == set()


def test_no_process_outlives_a_program_that_was_killed():
    code = (
        "import asyncio, os, sys\n"
        "from streamer.workers import Workers\n"
        "from test_workers import GOOD, SOURCE, children\n"
        "async def main():\n"
        "    workers = Workers(count=2)\n"
        "    await workers([GOOD], SOURCE, {})\n"
        "    print(*children(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    here = Path(__file__).parent
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=False
    )
    left = {int(pid) for pid in ran.stdout.split()}
    assert len(left) == 2
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


def test_a_fault_of_ours_is_an_outcome_of_that_document(monkeypatch):
    def fails(*_args, **_kwargs):
        raise ZeroDivisionError("so many updates")

    monkeypatch.setattr(inside, "parse", fails)
    failure = inside.run([GOOD], SOURCE, {}, 5)
    assert failure == inside.Failure("ZeroDivisionError: so many updates", "malformed-partial")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

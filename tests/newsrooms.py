"""A newsroom in a process of its own, programs that follow it, and what they must find."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import yaml

from streamer.demo.script import Expected
from streamer.model import Entry

DESKS = ("live", "power", "notices")
# One each, so that the politeness of a poller to one host does not slow a test down; other
# systems than Linux have only the first.
HOSTS = [f"127.0.0.{n if sys.platform == 'linux' else 1}" for n in (1, 2, 3)]


STREAMER = Path(sys.executable).with_name("streamer")


class Newsroom:
    """A newsroom that makes a step of its story whenever it is told to."""

    def __init__(self, address, client):
        self._port = httpx.URL(address).port
        self._client = client

    async def step(self):
        """Make the next step; return its number, act, desk and expected event."""
        return (await self._client.post("/_step")).raise_for_status().json()

    async def told(self):
        """Return the reads of each desk, and the events of all steps so far."""
        told = (await self._client.get("/_history")).raise_for_status().json()
        return told["reads"], [Expected(**one) for one in told["history"]]

    def sources(self, **more):
        """Return the settings that follow every desk."""
        return [
            {"id": desk, "url": f"http://{host}:{self._port}/{desk}", "zone": "Europe/Kyiv"} | more
            for desk, host in zip(DESKS, HOSTS, strict=True)
        ]


@asynccontextmanager
async def newsroom(now):
    """Run a newsroom whose clock reads *now*, and 20 s more with each step."""
    words = ("-m", "streamer.demo", "--step-by", "http", "--now", now.isoformat())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *words, "--host", *dict.fromkeys(HOSTS)), stdout=asyncio.subprocess.PIPE
    )
    try:
        address = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(base_url=address) as client:
            yield Newsroom(address, client)
    finally:
        process.terminate()
        code = await process.wait()
    assert code == 0, "the newsroom ends cleanly"


def write_config(folder, sources, **more):
    """Write a config.yaml into *folder* and return its path."""
    path = folder / "config.yaml"
    fetch = {"allow": ["127.0.0.0/8"]}
    path.write_text(yaml.safe_dump({"fetch": fetch, "sources": sources} | more))
    return path


class Program:
    """``streamer`` with some words, as a process that is started again and again."""

    def __init__(self, launcher, log, words):
        self._launcher = launcher
        self._order = json.dumps([str(log), *map(str, words)]).encode() + b"\n"
        self._pid = None

    async def start(self):
        self._launcher.stdin.write(self._order)
        self._pid = int(await self._launcher.stdout.readline())

    async def end(self, how):
        """Send the signal *how* if it still runs; return the exit code."""
        self.signal(how)
        return await self.ended()

    def signal(self, how):
        with suppress(ProcessLookupError):
            os.kill(self._pid, how)

    async def ended(self):
        """Wait for its own end and return the exit code."""
        code = int(await self._launcher.stdout.readline())
        self._pid = None
        return code

    async def kill(self):
        """End it if it runs."""
        if self._pid is not None:
            await self.end(signal.SIGKILL)


@asynccontextmanager
async def program(*words, log):
    """Yield a ``streamer`` to be started, its output in a file; kill what runs in the end."""
    launcher = await asyncio.create_subprocess_exec(
        *(sys.executable, Path(__file__).with_name("launcher.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    started = Program(launcher, log, words)
    try:
        yield started
    finally:
        await started.kill()
        launcher.stdin.close()
        await launcher.wait()


class Reader:
    """Follows a stream and waits for what it must show."""

    def __init__(self, stream):
        self._stream = stream
        self.news = asyncio.Condition()
        self.entries = []

    async def follow(self):
        async for entry in self._stream.read(follow=True):
            assert isinstance(entry, Entry), entry
            async with self.news:
                self.entries.append(entry)
                self.news.notify_all()

    async def until(self, history):
        """Wait until the stream holds as many events as *history*, then compare them.

        What did not come within a minute is lost, and the comparison tells which.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(60), self.news:
                await self.news.wait_for(lambda: len(self.entries) >= len(history))
        compare(self.entries, history)


def compare(entries, history):
    """Compare a stream with what its newsrooms tell, and say where they differ."""
    found, told = list(map(seen, entries)), list(map(expected, history))
    lost, more = Counter(told) - Counter(found), Counter(found) - Counter(told)
    assert by_source(found) == by_source(told), f"lost {list(lost)}, but shown {list(more)}"


def by_source(events):
    """Sources are polled side by side, so only the order within one is certain."""
    events = list(events)
    return {desk: [event[1:] for event in events if event[0] == desk] for desk in DESKS}


def expected(told):
    """Return an event that a newsroom tells of, as ``seen`` returns those of a stream."""
    return told.source, told.kind, told.headline, told.text


def seen(entry):
    """Return what an entry says happened; a newsroom's ``Updated:`` is not its headline."""
    update = entry.event.update
    headline = update.headline.removeprefix("Updated: ")
    return entry.event.source, entry.event.kind, headline, update.text


def processes_with(text):
    """Return the command lines of running processes that name *text*; Linux only."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if text in line:
                found.append(line)
    return found

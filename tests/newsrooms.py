"""A newsroom in a process of its own, programs that follow it, and what they must find."""

import asyncio
import signal
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import yaml

from streamer.demo.script import Expected
from streamer.model import Entry

DESKS = ("live", "power", "notices")
# One each, so that the politeness of a poller to one host does not slow a test down.
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


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
    words = ("-m", "streamer.demo", "--step-by", "http", "--now", now.isoformat(), "--host", *HOSTS)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE
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
    """``streamer`` with some words, as a process whose log goes to a file."""

    def __init__(self, *words, log):
        self._words = words
        self._log = log
        self._process = None

    async def start(self):
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                STREAMER, *self._words, stdout=log, stderr=log
            )

    async def end(self, how):
        """Send the signal *how* if the process still runs; return its exit code."""
        with suppress(ProcessLookupError):
            self._process.send_signal(how)
        return await self._process.wait()

    @asynccontextmanager
    async def running(self):
        """Run it; kill whatever still runs in the end."""
        await self.start()
        try:
            yield self
        finally:
            await self.end(signal.SIGKILL)


class Reader:
    """Follows a stream and waits for what it must show."""

    def __init__(self, stream):
        self._stream = stream
        self._news = asyncio.Condition()
        self.entries = []

    async def follow(self):
        async for entry in self._stream.read(follow=True):
            assert isinstance(entry, Entry), entry
            async with self._news:
                self.entries.append(entry)
                self._news.notify_all()

    async def until(self, history):
        """Wait until the stream holds as many events as *history*, then compare them."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.entries) >= len(history))
        assert by_source(map(seen, self.entries)) == by_source(map(expected, history))


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

"""The daemon and ``poll`` as processes, against a real server on this machine."""

import asyncio
import fcntl
import json
import os
import signal
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from origin import Origin, says
from test_cli import STREAMER, folder, streamer

from streamer.config import load
from streamer.store import open_stream
from streamer.stream.local import taken

__all__ = ["folder", "streamer"]  # fixtures

ITEM = "<entry><id>{0}</id><title>{1}</title><updated>2024-10-21T07:35:00Z</updated></entry>"
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_server_left(folder):
    """Stop the store of a daemon that was killed: nobody else will come to its folder."""
    yield
    store = folder / "data" / "store"
    if (store / "server.lock").exists():
        lock = os.open(store / "server.lock", os.O_RDWR)
        if not taken(lock, fcntl.LOCK_EX):
            os.kill(int((store / "server.pid").read_text()), signal.SIGTERM)
        os.close(lock)


def feed(*titles):
    entries = "".join(ITEM.format(f"u{number}", title) for number, title in enumerate(titles))
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>'
    return says(200, body.encode(), "Content-Type: application/atom+xml")


async def hang(_request, _writer):
    """Never answer."""
    await asyncio.Event().wait()


async def asked(origin, times):
    """Wait until the server was asked so often."""
    async with asyncio.timeout(20):
        while len(origin.requests) < times:  # noqa: ASYNC110  # it knows of no events
            await asyncio.sleep(0.01)


def write(folder, *sources, **more):
    """Write the settings: YAML is a superset of JSON."""
    fetch = {"allow": ["127.0.0.0/8"], "timeout": "30s"}
    tree = {"fetch": fetch, "durability": "everysec", "sources": sources, **more}
    (folder / "config.yaml").write_text(json.dumps(tree))


def source(name, url, **more):
    return {"id": name, "url": url} | more


@dataclass
class Daemon:
    process: asyncio.subprocess.Process

    async def line(self, event, **values):
        """Return the next line of the log that tells of *event*."""
        while True:
            raw = await asyncio.wait_for(self.process.stderr.readline(), 20)
            assert raw, f"it ended with {await self.process.wait()} before {event!r} {values}"
            line = json.loads(raw)
            if line["event"] == event and values.items() <= line.items():
                return line

    async def end(self, *signals):
        """Send the signals; return the exit code, the seconds it took and the last words."""
        began = time.monotonic()
        for count, number in enumerate(signals, 1):
            self.process.send_signal(number)
            if count < len(signals):  # two at once may arrive as one
                await self.line("stopping")
        _, err = await asyncio.wait_for(self.process.communicate(), 15)
        return self.process.returncode, time.monotonic() - began, err.decode().splitlines()


@asynccontextmanager
async def daemon(folder, **environ):
    process = await asyncio.create_subprocess_exec(
        STREAMER,
        "run",
        cwd=folder,
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Daemon(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def events(folder):
    """Return what the stream holds, as kind and headline."""
    async with open_stream(load(folder / "config.yaml", {})) as stream:
        return [
            (entry.event.kind, entry.event.update.headline)
            async for entry in stream.read()
            if entry.event.update
        ]


async def facts(folder, name):
    async with open_stream(load(folder / "config.yaml", {})) as stream:
        return await stream.facts(name)


async def test_it_runs_until_a_signal_and_remembers_what_it_learned(folder):
    async with Origin(answers={"/": feed("one")}) as origin:
        write(folder, source("a", origin.url(), every="200ms"), log={"level": "debug"})
        async with daemon(folder) as running:
            line = await running.line("started")
            assert (line["sources"], line["store"]) == (1, "embedded")
            line = await running.line("poll", source="a", outcome="ok-new")
            assert (line["baseline"], line["shown"]) == (1, 1)
            assert line["ms"] >= 0
            origin.answers["/"] = feed("one", "two")
            assert (await running.line("poll", source="a", outcome="ok-new"))["new"] == 1
            await running.line("poll", source="a", outcome="unchanged")
            code, took, last = await running.end(signal.SIGTERM)
        assert (code, took < 10) == (0, True)
        assert [json.loads(line)["event"] for line in last][-2:] == ["stopping", "stopped"]
    assert await events(folder) == [("update.new", "one"), ("update.new", "two")]
    learned = await facts(folder, "a")
    assert learned.outcome == "unchanged"
    assert learned.due > learned.polled


async def test_a_poll_that_hangs_keeps_nobody_from_ending(folder):
    async with Origin(answers={"/": hang}) as origin:
        write(folder, source("a", origin.url()))
        async with daemon(folder) as running:
            await running.line("started")
            await asked(origin, 1)
            code, took, _ = await running.end(signal.SIGINT)
        assert code == 0
        assert took < 10
        async with daemon(folder) as running:
            await asked(origin, 2)
            code, took, last = await running.end(signal.SIGTERM, signal.SIGTERM)
        assert code == 1
        assert took < 2
        assert json.loads(last[-1])["event"] == "stopping at once"


async def test_one_source_that_fails_or_hangs_is_only_its_own_trouble(folder):
    answers = {"/slow": hang, "/bad": says(500), "/good": feed("one")}
    async with Origin(answers=answers) as one, Origin(host="127.0.0.2", answers=answers) as other:
        write(
            folder,
            source("slow", one.url("/slow"), every="100ms"),
            source("bad", other.url("/bad"), every="100ms"),
            source("good", f"http://127.0.0.3:{other.port}/good", every="100ms"),
            source("refused", "http://10.0.0.1/", every="100ms"),
        )
        async with Origin(host="127.0.0.3", port=other.port, answers=answers), daemon(folder) as it:
            told = {}
            while told.keys() < {"bad", "good", "refused"}:
                line = await it.line("poll")
                told[line["source"]] = line["outcome"]
            assert told == {"bad": "http-5xx", "good": "ok-new", "refused": "blocked-ssrf"}
            code, _, _ = await it.end(signal.SIGTERM, signal.SIGTERM)
            assert code == 1


async def test_there_is_only_one_daemon(folder):
    write(folder)
    async with daemon(folder) as first:
        await first.line("started")
        async with daemon(folder) as second:
            code, _, last = await second.end()
        assert code == 1
        assert last[-1].startswith("error: another streamer polls into the store")
        assert f"process {first.process.pid} on " in last[-1]
        assert (await first.end(signal.SIGTERM))[0] == 0
    async with daemon(folder) as third:
        await third.line("started")
        assert (await third.end(signal.SIGTERM))[0] == 0


async def test_after_a_kill_it_goes_on_at_once(folder):
    async with Origin(answers={"/": feed("one")}) as origin:
        write(folder, source("a", origin.url(), every="100ms"))
        async with daemon(folder) as running:
            await running.line("poll", outcome="ok-new")
            await running.end(signal.SIGKILL)
        origin.answers["/"] = feed("one", "two")
        async with daemon(folder) as running:
            assert (await running.line("poll", outcome="ok-new"))["new"] == 1
            await running.end(signal.SIGTERM)
    assert await events(folder) == [("update.new", "one"), ("update.new", "two")]


async def test_a_restart_of_the_store_loses_nothing(folder):
    async with Origin(answers={"/": feed("one")}) as origin:
        write(folder, source("a", origin.url(), every="100ms"))
        async with daemon(folder) as running:
            await running.line("poll", outcome="ok-new")
            pid = int((folder / "data/store/server.pid").read_text())
            os.kill(pid, signal.SIGKILL)
            origin.answers["/"] = feed("one", "two")
            assert (await running.line("poll", outcome="ok-new"))["new"] == 1
            assert (await running.end(signal.SIGTERM))[0] == 0
    assert await events(folder) == [("update.new", "one"), ("update.new", "two")]


async def test_the_shipped_settings_start_and_say_what_is_missing(folder):
    (folder / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    async with daemon(folder) as running:
        line = await running.line("follows nothing yet")
        assert "sources:" in line["hint"]
        assert (await running.end(signal.SIGTERM))[0] == 0


async def test_secrets_stay_out_of_the_log(folder):
    write(folder, source("a", "http://me:pa55@127.0.0.1:1/", every="100ms"))
    async with daemon(folder) as running:
        line = await running.line("poll", source="a")
        assert "pa55" not in json.dumps(line)
        _, _, last = await running.end(signal.SIGTERM)
    assert "pa55" not in "\n".join(last)


# poll


@asynccontextmanager
async def polling(folder, answers):
    """Serve *answers*, and return how to run ``streamer poll`` beside it."""

    async def run(*words):
        process = await asyncio.create_subprocess_exec(
            STREAMER,
            "poll",
            *words,
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 20)
        return process.returncode, out.decode().splitlines(), err.decode().splitlines()

    async with Origin(answers=answers) as origin:
        yield origin, run


async def test_poll_asks_each_due_source_once(folder):
    answers = {"/a": feed("one"), "/b": feed("two"), "/c": says(503)}
    async with polling(folder, answers) as (origin, poll):
        write(folder, *(source(name, origin.url(f"/{name}")) for name in "abc"))
        code, out, err = await poll()
        assert code == 1
        assert sorted(line.split()[-1] for line in out[:-1]) == ["one", "two"]
        assert out[-1] == "2 events: 2 baseline"
        assert len(err) == 1
        assert err[0].startswith("c: ")
        assert sorted(request.target for request in origin.requests) == ["/a", "/b", "/c"]
        assert await poll() == (
            0,
            ["nothing is due: name a source to poll it at once", "no events"],
            [],
        )
        assert len(origin.requests) == 3


async def test_poll_asks_a_named_source_at_once_but_not_against_its_server(folder):
    answers = {"/a": feed("one"), "/b": feed("one")}
    async with polling(folder, answers) as (origin, poll):
        write(folder, source("a", origin.url("/a")), source("b", origin.url("/b")))
        code, out, err = await poll("a", "--json")
        assert (code, err) == (0, [])
        assert [json.loads(line)["data"]["update"]["headline"] for line in out] == ["one"]
        body = feed("one", "two").replace(b"\r\n\r\n", b"\r\nCache-Control: max-age=600\r\n\r\n", 1)
        answers["/a"] = body
        code, out, err = await poll("a", "--json")
        assert [json.loads(line)["data"]["update"]["headline"] for line in out] == ["two"]
        code, out, err = await poll("a", "--json")
        assert (code, out) == (0, [])
        assert err[0].startswith("a: its server asks to be left alone until ")
        assert [request.target for request in origin.requests] == ["/a", "/a"]


async def test_poll_ends_when_the_store_does(folder):
    """An external store that goes away ends the command with one line, not a traceback."""
    async with polling(folder, {"/a": feed("one")}) as (origin, poll):
        write(folder, source("a", origin.url("/a")), redis="redis://127.0.0.1:1/0")
        code, out, err = await poll()
        assert (code, out) == (1, [])
        assert len(err) == 1
        assert err[0].startswith("error: ")
        assert origin.requests == []


def test_inspect_and_diff_need_no_store(streamer, folder):
    for name, titles in {"old": "ab", "new": ["a", "b changed"], "last": ["a"]}.items():
        (folder / f"{name}.xml").write_bytes(feed(*titles).partition(b"\r\n\r\n")[2])
        stamp = time.time() - 60 + len(titles)
        os.utime(folder / f"{name}.xml", (stamp, stamp))
    (shown,) = streamer("inspect", "old.xml", "--json").objects
    assert shown["format"].startswith("feed/")
    assert [update["headline"] for update in shown["updates"]] == ["a", "b"]
    text = streamer("inspect", "old.xml").out
    assert "as the source states it" in text
    assert "zone " not in text, "it shows no clocks"
    done = streamer("diff", "old.xml", "new.xml")
    assert done.code == 0
    assert "b {+changed+}" in done.lines[0]
    assert done.lines[-1] == "1 event: 1 edited"
    assert not (folder / "data").exists()
    same = streamer("diff", "old.xml", "old.xml", "--json")
    assert (same.code, same.out) == (0, "")


GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("sourcefabric-page/document.html", "; some are known by their address: say it with --url"),
        ("guardian-search/document.json", "; some are known by their address: say it with --url"),
        ("sourcefabric-posts/document.json", "missing here, say it with --url"),
        ("automattic-page/document.html", "missing here, say it with --url"),
        ("bbc-old-stream/document.html", "missing here, say it with --url"),
        ("rss20/document.xml", ""),
    ],
)
def test_inspect_asks_for_the_address_of_a_file_where_that_may_help(streamer, folder, case, said):
    done = streamer("inspect", GOLDEN / case)
    assert "--url" in said or "--url" not in done.out + done.err
    assert said in done.out + done.err
    known = streamer("inspect", GOLDEN / case, "--url", "https://harbour.example/live/storm/")
    assert "--url" not in known.out + known.err


def test_inspect_says_of_a_page_that_only_leads_to_a_blog_whose_it_is(streamer, folder):
    page = GOLDEN / "sourcefabric-page/document.html"
    done = streamer("inspect", page, "--url", "https://harbour.example/live/storm/")
    assert done.lines[0] == "format     sourcefabric"
    assert "needs      one more document" in done.out


def test_inspect_tells_remarks_as_such(streamer, folder):
    done = streamer("inspect", GOLDEN / "jsonld-broken-beside-good/document.html")
    assert done.lines[-1] == "note: 1 JSON-LD script is no JSON"


async def test_inspect_reads_an_address_as_the_settings_say(folder):
    """Else it would show another day than the daemon finds."""
    items = "".join(
        f"<article><h3>{hour}:10 AM</h3><h4>Headline {hour}</h4>"
        "<p>The harbour office says that it will stay so until the evening.</p></article>"
        for hour in "321"
    )
    page = says(200, f"<h1>Live</h1>{items}".encode(), "Content-Type: text/html")

    async def inspect(*words):
        process = await asyncio.create_subprocess_exec(
            STREAMER, "inspect", *words, cwd=folder, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(process.communicate(), 20)
        return out.decode()

    async with Origin(answers={"/": page}) as origin:
        write(folder, source("a", origin.url("/"), zone="Asia/Tokyo"))
        shown = json.loads(await inspect(origin.url("/"), "--json"))
        assert shown["updates"][0]["published"].endswith("T18:10:00Z")
        assert "zone       Asia/Tokyo\n" in await inspect(origin.url("/"))
        (folder / "other.yaml").write_text("{sources: [], fetch: {allow: [127.0.0.0/8]}}")
        shown = await inspect(origin.url("/"), "-c", "other.yaml")
        assert "zone       UTC, unless the page names one; --zone says it better\n" in shown


def test_diff_takes_the_newest_document_at_its_word(streamer, folder):
    """A poller would wait for a second look before it believes a removal."""
    for name, letters in {"old": "abcdef", "new": "abdef", "newer": "abdef"}.items():
        stamped = [
            ITEM.format(letter, letter).replace("07:35", f"07:{minute}")
            for letter, minute in zip("abcdef", range(35, 29, -1), strict=True)
            if letter in letters
        ]
        body = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{"".join(stamped)}</feed>'
        )
        (folder / f"{name}.xml").write_text(body)
    instants = ["--fetched", "2024-10-21T12:00Z", "--fetched", "2024-10-21T12:05Z"]
    done = streamer("diff", "old.xml", "new.xml", *instants, "--json")
    assert [(shown["type"], shown["subject"]) for shown in done.objects] == [
        ("update.removed", "c")
    ]
    again = streamer("diff", "old.xml", "new.xml", "newer.xml", "--json")
    assert [shown["subject"] for shown in again.objects] == ["c"]
    backwards = streamer("diff", "new.xml", "old.xml", *instants[:3], "2024-10-20")
    assert backwards.code == 2
    assert "must rise from old to new" in backwards.err


def test_diff_says_what_a_poller_would_doubt(streamer, folder):
    (folder / "old.xml").write_bytes(feed(*"abcdef").partition(b"\r\n\r\n")[2])
    (folder / "new.xml").write_bytes(feed().partition(b"\r\n\r\n")[2])
    done = streamer("diff", "old.xml", "new.xml", "--json")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("new.xml: a poller would hold it back (")
    assert done.err.endswith("left out\n")

"""The daemon on real sockets: an API of several documents, a blog that goes on, an archive."""

import asyncio
import json
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from documents import blog, page, posting
from liveblog_plugin import HOST, PAGE, Site
from newsrooms import Reader, program
from origin import Origin, says

from streamer.config import load
from streamer.store import open_stream

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]


class Anywhere(dict):
    """Answers of an origin: one function for all addresses."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def get(self, _path, _default=None):
        return self.answer


@asynccontextmanager
async def following(folder, *sources):
    """Run the daemon on *sources*; yield it, and who reads its stream."""
    path = folder / "config.yaml"
    tree = {"fetch": {"allow": ["127.0.0.0/8"]}, "durability": "everysec", "sources": sources}
    path.write_text(json.dumps(tree))
    async with (
        open_stream(load(path, {})) as stream,
        program("run", "-c", path, log=folder / "log") as daemon,
        asyncio.TaskGroup() as tasks,
    ):
        await daemon.start()
        reader = Reader(stream)
        reading = tasks.create_task(reader.follow())
        try:
            yield daemon, reader
            assert await daemon.end(signal.SIGTERM) == 0, (folder / "log").read_text()[-2000:]
        finally:
            reading.cancel()


def told(reader):
    return [(entry.event.kind, entry.event.subject) for entry in reader.entries]


async def until(reader, *expected):
    """Wait until the stream ends with *expected*."""
    try:
        async with asyncio.timeout(30), reader.news:
            await reader.news.wait_for(lambda: told(reader)[-len(expected) :] == [*expected])
    except TimeoutError:
        pytest.fail(f"expected {expected}, but the stream holds {told(reader)}")


class Plugin:
    """A site with the liveblog plugin, on a socket."""

    def __init__(self):
        self.site = Site(interval=1, now=datetime.now(UTC) - timedelta(minutes=9))
        self.origin = Origin(answers=Anywhere(self.answer))

    @property
    def home(self):
        return self.origin.url("")

    def answer(self, request):
        self.site.now = datetime.now(UTC)
        said = self.site.answer(HOST + request.target)
        if said is None:
            return says(404)
        # Between two numbers of JSON nothing is escaped but the slash, and here not even that.
        return says(200, said.replace(HOST, self.home).encode())

    def paths(self):
        return [request.target for request in self.origin.requests]


async def test_the_log_of_a_plugin_is_followed_through_a_kill(tmp_path):
    plugin = Plugin()
    names = [plugin.site.write(f"Berth {n} was closed by the harbour master.") for n in range(5)]
    async with plugin.origin:
        address = PAGE.replace(HOST, plugin.home)
        source = {"id": "storm", "url": address, "every": "300ms"}
        async with following(tmp_path, source) as (daemon, reader):
            await until(reader, *(("update.new", name) for name in names))
            assert all(entry.event.baseline for entry in reader.entries)

            plugin.site.now = datetime.now(UTC)
            fog = plugin.site.write("Fog in the outer harbour, pilots wait.")
            await until(reader, ("update.new", fog))
            plugin.site.edit(fog, "Dense fog in the outer harbour, all pilots wait.")
            await until(reader, ("update.edited", fog))
            await daemon.end(signal.SIGKILL)
            plugin.site.delete(fog)
            rain = plugin.site.write("Rain reaches the fish market.")
            await daemon.start()
            await until(reader, ("update.removed", fog), ("update.new", rain))
            assert reader.entries[-2].event.reason == "tombstone"

            walks = sum("get-entries" in path for path in plugin.paths())
            assert walks == 2, "the log is asked, and no more walks are made"
        pages = [path for path in plugin.paths() if not path.startswith("/wp-json")]
        assert len(pages) == 1, "the page is asked once, for its settings"
        told_of = [key for key in told(reader) if key[1] == fog]
        assert told_of == [("update.new", fog), ("update.edited", fog), ("update.removed", fog)]


def post(address, n, day, words):
    at = datetime(2026, 5, day, n, tzinfo=UTC).isoformat()
    text = f"{words} {n} is told to all ships, who answer over the usual channel."
    return posting(f"p{n}", f"{words} {n}", text, published=at) | {"url": f"{address}#p{day}-{n}"}


async def test_a_blog_goes_on_where_its_last_post_says(tmp_path):
    async with Origin() as origin:
        first, second = (origin.url(f"/live/storm-2026-05-0{day}") for day in (4, 5))

        def show(address, *posts):
            body = page({**blog(*posts), "@id": address}).encode()
            path = address.removeprefix(origin.url(""))
            origin.answers[path] = says(200, body, "Content-Type: text/html")

        old = [post(first, n, 4, "Warning") for n in (9, 8, 7)]
        show(first, *old)
        source = {"id": "storm", "url": first, "every": "300ms"}
        async with following(tmp_path, source) as (_, reader):
            await until(reader, *(("update.new", f"p4-{n}") for n in (7, 8, 9)))
            link = f'This live page is closing. Our coverage goes on <a href="{second}">here</a>.'
            show(second, post(second, 6, 5, "Warning"), post(second, 5, 5, "Warning"))
            show(first, post(first, 23, 4, "Farewell") | {"articleBody": link}, *old)
            await until(
                reader,
                ("update.new", "p4-23"),
                ("source.rollover", ""),
                ("update.new", "p5-5"),
                ("update.new", "p5-6"),
            )
            assert reader.entries[-3].event.detail == {"from": first, "to": second}
            show(second, *(post(second, n, 5, "Warning") for n in (7, 6, 5)))
            await until(reader, ("update.new", "p5-7"))
            kinds = {kind for kind, _ in told(reader)}
            assert kinds == {"update.new", "source.rollover"}


async def test_what_a_feed_lost_is_found_in_its_archives(tmp_path):
    async with Origin() as origin:

        def show(path, *numbers, before=""):
            link = f'<link rel="prev-archive" href="{before}"/>' if before else ""
            entries = "".join(
                f"<entry><id>u{n}</id><title>Bulletin {n}</title>"
                f"<updated>2026-05-04T{n:02}:00:00Z</updated></entry>"
                for n in numbers
            )
            xmlns = "http://www.w3.org/2005/Atom"
            body = f'<feed xmlns="{xmlns}"><title>Tides</title>{link}{entries}</feed>'
            origin.answers[path] = says(200, body.encode(), "Content-Type: application/atom+xml")

        show("/feed", 2, 1)
        source = {"id": "tides", "url": origin.url("/feed"), "every": "300ms"}
        async with following(tmp_path, source) as (_, reader):
            await until(reader, ("update.new", "u1"), ("update.new", "u2"))
            show("/feed/2", 4, 3, 2)
            show("/feed/3", 6, 5, before=origin.url("/feed/2"))
            show("/feed", 8, 7, before=origin.url("/feed/3"))
            await until(reader, *(("update.new", f"u{n}") for n in (3, 4, 5, 6, 7, 8)))
            assert len(reader.entries) == 8, "no gap is told"

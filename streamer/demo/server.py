"""The newsroom on 127.0.0.1: real HTTP with validators."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import blake2b
from importlib import resources

from aiohttp import ETag, web

from streamer.demo.atom import atom_feed
from streamer.demo.editor import Edition, Editor
from streamer.demo.newsroom import Desk, Shape
from streamer.demo.pages import Printing, clock_page, front_page, json_ld_page

# How a desk of each shape is printed.
PRINT: Mapping[Shape, Callable[[Desk, Printing], str]] = {
    "clocks": clock_page,
    "json-ld": json_ld_page,
    "atom": atom_feed,
}
_MEDIA: Mapping[Shape, str] = {
    "clocks": "text/html",
    "json-ld": "text/html",
    "atom": "application/atom+xml",
}
_MAP = resources.files("streamer.demo").joinpath("map.svg").read_bytes()


class NewsServer:
    """Prints the pages of an editor's newsroom for whoever asks."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._printed = 0

    def app(self, *, controls: bool = False) -> web.Application:
        """Return the web application; *controls* adds the two addresses for tests."""
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/map.svg", self._map)
        if controls:
            app.router.add_post("/_step", self._step)
            app.router.add_get("/_history", self._history)
        app.router.add_get("/{desk}", self._desk)
        return app

    async def _front(self, request: web.Request) -> web.Response:
        printing = self._printing(request, self._editor.opened)
        return web.Response(text=front_page(self._editor.room, printing), content_type="text/html")

    async def _map(self, _request: web.Request) -> web.Response:
        return web.Response(body=_MAP, content_type="image/svg+xml")

    async def _desk(self, request: web.Request) -> web.Response:
        desk = self._editor.room.desks.get(request.match_info["desk"])
        if desk is None:
            raise web.HTTPNotFound
        edition = self._editor.edition(desk.name)
        response = self._validated(desk, edition)
        if _knows(request, response):
            response.set_status(304)
        else:
            response.content_type = _MEDIA[desk.shape]
            response.charset = "utf-8"
            response.text = PRINT[desk.shape](desk, self._printing(request, edition.changed))
        if request.method == "GET":
            await self._editor.note_read(desk.name)
        return response

    def _validated(self, desk: Desk, edition: Edition) -> web.Response:
        """Return an empty response with the validators that fit the kind of page.

        The feed is the same byte for byte; the clock page differs in its noise, so its
        validator is weak; the third page is printed for each reader and has none.
        """
        response = web.Response(headers={"Cache-Control": "no-cache"})
        if desk.shape != "json-ld":
            tag = f"{int(self._editor.opened.timestamp()):x}-{edition.number}"
            response.etag = ETag(value=tag, is_weak=desk.shape == "clocks")
        if desk.shape == "atom":
            response.last_modified = edition.changed.replace(microsecond=0)
        return response

    def _printing(self, request: web.Request, changed: datetime) -> Printing:
        self._printed += 1
        return Printing(
            base=f"http://{request.host}",
            zone=self._editor.script.tz,
            design=self._editor.room.design,
            changed=changed,
            number=self._printed,
            readers=90 + 7 * self._printed % 31,
            signature=blake2b(str(self._printed).encode(), digest_size=8).hexdigest(),
        )

    async def _step(self, _request: web.Request) -> web.Response:
        made = self._editor.step()
        if made is None:
            raise web.HTTPGone(text="the story is over")
        step, expected = made
        told = asdict(expected) if expected else None
        number = self._editor.made
        return web.json_response(
            {"number": number, "act": step.act, "desk": step.desk, "expected": told}
        )

    async def _history(self, _request: web.Request) -> web.Response:
        editor = self._editor
        told = [asdict(expected) for expected in editor.history]
        return web.json_response({"made": editor.made, "reads": editor.reads, "history": told})


@contextlib.asynccontextmanager
async def serving(
    editor: Editor,
    *,
    port: int = 0,
    hosts: Sequence[str] = ("127.0.0.1",),
    controls: bool = False,
) -> AsyncIterator[str]:
    """Serve the newsroom on loopback addresses and yield the first as an address.

    Port 0 takes a free one of the first host, and the same of the others.
    """
    app = NewsServer(editor).app(controls=controls)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        for host in hosts:
            await web.TCPSite(runner, host, port).start()
            port = runner.addresses[0][1]
        yield f"http://{hosts[0]}:{port}"
    finally:
        await runner.cleanup()


def _knows(request: web.Request, response: web.Response) -> bool:
    """Whether the reader has this very edition: RFC 9110 §13.2.2, If-None-Match first."""
    asked = request.if_none_match
    if asked is not None:
        mine = response.etag
        return mine is not None and any(tag.value in ("*", mine.value) for tag in asked)
    since, changed = request.if_modified_since, response.last_modified
    return since is not None and changed is not None and since >= changed

"""The demo: a newsroom on this machine, and the real program that follows it.

The poller asks over HTTP and commits to a store of its own; what is shown is read from the
stream, like any subscriber reads it.
"""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from streamer.cli.output import Printer
from streamer.config import Config
from streamer.daemon import Daemon, Signals
from streamer.demo.editor import Editor
from streamer.demo.script import load
from streamer.demo.server import serving
from streamer.errors import SourceError, StreamerError
from streamer.harmless import harmless, redact
from streamer.model import Cursor, Entry
from streamer.ports import Stream
from streamer.publisher import Polled
from streamer.turns import Limits
from streamer.wiring import open_daemon, open_stream

_EVERY: Final = "1s"
# All desks share one host; polls of it need not wait for each other here.
_LIMITS: Final = Limits(gap=timedelta(milliseconds=100))


async def run_demo(*, seconds: float | None, as_json: bool) -> int:
    """Follow the newsroom until *seconds* have passed or a signal comes; return 0.

    Raises:
        StoreError: The embedded store cannot be started.

    """
    ends = None if seconds is None else asyncio.get_running_loop().time() + seconds
    editor = Editor(load(), partial(datetime.now, UTC))
    screen = _Screen(Printer(json=as_json, sources=tuple(editor.room.desks)))
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(editor))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="streamer-demo-"))
        config = _config(address, editor, Path(folder))
        stream = await stack.enter_async_context(open_stream(config))
        daemon = await stack.enter_async_context(
            open_daemon(config, stream, _complain, limits=_LIMITS)
        )
        stack.enter_context(Signals(daemon))
        screen.printer.note(f"A newsroom on this machine: open {address}/ and watch it change.")
        screen.printer.note("Its story is told in about 20 seconds, then goes on. Ctrl-C ends.")
        if ends is not None:
            asyncio.get_running_loop().call_at(ends, daemon.stop)
        await _follow(editor, daemon, stream, screen)
    screen.printer.summary()
    return 0


class _Screen:
    """What was shown, and up to where in the stream."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self._after: Cursor | None = None

    async def show(self, stream: Stream, *, follow: bool) -> None:
        async for entry in stream.read(self._after, follow=follow):
            if isinstance(entry, Entry):
                self.printer.entry(entry)
                self._after = entry.cursor


async def _follow(editor: Editor, daemon: Daemon, stream: Stream, screen: _Screen) -> None:
    """Tell the story, follow it and show it, until the daemon is stopped."""
    tasks = [
        asyncio.create_task(editor.play()),
        asyncio.create_task(screen.show(stream, follow=True)),
    ]
    for task in tasks:
        # Neither ends by itself: one that does has failed, such as on a closed pipe.
        task.add_done_callback(lambda _: daemon.stop())
    try:
        await daemon.run()
    finally:
        for task in tasks:
            task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    await screen.show(stream, follow=False)


def _config(address: str, editor: Editor, folder: Path) -> Config:
    """Return the settings that follow the newsroom: each desk is a source."""
    sources = [
        {"id": desk, "url": f"{address}/{desk}", "zone": editor.script.zone, "every": _EVERY}
        for desk in editor.room.desks
    ]
    return Config.model_validate(
        {
            "data": str(folder),
            # Nobody needs these events after the demo.
            "durability": "everysec",
            "fetch": {"allow": ["127.0.0.1/32"]},
            "sources": sources,
        }
    )


def _complain(source: str, result: Polled | Exception, _seconds: float) -> None:
    """Tell on stderr why a poll gave nothing; in a newsroom of our own none should."""
    error: Exception | SourceError | None = result.error if isinstance(result, Polled) else result
    if error is not None:
        told = str(error) if isinstance(error, StreamerError) else repr(error)
        sys.stderr.write(f"{harmless(redact(f'{source}: {told}'))}\n")

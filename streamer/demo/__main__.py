"""The newsroom as a program of its own.

``python -m streamer.demo --port 8000`` plays the story by the clock. With ``--step-by http``
it waits: ``POST /_step`` makes the next step, ``GET /_history`` tells what a reader who saw
every state must have found.
"""

import argparse
import asyncio
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from streamer.demo.editor import Editor
from streamer.demo.script import load
from streamer.demo.server import serving

# A clock that can be repeated: it stands still but for this much at each step.
_BETWEEN_STEPS = timedelta(seconds=20)


def main() -> None:
    """Serve a newsroom until a signal comes."""
    words = argparse.ArgumentParser(prog="python -m streamer.demo", description="a newsroom")
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--host", nargs="+", default=["127.0.0.1"], help="addresses to listen on")
    words.add_argument("--script", type=Path, help="another story than the one that comes along")
    words.add_argument("--step-by", choices=["clock", "http"], default="clock")
    words.add_argument("--now", type=_instant, help="when the story begins, with --step-by http")
    asyncio.run(_serve(words.parse_args()))


async def _serve(options: argparse.Namespace) -> None:
    by_http = options.step_by == "http"
    start = options.now or datetime.now(UTC)
    clock = partial(next, (start + number * _BETWEEN_STEPS for number in count()))
    editor = Editor(load(options.script), clock if by_http else partial(datetime.now, UTC))
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    hosts = options.host
    async with serving(editor, port=options.port, hosts=hosts, controls=by_http) as address:
        print(address, flush=True)  # noqa: T201  # the one thing that a caller must know
        async with asyncio.TaskGroup() as tasks:
            story = None if by_http else tasks.create_task(editor.play())
            await ended.wait()
            if story:
                story.cancel()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


if __name__ == "__main__":
    main()

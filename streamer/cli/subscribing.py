"""What ``subscribe`` does once its words are understood."""

import asyncio
import sys
from datetime import timedelta

import orjson

from streamer import render
from streamer.cli.command import Command
from streamer.cli.lines import Lines
from streamer.codec import event_json, notice_json
from streamer.config import Config
from streamer.delivering import Patience, deliver
from streamer.harmless import harmless, one_line
from streamer.joining import open_subscription
from streamer.model import Missed, Rewound
from streamer.rules import Rule
from streamer.stream.followed import Taken
from streamer.when import When


async def printing_lines(
    config: Config, name: str, rule: Rule, *, since: When, lease: timedelta
) -> None:
    """Print each event on a line; one whose line was taken by the system is acknowledged."""
    sys.stdout.flush()
    lines = Lines(sys.stdout.fileno())
    async with open_subscription(config, name, rule, since=since, lease=lease) as mine:
        while True:
            found = await mine.next()
            if isinstance(found, Taken):
                await lines.write(orjson.dumps(event_json(found.entry)))
                await mine.done(found)
            else:
                await lines.write(orjson.dumps(notice_json(found)))


async def executing(  # one for each option
    config: Config,
    name: str,
    rule: Rule,
    command: Command,
    patience: Patience,
    *,
    since: When,
    lease: timedelta,
) -> None:
    """Run a command for each event; one that ended well is acknowledged."""
    async with open_subscription(config, name, rule, since=since, lease=lease) as mine:
        while True:
            found = await mine.next()
            if not isinstance(found, Taken):
                _complain(_notice(found))
                continue
            try:
                why = await deliver(mine, found, command, patience)
            except asyncio.CancelledError:
                if command.handled_last:
                    await mine.done(found)
                raise
            if why:
                what = one_line(f"{found.entry.event.source} {found.entry.cursor}")
                _complain(f"{what}: {why}; parked, see streamer parked list {name}")


def _notice(notice: Rewound | Missed) -> str:
    return render.missed(notice) if isinstance(notice, Missed) else render.rewound(notice)


def _complain(text: str) -> None:
    sys.stderr.write(f"{harmless(text)}\n")

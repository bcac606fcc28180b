"""What ``tail`` and ``replay`` do once their words are understood."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from streamer.cli.output import Printer
from streamer.config import Config
from streamer.filtering import Filter
from streamer.harmless import harmless
from streamer.history import Wanted, last, paced, until
from streamer.model import Cursor, Entry, Rewound
from streamer.nearest import hint
from streamer.rules import Rule
from streamer.store import open_stream
from streamer.when import When


async def tailing(  # one for each option
    config: Config,
    since: When | None,
    wanted: Wanted,
    number: int | None,
    rule: Rule | None = None,
    *,
    follow: bool,
    json: bool,
    duplicates: bool = False,
) -> None:
    """Print history, then what comes.

    Args:
        config: Names the store.
        since: Where to begin; None for the last *number*.
        wanted: What to print.
        number: The most of history that is printed, None for all of it.
        rule: What more to print by, and from which log.
        follow: Whether to wait for more.
        json: One JSON object a line.
        duplicates: Whether what repeats other updates is read, instead of the news.

    """
    printer = Printer(json=json, sources=_ids(config))
    _warn(config, wanted)
    wanted = _ruled(wanted, rule, config)
    async with open_stream(config) as store:
        stream = store.duplicates if duplicates or _only_duplicates(rule) else store
        tip = await stream.tip()
        start = _place(since or "start", tip)
        if number is not None:
            for entry in await last(stream, wanted, number, tip, since=start):
                _print(printer, entry, wanted)
            start = tip
            _tell_hidden(wanted)
        if number is None or follow:
            async for entry in stream.read(start, follow=follow):
                _print(printer, entry, wanted)
                _tell_hidden(wanted)


def _place(when: When, tip: Cursor) -> Cursor | datetime | None:
    """Return what to read after: None for all that is kept."""
    if when == "now":
        return tip
    return when if isinstance(when, Cursor | datetime) else None


def _print(printer: Printer, entry: Entry | Rewound, wanted: Wanted) -> None:
    if isinstance(entry, Rewound):
        printer.rewound(entry)
    elif entry in wanted:
        printer.entry(entry)


async def replaying(  # one for each option
    config: Config,
    since: When,
    end: Cursor | datetime | str,
    wanted: Wanted,
    rule: Rule | None = None,
    *,
    speed: float,
    to: str | None,
    json: bool,
) -> None:
    """Print, or write to another stream, what happened between two places."""
    printer = Printer(json=json, live=speed > 0, sources=_ids(config))
    _warn(config, wanted)
    wanted = _ruled(wanted, rule, config)
    async with open_stream(config) as store:
        stream = store.duplicates if _only_duplicates(rule) else store
        tip = await stream.tip()
        stop = end if isinstance(end, Cursor | datetime) else tip
        entries = _entries(stream.read(_place(since, tip)), wanted, printer)
        loop = asyncio.get_running_loop()
        rhythm = paced(until(entries, stop), speed, clock=loop.time, sleep=asyncio.sleep)
        async for entry in rhythm:
            if to:
                await store.copy(entry, to)
            printer.entry(entry, silent=bool(to))
        _tell_hidden(wanted)
        printer.summary()


async def _entries(
    read: AsyncIterator[Entry | Rewound], wanted: Wanted, printer: Printer
) -> AsyncIterator[Entry]:
    async for entry in read:
        if isinstance(entry, Rewound):
            printer.rewound(entry)
        elif entry in wanted:
            yield entry


def _ruled(wanted: Wanted, rule: Rule | None, config: Config) -> Wanted:
    return replace(wanted, fits=Filter(rule, config.tags())) if rule else wanted


def _only_duplicates(rule: Rule | None) -> bool:
    return rule is not None and rule.duplicates == "only"


def _tell_hidden(wanted: Wanted) -> None:
    """Say once that the rule would have wanted some of the baseline."""
    if isinstance(wanted.fits, Filter) and wanted.fits.hid_baseline and not wanted.fits.told:
        wanted.fits.told = True
        sys.stderr.write(
            "the rule fits what sources showed from the start, too: add baseline:in to see it\n"
        )


def _warn(config: Config, wanted: Wanted) -> None:
    """Tell of sources that nobody follows: a slip would wait for ever in silence."""
    followed = _ids(config)
    for name in sorted(wanted.sources.difference(followed)) if followed else ():
        text = f'the settings follow no source called "{name}"{hint(name, followed)}'
        sys.stderr.write(f"{harmless(text)}\n")


def _ids(config: Config) -> tuple[str, ...]:
    return tuple(source.id for source in config.sources)

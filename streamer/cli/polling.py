"""What ``run`` and ``poll`` do once their words are understood."""

import sys
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from streamer import render
from streamer.cli.output import Printer
from streamer.config import Config
from streamer.daemon import Daemon, Signals
from streamer.errors import ConfigError, StoreError, StreamerError
from streamer.harmless import harmless, redact
from streamer.log import logger, start_log
from streamer.nearest import hint
from streamer.publisher import Polled
from streamer.wiring import open_daemon, open_stream


async def running(config: Config) -> None:
    """Run the daemon until a signal comes."""
    start_log(config.log.level, config.log.format)
    async with AsyncExitStack() as stack:
        stream = await stack.enter_async_context(open_stream(config))
        daemon = await stack.enter_async_context(open_daemon(config, stream, log_poll))
        stack.enter_context(Signals(daemon))
        store = redact(config.redis.get_secret_value())
        logger().info("started", sources=len(config.sources), store=store)
        if stream.shortfall:
            logger().warning("the store does not keep what it should", reason=stream.shortfall)
        if not config.sources:
            logger().warning("follows nothing yet", hint="name a source under sources: in the file")
        await daemon.run()
    logger().info("stopped")


def log_poll(source: str, result: Polled | Exception, seconds: float) -> None:
    """Write the one line of a poll: its class, counts and duration."""
    took = round(seconds * 1000)
    if isinstance(result, StreamerError):
        logger().error("poll", source=source, error=str(result), ms=took)
    elif isinstance(result, Exception):
        text = "a bug of ours, please report it"
        logger().error("poll", source=source, error=text, ms=took, exc_info=result)
    elif result.error is not None:
        failures, error = result.facts.failures, str(result.error)
        logger().warning(
            "poll", source=source, outcome=result.outcome, failures=failures, error=error, ms=took
        )
    else:
        kinds = Counter(render.look(entry.event).word for entry in result.entries)
        if result.duplicates:
            kinds["duplicates"] = result.duplicates
        # A quiet source is most of the polls and none of the news.
        write = logger().info if kinds else logger().debug
        write("poll", source=source, outcome=result.outcome, **kinds, shown=result.shown, ms=took)
        if result.note:
            logger().warning("poll", source=source, note=result.note)


class _Shown:
    """Prints the events of each poll, and what went wrong on stderr."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self.failed = False

    def __call__(self, source: str, result: Polled | Exception, _seconds: float) -> None:
        if isinstance(result, Polled):
            for entry in result.entries:
                self._printer.entry(entry)
        error = result.error if isinstance(result, Polled) else result
        if error is not None:
            self.failed = True
            _complain(f"{source}: {error}")


async def polling_once(config: Config, names: tuple[str, ...], *, json: bool) -> int:
    """Poll the due sources, or the named ones, once; return 1 if one failed."""
    known = [source.id for source in config.sources]
    for name in names:
        if name not in known:
            raise ConfigError(f'no source is called "{name}"{hint(name, known)}')
    printer = Printer(json=json, sources=tuple(known))
    shown = _Shown(printer)

    def ended(source: str, result: Polled | Exception, seconds: float) -> None:
        shown(source, result, seconds)
        del daemon.turns.due[source]
        if isinstance(result, StoreError):
            daemon.stop(result)
        elif not daemon.turns.due:
            daemon.stop()

    async with (
        open_stream(config) as stream,
        open_daemon(config, stream, ended) as daemon,
    ):
        daemon.turns.due = _chosen(daemon, names)
        if daemon.turns.due:
            with Signals(daemon):
                await daemon.run()
        elif not names:
            printer.note("nothing is due: name a source to poll it at once")
    printer.summary()
    return 1 if shown.failed else 0


def _chosen(daemon: Daemon, names: tuple[str, ...]) -> dict[str, datetime]:
    """Return what is due now; of what is named, all that its server allows."""
    now = datetime.now(UTC)
    if not names:
        # Not by the due times of a daemon's start, which are spread over some seconds.
        due = {source: daemon.turns.facts(source).due or now for source in daemon.turns.due}
        return {source: now for source, at in due.items() if at <= now}
    allowed = {}
    for source in names:
        until = daemon.turns.facts(source).not_before
        if until is not None and until > now:
            _complain(f"{source}: its server asks to be left alone until {until:%H:%M:%S} UTC")
        else:
            allowed[source] = now
    return allowed


def _complain(text: str) -> None:
    sys.stderr.write(f"{harmless(redact(text))}\n")

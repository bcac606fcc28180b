"""How the parts that poll are put together from the settings."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from streamer import pace
from streamer.config import Config
from streamer.daemon import Daemon, Rhythm
from streamer.errors import StoreError
from streamer.fetch import Fetcher
from streamer.fetch.gate import Gate
from streamer.gather import Gatherer
from streamer.history import recall
from streamer.model import Facts, Source
from streamer.poller import Poller
from streamer.publisher import Publisher
from streamer.store import open_stream
from streamer.stream import RedisStream
from streamer.stream.lease import Lease
from streamer.turns import Ended, Limits, Turns
from streamer.workers import Workers

__all__ = ["open_daemon", "open_fetcher", "open_stream", "open_workers"]

# What a parser may take for one document before it is killed.
PARSE_TIME: Final = timedelta(seconds=20)
PARSE_MEMORY: Final = 512 * 2**20
PARSERS: Final = 2
# A poller that vanished without a word is replaced after so long.
LEASE_TIME: Final = timedelta(seconds=10)
_RELEASE_SECONDS: Final = 1


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def open_fetcher(config: Config) -> Fetcher:
    """Return who asks servers as the settings say; an async context manager."""
    return Fetcher(
        contact=config.contact,
        clock=now,
        allow_private=config.fetch.allow_private,
        allow=config.fetch.allow,
        timeout=config.fetch.timeout,
        max_body=config.fetch.max_body,
    )


def open_workers(count: int = PARSERS) -> Workers:
    """Return who parses, under limits; an async context manager."""
    return Workers(timeout=PARSE_TIME, memory=PARSE_MEMORY, count=count)


@asynccontextmanager
async def _claimed(stream: RedisStream) -> AsyncIterator[Lease]:
    """Take the right to poll, and give it back in the end."""
    lease = await stream.claim(LEASE_TIME)
    try:
        yield lease
    finally:
        # Where the store is away the lease runs out by itself.
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(_RELEASE_SECONDS):
                await stream.release(lease)


def _first_due(
    sources: Sequence[Source], facts: Mapping[str, Facts], bounds: pace.Pace
) -> dict[str, datetime]:
    """Return when each source is due first, by its id."""
    start = now()
    return {
        source.id: pace.first_due(
            source,
            facts[source.id],
            start,
            jitter=random.random(),  # noqa: S311
            pace=bounds,
            count=len(sources),
        )
        for source in sources
    }


def _next_due(source: Source, facts: Facts, *, bounds: pace.Pace) -> datetime:
    """Return when a source is due again after the poll that left *facts*."""
    after = facts.polled or now()
    return pace.next_due(source, facts, after, jitter=random.random(), pace=bounds)  # noqa: S311


@asynccontextmanager
async def open_daemon(
    config: Config,
    stream: RedisStream,
    ended: Ended,
    *,
    limits: Limits | None = None,
    rhythm: Rhythm | None = None,
) -> AsyncIterator[Daemon]:
    """Take the right to poll *stream*, and put a daemon together that does.

    Args:
        config: What to poll and how.
        stream: The open store.
        ended: Called with what came of each poll.
        limits: How many polls at once, and how soon after another.
        rhythm: How often the jobs of the daemon run.

    Raises:
        StoreError: Another daemon polls this store; the message names it.

    """
    sources = config.followed()
    bounds = config.pace.pace()
    due = partial(_next_due, bounds=bounds)
    limits = limits or Limits()
    async with (
        open_fetcher(config) as fetch,
        open_workers() as parse,
        _claimed(stream) as lease,
    ):
        gate = Gate(limits.gap, clock=time.monotonic)
        gather = Gatherer(fetch=fetch, parse=parse, clock=now, pause=gate)
        publish = Publisher(
            stream=stream,
            clock=now,
            due=due,
            fence=lease.fence,
            repeats=await recall(stream, now()),
        )
        facts = {source.id: await stream.facts(source.id) for source in sources}
        turns = Turns(
            Poller(gather=gather, publish=publish, clock=now, keep=config.keep.state).poll,
            sources,
            facts,
            _first_due(sources, facts, bounds),
            clock=now,
            again=due,
            limits=limits,
            ended=ended,
        )
        yield Daemon(
            turns,
            stream,
            renew=partial(stream.renew, lease, LEASE_TIME),
            fence=lease.fence,
            keep=config.keep.stream,
            clock=now,
            rhythm=rhythm,
        )

"""The daemon: gives sources their turns, and keeps house, until it is told to stop.

Everything here that repeats is a job of one scheduler. A job that is late runs once, and
never beside itself; a job that finds the store away leaves its work to the next run.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from streamer import systemd
from streamer.errors import FencedError, StoreError, StreamerError
from streamer.log import logger
from streamer.model import Cursor, Entry
from streamer.ports import Log, Stream
from streamer.turns import Turns

Retention = timedelta | int | str

_JOBS: Final = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
# A drain takes ten seconds at most: the polls get most of them, the store the rest.
_POLLS_END: Final = timedelta(seconds=7)
_STORE_ENDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often each job runs."""

    tick: timedelta = timedelta(milliseconds=250)
    save: timedelta = timedelta(seconds=1)
    renew: timedelta = timedelta(seconds=3)
    trim: timedelta = timedelta(minutes=1)


class Daemon:
    """Runs until a signal or ``stop``.

    Args:
        turns: Who is polled when.
        stream: Where facts are saved and events are trimmed.
        renew: Keeps the right to poll; raises FencedError once another poller has it.
        fence: The number that came with that right.
        keep: How much of the stream is kept: ``forever``, an age or a number of events.
        clock: The present instant, aware UTC.
        rhythm: How often each job runs.

    """

    def __init__(  # noqa: PLR0913  # the parts of a daemon
        self,
        turns: Turns,
        stream: Stream,
        *,
        renew: Callable[[], Awaitable[None]],
        fence: int,
        keep: Retention,
        clock: Callable[[], datetime],
        rhythm: Rhythm | None = None,
    ) -> None:
        self.turns = turns
        self._stream = stream
        self._renew = renew
        self._fence = fence
        self._keep = keep
        self._clock = clock
        self._rhythm = rhythm or Rhythm()
        self._stopping = asyncio.Event()
        self._failure: StreamerError | None = None
        self._store_away = False

    def stop(self, failure: StreamerError | None = None) -> None:
        """End the run; with a *failure*, raise it at its end."""
        self._failure = self._failure or failure
        self._stopping.set()

    async def run(self) -> None:
        """Poll until ``stop``, then drain.

        Raises:
            FencedError: Another poller took over.

        """
        scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_JOBS)
        rhythm = self._rhythm
        jobs: list[tuple[Callable[[], Awaitable[None]], timedelta]] = [
            (self._tick, rhythm.tick),
            (self._save, rhythm.save),
            (self._renew, rhythm.renew),
        ]
        if self._keep != "forever":
            jobs.append((self._trim, rhythm.trim))
        for job, every in jobs:
            scheduler.add_job(self._guarded, "interval", args=[job], seconds=every.total_seconds())
        scheduler.start()
        systemd.notify(os.environ, "READY=1")
        try:
            await self._stopping.wait()
        finally:
            systemd.notify(os.environ, "STOPPING=1")
            scheduler.shutdown(wait=False)
            await self._drain()
        if self._failure:
            raise self._failure

    async def _drain(self) -> None:
        """Let the running polls end, and save what they remember."""
        await self.turns.finish(_POLLS_END)
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(_STORE_ENDS):
                await self._save()

    async def _guarded(self, job: Callable[[], Awaitable[None]]) -> None:
        """Run a job: a store that is away is told once, another poller ends the run."""
        try:
            await job()
        except FencedError as error:
            self.stop(error)
        except StoreError as error:
            self.turns.store_away = True
            if not self._store_away:
                logger().error("store away", error=str(error))
            self._store_away = True

    async def _tick(self) -> None:
        if self.turns.fenced:
            raise self.turns.fenced
        # Without a store a poll would only ask its server in vain.
        if not self.turns.store_away and not self._stopping.is_set():
            self.turns.start()

    async def _save(self) -> None:
        """Save the facts of quiet polls; look whether a store that was away is back."""
        if self.turns.store_away:
            await self._stream.tip()
            self.turns.store_away = False
            logger().info("store back")
            self._store_away = False
        facts, self.turns.unsaved = self.turns.unsaved, {}
        if not facts:
            return
        try:
            await self._stream.save_facts(facts, self._fence)
        except BaseException:
            self.turns.unsaved = facts | self.turns.unsaved
            raise

    async def _trim(self) -> None:
        for log in (self._stream, self._stream.duplicates):
            if (cursor := await trim_at(log, self._keep, self._clock())) is not None:
                await log.trim(cursor)


async def trim_at(stream: Log, keep: Retention, now: datetime) -> Cursor | None:
    """Return up to where the stream may be forgotten, None for nowhere."""
    if isinstance(keep, str):
        return None
    tip = await stream.tip()
    if isinstance(keep, int):
        return Cursor(tip.epoch, tip.n - keep) if tip.n > keep else None
    async for entry in stream.read(now - keep):
        if isinstance(entry, Entry):
            before = entry.cursor.n - 1
            return Cursor(entry.cursor.epoch, before) if before > 0 else None
    return tip if tip.n else None


class Signals:
    """Ends a daemon at SIGTERM or SIGINT, and at the second one whatever it is at."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._told = False

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._receive, number)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    def _receive(self, number: int) -> None:
        name = signal.Signals(number).name
        if self._told:
            logger().warning("stopping at once", signal=name)
            logging.shutdown()
            os._exit(1)
        self._told = True
        logger().info("stopping", signal=name)
        self._daemon.stop()

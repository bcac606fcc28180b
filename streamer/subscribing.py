"""A worker of a subscription: takes events, hands over what is wanted, acknowledges the rest.

What is in hand is kept alive by a task of its own while a handler works, and the worker lives
through restarts of the store. What was handed over is acknowledged once ``done`` says so.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Literal, Protocol, Self

from streamer.errors import StoreError
from streamer.model import Cursor, Event, Missed, Rewound
from streamer.stream.advice import is_gone
from streamer.stream.followed import Taken
from streamer.stream.group import Group

# So many events are in the hand of a worker at most.
PREFETCH: Final = 100
_ROUNDS: Final = 4  # looks for what others left, and signs of life, in one lease
_LONGEST: Final = 5.0  # seconds of one wait
_LATEST: Final = 0.1  # seconds for which an acknowledgement may wait for others
_SLOWEST: Final = 2.0  # seconds between two looks for a store that is away
_LEAVE: Final = 2  # seconds


class Wants(Protocol):
    """Says whether a subscription wants an event."""

    def __call__(self, event: Event, /) -> bool: ...


def everything(_event: Event, /) -> bool:
    """Want every event."""
    return True


class Subscription:
    """One worker, to be used by ``async with``.

    Args:
        group: What the store knows of it.
        wants: What is handed over; everything else is acknowledged unseen.
        since: Where the subscription begins if nobody used it before; None for the oldest.
        prefetch: How many events it has in hand at most.

    """

    def __init__(
        self,
        group: Group,
        wants: Wants = everything,
        *,
        since: Cursor | datetime | Literal["now"] | None = "now",
        prefetch: int = PREFETCH,
    ) -> None:
        self._group = group
        self._wants = wants
        self._since = since
        self._prefetch = prefetch
        self._queue: deque[Taken] = deque()
        self._notices: deque[Rewound | Missed] = deque()
        self._telling = False
        self._handled: list[Taken] = []
        self._dirty = asyncio.Event()
        self._round = group.lease.total_seconds() / _ROUNDS
        self._looked = self._kept = self._flushed = float("-inf")
        self._failure: StoreError | None = None

    async def __aenter__(self) -> Self:
        if notice := await self._group.open(self._since):
            self._notices.append(notice)
        self._keeper = asyncio.create_task(self._keep_house())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._keeper.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeper
        # Where the store is away the lease runs out by itself.
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(_LEAVE):
                await self._flush()
                await self._group.leave()

    async def next(self) -> Taken | Rewound | Missed:
        """Wait for the next wanted event, or for what must be told.

        A notice counts as told once the next thing is asked for.

        Raises:
            StoreError: The store refuses, or somebody removed the subscription.

        """
        if self._telling and not self._notices:
            await self._patiently(self._group.told)
            self._telling = False
        while True:
            if self._failure:
                raise self._failure
            if self._notices:
                self._telling = True
                return self._notices.popleft()
            if (item := await self._pop()) is not None:
                return item
            await self._patiently(self._fill)

    async def done(self, item: Taken) -> None:
        """Acknowledge an event that was handled; several at once where they are quick."""
        self._handled.append(item)
        if time.monotonic() - self._flushed > _LATEST or len(self._handled) >= self._prefetch:
            await self._patiently(self._flush)
        else:
            self._dirty.set()

    async def park(self, item: Taken, why: str, tries: int) -> None:
        """Put an event aside that cannot be handled, until somebody replays or purges it."""
        await self._patiently(lambda: self._group.park(item, why, tries))

    async def _pop(self) -> Taken | None:
        while self._queue:
            if time.monotonic() - self._kept > 2 * self._round:
                # This process slept: others may have taken over what it has.
                await self._patiently(self._keep)
            item = self._queue.popleft()
            if self._group.hand.get(item.key) is not item:
                continue
            if not self._wants(item.entry.event):
                self._handled.append(item)
                continue
            if item.deliveries > 1:
                # Should its worker die of it again, it is the oldest one that was left.
                await self._patiently(self._flush)
            return item
        return None

    async def _fill(self) -> None:
        """Take more; if there is nothing, wait a while."""
        await self._flush()
        now = time.monotonic()
        look = now - self._looked >= self._round
        if look:
            self._looked = now
        self._kept = now if not self._group.hand else self._kept
        room = max(1, self._prefetch - len(self._group.hand))
        batch = await self._group.take(room, others=look)
        self._notices += batch.notices
        self._queue += batch.items
        if not batch.items and not batch.notices:
            await self._group.wait(min(_LONGEST, self._round))

    async def _flush(self) -> None:
        self._dirty.clear()
        if not self._handled:
            return
        items, self._handled = self._handled, []
        try:
            await self._group.acknowledge(items)
        except BaseException:
            self._handled = items + self._handled
            raise
        self._flushed = time.monotonic()

    async def _keep(self) -> None:
        began = time.monotonic()
        await self._group.keep()
        self._kept = began

    async def _keep_house(self) -> None:
        """Give signs of life, and acknowledge what waits for others that do not come."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._round):
                    await self._dirty.wait()
                    await asyncio.sleep(_LATEST)
            try:
                await self._flush()
                if time.monotonic() - self._kept >= self._round:
                    await self._keep()
            except StoreError as error:
                if not is_gone(error):
                    self._failure = error
                    return
                await asyncio.sleep(_LATEST)

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do *work*, again and again while the store is away."""
        pause = 0.05
        while True:
            try:
                return await work()
            except StoreError as error:
                if not is_gone(error):
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _SLOWEST)

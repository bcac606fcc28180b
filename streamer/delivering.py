"""Handing an event to a handler that may fail: again after a pause, and aside in the end."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from streamer.stream.followed import Taken
from streamer.subscribing import Subscription

# Returns why it failed, "" if it did not.
Handler = Callable[[Taken], Awaitable[str]]

_LONGEST: Final = 60.0  # seconds between two tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often an event is tried, and how long after the first failure; then twice as long."""

    tries: int = 5
    pause: timedelta = timedelta(seconds=1)

    def seconds(self, failures: int, jitter: float) -> float:
        """Return how long to wait after so many failures.

        Args:
            failures: At least 1.
            jitter: A random number from 0 to 1: many that failed together do not come again
                together.

        """
        whole = self.pause.total_seconds() * 2.0 ** min(failures - 1, 30)
        return min(whole, _LONGEST) * (0.5 + jitter / 2)


async def deliver(mine: Subscription, item: Taken, handler: Handler, patience: Patience) -> str:
    """Hand *item* over until it is handled, or put it aside; return why, "" if handled.

    What is behind it waits: the events of a worker keep their order.
    """
    # Workers that died of it have tried it too.
    failures, why = item.deliveries - 1, "its worker died while it had it"
    while failures < patience.tries:
        why = await handler(item)
        if not why:
            await mine.done(item)
            return ""
        failures += 1
        if failures < patience.tries:
            await asyncio.sleep(patience.seconds(failures, random.random()))  # noqa: S311
    await mine.park(item, why, failures)
    return why

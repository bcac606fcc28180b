"""A pause between two requests to one host, whoever asks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlsplit

# So many hosts are remembered; more would be those of a crawl.
_MOST_HOSTS = 10_000


class Gate:
    """Lets one request after another to a host, with a pause between their beginnings.

    Args:
        gap: The pause, in seconds of *clock*.
        clock: Seconds that only grow, such as ``time.monotonic``.
        sleep: Waits for so many seconds.

    """

    def __init__(
        self,
        gap: timedelta,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._gap = gap.total_seconds()
        self._clock = clock
        self._sleep = sleep
        self._free: dict[str, float] = {}

    async def __call__(self, url: str) -> None:
        """Wait until the host of *url* may be asked."""
        host = (urlsplit(url).hostname or url).lower()
        now = self._clock()
        turn = max(now, self._free.pop(host, now))
        # Noted before the wait, so that the next one queues behind this one.
        self._free[host] = turn + self._gap
        while len(self._free) > _MOST_HOSTS:
            del self._free[next(iter(self._free))]
        if turn > now:
            await self._sleep(turn - now)

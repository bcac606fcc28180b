"""Who is polled when: starts the polls that are due and keeps what they remember."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from streamer.errors import FencedError, StaleError, StoreError
from streamer.model import Facts, Source
from streamer.pace import NEVER, pick
from streamer.publisher import Polled

# An error that nobody foresaw is ours; asking again at once would only repeat it.
_AFTER_A_BUG: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many polls may run at once, and how long a host is left alone between two."""

    polls: int = 32
    gap: timedelta = timedelta(seconds=1)


Ended = Callable[[str, Polled | Exception, float], None]


class Turns:
    """Gives every source its turn, and none of them another's.

    Args:
        poll: Polls one source; raises only what is not the source's fault.
        sources: What is followed.
        facts: What the store remembers of them.
        due: When each is due first.
        clock: The present instant, aware UTC.
        again: When a source is due again whose poll the store kept from ending.
        limits: How many at once.
        ended: Called with the source of each poll that ended, what came of it, and the
            seconds it took.

    Attributes:
        due: Source id → when it is due.
        unsaved: The facts that are not in the store yet.
        store_away: Whether the last word of the store was that it is away.
        fenced: Set once another poller took over; nothing may be polled any more.

    """

    def __init__(  # noqa: PLR0913  # what is followed, how, and who wants to know
        self,
        poll: Callable[[Source, Facts], Awaitable[Polled]],
        sources: Iterable[Source],
        facts: Mapping[str, Facts],
        due: Mapping[str, datetime],
        *,
        clock: Callable[[], datetime],
        again: Callable[[Source, Facts], datetime],
        limits: Limits,
        ended: Ended,
    ) -> None:
        self._poll = poll
        self._sources = {source.id: source for source in sources}
        self._hosts = {source.id: host(source.url) for source in self._sources.values()}
        self._facts = dict(facts)
        self._clock = clock
        self._again = again
        self._limits = limits
        self._told = ended
        self._seen = clock()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._last_start: dict[str, datetime] = {}
        self.due = dict(due)
        self.unsaved: dict[str, Facts] = {}
        self.store_away = False
        self.fenced: FencedError | None = None

    def facts(self, source: str) -> Facts:
        """Return what is remembered of a source."""
        return self._facts.get(source, Facts())

    def start(self) -> None:
        """Start a poll of each source whose turn it is. Must run in an event loop."""
        if self.fenced:
            return
        now = self._clock()
        if now < self._seen:
            # The clock was set back, and waits are to last as long as they were meant to.
            back = self._seen - now
            self.due = {
                source: due if due == NEVER else due - back for source, due in self.due.items()
            }
        self._seen = now
        for source in pick(
            self.due,
            self._hosts,
            self._running,
            now,
            self._last_start,
            gap=self._limits.gap,
            limit=self._limits.polls - len(self._running),
        ):
            self._last_start[self._hosts[source]] = now
            task = asyncio.create_task(self._turn(self._sources[source]), name=f"poll {source}")
            self._running[source] = task
            task.add_done_callback(partial(self._ended, source))

    def _ended(self, source: str, _task: asyncio.Task[None]) -> None:
        del self._running[source]

    async def finish(self, within: timedelta | None = None) -> None:
        """Wait for the running polls; cancel those that take longer than *within*."""
        if not self._running:
            return
        seconds = within.total_seconds() if within is not None else None
        _, late = await asyncio.wait(self._running.values(), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _turn(self, source: Source) -> None:
        """Poll one source, and note when its next turn is, whatever happens."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        facts = self.facts(source.id)
        result: Polled | Exception
        try:
            result = await self._poll(source, facts)
        except FencedError as error:
            result = self.fenced = error
        except (StoreError, StaleError) as error:
            # The facts stay: the next poll asks in full and finds the same events.
            result = error
            self.store_away = isinstance(error, StoreError)
            now = self._clock()
            self.due[source.id] = max(now, self._again(source, replace(facts, polled=now)))
        except Exception as error:  # noqa: BLE001  # the daemon never dies of a bug either
            result = error
            self.due[source.id] = self._clock() + _AFTER_A_BUG
        else:
            self._note(result)
        self._told(source.id, result, loop.time() - began)

    def _note(self, polled: Polled) -> None:
        self._facts[polled.source] = polled.facts
        self.due[polled.source] = polled.facts.due or self._clock()
        if polled.saved:
            self.unsaved.pop(polled.source, None)
        else:
            self.unsaved[polled.source] = polled.facts


def host(url: str) -> str:
    """Return the host that a poll of *url* asks."""
    return (urlsplit(url).hostname or url).lower()

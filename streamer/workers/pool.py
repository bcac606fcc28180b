"""The event loop's side of the workers."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Any, Final, Self

from pebble import ProcessExpired, ProcessPool

from streamer.errors import ParseError
from streamer.model import Document, Memo, Snapshot, Source
from streamer.workers.inside import OUT_OF_MEMORY, Failure, begin, run

# A worker is replaced after that many documents, so that a leak stays small.
_DOCUMENTS: Final = 1_000
# Beside the limit of a parse: time to start the first worker, or to end one that hangs.
_GRACE: Final = timedelta(seconds=30)
_ATTEMPTS: Final = 2


class Workers:
    """Parses documents beside the event loop; fits ``ports.Parse``.

    An async context manager. The processes start with the first document.
    """

    def __init__(
        self,
        *,
        timeout: timedelta = timedelta(seconds=10),
        memory: int = 512 * 1024 * 1024,
        count: int = 1,
    ) -> None:
        """Start nothing yet.

        Args:
            timeout: How long one parse may take.
            memory: How many bytes it may take beyond an idle worker.
            count: How many documents are parsed at once.

        """
        self._timeout = timeout
        self._memory = memory
        self._count = count
        self._slots = asyncio.Semaphore(count)
        self._pool: Any = None  # pebble ships no types

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop(self._pool)

    async def __call__(self, documents: Sequence[Document], source: Source, memo: Memo) -> Snapshot:
        """Return what *documents* show.

        Raises:
            ParseError: It cannot be read, or reading it took too much time or memory.

        """
        # A mapping of the HTTP client's may not fit through a pipe, and a key need not.
        plain = [replace(one, headers=dict(one.headers)) for one in documents]
        reading = replace(source, key="…" if source.key else "")
        async with self._slots:
            for _ in range(_ATTEMPTS):
                pool = self._started()
                try:
                    return await self._run(pool, (plain, reading, memo))
                except BrokenProcessPool:
                    # A worker died between two documents, and took the pool with it.
                    await self._stop(pool)
        raise ParseError("the parser's process ended twice", outcome="parse-killed")

    async def _run(self, pool: Any, reading: tuple[Sequence[Document], Source, Memo]) -> Snapshot:
        seconds = self._timeout.total_seconds()
        last = seconds + _GRACE.total_seconds()
        task = pool.schedule(run, (*reading, last), timeout=seconds)
        try:
            async with asyncio.timeout(last) as deadline:
                answer: Snapshot | Failure = await asyncio.wrap_future(task)
        except ProcessExpired as end:
            raise ParseError(self._why(end.exitcode), outcome="parse-killed") from end
        except TimeoutError as late:
            if deadline.expired():
                await self._stop(pool)
            raise ParseError(f"not read within {seconds:g} s", outcome="parse-killed") from late
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            raise BrokenProcessPool from None
        if isinstance(answer, Failure):
            raise ParseError(answer.message, outcome=answer.outcome)
        return answer

    def _why(self, code: int) -> str:
        if code == OUT_OF_MEMORY:
            return f"needs more than {self._memory // 2**20} MB to be read"
        return f"the parser's process ended with {code}"

    def _started(self) -> Any:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._count,
                max_tasks=_DOCUMENTS,
                initializer=begin,
                initargs=(self._memory,),
                context=_context(),
            )
        return self._pool

    async def _stop(self, pool: Any) -> None:
        """End the processes of *pool*; another one starts with the next document."""
        if pool is None:
            return
        if pool is self._pool:
            self._pool = None
        await asyncio.to_thread(_end, pool)


def _context() -> Any:
    """Return how processes start: forked from a small one that has the parsers loaded.

    A fork of this process would copy its threads' locks, and its connections.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["streamer.workers.inside"])
    return context


def _end(pool: Any) -> None:
    pool.stop()
    pool.join()

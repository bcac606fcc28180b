"""Lines for a reader that may be slow, without holding up who writes them."""

import asyncio
import os
import threading
from queue import SimpleQueue


class Lines:
    """Writes lines to a file descriptor in a thread of its own.

    A reader that does not read fills the pipe, and writing waits for it. The event loop must
    not: a worker that gives no sign of life loses what it has to others. The thread may still
    be waiting when the program ends, and does not keep it from that.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._waiting: SimpleQueue[tuple[bytes, asyncio.Future[None]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._write_all, daemon=True).start()

    async def write(self, line: bytes) -> None:
        """Write a line and its end; return once the system has all of it.

        Raises:
            OSError: The reader is gone, or the disk is full.

        """
        done: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((line + b"\n", done))
        await done

    def _write_all(self) -> None:
        while True:
            line, done = self._waiting.get()
            failure: OSError | None = None
            try:
                left = memoryview(line)
                while left:
                    left = left[os.write(self._number, left) :]
            except OSError as error:
                failure = error
            self._loop.call_soon_threadsafe(_settle, done, failure)


def _settle(done: asyncio.Future[None], failure: OSError | None) -> None:
    if done.done():
        return
    if failure:
        done.set_exception(failure)
    else:
        done.set_result(None)

"""Runs a command of the user for one event."""

import asyncio
import os
import shlex
import shutil
import signal
from contextlib import suppress
from typing import Final

import orjson

from streamer.codec import event_json
from streamer.errors import ConfigError
from streamer.stream.followed import Taken

_LAST: Final = 2  # seconds between SIGTERM and SIGKILL
# Characters of a variable. The system starts no command with one of 128 kB, and an id that a
# feed made up must not stop every worker.
_LONGEST: Final = 4_000


class Command:
    """A handler: exit code 0 means that the event was handled.

    The command is split into words as a shell would, and run without one: what a feed wrote
    comes on stdin and in variables, never in the words. Who wants a shell writes ``sh -c '…'``.

    Args:
        line: The command as it was written.
        grace: Seconds that it gets to end by itself when we are told to.

    Raises:
        ConfigError: The line is empty, a quote is not closed, or there is no such command.

    """

    def __init__(self, line: str, *, grace: float = 10) -> None:
        try:
            self._words = shlex.split(line)
        except ValueError as error:
            raise ConfigError(f"--exec {line!r}: {error}") from None
        if not self._words:
            raise ConfigError("--exec: write a command")
        # Now, and not when the first event comes, which may be days later.
        if shutil.which(self._words[0]) is None:
            raise ConfigError(f"--exec {self._words[0]}: no such command, or not executable")
        self._grace = grace
        # Whether the event that it had when we were told to end was handled all the same.
        self.handled_last = False

    async def __call__(self, item: Taken) -> str:
        """Run it for one event; return why it failed, "" if it did not.

        Raises:
            ConfigError: There is no such command: no event is to blame for that.

        """
        # In a task of its own: told to end while the command is being started, we must not lose
        # track of it.
        work = asyncio.ensure_future(self._run(item))
        try:
            process = await asyncio.shield(work)
        except asyncio.CancelledError:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._grace):
                    self.handled_last = (await asyncio.shield(work)).returncode == 0
            raise
        finally:
            # Not yet done: its time is over, or we were told so twice.
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
        return _why(process.returncode)

    async def _run(self, item: Taken) -> asyncio.subprocess.Process:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=asyncio.subprocess.PIPE,
                env={**os.environ, **_variables(item)},
                start_new_session=True,
            )
        except OSError as error:
            raise ConfigError(f"--exec {self._words[0]}: {error.strerror}") from None
        try:
            await process.communicate(_line(item))
        finally:
            await _end(process)
        return process


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the command if it still runs, with whatever it started."""
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST):
                await process.wait()
    if process.returncode is None:
        _signal(process, signal.SIGKILL)
        await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # It leads a process group of its own, and its id cannot be another's before `wait`.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _line(item: Taken) -> bytes:
    return orjson.dumps(event_json(item.entry)) + b"\n"


def _variables(item: Taken) -> dict[str, str]:
    event = item.entry.event
    told = {
        "STREAMER_EVENT_KIND": event.kind,
        "STREAMER_EVENT_SOURCE": event.source,
        "STREAMER_EVENT_SUBJECT": event.subject,
        "STREAMER_EVENT_CURSOR": str(item.entry.cursor),
    }
    # A variable cannot hold everything; stdin has it whole.
    return {
        name: text[:_LONGEST].encode(errors="replace").decode().replace("\0", "\ufffd")
        for name, text in told.items()
    }


def _why(code: int | None) -> str:
    if not code:
        return ""
    if code > 0:
        return f"exit code {code}"
    try:
        return f"ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended by signal {-code}"

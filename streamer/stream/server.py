"""Asks the server; says what a refusal means; asks again when no answer came.

The client library must not repeat a write on its own, so its retries are off. We repeat,
because everything that goes through here may be done twice: what was done is seen and left.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from streamer.errors import StoreError
from streamer.stream.advice import advise, is_away
from streamer.stream.scripts import Script

Revive = Callable[[], Awaitable[None]]

# Seconds before the repetitions: a lost reply, a restart, a restart with data to load.
_PAUSES: Final = (0.02, 0.2, 1.0)
_REPLICA_WAIT: Final = 3000  # milliseconds, below the time-out of a reply


class Server:
    """A client and how to be patient with it.

    Attributes:
        address: How to name the server in messages, without secrets.

    """

    def __init__(self, client: Redis, address: str, revive: Revive | None = None) -> None:
        self._client = client
        self._revive = revive
        self.address = address

    async def ask(self, *command: Any) -> Any:
        """Return the answer to a command that may be asked twice.

        Raises:
            StoreError: It did not answer, or refused.

        """
        answer, _ = await self._repeat(lambda: self._send(*command))
        return answer

    async def ask_once(self, *command: Any) -> Any:
        """Return the answer to a command that must not be asked twice.

        Raises:
            StoreError: It did not answer, or refused; whether it did is unknown.

        """
        try:
            return await told(lambda: self._send(*command))
        except (RedisError, OSError) as error:
            raise advise(error, self.address) from error

    async def run(
        self, script: Script, keys: Sequence[str], arguments: Sequence[bytes | str | int]
    ) -> tuple[Any, bool]:
        """Return the answer of a script that may run twice, and whether it may have.

        Raises:
            StoreError: It did not answer, or refused.

        """
        return await self._repeat(lambda: self._run(script, keys, arguments))

    async def run_replicated(
        self, script: Script, keys: Sequence[str], arguments: Sequence[bytes | str | int]
    ) -> tuple[Any, bool]:
        """Like ``run``, and wait until a replica has what the script wrote.

        Raises:
            StoreError: It did not answer, or refused, or no replica confirmed.

        """
        (answer, replicas), repeated = await self._repeat(
            lambda: self._run_and_wait(script, keys, arguments)
        )
        if replicas < 1:
            raise StoreError(
                f"no replica of the store at {self.address} confirmed within "
                f"{_REPLICA_WAIT / 1000:g} s: bring one back, or choose another durability:"
            )
        return answer, repeated

    async def revive(self) -> None:
        """Start the server again if it is ours."""
        if self._revive:
            await self._revive()

    async def _repeat(self, once: Callable[[], Awaitable[Any]]) -> tuple[Any, bool]:
        repeated = False
        for pause in _PAUSES:
            try:
                return await told(once), repeated
            except (RedisError, OSError) as error:
                if not is_away(error):
                    raise advise(error, self.address) from error
            repeated = True
            await asyncio.sleep(pause)
            await self.revive()
        try:
            return await told(once), repeated
        except (RedisError, OSError) as error:
            raise advise(error, self.address) from error

    async def _send(self, *command: Any) -> Any:
        return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py left it untyped

    async def _run(
        self, script: Script, keys: Sequence[str], arguments: Sequence[bytes | str | int]
    ) -> Any:
        try:
            return await self._send("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except NoScriptError:  # the server restarted, or another one took over
            return await self._send("EVAL", script.text, len(keys), *keys, *arguments)

    async def _run_and_wait(
        self, script: Script, keys: Sequence[str], arguments: Sequence[bytes | str | int]
    ) -> tuple[Any, int]:
        """One connection for both: WAIT is about the writes of the connection it comes by."""
        for verb, name in (("EVALSHA", script.sha), ("EVAL", script.text)):
            pipe = self._client.pipeline(transaction=False)
            pipe.execute_command(verb, name, len(keys), *keys, *arguments)
            pipe.execute_command("WAIT", 1, _REPLICA_WAIT)
            answer, replicas = await pipe.execute(raise_on_error=False)
            if isinstance(answer, NoScriptError):
                continue
            for reply in (answer, replicas):
                if isinstance(reply, Exception):
                    raise reply
            return answer, replicas
        raise StoreError(f"the store at {self.address} does not run scripts")


async def told(work: Callable[[], Awaitable[Any]]) -> Any:
    """Return what *work* does, unless the task was cancelled meanwhile.

    The client library waits with ``asyncio.wait_for``, which on Python 3.11 forgets a
    cancellation that comes together with the result: a reader would read on for ever.
    """
    # One that is due already is delivered here, where nobody can lose it.
    await asyncio.sleep(0)
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    result = await work()
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
    return result

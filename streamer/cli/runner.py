"""How a command runs: its settings, its event loop, and its quiet end."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from streamer.errors import ConfigError

if TYPE_CHECKING:
    from streamer.config import Config

INTERRUPTED = 130
TERMINATED = 143


def settings(file: Path | None, *, needed: bool = False) -> "Config":
    """Return the settings that a command works with; see ``settings_file``."""
    from streamer.config import load

    return load(settings_file(file, needed=needed), os.environ)


def settings_file(file: Path | None, *, needed: bool = False) -> Path | None:
    """Return where the settings are.

    Args:
        file: The option ``--config``.
        needed: Whether the command is senseless without a file or sources.

    Raises:
        ConfigError: There is no file, and one is needed.

    """
    from streamer.config import find

    found = find(file, os.environ)
    if found is None and needed and not any(k.startswith("STREAMER_SOURCES") for k in os.environ):
        raise ConfigError(
            "no config.yaml here; write one, or name it with -c FILE or STREAMER_CONFIG"
        )
    return found


def run(work: Coroutine[None, None, int | None], *, endless: bool = False) -> None:
    """Run *work* until it is done, interrupted or has nobody left to print for.

    Args:
        work: Returns the exit code, None for 0.
        endless: Whether an interruption is how this command is meant to end.

    """
    code = 0
    with printing():
        try:
            code = asyncio.run(_until_signal(work)) or 0
        except KeyboardInterrupt:
            code = 0 if endless else INTERRUPTED
        except asyncio.CancelledError:
            code = 0 if endless else TERMINATED
    if code:
        raise typer.Exit(code)


@contextmanager
def printing() -> Iterator[None]:
    """Print for a reader who may go away at any time, which is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        give_stdout_up()
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def give_stdout_up() -> None:
    """Print nothing more: Python flushes once more at its end and would complain there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _until_signal(work: Coroutine[None, None, int | None]) -> int | None:
    """Cancel *work* at SIGTERM as at Ctrl-C, so that it can close what it opened."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work

"""Workers of a subscription as processes, and what they left behind."""

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[1]
NAME = "desk"


def settings(server):
    """Return the variables by which a process finds *server* and nothing else."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("STREAMER_")}
    more = {
        "STREAMER_REDIS": str(server.path),
        "STREAMER_DURABILITY": "everysec",
        "STREAMER_SOURCES": "[]",
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{own.get('PYTHONPATH', '')}",
    }
    return own | more


async def start(server, *words, **more):
    """Run ``streamer`` with *words*."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streamer", *map(str, words)), env=settings(server), **more
    )


async def ran(server, *words):
    """Run ``streamer`` to its end; return its exit code and what it printed."""
    process = await start(
        server, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def told(path):
    """Return the whole lines of JSON in a file; of one that was cut, its worker died."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


async def until(true, seconds=20):
    """Wait until *true* says so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # another process writes a file
            await asyncio.sleep(0.01)


@asynccontextmanager
async def ending(*processes):
    """Kill what still runs of *processes*, a list that may grow, in the end."""
    try:
        yield
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()

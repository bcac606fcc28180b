"""Somebody else who uses the embedded store: ``store_user.py DATA [write NAME]``.

Says how many events there are, and leaves when its input ends.
"""

import asyncio
import sys
from pathlib import Path

from commits import Writer, collect

from streamer.stream import open_store


async def main(data, write="", name=""):
    async with open_store(redis="embedded", data=Path(data)) as stream:
        if write:
            await stream.commit(Writer(f"blog {name}").news("a"))
        sys.stdout.write(f"open {len(await collect(stream))}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))

"""A worker that handles events until it is killed: ``worker.py FILE LEASE``.

Writes the number of each event that it handled to a file, and acknowledges by asking on.
"""

import asyncio
import os
import sys
from datetime import timedelta

import streamer


async def main(path, lease):
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, b"0\n")
    held = timedelta(seconds=float(lease))
    async for entry in streamer.subscribe("desk", "baseline:in", since="start", lease=held):
        if isinstance(entry, streamer.Entry):
            os.write(file, f"{entry.cursor.n}\n".encode())
            await asyncio.sleep(0.002)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

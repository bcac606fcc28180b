"""A publisher that a test kills: ``publisher.py SOCKET``.

It goes through one history that is always the same, from its beginning; what is in the
store already changes nothing.
"""

import asyncio
import random
import sys
from contextlib import suppress
from pathlib import Path

from servers import Opened, Server
from test_commit_faults import COMMITS, Blog

from streamer.errors import StaleError


async def main(path):
    blog = Blog(random.Random(7))
    async with Opened(Server(binary=None, folder=Path(path).parent)) as stream:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for _ in range(COMMITS):
            with suppress(StaleError):  # an earlier life went on from here
                await stream.commit(blog.next())


asyncio.run(main(sys.argv[1]))

"""One contender on one task, as a process of its own so that its CPU time can be read.

``python contender.py ours|plain CASE URL REDIS POLLS`` polls, prints how many events came
out of it, and exits. The caller reads the CPU time of this process and its workers.
"""

import asyncio
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis.asyncio import Redis

from benchmarks.plain import PlainScript


async def plain(url: str, redis_url: str, polls: int) -> int:
    """Poll with the plain script."""
    redis = Redis.from_url(redis_url)
    script = PlainScript(url, redis)
    events = 0
    for _ in range(polls):
        events += await script.poll()
    await script.aclose()
    await redis.aclose()
    return events


async def ours(url: str, redis_url: str, polls: int) -> int:
    """Poll with the poller that the daemon uses."""
    from streamer.fetch import Fetcher  # noqa: PLC0415  # its import is no part of the rival's cost
    from streamer.gather import Gatherer  # noqa: PLC0415
    from streamer.model import Facts, Source  # noqa: PLC0415
    from streamer.poller import Poller  # noqa: PLC0415
    from streamer.publisher import Publisher  # noqa: PLC0415
    from streamer.stream import open_store  # noqa: PLC0415
    from streamer.workers import Workers  # noqa: PLC0415

    def clock() -> datetime:
        return datetime.now(UTC)

    source = Source(id="bench", url=url)
    events = 0
    with tempfile.TemporaryDirectory() as data:
        async with (
            open_store(redis=redis_url, data=Path(data), durability="everysec") as stream,
            Fetcher(contact="https://example.org/bench", allow_private=True, clock=clock) as fetch,
            Workers(timeout=timedelta(seconds=10), memory=512 * 2**20, count=1) as parse,
        ):
            poller = Poller(
                gather=Gatherer(fetch=fetch, parse=parse, clock=clock),
                publish=Publisher(
                    stream=stream,
                    clock=clock,
                    due=lambda _source, _facts: clock() + timedelta(seconds=1),
                    fence=await stream.fence(),
                ),
                clock=clock,
            )
            facts = Facts()
            for _ in range(polls):
                polled = await poller.poll(source, facts)
                if polled.error:
                    raise polled.error
                facts = replace(polled.facts)
                events += len(polled.entries)
    return events


if __name__ == "__main__":
    who, address, store, count = sys.argv[1:]
    print(asyncio.run({"ours": ours, "plain": plain}[who](address, store, int(count))))

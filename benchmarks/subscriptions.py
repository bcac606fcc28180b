"""How fast one worker gets through a subscription, beside a plain loop of redis-py.

The rival reads a hundred entries by XREADGROUP and acknowledges them by one XACK; it neither
decodes them, nor counts them, nor takes over from others. The third contender is that loop
with our decoding, so the difference between it and ours is what safety costs. All read the
same stream, in turns, each by a group of its own.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from redis.asyncio import Redis

from benchmarks.commits import SOURCES, TURNS, UPDATES, events, ours
from benchmarks.server import valkey
from streamer.codec import decode
from streamer.stream import open_store
from streamer.stream.followed import Taken
from streamer.subscribing import Subscription

COUNT = SOURCES * UPDATES
_STREAM = "streamer:{0}:events"
_BATCH = 100


async def worker(url: str, folder: Path, name: str) -> float:
    """Return events per second of our worker, with a handler that does nothing."""
    async with open_store(redis=url, data=folder, durability="everysec") as stream:
        began = time.perf_counter()
        async with Subscription(stream.subscription(name), since=None) as mine:
            for _ in range(COUNT):
                found = await mine.next()
                assert isinstance(found, Taken)
                await mine.done(found)
        return COUNT / (time.perf_counter() - began)


async def plain(url: str, name: str, *, decoding: bool) -> float:
    """Return events per second of a loop with redis-py."""
    async with Redis.from_url(url, socket_timeout=None) as redis:
        await redis.xgroup_create(_STREAM, name, "0")
        began, count = time.perf_counter(), 0
        while count < COUNT:
            ((_, entries),) = await redis.xreadgroup(name, "me", {_STREAM: ">"}, count=_BATCH)
            for entry_id, fields in entries:
                if decoding:
                    decode(entry_id.decode(), fields, 0)
                count += 1
            await redis.xack(_STREAM, name, *(entry_id for entry_id, _ in entries))
        return COUNT / (time.perf_counter() - began)


async def measure() -> dict[str, list[float]]:
    """Return the events per second of each turn, by contender."""
    rates: dict[str, list[float]] = {"worker": [], "plain": [], "decoding": []}
    with tempfile.TemporaryDirectory(prefix="sb", dir="/tmp") as name, valkey(Path(name)) as url:
        folder = Path(name)
        await ours(url, [events(f"source {n}") for n in range(SOURCES)], folder)
        for turn in range(TURNS + 1):
            contenders: dict[str, Callable[[], Awaitable[float]]] = {
                "worker": lambda turn=turn: worker(url, folder, f"ours{turn}"),
                "plain": lambda turn=turn: plain(url, f"plain{turn}", decoding=False),
                "decoding": lambda turn=turn: plain(url, f"decoding{turn}", decoding=True),
            }
            for who, run in contenders.items():
                rate = await run()
                if turn:  # the first one warms up
                    rates[who].append(rate)
    return rates


def main() -> None:
    rates = {who: median(found) for who, found in asyncio.run(measure()).items()}
    print(f"| reading {COUNT:,} events of 100 words, 100 at a time | events/s | ÷ plain |")
    print("|---|---|---|")
    rows = {
        "worker": "streamer's worker, a handler that does nothing",
        "decoding": "`XREADGROUP` + `XACK`, decoded as ours are",
        "plain": "`XREADGROUP` + `XACK`, undecoded",
    }
    for who, text in rows.items():
        print(f"| {text} | {rates[who]:,.0f} | {rates[who] / rates['plain']:.2f}× |")


if __name__ == "__main__":
    main()

"""How fast events are committed, beside XADD alone, and what their state weighs.

A commit does more than XADD: it compares, numbers, writes the state and the poll facts,
and survives a crash at any point. The rivals append the same bytes and know nothing: one
by one, and 200 to a pipeline. All write to the same Valkey, in turns.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from redis.asyncio import Redis

from benchmarks.server import valkey
from streamer.codec import encode
from streamer.diff import diff, fold
from streamer.model import Event, Facts, Snapshot, Update, Validators
from streamer.ports import Commit
from streamer.stream import open_store

UPDATES = 200
SOURCES = 25
TURNS = 5
_START = datetime(2026, 1, 1, tzinfo=UTC)
# The vocabulary is wide enough that no packer can live on repetition.
_STEMS = ("river", "bridge", "mayor", "train", "water", "power", "storm")
_ENDS = ("s", "ed", "ing", "er", "ward", "like", "less", "ful")
_WORDS = [stem + end for stem in _STEMS for end in _ENDS]


def update(number: int) -> Update:
    """Return an update of about a hundred words, the median of real live blogs."""
    words = (_WORDS[number * 31 % 53 * position % len(_WORDS)] for position in range(1, 101))
    return Update(
        id=str(750_000 + number),
        headline=f"Report {number} from the {_WORDS[number % len(_WORDS)]} desk",
        text=" ".join(words),
        published=_START + timedelta(minutes=number),
    )


def events(source: str) -> tuple[Event, ...]:
    """Return what a first poll of *source* would publish."""
    updates = tuple(update(number) for number in range(UPDATES, 0, -1))
    snapshot = Snapshot(updates=updates, view="window", fetched=_START + timedelta(days=1))
    return diff({}, snapshot, {}, source=source).events


async def ours(url: str, batches: list[tuple[Event, ...]], folder: Path) -> tuple[float, float]:
    """Return events per second, and bytes of state per update."""
    async with open_store(redis=url, data=folder, durability="everysec") as stream:
        fence = await stream.fence()
        facts = Facts(validators=Validators(etag='"one"'), begun=True, polled=_START)
        began = time.perf_counter()
        for batch in batches:
            commit = Commit(
                source=batch[0].source,
                events=batch,
                known=fold({}, batch),
                time=_START,
                fence=fence,
                facts=replace(facts, due=_START),
            )
            await stream.commit(commit)
        rate = SOURCES * UPDATES / (time.perf_counter() - began)
    async with Redis.from_url(url) as redis:
        sizes = [
            await redis.memory_usage(key, samples=0)
            async for key in redis.scan_iter(match="*")
            if key.endswith((b":state", b":poll"))
        ]
    return rate, sum(sizes) / (SOURCES * UPDATES)


async def plain(url: str, batches: list[tuple[Event, ...]], pipelined: int) -> tuple[float, float]:
    """Append the same bytes, and keep a set of ids; return rate and bytes as above."""
    rows = [(event.subject, encode(event)) for batch in batches for event in batch]
    async with Redis.from_url(url) as redis:
        began = time.perf_counter()
        for first in range(0, len(rows), pipelined):
            pipe = redis.pipeline(transaction=False)
            for subject, body in rows[first : first + pipelined]:
                pipe.sadd("seen", f"bench:{first}:{subject}")
                pipe.xadd("events", {"data": body})
            await pipe.execute()
        rate = len(rows) / (time.perf_counter() - began)
        size = await redis.memory_usage("seen", samples=0)
    return rate, size / len(rows)


async def turn(batches: list[tuple[Event, ...]]) -> dict[str, tuple[float, float]]:
    """Let each contender write everything to an empty server."""
    result = {}
    for name in ("streamer", "plain", "pipelined"):
        with tempfile.TemporaryDirectory() as folder, valkey(Path(folder)) as url:
            if name == "streamer":
                result[name] = await ours(url, batches, Path(folder))
            else:
                result[name] = await plain(url, batches, 1 if name == "plain" else 200)
    return result


def main() -> None:
    """Print a table."""
    batches = [events(f"source-{number}") for number in range(SOURCES)]
    turns = [asyncio.run(turn(batches)) for _ in range(TURNS)]
    print("| writer | events/s | streamer / writer | state, bytes an update |")
    print("|---|---|---|---|")
    for name, label in {
        "streamer": "streamer's commit, 200 a call",
        "plain": "SADD + XADD, one by one",
        "pipelined": "SADD + XADD, 200 to a pipeline",
    }.items():
        rate = median(one[name][0] for one in turns)
        ratio = median(one["streamer"][0] / one[name][0] for one in turns)
        size = turns[0][name][1]
        print(f"| {label} | {rate:,.0f} | {ratio:.2f}× | {size:,.0f} |")


if __name__ == "__main__":
    sys.exit(main())

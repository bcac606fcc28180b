"""A cancellation is never lost, whatever the store is asked at that moment."""

import asyncio
from contextlib import suppress

from streamer.stream import open_store


async def test_a_cancelled_reader_stops(tmp_path):
    async with open_store(redis="embedded", data=tmp_path, durability="everysec") as stream:
        await stream.tip()
        for steps in range(40):
            answers = 0

            async def ask_for_ever():
                nonlocal answers
                while True:
                    await stream.tip()
                    answers += 1

            task = asyncio.create_task(ask_for_ever())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            before = answers
            with suppress(TimeoutError):
                await asyncio.wait({task}, timeout=5)
            assert task.cancelled(), f"lost after {steps} steps"
            assert answers == before

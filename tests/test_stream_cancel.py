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


async def test_a_reader_that_is_cancelled_while_it_works_stops_too(tmp_path):
    """A signal comes at any time, also between two questions."""
    async with open_store(redis="embedded", data=tmp_path, durability="everysec") as stream:
        for _ in range(20):
            await stream.tip()

            async def cancelled_between_two():
                asyncio.current_task().cancel()
                await stream.tip()
                await asyncio.Event().wait()

            task = asyncio.create_task(cancelled_between_two())
            await asyncio.wait({task}, timeout=5)
            assert task.cancelled()

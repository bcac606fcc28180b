"""The store that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from streamer.config import Config
from streamer.stream import RedisStream, open_store

PREFIX: Final = "streamer"


@asynccontextmanager
async def open_stream(config: Config) -> AsyncIterator[RedisStream]:
    """Open the store that the settings name; start the embedded one if need be."""
    async with open_store(
        redis=config.redis.get_secret_value(),
        data=config.data,
        durability=config.durability,
        prefix=PREFIX,
    ) as stream:
        yield stream

"""Nobody runs this: mypy reads it and says whether the adapters fit the ports."""

from streamer.ports import Stream
from streamer.stream import MemoryStream, RedisStream


def a_stream(memory: MemoryStream, server: RedisStream) -> tuple[Stream, ...]:
    return memory, server

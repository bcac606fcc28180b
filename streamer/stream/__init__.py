"""The log of events and the state they fold to: in memory, or on a Redis or Valkey server."""

from streamer.stream.lease import Lease
from streamer.stream.memory import MemoryStream
from streamer.stream.opening import open_store
from streamer.stream.redis_stream import RedisStream

__all__ = ["Lease", "MemoryStream", "RedisStream", "open_store"]

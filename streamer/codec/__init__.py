"""Events and state as bytes and back; pure. What the bytes mean: docs/event.md."""

from streamer.codec.body import clean, read_instant, write_instant
from streamer.codec.facts import pack_facts, unpack_facts
from streamer.codec.schema import schema
from streamer.codec.state import pack, token, unpack
from streamer.codec.wire import (
    decode,
    encode,
    event_id,
    event_json,
    fields,
    notice_json,
    snapshot_json,
)

__all__ = [
    "clean",
    "decode",
    "encode",
    "event_id",
    "event_json",
    "fields",
    "notice_json",
    "pack",
    "pack_facts",
    "read_instant",
    "schema",
    "snapshot_json",
    "token",
    "unpack",
    "unpack_facts",
    "write_instant",
]

"""How the state is written: nothing is lost, not even a lone surrogate.

An event that leaves is clean text. The state is ours alone and is compared with what a
source shows, so it must give back what was put in.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from streamer.errors import StoreError

VERSION: Final = b"1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def check_version(version: bytes) -> None:
    """Refuse a format of the future.

    Raises:
        StoreError: It is not ours; the message says who must act.

    """
    if version != VERSION:
        raise StoreError(
            f"the store was written by a newer streamer (format {version.decode('latin-1')!r}): "
            f"update this one, or give it a data directory or a prefix of its own"
        )


def write_instant(instant: datetime | None) -> int | None:
    """Return microseconds since 1970."""
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def read_instant(microseconds: int | None) -> datetime | None:
    """Return what ``write_instant`` was given."""
    return None if microseconds is None else _EPOCH + microseconds * _MICROSECOND


def dumps(value: Any) -> bytes:
    """Return *value* as JSON."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate: only an escape can carry it
        return json.dumps(value, separators=(",", ":")).encode()


def loads(packed: bytes) -> Any:
    """Return what ``dumps`` was given.

    Raises:
        ValueError: It is no JSON.

    """
    try:
        return orjson.loads(packed)
    except orjson.JSONDecodeError:
        return json.loads(packed)

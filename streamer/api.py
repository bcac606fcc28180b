"""The Python call: the log as an asynchronous iterator."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from streamer.config import find, load
from streamer.errors import ConfigError
from streamer.model import Cursor, Entry, Rewound
from streamer.store import open_stream
from streamer.when import When, parse_when


async def tail(
    since: str | datetime | Cursor = "now",
    *,
    config: str | Path | None = None,
    follow: bool = True,
) -> AsyncIterator[Entry | Rewound]:
    """Yield the events of the store that the settings name, then wait for more.

    Args:
        since: ``start``, ``now``, an age such as ``2h``, an instant (UTC if it names no
            zone), or a cursor, which is exclusive: the way to resume is to remember
            ``entry.cursor`` and hand it in.
        config: The settings; else ``$STREAMER_CONFIG``, else ``./config.yaml``, else the
            embedded store in ``./data``.
        follow: Whether to wait for more at the end. A follower lives through restarts
            of the store.

    Yields:
        Entries in the order of their commits. A ``Rewound`` says that the store lost
        events which this reader had seen.

    Raises:
        ConfigError: The settings, or *since*, are wrong.
        CursorTooOldError: Events after the cursor were trimmed.
        CursorUnknownError: The store never gave this cursor out.
        StoreError: The store is away, or not fit.

    """
    settings = load(find(Path(config) if config else None, os.environ), os.environ)
    async with open_stream(settings) as stream:
        place = _place(since)
        after = await stream.tip() if place == "now" else place
        async for entry in stream.read(None if after == "start" else after, follow=follow):
            yield entry


def _place(since: str | datetime | Cursor) -> When:
    if not isinstance(since, str):
        return since.astimezone(UTC) if isinstance(since, datetime) else since
    try:
        return parse_when(since, now=datetime.now(UTC), zone=UTC)
    except ValueError as error:
        raise ConfigError(f"since: {error}") from None

"""The Python call: the log as an asynchronous iterator."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from streamer.config import find, load
from streamer.errors import ConfigError
from streamer.filtering import Filter, reads_duplicates
from streamer.model import Cursor, Entry, Rewound
from streamer.rules import Rule, parse_rule
from streamer.store import open_stream
from streamer.when import When, parse_when


async def tail(
    since: str | datetime | Cursor = "now",
    *,
    config: str | Path | None = None,
    follow: bool = True,
    match: str | Rule = "",
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
        match: A rule, such as ``kind:edited kharkiv -sport``; see docs/rules.md. Without
            one everything comes, what the sources showed from the start too.

    Yields:
        Entries in the order of their commits. A ``Rewound`` says that the store lost
        events which this reader had seen.

    Raises:
        ConfigError: The settings, *since* or *match* are wrong.
        CursorTooOldError: Events after the cursor were trimmed.
        CursorUnknownError: The store never gave this cursor out.
        StoreError: The store is away, or not fit.

    """
    settings = load(find(Path(config) if config else None, os.environ), os.environ)
    rule = parse_rule(match) if isinstance(match, str) else match
    fits = Filter(rule, settings.tags()) if match else None
    async with open_stream(settings) as store:
        stream = store.duplicates if reads_duplicates(rule) else store
        place = _place(since)
        after = await stream.tip() if place == "now" else place
        async for entry in stream.read(None if after == "start" else after, follow=follow):
            if isinstance(entry, Rewound) or fits is None or fits(entry.event):
                yield entry


def _place(since: str | datetime | Cursor) -> When:
    if not isinstance(since, str):
        return since.astimezone(UTC) if isinstance(since, datetime) else since
    try:
        return parse_when(since, now=datetime.now(UTC), zone=UTC)
    except ValueError as error:
        raise ConfigError(f"since: {error}") from None

"""The Python calls: the log as an asynchronous iterator, with and without a memory."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streamer.config import Config, find, load
from streamer.errors import ConfigError
from streamer.filtering import Filter, reads_duplicates
from streamer.joining import open_subscription, rule_of
from streamer.model import Cursor, Entry, Missed, Rewound
from streamer.rules import Rule, parse_rule
from streamer.store import open_stream
from streamer.stream.followed import Taken
from streamer.stream.group import LEASE
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
    settings = _settings(config)
    rule = parse_rule(match) if isinstance(match, str) else match
    fits = Filter(rule, settings.tags()) if match else None
    async with open_stream(settings) as store:
        stream = store.duplicates if reads_duplicates(rule) else store
        place = _place(since)
        after = await stream.tip() if place == "now" else place
        async for entry in stream.read(None if after == "start" else after, follow=follow):
            if isinstance(entry, Rewound) or fits is None or fits(entry.event):
                yield entry


async def subscribe(
    name: str,
    rule: str | Rule | None = None,
    *,
    since: str | datetime | Cursor = "now",
    config: str | Path | None = None,
    lease: timedelta = LEASE,
) -> AsyncIterator[Entry | Rewound | Missed]:
    """Yield the events that a subscription wants; the store remembers which were handled.

    An event is acknowledged when the loop asks for the next one. If the loop ends before,
    by ``break``, an exception or ``kill -9``, it comes again, with what else this worker had
    in hand: at once if the call is wrapped in ``contextlib.aclosing``, else after *lease*,
    because Python may end before anybody could say goodbye. So each event is handled at
    least once. Any number of workers, here and elsewhere, may share a name, and the events.

    Args:
        name: Of letters, digits and ``. _ -``.
        rule: What it wants, such as ``kharkiv -sport``; else that of the settings for this
            name, else everything but duplicates and the baseline.
        since: Where the name begins when it is used for the first time, as for ``tail``.
        config: The settings, as for ``tail``.
        lease: A worker that gives no sign of life for so long is taken for dead. A sign of
            life needs the event loop: a handler that blocks it must be quicker than this.

    Yields:
        Entries in the order of their commits, those that came again first. A ``Missed``
        says which events were trimmed before this subscription could handle them, a
        ``Rewound`` that the store lost events which this worker had seen.

    Raises:
        ConfigError: The settings, *name*, *rule* or *since* are wrong.
        CursorError: The name is new, and the store does not hold the place to begin at.
        StoreError: The store is away, or not fit; or the subscription was removed.

    """
    settings, place = _settings(config), _place(since)
    wanted = rule_of(settings, name, rule)
    async with open_subscription(settings, name, wanted, since=place, lease=lease) as mine:
        while True:
            found = await mine.next()
            if isinstance(found, Taken):
                yield found.entry
                await mine.done(found)
            else:
                yield found


def _settings(config: str | Path | None) -> Config:
    return load(find(Path(config) if config else None, os.environ), os.environ)


def _place(since: str | datetime | Cursor) -> When:
    if not isinstance(since, str):
        return since.astimezone(UTC) if isinstance(since, datetime) else since
    try:
        return parse_when(since, now=datetime.now(UTC), zone=UTC)
    except ValueError as error:
        raise ConfigError(f"since: {error}") from None

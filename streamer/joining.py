"""A worker of a subscription as the settings describe it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from streamer.config import Config
from streamer.filtering import Filter
from streamer.rules import Rule, parse_rule
from streamer.store import open_stream
from streamer.stream.group import LEASE, Which
from streamer.subscribing import Subscription
from streamer.when import When


def rule_of(config: Config, name: str, text: str | Rule | None) -> Rule:
    """Return the rule of a subscription: *text*, else that of the settings, else the open one.

    Raises:
        ConfigError: *text* is no rule.

    """
    if text is not None:
        return text if isinstance(text, Rule) else parse_rule(text)
    return next((one.rule for one in config.subscriptions if one.name == name), Rule())


@asynccontextmanager
async def open_subscription(
    config: Config,
    name: str,
    rule: Rule,
    *,
    since: When,
    lease: timedelta = LEASE,
) -> AsyncIterator[Subscription]:
    """Work for the subscription *name*, and give back what is in hand at the end.

    Args:
        config: Names the store, and the tags of the sources.
        name: Its name.
        rule: What it wants.
        since: Where it begins if nobody used it before: ``now``, ``start``, or a place.
        lease: For how long a worker may be silent before others take over what it has.

    Raises:
        ConfigError: The name cannot be one, or the rule needs what is not installed.
        CursorError: The store does not hold the place where it should begin.
        StoreError: The store is away, or not fit.

    """
    wants = Filter(rule, config.tags())
    async with open_stream(config) as stream:
        group = stream.subscription(name, lease=lease, logs=_logs(rule))
        place = None if since == "start" else since
        async with Subscription(group, wants, since=place) as subscription:
            yield subscription


def _logs(rule: Rule) -> Sequence[Which]:
    """Return the logs that hold what *rule* wants."""
    logs: dict[str, Sequence[Which]] = {
        "in": ("events", "duplicates"),
        "only": ("duplicates",),
    }
    return logs.get(rule.duplicates, ("events",))

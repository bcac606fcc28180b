"""The settings as frozen models: their names, kinds, defaults and meaning.

The JSON Schema for editors is made of these, so a docstring or description here is what
a person reads while writing ``config.yaml``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from streamer import model
from streamer.config.rules import RuleValue, SubscriptionName
from streamer.config.section import Options
from streamer.config.source import SourceOptions
from streamer.config.values import (
    Contact,
    Duration,
    Folder,
    Keep,
    Listen,
    Networks,
    Size,
    Store,
)
from streamer.pace import Pace
from streamer.rules import Rule

Level = Literal["debug", "info", "warning", "error"]


class FetchOptions(Options):
    """How servers are asked."""

    allow_private: bool = False
    """Whether addresses that are not public (loopback, home and company networks) may be asked."""
    allow: Networks = ()
    """Networks that may be asked although they are not public, such as 192.168.1.0/24."""
    timeout: Duration = timedelta(seconds=20)
    """The most one exchange may take, from the look-up of the name to the last byte."""
    max_body: Size = Field(default=15_000_000, json_schema_extra={"default": "15MB"})
    """The largest document, after decompression."""


class PaceOptions(Options):
    """How often sources are polled that have no `every` of their own."""

    budget: Literal["auto"] = "auto"
    """How many requests are spent. Only `auto` is known: each source by its own activity."""
    fastest: Duration = timedelta(seconds=20)
    """The shortest time between two polls, while a source changes all the time."""
    slowest: Duration = timedelta(hours=1)
    """The longest time between two polls, when a source has been quiet for long."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.fastest > self.slowest:
            raise ValueError("fastest is longer than slowest")
        return self

    def pace(self) -> Pace:
        return Pace(fastest=self.fastest, slowest=self.slowest)


class KeepOptions(Options):
    """How much is kept."""

    stream: Keep = "forever"
    """Events of the stream: `forever`, those younger than a duration, or a number of them."""
    state: Duration = timedelta(days=7)
    """How long an update that its source no longer shows keeps its text in the state."""


class LogOptions(Options):
    """What the daemon writes on stderr."""

    level: Level = "info"
    """The least important line that is written."""
    format: Literal["auto", "json", "text"] = "auto"
    """`auto` is text on a terminal and JSON lines anywhere else."""


class HttpOptions(Options):
    """Accepted, and read by nothing yet: the page comes with a later version."""

    listen: Listen = "127.0.0.1:8787"
    """Host and port."""


class SubscriptionOptions(Options):
    """A named reader, and the events that it wants."""

    name: SubscriptionName
    """Your name for it, by which the store remembers how far it read."""
    rule: RuleValue = Field(default=Rule(), json_schema_extra={"default": ""})
    """What it wants, as in `kind:edited kharkiv|odesa -sport` or as a mapping; see docs/rules.md.
    Without one: everything but duplicates and what a source showed from the start."""


class Config(Options):
    """Everything that can be set. All but `sources` has a default."""

    redis: Store = SecretStr("embedded")
    """The store: `embedded`, or the address of a Redis or Valkey server."""
    durability: Literal["always", "everysec", "replica"] = "always"
    """When an event counts as written: on disk, on disk within a second, or on a replica."""
    data: Folder = Path("data")
    """Where the embedded store lives; relative to this file."""
    contact: Contact = ""
    """A page or e-mail address that tells servers who polls them; part of the User-Agent."""
    fetch: FetchOptions = FetchOptions()
    """How servers are asked."""
    pace: PaceOptions = PaceOptions()
    """How often sources are polled."""
    keep: KeepOptions = KeepOptions()
    """How much is kept."""
    log: LogOptions = LogOptions()
    """What the daemon writes on stderr."""
    sources: tuple[SourceOptions, ...]
    """What to follow."""
    subscriptions: tuple[SubscriptionOptions, ...] = ()
    """Who wants which events."""
    http: HttpOptions = HttpOptions()
    """Accepted, and read by nothing yet: the page comes with a later version."""

    def followed(self) -> tuple[model.Source, ...]:
        return tuple(options.source() for options in self.sources)

    def tags(self) -> dict[str, frozenset[str]]:
        """Return the tags of each source by its id, as rules want them."""
        return {source.id: frozenset(source.tags) for source in self.sources}

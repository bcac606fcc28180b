"""The settings as frozen models: their names, kinds, defaults and meaning.

The JSON Schema for editors is made of these, so a docstring or description here is what
a person reads while writing ``config.yaml``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from streamer import model
from streamer.config.reading import FieldSelector, ItemSelector, Key
from streamer.config.rules import RuleValue, SubscriptionName
from streamer.config.values import (
    Address,
    Contact,
    Duration,
    Every,
    Folder,
    Keep,
    Listen,
    Networks,
    Size,
    SourceId,
    Store,
    Zone,
)
from streamer.nearest import hint
from streamer.pace import Pace
from streamer.rules import Rule

Level = Literal["debug", "info", "warning", "error"]


class _Options(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


class FetchOptions(_Options):
    """How servers are asked."""

    allow_private: bool = False
    """Whether addresses that are not public (loopback, home and company networks) may be asked."""
    allow: Networks = ()
    """Networks that may be asked although they are not public, such as 192.168.1.0/24."""
    timeout: Duration = timedelta(seconds=20)
    """The most one exchange may take, from the look-up of the name to the last byte."""
    max_body: Size = Field(default=15_000_000, json_schema_extra={"default": "15MB"})
    """The largest document, after decompression."""


class PaceOptions(_Options):
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


class KeepOptions(_Options):
    """How much is kept."""

    stream: Keep = "forever"
    """Events of the stream: `forever`, those younger than a duration, or a number of them."""
    state: Duration = timedelta(days=7)
    """How long an update that its source no longer shows keeps its text in the state."""


class LogOptions(_Options):
    """What the daemon writes on stderr."""

    level: Level = "info"
    """The least important line that is written."""
    format: Literal["auto", "json", "text"] = "auto"
    """`auto` is text on a terminal and JSON lines anywhere else."""


class HttpOptions(_Options):
    """Accepted, and read by nothing yet: the page comes with a later version."""

    listen: Listen = "127.0.0.1:8787"
    """Host and port."""


def _tags(value: object) -> object:
    return [tag.strip() for tag in value.split(",")] if isinstance(value, str) else value


class SelectorsOptions(_Options):
    """Where a page keeps its updates, as CSS selectors; `selector@attribute` is a value."""

    item: ItemSelector
    """The elements of the updates, such as `article.post`; the others look inside of these."""
    id: FieldSelector = ""
    """What names an update for good, such as `@data-id`; else the page's own ids are found."""
    headline: FieldSelector = ""
    """Its headline, such as `h3`."""
    text: FieldSelector = ""
    """Its text, all elements that match; else its paragraphs."""
    time: FieldSelector = ""
    """When it was published: a clock such as 10:35, or a machine time; else its `<time>`."""

    def selectors(self) -> model.Selectors:
        return model.Selectors(**self.model_dump())


class SourceOptions(_Options):
    """One address to follow, and how to read it."""

    id: SourceId
    """Your name for it; its events carry it."""
    url: Address
    """Where it is. Where each day has an address of its own, `{%Y-%m-%d}` stands for today's."""
    kind: str = "auto"
    """How to read it: `auto` finds out, or the name of a family such as `feed` or `json-ld`,
    or `css` with `selectors`."""
    selectors: SelectorsOptions | None = None
    """Where its page keeps the updates, if no family finds them; `streamer inspect` may know."""
    key: Key = SecretStr("")
    """What its API wants to know you by. Better kept in STREAMER_SOURCES__<ID>__KEY_FILE."""
    zone: Zone = None
    """The time zone of its clocks, where the page itself names none, such as Europe/Kyiv."""
    tags: Annotated[tuple[str, ...], BeforeValidator(_tags)] = ()
    """Words of yours to sort sources by."""
    every: Every = None
    """A fixed time between two polls, instead of the pace."""

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value == "auto":
            return value
        # The parsers are heavy, and most files never name one.
        from streamer.parse import KINDS  # noqa: PLC0415

        known = ("auto", *KINDS)
        if value not in known:
            raise ValueError(f'"{value}" is not one of {", ".join(known)}{hint(value, known)}')
        return value

    @model_validator(mode="after")
    def _described(self) -> Self:
        if self.kind == "css" and self.selectors is None:
            raise ValueError(
                "kind: css needs selectors of the page, such as selectors: {item: article.post}"
            )
        if self.selectors is not None and self.kind not in ("auto", "css"):
            raise ValueError(f"selectors are for kind: css, and this is kind: {self.kind}")
        return self

    def source(self) -> model.Source:
        return model.Source(
            **self.model_dump(exclude={"every", "selectors", "key"}),
            every=self.every,
            selectors=self.selectors.selectors() if self.selectors else None,
            key=self.key.get_secret_value(),
        )


class SubscriptionOptions(_Options):
    """A named reader, and the events that it wants."""

    name: SubscriptionName
    """Your name for it, by which the store remembers how far it read."""
    rule: RuleValue = Field(default=Rule(), json_schema_extra={"default": ""})
    """What it wants, as in `kind:edited kharkiv|odesa -sport` or as a mapping; see docs/rules.md.
    Without one: everything but duplicates and what a source showed from the start."""


class Config(_Options):
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

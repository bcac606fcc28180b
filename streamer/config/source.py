"""The settings of a source: where it is, and how to read it."""

from typing import Annotated, Self

from pydantic import BeforeValidator, SecretStr, field_validator, model_validator

from streamer import model
from streamer.config.reading import FieldSelector, ItemSelector, Key
from streamer.config.section import Options
from streamer.config.values import Address, Every, SourceId, Zone
from streamer.nearest import hint


def _tags(value: object) -> object:
    return [tag.strip() for tag in value.split(",")] if isinstance(value, str) else value


class SelectorsOptions(Options):
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


class SourceOptions(Options):
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

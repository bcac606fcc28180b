"""The story as data: who writes what when, and which event each step has to make.

A story is a YAML file like ``story.yaml``, which explains its own words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from streamer.demo.newsroom import Desk, Item, Newsroom, Shape
from streamer.errors import ConfigError
from streamer.model import Kind

Act = Literal[
    "publish",
    "correct",
    "retype",
    "delete",
    "restore",
    "pin",
    "unpin",
    "move",
    "redesign",
]
_KINDS: Mapping[Act, Kind] = {
    "publish": "update.new",
    "correct": "update.edited",
    "delete": "update.removed",
    "restore": "update.restored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The event that a step has to make, as the newsroom itself would tell it."""

    kind: Kind
    source: str
    headline: str
    text: str


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Frozen):
    """One thing that an editor does, ``at`` seconds after the beginning."""

    at: float = 0.0
    act: Act = "publish"
    desk: str = ""
    item: str = ""
    ago: int = 0
    headline: str = ""
    text: tuple[str, ...] = ()
    swaps: dict[str, str] = Field(default_factory=dict)
    add: tuple[str, ...] = ()
    place: int = 0

    def apply(self, room: Newsroom, now: datetime) -> Newsroom:
        """Return *room* after this step.

        Raises:
            KeyError: The desk or the item does not exist.
            ValueError: The item exists already, or does not say what is to be swapped.

        """
        match self.act:
            case "publish":
                return room.publish(self.desk, self._written(now))
            case "correct" | "retype":
                told = now if self.act == "correct" else None
                return room.correct(
                    self.desk, self.item, swaps=self.swaps, added=self.add, now=told
                )
            case "delete" | "restore":
                return room.mark(self.desk, self.item, deleted=self.act == "delete")
            case "pin" | "unpin":
                return room.mark(self.desk, self.item, pinned=self.act == "pin")
            case "move":
                return room.move(self.desk, self.item, self.place)
            case "redesign":
                return room.redesign()

    def expected(self, after: Newsroom) -> Expected | None:
        """Return the event that this step makes, given the newsroom *after* it."""
        kind = _KINDS.get(self.act)
        if kind is None:
            return None
        item = after.desks[self.desk].item(self.item)
        return Expected(kind=kind, source=self.desk, headline=item.headline, text=item.text)

    def _written(self, now: datetime) -> Item:
        return Item(
            id=self.item,
            published=now - timedelta(minutes=self.ago),
            headline=self.headline,
            paragraphs=self.text,
        )


class _DeskOpening(_Frozen):
    title: str
    shape: Shape
    intro: str = ""


class _Rounds(_Frozen):
    every: float = Field(gt=0)
    words: dict[str, tuple[str, ...]]
    steps: tuple[dict[str, Any], ...]

    def steps_of(self, number: int, start: float) -> Iterator[Step]:
        words = {name: row[number % len(row)] for name, row in self.words.items()}
        figures = {"few": 3 + number % 9, "more": 14 + number % 9, "many": 100 + 37 * number % 900}
        slots = {"round": number, **figures, **words}
        for raw in self.steps:
            step = Step.model_validate(_filled(raw, slots))
            yield step.model_copy(update={"at": start + number * self.every + step.at})


class Script(_Frozen):
    """A story from the first page to as many rounds as somebody watches."""

    zone: str
    desks: dict[str, _DeskOpening]
    opening: tuple[Step, ...]
    steps: tuple[Step, ...]
    rounds: _Rounds | None = None

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the newsroom shows its clocks."""
        return ZoneInfo(self.zone)

    def open(self, now: datetime) -> Newsroom:
        """Return the newsroom as its first reader finds it."""
        room = Newsroom(
            desks={
                name: Desk(name=name, title=desk.title, shape=desk.shape, intro=desk.intro)
                for name, desk in self.desks.items()
            }
        )
        for step in self.opening:
            room = step.apply(room, now)
        return room

    def all_steps(self) -> Iterator[Step]:
        """Yield the steps, then those of round after round; endless if there are rounds."""
        yield from self.steps
        if self.rounds is not None:
            start = max((step.at for step in self.steps), default=0.0)
            for number in count():
                yield from self.rounds.steps_of(number, start)


def load(path: Path | None = None) -> Script:
    """Return the story in the file *path*, or the one that comes with the program.

    Raises:
        ConfigError: It cannot be read, or is no story.

    """
    file = path or resources.files("streamer.demo").joinpath("story.yaml")
    try:
        return Script.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as wrong:
        raise ConfigError(f"{file}: {wrong}") from wrong


def _filled(value: Any, slots: Mapping[str, object]) -> Any:
    """Return *value* with the ``{slots}`` of its texts filled, however deep they are."""
    match value:
        case str():
            return value.format_map(slots)
        case list():
            return [_filled(one, slots) for one in value]
        case dict():
            return {_filled(key, slots): _filled(one, slots) for key, one in value.items()}
        case _:
            return value

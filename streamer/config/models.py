"""The settings by their path: which there are, and which hold others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic import BaseModel

from streamer.config.options import Config

# What there may be many of.
LISTS = ("sources", "subscriptions")


@dataclass(frozen=True, slots=True)
class Option:
    """One setting. ``model`` says what it holds, None for a plain value."""

    model: type[BaseModel] | None
    compound: bool


def child(path: tuple[str | int, ...]) -> Option | None:
    """Return the option at *path*, None if there is none; list positions are skipped."""
    option = Option(Config, compound=True)
    for part in path:
        if isinstance(part, int):
            continue
        if option.model is None or part not in option.model.model_fields:
            return None
        option = _option(option.model, part)
    return option


def fields(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the names of what the option at *path* holds."""
    option = child(path)
    return tuple(option.model.model_fields) if option and option.model else ()


@cache
def names() -> tuple[tuple[str, ...], ...]:
    """Return the paths of all options outside lists."""
    return tuple(_names(Config, ()))


def _names(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in model.model_fields:
        yield (*path, name)
        inner = _option(model, name).model
        if inner is not None and name not in LISTS:
            yield from _names(inner, (*path, name))


def _option(model: type[BaseModel], name: str) -> Option:
    annotation = model.model_fields[name].annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Option(annotation, compound=True)
    inner = [part for part in get_args(annotation) if isinstance(part, type)]
    held = next((part for part in inner if issubclass(part, BaseModel)), None)
    return Option(held, compound=held is not None)

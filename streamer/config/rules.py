"""Subscriptions in the settings: their names, their rules, and what is odd about these."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from streamer.config.tree import Path, Places, Problem
from streamer.config.values import TEXT, text_in
from streamer.errors import RuleError
from streamer.nearest import hint
from streamer.rules import FIELDS, Rule, read_rule
from streamer.rules.parts import PRESENCES, WEIGHTS

if TYPE_CHECKING:
    from streamer.config.options import Config

# What is said of a name that the settings do not have.
_NONE: Final = {"source": "no source is called", "tag": "no source has the tag"}
_NAME: Final = r"^[\w.-]{1,100}$"


class WithinError(ValueError):
    """Something deeper in a value is wrong.

    Attributes:
        path: Where, from the value on.
        at_key: Whether it is the key there that is wrong.

    """

    def __init__(self, problem: str, path: Path, *, at_key: bool) -> None:
        super().__init__(problem)
        self.path = path
        self.at_key = at_key


def _name(value: object) -> str:
    text = text_in(value)
    if not re.fullmatch(_NAME, text):
        raise ValueError(f'"{text}" is no name: use letters, digits and - _ . only')
    return text


def _rule(value: object) -> Rule:
    if isinstance(value, Rule):
        return value
    try:
        return read_rule(value)
    except RuleError as wrong:
        column = f"column {wrong.column} of the rule: " if wrong.column else ""
        raise WithinError(f"{column}{wrong.problem}", wrong.path, at_key=wrong.at_key) from None


def _schema() -> dict[str, Any]:
    """Return what an editor should know of a rule; its short form is just text."""
    many = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    listed = {
        "kind": many,
        "source": many,
        "tag": many,
        "lang": many,
        **dict.fromkeys(FIELDS, many),
    }
    groups = {"type": "array", "items": {"type": "array", "items": TEXT}}
    mapping = {
        **listed,
        "all": many,
        "any": {"anyOf": [*many["anyOf"], groups]},
        "none": many,
        "weight": {"enum": list(WEIGHTS)},
        "duplicates": {"enum": list(PRESENCES)},
        "baseline": {"enum": list(PRESENCES)},
        "not": _mapping(listed),
    }
    return {"anyOf": [TEXT, _mapping(mapping)]}


def _mapping(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


SubscriptionName = Annotated[str, PlainValidator(_name), WithJsonSchema(TEXT | {"pattern": _NAME})]
RuleValue = Annotated[Rule, PlainValidator(_rule), PlainSerializer(str), WithJsonSchema(_schema())]


def odd_rules(config: "Config", places: Places) -> Iterator[Problem]:
    """Tell of sources and tags in rules that the settings do not have."""
    sources = {source.id for source in config.sources}
    tags = {tag for source in config.sources for tag in source.tags}
    for i, subscription in enumerate(config.subscriptions):
        rule, path = subscription.rule, ("subscriptions", i, "rule")
        for key, choice, known in (("source", rule.sources, sources), ("tag", rule.tags, tags)):
            for wanted, names in (((key,), choice.any), (("not", key), choice.none)):
                for name in sorted(names - known):
                    text = f'{_NONE[key]} "{name}"{hint(name, sorted(known))}'
                    place = places.of((*path, *wanted))
                    yield Problem(place, f"subscriptions[{i}].rule: {text}")

"""What is wrong with settings, in one sentence each; and what is only odd."""

from collections.abc import Iterator

from pydantic_core import ErrorDetails

from streamer.config.models import fields
from streamer.config.options import Config
from streamer.config.rules import odd_rules
from streamer.config.tree import Places, Problem, Tree
from streamer.harmless import redact
from streamer.nearest import hint


def sentence(error: ErrorDetails) -> str:
    """Return what is wrong, the value, and the word that was probably meant."""
    path, value = error["loc"], error["input"]
    match error["type"]:
        case "extra_forbidden":
            text = f"unknown key{hint(str(path[-1]), fields(path[:-1]))}"
        case "missing":
            text = "missing"
            text += ": list what to follow, or write sources: []" if path == ("sources",) else ""
        case "value_error":
            text = redact(str(error["ctx"]["error"]))
        case "literal_error":
            words = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            text = f'"{value}" is not one of {", ".join(words)}{hint(str(value), words)}'
        case "model_type" | "tuple_type":
            text = f"expected a {'mapping' if error['type'] == 'model_type' else 'list'}"
        case _:
            shown = f'"{value}": ' if isinstance(value, str) else ""
            text = f"{shown}expected {error['msg'].removeprefix('Input should be ')}"
    return text


def check_ids(tree: Tree, places: Places) -> None:
    """Note which sources have the id of another, and which subscriptions the name."""
    for kept, key, one in (("sources", "id", "source"), ("subscriptions", "name", "subscription")):
        first: dict[str, int] = {}
        for i, item in enumerate(_items(tree, kept)):
            name = item.get(key)
            if isinstance(name, str) and first.setdefault(name, i) != i:
                other = places.of((kept, first[name], key))
                text = f'{kept}[{i}].{key}: "{name}" is the {key} of the {one} at {other} too'
                places.note(places.of((kept, i, key)), text)


def odd(config: Config, tree: Tree, places: Places) -> Iterator[Problem]:
    """Tell what is allowed, but probably not what was meant."""
    first: dict[str, str] = {}
    for i, source in enumerate(config.sources):
        if first.setdefault(source.url, source.id) != source.id:
            text = f"sources[{i}].url: {first[source.url]} follows the same address"
            yield Problem(places.of(("sources", i, "url")), text)
    if not config.sources:
        yield Problem(places.of(("sources",)), "sources: empty, nothing is followed")
    elif not config.contact:
        text = "contact: not set; servers like to know whom to write to"
        yield Problem(places.of(()), text)
    yield from odd_rules(config, places)
    if given_by(tree, "http"):
        text = "http: nothing reads it yet, the page comes with a later version"
        yield Problem(places.of(("http",)), text)


def given_by(tree: Tree, key: str) -> bool:
    """Return whether the settings name *key*."""
    return isinstance(tree, dict) and key in tree


def _items(tree: Tree, kept: str) -> Iterator[dict[str, Tree]]:
    items = tree.get(kept) if isinstance(tree, dict) else None
    for item in items if isinstance(items, list) else ():
        yield item if isinstance(item, dict) else {}

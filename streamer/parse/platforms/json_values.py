"""Values of JSON that somebody else wrote: what is not of the kind that is looked for is absent."""

from collections.abc import Mapping

Json = Mapping[str, object]


def text(thing: Json, *names: str) -> str:
    """Return the first of the named values that is a text and not empty."""
    for name in names:
        value = thing.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def name(thing: Json, *names: str) -> str:
    """Return the first of the named values that can be an id: a text, or a whole number."""
    for one in names:
        value = thing.get(one)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def mapping(thing: object, *path: str) -> Json:
    """Return the object at the end of *path*, an empty one if there is none."""
    for step in path:
        thing = thing.get(step) if isinstance(thing, dict) else None
    return thing if isinstance(thing, dict) else {}


def objects(value: object) -> list[Json]:
    """Return the objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def told_odd(value: object, what: str) -> tuple[str, ...]:
    """Return a sentence on the members of a list that are no objects."""
    odd = len(value) - len(objects(value)) if isinstance(value, list) else 0
    return (f"{what} that are no objects: {odd}",) if odd else ()

"""JSON as pages carry it, and as attackers would."""

import json
import re

import orjson

_OPENING = re.compile(r"(?:/\*\s*|//\s*)?(?:<!\[CDATA\[|<!--)\s*(?:\*/)?")
# Each is looked for at the very end only: a search for what ends there is quadratic.
_CLOSING = (("*/",), ("]]>", "-->"), ("/*", "//"))
_LAYERS = 2
_LONE = re.compile("[\ud800-\udfff]")


def loads(text: str) -> object:
    """Return the value of *text*.

    Forgives what browsers forgive: CDATA and comment marks around the value, a
    semicolon after it, line breaks inside of strings, NaN, halves of surrogate pairs.

    Raises:
        ValueError: It is no JSON even so.

    """
    try:
        return orjson.loads(text)
    except ValueError:
        bare = _unwrapped(text).removesuffix(";")
    try:
        return _paired(json.loads(bare, strict=False, parse_constant=lambda _: None))
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep


def _unwrapped(text: str) -> str:
    """Return *text* without the CDATA and comment marks around it; linear."""
    bare = text.strip()
    for _ in range(_LAYERS):
        if opening := _OPENING.match(bare):
            bare = bare[opening.end() :].lstrip()
        bare = _unclosed(bare)
    return bare


def _unclosed(text: str) -> str:
    """Return *text* without one closing mark, as it is without any."""
    outer, marks, inner = _CLOSING
    bare = _without(text, outer)
    return _without(_without(bare, marks), inner) if bare.endswith(marks) else text


def _without(text: str, marks: tuple[str, ...]) -> str:
    mark = next((mark for mark in marks if text.endswith(mark)), "")
    return text.removesuffix(mark).rstrip()


def _paired(value: object) -> object:
    """Replace lone surrogates, which no encoder takes."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_paired(item) for item in value]
    if isinstance(value, dict):
        return {_paired(key): _paired(item) for key, item in value.items()}
    return value

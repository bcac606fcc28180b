"""JSON as pages carry it, and as attackers would."""

import json
import re

import orjson

_WRAPPERS = re.compile(
    r"^\s*(?:/\*\s*|//\s*)?(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|"
    r"\s*(?:/\*\s*|//\s*)?(?:\]\]>|-->)\s*(?:\*/)?\s*$"
)
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
        bare = _WRAPPERS.sub("", _WRAPPERS.sub("", text)).strip().removesuffix(";")
    try:
        return _paired(json.loads(bare, strict=False, parse_constant=lambda _: None))
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep


def _paired(value: object) -> object:
    """Replace lone surrogates, which no encoder takes."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_paired(item) for item in value]
    if isinstance(value, dict):
        return {_paired(key): _paired(item) for key, item in value.items()}
    return value

"""The kinds of values that say how one source is read: selectors, and the key of its API."""

import re
from typing import Annotated

from pydantic import PlainValidator, SecretStr, WithJsonSchema

from streamer.config.values import TEXT, text_in


def _selector(value: object, *, whole: bool) -> str:
    text = text_in(value)
    # Only a source with selectors needs what can check them.
    from streamer.parse.described.selecting import fault  # noqa: PLC0415

    if wrong := fault(text, whole=whole):
        raise ValueError(wrong)
    return text


def _key(value: object) -> SecretStr:
    if isinstance(value, SecretStr):
        return value
    text = text_in(value)
    # A header and an address can hold it; the value is not shown.
    if not re.fullmatch(r"[!-~]{1,500}", text):
        raise ValueError("expected a key of letters, digits and marks, without blanks")
    return SecretStr(text)


ItemSelector = Annotated[
    str, PlainValidator(lambda value: _selector(value, whole=True)), WithJsonSchema(TEXT)
]
FieldSelector = Annotated[
    str, PlainValidator(lambda value: _selector(value, whole=False)), WithJsonSchema(TEXT)
]
Key = Annotated[SecretStr, PlainValidator(_key), WithJsonSchema(TEXT | {"writeOnly": True})]

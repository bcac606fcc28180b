"""The kinds of values that settings have: text in, a value or one clear sentence out."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import PlainSerializer, PlainValidator, SecretStr, WithJsonSchema

from streamer.dated import check as check_dated
from streamer.harmless import redact
from streamer.nearest import hint
from streamer.quantity import (
    DURATION,
    SIZE,
    parse_duration,
    parse_size,
    show_duration,
    show_size,
)

Network = IPv4Network | IPv6Network
Retention = timedelta | int | Literal["forever"]

_ID: Final = r"^[\w.:-]{1,100}$"
_STORES: Final = ("redis://", "rediss://", "unix://")


def text_in(value: object) -> str:
    """Return a value that is text, without the blanks around it."""
    if isinstance(value, str):
        return value.strip()
    raise ValueError("expected text here")


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    duration = parse_duration(text_in(value))
    if not duration:
        raise ValueError(f'"{value}" is no time at all')
    return duration


def _size(value: object) -> int:
    size = value if isinstance(value, int) else parse_size(text_in(value))
    if size <= 0:
        raise ValueError(f'"{value}" is nothing at all')
    return size


def _retention(value: object) -> Retention:
    if isinstance(value, timedelta | int):
        return value
    text = text_in(value)
    if text == "forever":
        return "forever"
    if re.fullmatch(r"[1-9][0-9]*", text):
        return int(text)
    try:
        return _duration(text)
    except ValueError:
        wanted = "forever, a duration such as 30d, or a number of events"
        raise ValueError(f'"{text}" is not one of: {wanted}') from None


def _show_retention(value: Retention) -> str | int:
    return show_duration(value) if isinstance(value, timedelta) else value


def _folder(value: object) -> Path:
    return value if isinstance(value, Path) else Path(text_in(value))


def _network(value: object) -> Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(text_in(value))
    except ValueError as error:
        raise ValueError(f"{error}; write one like 10.0.0.0/8 or 192.168.1.5") from None


def _networks(value: object) -> tuple[Network, ...]:
    many = [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(many, list | tuple):
        raise ValueError("expected a list of networks here")  # noqa: TRY004  # pydantic's word
    return tuple(_network(one) for one in many)


def _store(value: object) -> SecretStr:
    if isinstance(value, SecretStr):
        return value
    text = text_in(value)
    if text == "embedded" or text.startswith((*_STORES, "/")):
        return SecretStr(text)
    # The value may hold a password, so it is not shown.
    raise ValueError(
        "expected embedded, redis://host:6379/0, rediss://host:6380/0, unix:///path/to/socket "
        f"or a path{hint(text.partition(':')[0], ['embedded', 'redis', 'rediss', 'unix'])}"
    )


def _address(value: object) -> str:
    text = text_in(value)
    check_dated(text)
    if not _is_web(text) or re.search(r"\s", text):
        raise ValueError(f'"{redact(text)}" is no address that begins with https:// or http://')
    return text


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and usable


def _contact(value: object) -> str:
    text = text_in(value)
    if text and not re.fullmatch(r"https?://[!-~]+|(mailto:)?[!-~]+@[!-~]+", text):
        raise ValueError(f'"{text}" is neither a web address nor an e-mail address')
    return text


def _source_id(value: object) -> str:
    text = text_in(value)
    if not re.fullmatch(_ID, text):
        raise ValueError(f'"{text}" is no id: use letters, digits and - _ . : only')
    return text


def _zone(value: object) -> str | None:
    if value is None:
        return None
    text = text_in(value)
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        zones = sorted(available_timezones())
        raise ValueError(f'"{text}" is no time zone{hint(text, zones)}') from None


def _listen(value: object) -> str:
    text = text_in(value)
    if not re.fullmatch(r"[^\s/]+:[0-9]{1,5}", text):
        raise ValueError(f'"{text}" is no host:port, write one like 127.0.0.1:8787')
    return text


TEXT: Final = {"type": "string"}

Duration = Annotated[
    timedelta,
    PlainValidator(_duration),
    PlainSerializer(show_duration),
    WithJsonSchema({"type": "string", "pattern": DURATION}),
]
Every = Annotated[
    timedelta | None,
    PlainValidator(lambda value: None if value is None else _duration(value)),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": DURATION}, {"type": "null"}]}),
]
Size = Annotated[
    int,
    PlainValidator(_size),
    PlainSerializer(show_size),
    WithJsonSchema({"type": "string", "pattern": SIZE}),
]
Keep = Annotated[
    Retention,
    PlainValidator(_retention),
    PlainSerializer(_show_retention),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "forever"},
                {"type": "string", "pattern": DURATION},
                {"type": "integer", "minimum": 1},
            ]
        }
    ),
]
Networks = Annotated[
    tuple[Network, ...],
    PlainValidator(_networks),
    PlainSerializer(lambda networks: [str(network) for network in networks]),
    WithJsonSchema({"anyOf": [{"type": "array", "items": TEXT}, TEXT]}),
]
Store = Annotated[
    SecretStr,
    PlainValidator(_store),
    WithJsonSchema(TEXT),
]
Folder = Annotated[Path, PlainValidator(_folder), WithJsonSchema(TEXT)]
Address = Annotated[
    str, PlainValidator(_address), WithJsonSchema(TEXT | {"pattern": r"^https?://\S+$"})
]
Contact = Annotated[str, PlainValidator(_contact), WithJsonSchema(TEXT)]
SourceId = Annotated[str, PlainValidator(_source_id), WithJsonSchema(TEXT | {"pattern": _ID})]
Zone = Annotated[
    str | None, PlainValidator(_zone), WithJsonSchema({"anyOf": [TEXT, {"type": "null"}]})
]
Listen = Annotated[str, PlainValidator(_listen), WithJsonSchema(TEXT)]

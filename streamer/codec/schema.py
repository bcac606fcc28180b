"""The JSON Schema of an event as ``--json`` prints it; docs/event.schema.json is its copy."""

from typing import Any, Final, get_args

from streamer.model import Basis, Kind, Weight, Word

Json = dict[str, Any]

_TEXT: Final[Json] = {"type": "string"}
_TEXTS: Final[Json] = {"type": "array", "items": _TEXT}
_INSTANT: Final[Json] = {"type": "string", "format": "date-time", "pattern": "Z$"}
_PERHAPS: Final[Json] = {**_INSTANT, "type": ["string", "null"]}
_COUNT: Final[Json] = {"type": "integer", "minimum": 1}
_YES_OR_NO: Final[Json] = {"type": "boolean"}


def schema() -> Json:
    """Return the JSON Schema (2020-12) of one event."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of a followed source",
        "description": "A CloudEvents 1.0 object. Its stream binding: docs/event.md.",
        **_whole(
            {
                "specversion": {"const": "1.0"},
                "id": _told(_TEXT, "the same for the same change", pattern=r"^[0-9a-f]{20}-\d+$"),
                "type": {"enum": list(get_args(Kind))},
                "source": _told(_TEXT, "the id of the source"),
                "subject": _told({"type": ["string", "null"]}, "the id of the update", minLength=1),
                "time": _told(_INSTANT, "when it was committed, by the poller's clock"),
                "n": _told(_COUNT, "without holes, by the order of the stream"),
                "cursor": _told(_TEXT, "read on from here", pattern=r"^\d+\.\d+$"),
                "data": {"$ref": "#/$defs/data"},
            }
        ),
        "allOf": [
            {
                "if": {"properties": {"type": {"pattern": "^source"}}},
                "then": {"properties": {"subject": {"const": None}}},
                "else": {"properties": {"subject": _TEXT}},
            }
        ],
        "$defs": {"data": _data(), "update": _update(), "runs": _runs()},
    }


def _data() -> Json:
    always = {
        "revision": _told(_COUNT, "of the update: one more with each of its events"),
        "baseline": _told(_YES_OR_NO, "shown already at the first poll"),
        "late": _told(_YES_OR_NO, "published before the newest update already known"),
        "fetched": _told(_INSTANT, "the instant of the document that showed it"),
    }
    perhaps = {
        "update": {"$ref": "#/$defs/update"},
        "before": _whole({"headline": _TEXT, "text": _TEXT}),
        "words": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/runs"},
        },
        "weight": {"enum": list(get_args(Weight))},
        "reason": _told(_TEXT, "why a removal is believed"),
        "duplicate_of": _told(_TEXT, "the update that it repeats: <source>/<update id>"),
        "reverts": _told(_COUNT, "the revision whose words are back"),
        "detail": {"type": "object", "additionalProperties": _TEXT},
    }
    body = _whole(always)
    return {**body, "properties": {**body["properties"], **perhaps}}


def _update() -> Json:
    return _whole(
        {
            "id": _TEXT,
            "headline": _TEXT,
            "text": _TEXT,
            "html": _told(_TEXT, "sanitised"),
            "url": _TEXT,
            "authors": _TEXTS,
            "published": _told(_PERHAPS, "claimed by the source"),
            "published_basis": {"enum": list(get_args(Basis))},
            "modified": _PERHAPS,
            "clock": _told(_TEXT, "the label as shown"),
            "labels": _TEXTS,
        }
    )


def _runs() -> Json:
    ops = get_args(Word.__annotations__["op"])
    return {
        "type": "array",
        "items": {"type": "array", "prefixItems": [{"enum": list(ops)}, _TEXT], "items": False},
    }


def _whole(properties: Json) -> Json:
    """Every key is there; a later version may add keys, so a reader passes over others."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _told(kind: Json, description: str, **more: Any) -> Json:
    return {**kind, "description": description, **more}

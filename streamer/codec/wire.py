"""An event as the fields of a stream entry, and as the JSON object that ``--json`` prints."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Final, get_args

import orjson

from streamer.codec.body import (
    Json,
    clean,
    event_body,
    read_body,
    read_instant,
    update_json,
    write_instant,
)
from streamer.errors import StoreError
from streamer.model import Cursor, Entry, Event, Kind, Missed, Rewound, Snapshot

_KINDS: Final[Mapping[bytes, Kind]] = {kind.encode(): kind for kind in get_args(Kind)}


def event_id(event: Event) -> str:
    """Return the id of the change: 20 hexadecimal digits, a dash, the revision.

    It is made of source, update and revision alone, so the same change has the same
    id whoever finds it, and however often.
    """
    change = orjson.dumps([clean(event.source), clean(event.subject), event.revision])
    return f"{blake2b(change, digest_size=10).hexdigest()}-{event.revision}"


def fields(event: Event, *, time: datetime) -> dict[str, bytes]:
    """Return the fields of the stream entry in order, but ``n``, which the store gives."""
    texts = {
        "id": event_id(event),
        "type": event.kind,
        "source": event.source,
        "subject": event.subject,
        "time": write_instant(time),
    }
    return {name: clean(text).encode() for name, text in texts.items()} | {"data": encode(event)}


def encode(event: Event) -> bytes:
    """Return the ``data`` of an entry: JSON with sorted keys."""
    body = event_body(event)
    try:
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a lone surrogate; looking for one each time would cost more
        return orjson.dumps(clean(body), option=orjson.OPT_SORT_KEYS)


def decode(entry_id: str, entry: Mapping[bytes, bytes], epoch: int) -> Entry:
    """Return the entry that the stream holds under *entry_id*.

    Args:
        entry_id: The store's own id, which errors name.
        entry: The fields of the entry.
        epoch: The epoch in which its ``n`` was given.

    Raises:
        StoreError: It was not written by a streamer, or by one that knows more.

    """
    try:
        return Entry(
            cursor=Cursor(epoch, int(entry[b"n"])),
            time=read_instant(entry[b"time"].decode()),
            event=read_body(
                _KINDS[entry[b"type"]],
                entry[b"source"].decode(),
                entry[b"subject"].decode(),
                orjson.loads(entry[b"data"]),
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(
            f"entry {entry_id} of the stream cannot be read ({error!r}): a newer streamer or "
            f"another program writes under this prefix; update this one, or give each its own"
        ) from error


def event_json(entry: Entry) -> Json:
    """Return *entry* as a CloudEvents 1.0 object; ``n`` and ``cursor`` are extensions."""
    event = entry.event
    shown = {
        "specversion": "1.0",
        "id": event_id(event),
        "type": event.kind,
        "source": event.source,
        "subject": event.subject or None,
        "time": write_instant(entry.time),
        "n": entry.cursor.n,
        "cursor": str(entry.cursor),
        "data": event_body(event),
    }
    result: Json = clean(shown)
    return result


def notice_json(notice: Rewound | Missed) -> Json:
    """Return what a reader is told beside events; ``type`` begins with ``stream.``."""
    if isinstance(notice, Rewound):
        return {
            "type": "stream.rewound",
            "asked": str(notice.asked),
            "common": str(notice.common),
        }
    which = {"duplicates": True} if notice.duplicates else {}
    return {"type": "stream.missed", "first": notice.first, "last": notice.last, **which}


def snapshot_json(snapshot: Snapshot) -> Json:
    """Return what a document shows, with its updates in the page's order.

    The last keys are there only where they say something.
    """
    shown = {
        "format": snapshot.format,
        "view": snapshot.view,
        "title": snapshot.title,
        "closed": snapshot.closed,
        "next": list(snapshot.next),
        "updates": [update_json(update) for update in snapshot.updates],
        "problems": list(snapshot.problems),
    }
    perhaps = {
        "wants": [request.url for request in snapshot.wants],
        "successor": snapshot.successor,
        "selectors": snapshot.selectors.given() if snapshot.selectors else {},
    }
    shown |= {name: value for name, value in perhaps.items() if value}
    result: Json = clean(shown)
    return result

"""The ``data`` of an event as a JSON object, and back.

A lone surrogate is no character and has no UTF-8: in everything that leaves, U+FFFD
stands in its place, as in every browser.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from streamer.model import Before, Event, Kind, Update, Word

Json = dict[str, Any]


def event_body(event: Event) -> Json:
    """Return all of *event* but kind, source and subject, which are fields of their own.

    What would be empty is left out, except within ``update``, which is always whole.
    """
    body: Json = {
        "revision": event.revision,
        "baseline": event.baseline,
        "late": event.late,
        "fetched": write_instant(event.fetched),
    }
    before = event.before
    optional = {
        "update": update_json(event.update) if event.update else None,
        "before": {"headline": before.headline, "text": before.text} if before else None,
        "words": {part: _runs(runs) for part, runs in event.words.items()},
        "weight": event.weight,
        "reason": event.reason,
        "duplicate_of": event.duplicate_of,
        "reverts": event.reverts,
        "detail": dict(event.detail),
    }
    return body | {key: value for key, value in optional.items() if value}


def read_body(kind: Kind, source: str, subject: str, body: Json) -> Event:
    """Return the event that ``event_body`` wrote; keys that it never wrote are passed over.

    Raises:
        KeyError, TypeError, ValueError: It did not write this.

    """
    before = body.get("before")
    words = body.get("words", {})
    return Event(
        kind=kind,
        source=source,
        subject=subject,
        revision=body["revision"],
        fetched=read_instant(body["fetched"]),
        update=_read_update(body["update"]) if "update" in body else None,
        before=Before(headline=before["headline"], text=before["text"]) if before else None,
        words={part: tuple(Word(*run) for run in runs) for part, runs in words.items()},
        weight=body.get("weight"),
        reason=body.get("reason", ""),
        baseline=body["baseline"],
        late=body["late"],
        duplicate_of=body.get("duplicate_of", ""),
        reverts=body.get("reverts", 0),
        detail=body.get("detail", {}),
    )


def update_json(update: Update) -> Json:
    """Return *update* as a JSON object that has every key."""
    return {
        "id": update.id,
        "headline": update.headline,
        "text": update.text,
        "html": update.html,
        "url": update.url,
        "authors": list(update.authors),
        "published": write_instant(update.published) if update.published else None,
        "published_basis": update.published_basis,
        "modified": write_instant(update.modified) if update.modified else None,
        "clock": update.clock,
        "labels": list(update.labels),
    }


def clean(value: Any) -> Any:
    """Return a JSON value whose every text can be encoded."""
    if isinstance(value, str):
        if value.isascii():
            return value
        # By way of UTF-16, because two halves side by side are one character after all.
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def write_instant(instant: datetime) -> str:
    """Return *instant* in ISO 8601, such as ``2026-05-04T12:00:00.250000Z``."""
    return instant.isoformat().replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """Return what ``write_instant`` wrote."""
    return datetime.fromisoformat(text)


def _runs(runs: Sequence[Word]) -> list[list[str]]:
    return [[run.op, run.text] for run in runs]


def _read_update(shown: Json) -> Update:
    published, modified = shown["published"], shown["modified"]
    return Update(
        id=shown["id"],
        headline=shown["headline"],
        text=shown["text"],
        html=shown["html"],
        url=shown["url"],
        authors=tuple(shown["authors"]),
        published=read_instant(published) if published else None,
        published_basis=shown["published_basis"],
        modified=read_instant(modified) if modified else None,
        clock=shown["clock"],
        labels=tuple(shown["labels"]),
    )

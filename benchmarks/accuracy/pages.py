"""The real pages, which only their owners have, or else the look-alikes that ship.

Both say what is in them: a *reading* is the page, how it is read, and the wanted updates.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from streamer.model import Document

_ROOT = Path(__file__).resolve().parents[2]
_MEDIA = {".html": "text/html; charset=utf-8", ".json": "application/json", ".txt": "text/plain"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATE = datetime(2026, 10, 1, tzinfo=UTC)

# A look-alike that needs more than these to be read is the business of its own tests.
_PLAIN = {"url", "fetched", "content_type", "zone", "kind"}

# When a page was fetched, and the zone of its clocks; of the others neither matters.
_READ = {
    "nzz_nahost_2024-07-18.html": ("2024-07-18T10:00Z", "Europe/Zurich"),
    "seed_article_2024-10-21.txt": ("2024-10-21T09:14Z", "Europe/Kyiv"),
    "guardian_ukraine_live_2023-05-15.html": ("2023-05-15T11:54Z", "Europe/London"),
    "express_live_2024-07-18.html": ("2024-07-18T11:51Z", "Europe/London"),
    "mirror_uk_riots_live_2024-08-05.html": ("2024-08-05T20:05Z", "Europe/London"),
}

# Where the throw-away parser that made the answers saw another thing than a reader does.
NOTES = {
    "guardian/item-content-with-blocks.json": "the answer has a picture's caption as a text",
    "guardian/mars-live_2025-09-01_5c9dfb2c.json": "the answer has an embedded post's words as"
    " text, and the word of a label as a headline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader finds in one update; None is "not asked"."""

    id: str | None
    published: datetime | None
    headline: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document and what is in it; ``wanted`` is None where nobody wrote that down."""

    name: str
    document: Document
    zone: str | None
    wanted: tuple[Wanted, ...] | None


def folder() -> Path | None:
    """Return the folder of the real pages: $STREAMER_SHARED, else beside the repository."""
    named = os.environ.get("STREAMER_SHARED")
    found = Path(named) if named else _ROOT.parent / "shared"
    return found / "liveblogs" if (found / "liveblogs").is_dir() else None


def real(pages: Path) -> Iterator[Reading]:
    """Yield the real pages, each with its golden answer if there is one."""
    golden = {
        Path(str(answer["source_file"])).name: answer["updates"]
        for answer in map(_load, sorted((pages / "golden").glob("*.json")))
    }
    for path in sorted(pages.rglob("*")):
        if path.suffix not in _MEDIA or "golden" in path.parts:
            continue
        fetched, zone = _READ.get(path.name, (_LATE.isoformat(), None))
        yield Reading(
            name=path.relative_to(pages).as_posix(),
            document=Document(
                url=f"https://www.example.org/live/{path.stem}",
                body=path.read_bytes(),
                fetched=datetime.fromisoformat(fetched).astimezone(UTC),
                headers={"content-type": _MEDIA[path.suffix]},
            ),
            zone=zone,
            wanted=tuple(_wanted(row, zone) for row in _rows(golden[path.name]) if _is_there(row))
            if path.name in golden
            else None,
        )


def look_alikes() -> Iterator[Reading]:
    """Yield the documents of our own words that the tests read."""
    for case in sorted((_ROOT / "tests" / "golden").glob("*/case.json")):
        told, answer = _load(case), _load(case.parent / "expected.json")
        files = sorted(case.parent.glob("document.*"))
        plain = told.keys() <= _PLAIN and told.get("kind", "auto") == "auto"
        if not plain or len(files) != 1 or "updates" not in answer:
            continue
        media = told.get("content_type")
        yield Reading(
            name=case.parent.name,
            document=Document(
                url=told["url"],
                body=files[0].read_bytes(),
                fetched=datetime.fromisoformat(told["fetched"]).astimezone(UTC),
                headers={"content-type": media} if media else {},
            ),
            zone=told.get("zone"),
            wanted=tuple(_wanted(row, None) for row in _rows(answer["updates"])),
        )


def _load(path: Path) -> dict[str, object]:
    loaded: dict[str, object] = orjson.loads(path.read_bytes())
    return loaded


def _rows(updates: object) -> list[Mapping[str, object]]:
    return list(updates) if isinstance(updates, list) else []


def _is_there(row: Mapping[str, object]) -> bool:
    """Whether readers see it: a copy on top is no update, nor is one taken back or not out yet."""
    hidden = row.get("deleted") is True or row.get("pinned_copy") is True
    unpublished = "published" in row and not row["published"] and "clock" not in row
    return not hidden and not unpublished


def _wanted(row: Mapping[str, object], zone: str | None) -> Wanted:
    named = row.get("id")
    headline = row.get("headline", row.get("title"))
    return Wanted(
        id=str(named) if named else None,
        published=_published(row, zone),
        headline=str(headline) if headline is not None else None,
        text=str(row["text"]) if "text" in row else None,
    )


def _published(row: Mapping[str, object], zone: str | None) -> datetime | None:
    for name in ("first_published", "firstPublished", "published"):
        said = row.get(name)
        if isinstance(said, int) and not isinstance(said, bool):
            return _EPOCH + timedelta(milliseconds=said)
        if isinstance(said, str):
            return datetime.fromisoformat(said).astimezone(UTC)
    # A newsroom's day and clock, in the zone of its page.
    day = str(row.get("date") or row.get("date_by_rollback") or "")[:10]
    if not day or not row.get("clock"):
        return None
    local = datetime.fromisoformat(f"{day}T{row['clock']}")
    return local.replace(tzinfo=ZoneInfo(zone or "UTC")).astimezone(UTC)

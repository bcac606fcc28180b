"""The state of an update as the store keeps it: ``<token> <n> <packed>``.

The token is what a commit compares, ``n`` numbers the event that led to it, the rest is a
version digit and deflated JSON. On 428 updates of a real blog that is 509 bytes an update
against 932 of plain JSON, for 40 µs a write and 12 µs a read.
"""

import re
import zlib
from typing import Any, Final

from streamer.codec.lossless import (
    VERSION,
    check_version,
    dumps,
    loads,
    read_instant,
    write_instant,
)
from streamer.errors import StoreError
from streamer.model import KnownUpdate, Update

_STATE: Final = re.compile(rb"(\d+)\.(\S*) \d+ (.)(.*)", re.DOTALL)

# What packed updates have in common. It is part of the format: another dictionary is
# another version.
_DICTIONARY: Final = (
    b'["","","https://www..co.uk/news/live-.com/2026/live/#",[""],17,"stated",17,"",[]]'
    b'"date-inferred","first-seen",["updated","pinned","breaking","correction"]'
)


def token(known: KnownUpdate) -> str:
    """Return ``revision.fingerprint``, what a commit compares before it writes."""
    if re.search(r"\s", known.fingerprint):
        raise ValueError(f"a fingerprint has no space, got {known.fingerprint!r}")
    return f"{known.revision}.{known.fingerprint}"


def pack(update_id: str, known: KnownUpdate) -> bytes:
    """Return all of a known update but its token; html is not kept."""
    row: list[Any] = [update_id, known.removed]
    if update := known.update:
        row += [
            update.id,
            update.headline,
            update.text,
            update.url,
            update.authors,
            write_instant(update.published),
            update.published_basis,
            write_instant(update.modified),
            update.clock,
            update.labels,
        ]
    # Rare, so it has no place of its own in every row.
    rare = {"of": known.duplicate_of, "past": known.past, "left": known.left}
    if any(rare.values()):
        row.append({name: value for name, value in rare.items() if value})
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS, zdict=_DICTIONARY)
    return VERSION + squeeze.compress(dumps(row)) + squeeze.flush()


def unpack(state: bytes) -> tuple[str, KnownUpdate]:
    """Return the update's id and its state.

    Raises:
        StoreError: It is damaged, or a newer streamer wrote it.

    """
    parts = _STATE.fullmatch(state)
    if parts is None:
        raise StoreError(f"the state of an update is damaged: it begins with {state[:40]!r}")
    check_version(parts[3])
    try:
        loose = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=_DICTIONARY)
        update_id, removed, *shown = loads(loose.decompress(parts[4]))
        more = shown.pop() if shown and isinstance(shown[-1], dict) else {}
        known = KnownUpdate(
            revision=int(parts[1]),
            fingerprint=parts[2].decode(),
            removed=removed,
            update=_update(*shown) if shown else None,
            duplicate_of=more.get("of", ""),
            past=tuple((revision, said) for revision, said in more.get("past", ())),
            left=more.get("left", False),
        )
    except (zlib.error, ValueError, TypeError) as error:
        raise StoreError(f"the state of an update is damaged: {error}") from error
    return update_id, known


def _update(  # noqa: PLR0913, PLR0917  # the row of pack(), in its order
    update_id: str,
    headline: str,
    text: str,
    url: str,
    authors: list[str],
    published: int | None,
    basis: Any,
    modified: int | None,
    clock: str,
    labels: list[str],
) -> Update:
    return Update(
        id=update_id,
        headline=headline,
        text=text,
        url=url,
        authors=tuple(authors),
        published=read_instant(published),
        published_basis=basis,
        modified=read_instant(modified),
        clock=clock,
        labels=tuple(labels),
    )

"""Documents that a command is pointed at: files, what comes on stdin, and addresses."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from streamer.config import Config
from streamer.errors import ConfigError, FetchError, ParseError
from streamer.model import Document, Snapshot, Source, Validators
from streamer.wiring import open_fetcher, open_workers

_LATER = timedelta(seconds=1)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+/")


def in_order(documents: Sequence[Document], *, given: bool) -> list[Document]:
    """Return the documents with instants that rise: two are two looks only at two times."""
    ordered: list[Document] = []
    for document in documents:
        earliest = ordered[-1].fetched + _LATER if ordered else document.fetched
        if given and document.fetched < earliest:
            raise typer.BadParameter("must rise from old to new", param_hint="--fetched")
        ordered.append(replace(document, fetched=max(document.fetched, earliest)))
    return ordered


def saved_document(path: Path, url: str | None, fetched: datetime | None) -> Document:
    """Return a saved document; ``-`` is what comes on stdin.

    Raises:
        ConfigError: The file cannot be read.

    """
    if str(path) == "-":
        return Document(
            url=url or "", body=sys.stdin.buffer.read(), fetched=fetched or datetime.now(UTC)
        )
    try:
        body = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        address = _HOST.match(str(path)) and not path.parent.is_dir()
        hint = "; an address begins with https://" if address else ""
        raise ConfigError(f"{path}: {error.strerror}{hint}") from error
    return Document(url=url or "", body=body, fetched=fetched or modified)


def as_followed(config: Config, url: str, *, kind: str, zone: str | None) -> tuple[str, str | None]:
    """Return kind and zone, by the source at *url* where the command itself names none."""
    for source in config.followed():
        if source.url == url:
            return source.kind if kind == "auto" else kind, zone or source.zone
    return kind, zone


def fetched_document(config: Config, url: str) -> Document:
    """Return what the server gives, asked as the settings say.

    Raises:
        FetchError: No document can be had.

    """
    return asyncio.run(_fetch(config, url))


async def _fetch(config: Config, url: str) -> Document:
    async with open_fetcher(config) as fetch:
        reply = await fetch(url, Validators())
    if reply.document is None:
        text = "the server says 'not modified' to a first request"
        raise FetchError(text, outcome="not-modified")
    return reply.document


def snapshots(
    documents: Sequence[Document], *, names: Sequence[str], kind: str, zone: str | None
) -> list[Snapshot]:
    """Return what each document shows, read as the daemon does: killed at a limit.

    Raises:
        ParseError: One cannot be read; the message begins with its name.

    """
    return asyncio.run(_parse(documents, names, kind, zone))


async def _parse(
    documents: Sequence[Document], names: Sequence[str], kind: str, zone: str | None
) -> list[Snapshot]:
    read = []
    async with open_workers(count=1) as parse:
        for document, name in zip(documents, names, strict=True):
            source = Source(id=name, url=document.url, kind=kind, zone=zone)
            try:
                read.append(await parse(document, source))
            except ParseError as error:
                raise ParseError(f"{name}: {error}", outcome=error.outcome) from error
    return read

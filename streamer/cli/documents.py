"""Documents that a command is pointed at: files, what comes on stdin, and addresses."""

import asyncio
import re
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from streamer.config import Config
from streamer.dated import dated
from streamer.errors import ConfigError, FetchError, ParseError
from streamer.fetch.gate import Gate
from streamer.fetch.target import TargetError
from streamer.fetch.target import read as read_target
from streamer.gather import Gatherer
from streamer.harmless import harmless, redact
from streamer.model import Document, Request, Snapshot, Source, Validators
from streamer.turns import Limits
from streamer.wiring import now, open_fetcher, open_workers

_LATER = timedelta(seconds=1)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+/|\w+:/")
# How documents begin that may be known by their address only: markup and JSON.
_MAY_BE_KNOWN = (b"<", b"{", b"[")


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


def as_followed(config: Config, url: str, *, kind: str, zone: str | None) -> Source:
    """Return *url* as a source: the one of the settings, if they follow it.

    The command's own kind and zone win over those of the settings.
    """
    for source in config.followed():
        if source.url == url:
            kind = source.kind if kind == "auto" else kind
            hangs = zone or source.zone
            return replace(source, url=dated(url, now(), hangs), kind=kind, zone=hangs)
    try:
        target = dated(url, now(), zone)
        read_target(target)
        return Source(id=url, url=target, kind=kind, zone=zone)
    except TargetError as wrong:
        text = f'"{harmless(redact(url))}" {wrong}'
        raise typer.BadParameter(text, param_hint="URL-or-FILE") from wrong
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="URL-or-FILE") from wrong


def gathered(config: Config, source: Source) -> tuple[Document, Snapshot]:
    """Return the first document of a source and what the source shows, as a first poll does.

    Raises:
        FetchError: No document can be had.
        ParseError: It cannot be read; the message begins with the address.

    """
    return asyncio.run(_gather(config, source))


async def _gather(config: Config, source: Source) -> tuple[Document, Snapshot]:
    gate = Gate(Limits().gap, clock=time.monotonic)
    async with open_fetcher(config) as fetch, open_workers(count=1) as parse:
        gather = Gatherer(fetch=fetch, parse=parse, clock=now, pause=gate)
        reply = await gather.ask(source, Request(url=source.url), Validators())
        if reply.document is None:
            text = "the server says 'not modified' to a first request"
            raise FetchError(text, outcome="not-modified")
        try:
            shown = (await gather.read(source, reply.document, {})).snapshot
        except ParseError as error:
            raise ParseError(f"{source.url}: {error}", outcome=error.outcome) from error
    return reply.document, shown


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
                read.append(await parse((document,), source, {}))
            except ParseError as error:
                text = f"{name}: {error}{_hint(document, error)}"
                raise ParseError(text, outcome=error.outcome) from error
    return read


def _hint(document: Document, error: ParseError) -> str:
    """Return what may help where no family knows a file whose address was not given."""
    begin = document.body.removeprefix(BOM_UTF8).lstrip()[:1]
    unknown = error.outcome == "not-a-feed" and begin in _MAY_BE_KNOWN
    return (
        "; some are known by their address: say it with --url"
        if unknown and not document.url
        else ""
    )

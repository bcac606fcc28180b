"""The documents of one snapshot: what its parser wants is fetched, until it wants nothing."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from streamer.errors import FetchError
from streamer.model import Document, Memo, Request, Snapshot, Source, Validators
from streamer.parse.platforms.hosts import host
from streamer.parse.registry import OLDER
from streamer.ports import Fetch, Parse, Reply

# A poll that asks for more is a crawl, and one that holds more fills a worker.
MOST_DOCUMENTS: Final = 60
MOST_BYTES: Final = 60_000_000
# So many older pages are looked through for what a gap hides.
MOST_OLDER: Final = 10

# What a parser may be told of a server: it has no such document.
_REFUSED: Final = ("http-4xx", "gone")


async def _at_once(_url: str) -> None:
    """Wait for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The documents of a poll, and what they show.

    Attributes:
        documents: In the order in which they were fetched.
        memo: What the parser was told.
    """

    source: Source
    documents: tuple[Document, ...]
    memo: Memo
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatherer:
    """Asks for what parsers want.

    Attributes:
        fetch: Asks servers.
        parse: Reads documents where they cannot hurt.
        clock: The present instant, aware UTC.
        pause: Waits until the host of an address may be asked again.
    """

    fetch: Fetch
    parse: Parse
    clock: Callable[[], datetime]
    pause: Callable[[str], Awaitable[None]] = _at_once

    async def ask(self, source: Source, request: Request, validators: Validators) -> Reply:
        """Return what the server says to *request*.

        Raises:
            FetchError: No document can be had.

        """
        await self.pause(request.url)
        keyed = bool(request.key and source.key)
        url = _with_key(request, source.key) if keyed else request.url
        reply = await self.fetch(url, validators, request.headers)
        if reply.document is None:
            return reply
        # The key stays out of everything that is read, stored or shown.
        address = request.url if keyed else reply.document.url
        return replace(reply, document=replace(reply.document, url=address, role=request.role))

    async def read(self, source: Source, first: Document, memo: Memo) -> Gathered:
        """Return what a source shows whose *first* document is at hand.

        Raises:
            SourceError: A document cannot be read, or one that it takes is not to be had.

        """
        return await self._read(source, (first,), memo)

    async def older(self, gathered: Gathered) -> Gathered:
        """Return the same with one older page more; the same if there is none.

        Raises:
            SourceError: As ``read``.

        """
        documents = gathered.documents
        older = [one for one in documents if one.role.startswith(OLDER)]
        addresses = {one.url for one in documents}
        further = [url for url in gathered.snapshot.next if url not in addresses]
        if not further or len(older) >= MOST_OLDER or _is_full(documents):
            return gathered
        wanted = Request(url=further[0], role=f"{OLDER}{len(older) + 1}")
        page = await self._wanted(gathered.source, wanted)
        return await self._read(gathered.source, (*documents, page), gathered.memo)

    async def _read(self, source: Source, documents: tuple[Document, ...], memo: Memo) -> Gathered:
        while True:
            snapshot = await self.parse(documents, source, memo)
            missing = _missing(documents, snapshot.wants)
            if not missing or _is_full(documents):
                break
            for request in missing[: MOST_DOCUMENTS - len(documents)]:
                documents = (*documents, await self._needed(source, request, documents[0]))
        if missing:
            note = f"{len(missing)} more documents were wanted than a poll may take"
            snapshot = replace(snapshot, problems=(*snapshot.problems, note))
        return Gathered(source=source, documents=documents, memo=memo, snapshot=snapshot)

    async def _needed(self, source: Source, request: Request, by: Document) -> Document:
        """Return what the parser wants who read *by*; an error names that document's host."""
        try:
            return await self._wanted(source, request)
        except FetchError as error:
            # Its path and query may be secrets.
            text = f"{error}; what {host(by.url)} shows comes from there"
            raise FetchError(text, outcome=error.outcome, retry_at=error.retry_at) from error

    async def _wanted(self, source: Source, request: Request) -> Document:
        """Return a document that a parser wants; an empty one where its server refuses it."""
        try:
            reply = await self.ask(source, request, Validators())
        except FetchError as error:
            if error.outcome not in _REFUSED:
                raise
            return Document(
                url=request.url, body=b"", fetched=self.clock(), status=404, role=request.role
            )
        if reply.document is None:
            text = f"{request.url} says 'not modified' to a first request"
            raise FetchError(text, outcome="malformed-empty")
        return reply.document


def _missing(documents: Sequence[Document], wants: Iterable[Request]) -> list[Request]:
    """Return what is wanted and not there, each role once."""
    there = {one.role for one in documents}
    return [one for role, one in {one.role: one for one in wants}.items() if role not in there]


def _is_full(documents: Sequence[Document]) -> bool:
    size = sum(len(one.body) for one in documents)
    return len(documents) >= MOST_DOCUMENTS or size >= MOST_BYTES


def _with_key(request: Request, key: str) -> str:
    joint = "&" if "?" in request.url else "?"
    return f"{request.url}{joint}{request.key}={quote(key, safe='')}"

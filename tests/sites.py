"""A site of a few documents, and a desk that polls it with the real parsers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streamer.errors import FetchError
from streamer.gather import Gatherer
from streamer.model import Document, Facts, Source, Validators
from streamer.parse import parse
from streamer.parse.address import fragment
from streamer.poller import Poller
from streamer.ports import Reply
from streamer.publisher import Publisher
from streamer.stream import MemoryStream

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class Site:
    """Documents by address, and what was asked for. An error in place of one is raised.

    ``now`` moves on by a second with each request.
    """

    pages: dict = field(default_factory=dict)
    moved: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    now: datetime = NOON

    def clock(self):
        return self.now

    async def fetch(self, url, validators, headers=()):
        self.asked.append(url)
        self.headers.append(headers)
        self.now += timedelta(seconds=1)
        url = self.moved.get(url, url)
        page = self.pages.get(url, FetchError("no such page", outcome="http-4xx"))
        if isinstance(page, Exception):
            raise page
        body = page if isinstance(page, bytes) else page.encode()
        tag = Validators(etag=f'"{hash(body)}"')
        if validators == tag:
            return Reply(document=None, validators=tag)
        document = Document(url=url, body=body, fetched=self.now)
        return Reply(document=document, validators=tag)


async def read(documents, source, memo):
    """Read *documents* as a worker does."""
    return parse(
        *documents,
        kind=source.kind,
        zone=source.zone,
        memo=memo,
        selectors=source.selectors,
        keyed=bool(source.key),
        fragment=fragment(source.url),
    )


@dataclass
class Desk:
    """A poller of one source, its stream and the facts between polls."""

    site: Site
    source: Source
    stream: MemoryStream = field(default_factory=MemoryStream)
    facts: Facts = field(default_factory=Facts)
    read: object = read

    async def poll(self, after=timedelta(minutes=1)):
        """Poll once, some time *after* the last poll; return what came of it."""
        self.site.now += after
        self.site.asked.clear()
        gather = Gatherer(fetch=self.site.fetch, parse=self.read, clock=self.site.clock)
        poller = Poller(
            gather=gather,
            publish=Publisher(
                stream=self.stream,
                clock=self.site.clock,
                due=lambda _source, facts: facts.polled,
                fence=1,
            ),
            clock=self.site.clock,
        )
        polled = await poller.poll(self.source, self.facts)
        self.facts = polled.facts
        return polled


def told(polled):
    """Return kind and subject of the events of a poll."""
    return [(entry.event.kind, entry.event.subject) for entry in polled.entries]

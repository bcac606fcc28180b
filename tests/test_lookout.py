"""A source that is a sitemap, poll by poll: its blog is followed, then the next one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from documents import blog, page, posting
from test_sitemap import MAP, NEXT, SITE, STORM, entry, urlset

from streamer.errors import FetchError
from streamer.gather import Gatherer
from streamer.model import Document, Facts, Request, Source, Validators
from streamer.parse import parse
from streamer.poller import Poller
from streamer.ports import Reply
from streamer.publisher import Publisher
from streamer.route import looking_out, memo
from streamer.stream import MemoryStream

NIGHT = datetime(2026, 4, 22, 23, tzinfo=UTC)
SOURCE = Source(id="storm", url=MAP)


def live(*hours, url=STORM):
    posts = [
        posting(f"u{hour}", f"At {hour} hours", f"Words of {hour}.", f"2026-04-22T{hour:02}:00:00Z")
        for hour in hours
    ]
    return page(blog(*posts, **{"@id": url}))


@dataclass
class Site:
    """Pages by address, asked every five minutes; each answers to its own validators."""

    pages: dict
    now: datetime = NIGHT
    asked: list = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    stream: MemoryStream = field(default_factory=MemoryStream)

    async def fetch(self, url, validators, headers=()):
        self.asked.append(url)
        if url not in self.pages:
            raise FetchError("503", outcome="http-5xx")
        body = self.pages[url].encode()
        tag = Validators(etag=f'"{url} {hash(body)}"')
        if validators == tag:
            return Reply(document=None, validators=tag)
        return Reply(document=Document(url=url, body=body, fetched=self.now), validators=tag)

    async def parse(self, documents, source, memo):
        return parse(*documents, kind=source.kind, memo=memo)

    async def poll(self, after=5):
        self.now += timedelta(minutes=after)
        self.asked = []
        poller = Poller(
            gather=Gatherer(fetch=self.fetch, parse=self.parse, clock=lambda: self.now),
            publish=Publisher(
                stream=self.stream,
                clock=lambda: self.now,
                due=lambda _source, facts: facts.polled + timedelta(minutes=5),
                fence=1,
            ),
            clock=lambda: self.now,
        )
        polled = await poller.poll(SOURCE, self.facts)
        self.facts = polled.facts
        return [(one.event.kind, one.event.subject) for one in polled.entries]


@pytest.fixture
async def site():
    begun = Site(pages={MAP: urlset(entry(STORM)), STORM: live(22, 21)})
    assert await begun.poll() == [("update.new", "u21"), ("update.new", "u22")]
    assert begun.asked == [MAP, STORM]
    return begun


async def test_the_blog_is_polled_alone_between_two_looks(site):
    site.pages[STORM] = live(23, 22, 21)
    assert await site.poll() == [("update.new", "u23")]
    assert site.asked == [STORM]
    assert await site.poll() == []
    assert site.asked == [STORM]
    assert site.facts.outcome == "not-modified"
    assert await site.poll() == []
    assert site.asked == [MAP, STORM]
    assert await site.poll() == []
    assert site.asked == [STORM]


async def test_s30_a_blog_that_ended_is_left_although_it_never_changes_again(site):
    await site.poll()
    site.pages |= {
        MAP: urlset(entry(STORM), entry(NEXT, "2026-04-22T23:00:00Z")),
        NEXT: live(23, url=NEXT),
    }
    assert await site.poll() == []
    assert await site.poll() == [("source.rollover", ""), ("update.new", "u23")]
    assert site.asked == [MAP, NEXT]
    site.pages[NEXT] = live(23, 20, url=NEXT)
    assert await site.poll() == [("update.new", "u20")]
    assert site.asked == [NEXT]
    assert site.facts.memo["lookout.blog"] == NEXT
    assert await site.poll(15) == []
    assert site.asked == [MAP, NEXT]
    events = [one.event async for one in site.stream.read()]
    assert not [event for event in events if event.kind == "update.removed"]


async def test_a_next_blog_that_is_not_there_yet_is_tried_again(site):
    site.pages[MAP] = urlset(entry(STORM), entry(NEXT, "2026-04-22T23:00:00Z"))
    assert await site.poll(15) == []
    site.pages[STORM] = live(23, 22, 21)
    assert await site.poll() == [("update.new", "u23")]
    assert site.asked == [STORM]
    site.pages[NEXT] = live(19, url=NEXT)
    assert await site.poll(15) == [("source.rollover", ""), ("update.new", "u19")]


async def test_a_lookout_that_fails_is_left_alone_for_a_while(site):
    del site.pages[MAP]
    assert await site.poll(15) == []
    assert site.facts.failures == 1
    site.pages[STORM] = live(23, 22, 21)
    assert await site.poll() == [("update.new", "u23")]
    assert await site.poll() == []
    assert site.asked == [STORM]
    await site.poll(15)
    assert site.asked == [MAP]


async def test_a_blog_that_is_gone_is_left_for_the_one_that_the_sitemap_names(site):
    del site.pages[STORM]
    site.pages |= {MAP: urlset(entry(NEXT, "2026-04-22T23:00:00Z")), NEXT: live(23, url=NEXT)}
    await site.poll()
    assert site.facts.failures == 1
    assert await site.poll(15) == [("source.rollover", ""), ("update.new", "u23")]


async def test_a_sitemap_without_a_live_blog_waits_for_one():
    site = Site(pages={MAP: urlset(entry(f"{SITE}/news/soup")), STORM: live(22)})
    for _ in range(3):
        assert await site.poll() == []
        assert site.asked == [MAP]
    site.pages[MAP] = urlset(entry(STORM))
    assert await site.poll() == [("update.new", "u22")]
    assert site.facts.begun


def test_a_source_without_lookout_is_left_as_it_is():
    facts = Facts(memo={"kind": "json-ld"}, start=Request(url=STORM))
    assert looking_out(facts, NIGHT) is facts
    assert looking_out(Facts(memo={"lookout.url": MAP, "lookout.at": "1"}), NIGHT).start is None


def test_validators_of_the_blog_are_not_shown_to_the_lookout():
    known = {"kind": "json-ld", "lookout.url": MAP, "lookout.blog": STORM, "lookout.at": "1"}
    facts = Facts(memo=known, start=Request(url=STORM), validators=Validators(etag="x"), body="y")
    there = looking_out(facts, NIGHT)
    assert (there.start, there.validators, there.body) == (Request(url=MAP), Validators(), "")
    doubted = Facts(memo=known, doubted=NIGHT - timedelta(days=2))
    assert memo(doubted, NIGHT).keys() == known.keys() - {"kind"}

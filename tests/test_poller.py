"""One poll, from the reply to the commit, on the in-memory stream."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from streamer.errors import FetchError, ParseError, StaleError, StoreError
from streamer.gather import Gatherer
from streamer.model import Document, Facts, Snapshot, Source, Update, Validators
from streamer.poller import Poller
from streamer.ports import Reply
from streamer.publisher import Publisher
from streamer.repeats import Repeats
from streamer.stream import MemoryStream

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BLOG = Source(id="blog", url="http://127.0.0.1/live")


def item(n, words="Bridge closed", **more):
    more = {"published": NOON - timedelta(minutes=60 - n), **more}
    return Update(id=str(n), headline=f"{words} {n}", text=f"{words} since {n} o'clock.", **more)


@dataclass
class Site:
    """A site and its clock: each poll is one minute after the last."""

    polls: int = 0
    shows: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    parsed: int = 0
    trouble: Exception | None = None
    frozen: bool = False
    view: str = "window"
    modified: datetime | None = None

    def clock(self):
        return NOON + timedelta(minutes=self.polls)

    @property
    def tag(self):
        return f'"{hash((tuple(self.shows), self.modified))}"'

    async def fetch(self, url, validators, headers=()):
        self.polls += 1
        self.asked.append(validators)
        if self.trouble:
            raise self.trouble
        if self.frozen and validators.etag == self.tag:
            return Reply(document=None, validators=validators)
        document = Document(url=url, body=self.tag.encode(), fetched=self.clock())
        return Reply(document=document, validators=Validators(etag=self.tag))

    async def parse(self, documents, source, memo):
        (document,) = documents
        self.parsed += 1
        if document.body != self.tag.encode():
            raise ParseError("cut short", outcome="malformed-partial")
        return Snapshot(
            updates=tuple(self.shows),
            view=self.view,
            fetched=document.fetched,
            modified=self.modified,
        )


@dataclass
class Desk:
    """A poller with its site, its stream and the facts between polls."""

    site: Site
    stream: MemoryStream
    facts: Facts = field(default_factory=Facts)
    source: Source = BLOG
    repeats: Repeats = field(default_factory=Repeats)

    @property
    def poller(self):
        return Poller(
            gather=Gatherer(fetch=self.site.fetch, parse=self.site.parse, clock=self.site.clock),
            publish=Publisher(
                stream=self.stream,
                clock=self.site.clock,
                due=lambda _source, facts: facts.polled + timedelta(seconds=90),
                fence=1,
                repeats=self.repeats,
            ),
            clock=self.site.clock,
        )

    async def poll(self, *shows):
        if shows:
            self.site.shows = list(shows)
        polled = await self.poller.poll(self.source, self.facts)
        self.facts = polled.facts
        return polled

    async def log(self):
        return [entry.event async for entry in self.stream.read()]


@pytest.fixture
def desk():
    return Desk(site=Site(), stream=MemoryStream())


def told(polled):
    return [(entry.event.kind, entry.event.subject) for entry in polled.entries]


async def test_the_first_poll_is_the_baseline(desk):
    polled = await desk.poll(item(2), item(1))
    assert told(polled) == [("update.new", "1"), ("update.new", "2")]
    assert all(event.baseline for event in await desk.log())
    assert polled.saved
    assert await desk.stream.facts("blog") == polled.facts
    later = await desk.poll(item(3), item(2), item(1))
    assert [entry.event.baseline for entry in later.entries] == [False]


async def test_the_validators_of_an_empty_first_page_are_kept_at_once(desk):
    polled = await desk.poll()
    assert polled.saved
    assert not polled.entries
    assert (await desk.stream.facts("blog")).validators.etag == desk.site.tag


async def test_a_page_that_began_empty_has_a_baseline_all_the_same(desk):
    await desk.poll()
    polled = await desk.poll(item(1))
    assert [entry.event.baseline for entry in polled.entries] == [False]


async def test_s58_an_unchanged_body_is_not_parsed_and_writes_nothing(desk):
    await desk.poll(item(1))
    polled = await desk.poll()
    assert (polled.outcome, polled.saved, desk.site.parsed) == ("unchanged", False, 1)
    assert polled.facts.due == polled.facts.polled + timedelta(seconds=90)


async def test_s58_not_modified_is_believed(desk):
    await desk.poll(item(1))
    desk.site.frozen = True
    polled = await desk.poll()
    assert (polled.outcome, polled.saved) == ("not-modified", False)
    assert desk.site.asked[-1] == Validators(etag=desk.site.tag)


@pytest.mark.parametrize("frozen", [False, True], ids=["same body", "304"])
async def test_s22_the_same_document_again_confirms_a_removal(desk, frozen):
    await desk.poll(item(3), item(2), item(1))
    first = await desk.poll(item(3), item(1))
    assert told(first) == []
    desk.site.frozen = frozen
    second = await desk.poll()
    assert told(second) == [("update.removed", "2")]
    assert second.entries[0].event.update.text == item(2).text
    assert told(await desk.poll()) == []


async def test_s22_an_update_that_comes_back_in_between_was_never_removed(desk):
    await desk.poll(item(3), item(2), item(1))
    await desk.poll(item(3), item(1))
    assert told(await desk.poll(item(3), item(2), item(1))) == []
    assert told(await desk.poll(item(3), item(1))) == []


async def test_an_edit_is_told_with_the_words_before(desk):
    await desk.poll(item(2), item(1))
    polled = await desk.poll(item(2), item(1, words="Bridge open"))
    assert (polled.outcome, told(polled)) == ("ok-edited", [("update.edited", "1")])
    assert polled.entries[0].event.before.headline == "Bridge closed 1"
    assert polled.entries[0].event.revision == 2


async def test_three_failures_in_a_row_are_told_once_and_their_end_too(desk):
    await desk.poll(item(1))
    desk.site.trouble = FetchError("no answer within 20 s", outcome="timeout")
    polls = [await desk.poll() for _ in range(5)]
    assert [told(polled) for polled in polls] == [[], [], [("source.failing", "")], [], []]
    assert polls[2].entries[0].event.detail["outcome"] == "timeout"
    assert [polled.facts.failures for polled in polls] == [1, 2, 3, 4, 5]
    desk.site.trouble = None
    assert told(await desk.poll()) == [("source.recovered", "")]
    assert desk.facts.failures == 0
    assert told(await desk.poll()) == []


async def test_r19_gone_is_told_at_once(desk):
    await desk.poll(item(1))
    desk.site.trouble = FetchError("410 Gone", outcome="gone")
    assert told(await desk.poll()) == [("source.gone", "")]
    assert told(await desk.poll()) == []


async def test_r11_the_servers_word_on_the_next_poll_is_remembered(desk):
    later = NOON + timedelta(hours=2)
    desk.site.trouble = FetchError("429", outcome="rate-limited", retry_at=later)
    assert (await desk.poll()).facts.not_before == later
    assert (await desk.stream.facts("blog")).not_before == later


async def test_s54_an_empty_page_removes_nothing_and_leaves_no_validators(desk):
    good = await desk.poll(item(2), item(1))
    desk.site.shows = []
    desk.site.view = "full"
    for _ in range(4):
        polled = await desk.poll()
        assert polled.outcome == "doubtful"
        assert polled.facts.validators == good.facts.validators
        assert "update.removed" not in [kind for kind, _ in told(polled)]
    assert told(await desk.poll(item(2), item(1))) == [("source.recovered", "")]


async def test_r05_a_document_that_does_not_parse_leaves_everything_as_it_was(desk):
    good = await desk.poll(item(1))
    desk.site.shows = [item(2), item(1)]
    desk.site.trouble = None
    parse, desk.site.parse = desk.site.parse, _broken
    bad = await desk.poll()
    assert (bad.outcome, bad.facts.validators) == ("malformed-partial", good.facts.validators)
    assert bad.facts.body == good.facts.body
    desk.site.parse = parse
    assert told(await desk.poll()) == [("update.new", "2")]


async def _broken(_documents, _source, _memo):
    raise ParseError("cut short", outcome="malformed-partial")


async def test_r04_a_store_that_fails_leaves_the_validators_as_they_were(desk):
    await desk.poll(item(1))
    stream, desk.stream = desk.stream, Dead(desk.stream)
    with pytest.raises(StoreError):
        await desk.poll(item(2), item(1))
    desk.stream = stream
    assert told(await desk.poll()) == [("update.new", "2")]


class Dead:
    """A store that reads and does not write."""

    def __init__(self, stream):
        self.load = stream.load

    async def commit(self, commit):
        raise StoreError("the store does not answer")


async def test_a_poller_that_was_overtaken_diffs_again(desk):
    await desk.poll(item(1))
    rival = Desk(site=desk.site, stream=desk.stream, facts=desk.facts)
    desk.site.shows = [item(3), item(2), item(1, words="Bridge open")]
    desk.stream = Overtaken(desk.stream, rival)
    mine = await desk.poll()
    assert told(mine) == []
    kinds = [(event.kind, event.subject) for event in await rival.log()]
    assert sorted(kinds[1:]) == [("update.edited", "1"), ("update.new", "2"), ("update.new", "3")]


async def test_what_was_written_before_a_refused_part_is_told_too(desk):
    stream, desk.stream = desk.stream, Refusing(desk.stream)
    polled = await desk.poll(item(3), item(2), item(1))
    assert told(polled) == [("update.new", "1"), ("update.new", "2"), ("update.new", "3")]
    assert polled.saved
    assert [entry async for entry in stream.read()] == list(polled.entries)


class Refusing:
    """A store that writes a commit in two parts, and the first time refuses the second."""

    def __init__(self, stream):
        self.load, self.stream, self.refuses = stream.load, stream, True

    async def commit(self, commit):
        if not self.refuses:
            return await self.stream.commit(commit)
        self.refuses = False
        part = replace(commit, events=commit.events[:1], facts=None)
        raise StaleError("moved", written=await self.stream.commit(part))


class Overtaken:
    """A store on which, just before the first commit, another poller was quicker."""

    def __init__(self, stream, rival):
        self.load, self.stream, self.rival = stream.load, stream, rival

    async def commit(self, commit):
        rival, self.rival = self.rival, None
        if rival:
            await rival.poll()
            raise StaleError("moved")
        return await self.stream.commit(commit)

"""What a parser wanted to be remembered, from poll to poll: start, wait, view."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sites import Desk, Site, told

from streamer.errors import FetchError
from streamer.model import Request, Snapshot, Source, Update

PAGE = "https://harbour.example/live"
LOG = "https://harbour.example/log"


@dataclass
class Reader:
    """A parser of a few words: ``view: id id`` shows these updates, ``-id`` is a tombstone."""

    more: dict = field(default_factory=dict)
    published: dict = field(default_factory=dict)

    async def __call__(self, documents, source, memo):
        first = documents[0]
        view, _, words = first.body.decode().partition(": ")
        ids = [word for word in words.split() if not word.startswith("-")]
        return Snapshot(
            updates=tuple(
                Update(
                    id=one,
                    headline=f"Berth {one}",
                    text=f"Berth {one} is free again.",
                    published=self.published.get(one),
                )
                for one in ids
            ),
            view=view,
            fetched=first.fetched,
            tombstones=tuple(word[1:] for word in words.split() if word.startswith("-")),
            **self.more,
        )


@pytest.fixture
def desk():
    return Desk(Site(), Source(id="berths", url=PAGE), read=Reader())


async def test_what_is_asked_first_is_what_the_parser_said(desk):
    desk.read.more = {"start": Request(url=LOG)}
    desk.site.pages = {PAGE: "full: a b", LOG: "merge: c"}
    await desk.poll()
    assert told(await desk.poll()) == [("update.new", "c")]
    assert desk.site.asked == [LOG]


async def test_validators_of_another_document_are_not_used(desk):
    desk.read.more = {"start": Request(url=LOG)}
    desk.site.pages = {PAGE: "full: a b", LOG: "full: a b"}
    await desk.poll()
    assert desk.facts.validators.etag == "", "they belong to the page"
    assert (await desk.poll()).outcome == "unchanged", "asked in full, and read"
    assert desk.facts.validators.etag != "", "they belong to the log"
    assert (await desk.poll()).outcome == "not-modified"


async def test_what_was_asked_instead_is_given_up_after_three_failures(desk):
    desk.read.more = {"start": Request(url=LOG)}
    desk.site.pages = {PAGE: "full: a b", LOG: FetchError("away", outcome="http-4xx")}
    await desk.poll()
    for _ in range(3):
        await desk.poll()
        assert desk.site.asked == [LOG]
    polled = await desk.poll()
    assert desk.site.asked == [PAGE]
    assert (polled.error, told(polled)) == (None, [("source.recovered", "")])


@pytest.mark.parametrize("tells_all", [True, False])
async def test_an_unchanged_first_document_is_read_where_it_does_not_tell_all(desk, tells_all):
    desk.read.more = {"tells_all": tells_all}
    desk.site.pages = {PAGE: "full: a b"}
    await desk.poll()
    assert (await desk.poll()).outcome == ("not-modified" if tells_all else "unchanged")


async def test_s59_the_sources_own_interval_holds_whatever_the_answer(desk):
    wait = timedelta(seconds=15)
    desk.read.more = {"wait": wait}
    desk.site.pages = {PAGE: "full: a b"}
    outcomes = []
    for _ in range(3):
        polled = await desk.poll()
        outcomes.append(polled.outcome)
        assert polled.facts.not_before == polled.facts.polled + wait
    assert outcomes == ["ok-new", "not-modified", "not-modified"]


async def test_s22_a_list_of_changes_neither_confirms_nor_forgets_what_is_missing(desk):
    desk.site.pages = {PAGE: "full: a b c"}
    await desk.poll()
    desk.site.pages = {PAGE: "full: a c"}
    assert told(await desk.poll()) == []
    for words in ("merge: c", "merge: c", "merge: d"):
        desk.site.pages = {PAGE: words}
        polled = await desk.poll()
        assert ("update.removed", "b") not in told(polled)
        assert "b" in desk.facts.absent
    desk.site.pages = {PAGE: "full: a c d"}
    assert told(await desk.poll()) == [("update.removed", "b")]


async def test_what_a_list_of_changes_shows_is_not_missing_any_more(desk):
    desk.site.pages = {PAGE: "full: a b c"}
    await desk.poll()
    for words in ("full: a", "merge: b -c"):
        desk.site.pages = {PAGE: words}
        polled = await desk.poll()
    assert told(polled) == [("update.removed", "c")]
    assert desk.facts.absent == {}


async def test_s24_what_is_listed_is_there_although_it_is_not_shown(desk):
    desk.site.pages = {PAGE: "full: a b c d"}
    await desk.poll()
    desk.read.more = {"listed": ("b", "c")}
    desk.site.pages = {PAGE: "full: a"}
    assert (await desk.poll()).error is None
    assert set(desk.facts.absent) == {"d"}
    desk.site.pages = {PAGE: "full: "}
    assert (await desk.poll()).error is None, "all of it is listed, so it is not empty"


async def test_s29_since_when_it_is_over_is_remembered(desk):
    desk.site.pages = {PAGE: "full: a"}
    await desk.poll()
    desk.read.more = {"closed": True}
    desk.site.pages = {PAGE: "full: a b"}
    assert told(await desk.poll()) == [("update.new", "b"), ("source.closed", "")]
    since = desk.facts.closed
    assert since == desk.facts.polled
    desk.site.pages = {PAGE: "full: a b c"}
    await desk.poll()
    assert desk.facts.closed == since
    desk.read.more = {}
    desk.site.pages = {PAGE: "full: a b c d"}
    await desk.poll()
    assert desk.facts.closed is None


async def test_nothing_is_remembered_of_a_document_that_is_doubted(desk):
    desk.read.more = {"memo": {"cursor": "1"}, "start": Request(url=LOG)}
    desk.site.pages = {PAGE: "full: a b", LOG: "full: a b"}
    await desk.poll()
    good = desk.facts
    desk.read.more = {"memo": {"cursor": "2"}}
    desk.site.pages[LOG] = "full: "
    polled = await desk.poll()
    assert polled.outcome == "doubtful"
    assert (polled.facts.memo, polled.facts.start) == (good.memo, good.start)


async def test_another_address_in_the_settings_is_followed_from_the_beginning(desk):
    desk.read.more = {"memo": {"cursor": "1"}, "start": Request(url=LOG)}
    desk.site.pages = {PAGE: "full: a b", LOG: "full: a b"}
    await desk.poll()
    desk.source = replace(desk.source, url="https://port.example/live")
    desk.read.more = {}
    desk.site.pages = {desk.source.url: "full: a b"}
    assert told(await desk.poll()) == []
    assert desk.site.asked == [desk.source.url]
    assert desk.facts.memo == {}


async def test_what_was_there_at_the_start_is_the_baseline_whenever_it_is_fetched(desk):
    """Of a source whose posts are fetched one by one, the first poll shows only some."""
    desk.read.more = {"listed": ("b", "c")}
    desk.site.pages = {PAGE: "full: a"}
    await desk.poll()
    start = desk.facts.first
    assert start == desk.facts.polled
    desk.read.published = {"b": start - timedelta(hours=1), "d": start + timedelta(minutes=1)}
    desk.site.pages = {PAGE: "full: b d"}
    desk.read.more = {"listed": ("a", "c")}
    polled = await desk.poll(after=timedelta(minutes=5))
    marks = {one.event.subject: (one.event.baseline, one.event.late) for one in polled.entries}
    assert marks == {"b": (True, False), "d": (False, False)}
    desk.read.published |= {"c": start - timedelta(hours=2)}
    desk.read.more = {}
    desk.site.pages = {PAGE: "full: a b c d"}
    polled = await desk.poll()
    assert [one.event.baseline for one in polled.entries] == [False], "not fetched one by one"

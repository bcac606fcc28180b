"""What parsers want is fetched, within limits; after a gap the archives are walked."""

from datetime import timedelta

import pytest
from sites import NOON, Desk, Site, told

from streamer.errors import FetchError
from streamer.gather import MOST_DOCUMENTS, Gatherer
from streamer.model import Request, Snapshot, Source, Update, Validators

FEED = "https://harbour.example/feed"
BLOG = Source(id="blog", url=FEED)


def atom(*numbers, before=""):
    link = f'<link rel="prev-archive" href="{before}"/>' if before else ""
    entries = "".join(
        f"<entry><id>u{n}</id><title>Bulletin {n}</title>"
        f"<updated>2026-05-04T{n:02}:00:00Z</updated>"
        f"<content>Tide table number {n} is out.</content></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>{link}{entries}</feed>'


@pytest.fixture
def desk():
    return Desk(Site(), BLOG)


async def test_a_gap_is_filled_from_the_archives(desk):
    desk.site.pages = {FEED: atom(2, 1)}
    await desk.poll()
    desk.site.pages = {
        FEED: atom(8, 7, before=f"{FEED}/3"),
        f"{FEED}/3": atom(6, 5, before=f"{FEED}/2"),
        f"{FEED}/2": atom(4, 3, 2, before=f"{FEED}/1"),
        f"{FEED}/1": atom(1),
    }
    polled = await desk.poll()
    assert told(polled) == [("update.new", f"u{n}") for n in (3, 4, 5, 6, 7, 8)]
    assert desk.site.asked == [FEED, f"{FEED}/3", f"{FEED}/2"], "no further than the overlap"
    assert told(await desk.poll()) == []


async def test_archives_are_left_alone_while_nothing_is_missing(desk):
    desk.site.pages = {FEED: atom(2, 1, before=f"{FEED}/1"), f"{FEED}/1": atom(0)}
    await desk.poll()
    desk.site.pages[FEED] = atom(3, 2, before=f"{FEED}/1")
    assert told(await desk.poll()) == [("update.new", "u3")]
    assert desk.site.asked == [FEED]


@pytest.mark.parametrize(
    "archive",
    [
        pytest.param(FetchError("away", outcome="http-5xx"), id="server error"),
        pytest.param(FetchError("no", outcome="http-4xx"), id="not found"),
        pytest.param("<html><body>Sorry</body></html>", id="no feed"),
        pytest.param(atom(7, 6, before=f"{FEED}/3"), id="names itself"),
    ],
)
async def test_an_archive_that_cannot_be_had_leaves_the_gap_told(desk, archive):
    desk.site.pages = {FEED: atom(2, 1)}
    await desk.poll()
    desk.site.pages = {FEED: atom(8, 7, before=f"{FEED}/3"), f"{FEED}/3": archive}
    polled = await desk.poll()
    assert polled.error is None
    assert told(polled)[0] == ("source.gap", "")
    assert ("update.new", "u8") in told(polled)
    assert len(desk.site.asked) == 2


def paged(*, most):
    """Return a parser of a source of numbered parts, each wanted in turn."""

    async def read(documents, source, memo):
        first = documents[0]
        there = {one.role for one in documents}
        wants = [Request(url=f"{first.url}/{n}", role=f"part {n}") for n in range(most)]
        return Snapshot(
            updates=tuple(
                Update(id=one.role or "start", headline=one.body.decode(), published=NOON)
                for one in documents
                if one.status == 200
            ),
            view="merge",
            fetched=first.fetched,
            wants=tuple(one for one in wants if one.role not in there)[:7],
        )

    return read


async def gathered(site, source=BLOG, most=3):
    gather = Gatherer(fetch=site.fetch, parse=paged(most=most), clock=site.clock)
    reply = await gather.ask(source, Request(url=source.url), Validators())
    return await gather.read(source, reply.document, {})


async def test_what_is_wanted_is_fetched_until_nothing_is():
    site = Site(pages={FEED: "a", **{f"{FEED}/{n}": f"part {n}" for n in range(9)}})
    read = await gathered(site, most=9)
    assert [update.id for update in read.snapshot.updates] == [
        "start",
        *(f"part {n}" for n in range(9)),
    ]
    assert read.snapshot.wants == ()


async def test_a_refused_part_comes_as_a_document_without_body():
    site = Site(pages={FEED: "a", f"{FEED}/0": "x", f"{FEED}/2": "z"})
    read = await gathered(site)
    assert [(one.role, one.status) for one in read.documents[1:]] == [
        ("part 0", 200),
        ("part 1", 404),
        ("part 2", 200),
    ]


async def test_a_part_that_is_late_fails_the_poll():
    late = FetchError("late", outcome="timeout")
    site = Site(pages={FEED: "a", f"{FEED}/0": "x", f"{FEED}/1": late})
    with pytest.raises(FetchError, match="late"):
        await gathered(site)


async def test_an_error_of_a_part_names_the_page_that_needs_it_and_keeps_what_it_says():
    patience = NOON + timedelta(hours=1)
    busy = FetchError("cdn.example answers 503", outcome="http-5xx", retry_at=patience)
    site = Site(pages={FEED: "a", f"{FEED}/0": busy})
    with pytest.raises(FetchError) as told:
        await gathered(site)
    assert str(told.value) == "cdn.example answers 503; what harbour.example shows comes from there"
    assert (told.value.outcome, told.value.retry_at) == ("http-5xx", patience)


async def test_a_parser_that_never_has_enough_is_stopped():
    site = Site(pages={FEED: "a", **{f"{FEED}/{n}": "x" for n in range(500)}})
    read = await gathered(site, most=500)
    assert len(site.asked) == MOST_DOCUMENTS
    assert "more documents were wanted" in read.snapshot.problems[-1]


async def test_a_key_is_sent_and_shown_to_nobody():
    source = Source(id="k", url="https://api.example/live?show=all", key="s3 cret")
    asked = "https://api.example/live?show=all&api-key=s3%20cret"
    site = Site(pages={asked: "a"})
    gather = Gatherer(fetch=site.fetch, parse=paged(most=0), clock=site.clock)
    request = Request(url=source.url, key="api-key", headers=(("x-site", "a"),))
    reply = await gather.ask(source, request, Validators())
    assert site.asked == [asked]
    assert site.headers == [(("x-site", "a"),)]
    assert reply.document.url == source.url
    assert "cret" not in repr(source)
    assert "cret" not in repr(reply)


async def test_the_hosts_turn_is_waited_for_before_each_request():
    site = Site(pages={FEED: "a", f"{FEED}/0": "x"})
    waited = []

    async def pause(url):
        waited.append((url, len(site.asked)))

    gather = Gatherer(fetch=site.fetch, parse=paged(most=1), clock=site.clock, pause=pause)
    reply = await gather.ask(BLOG, Request(url=FEED), Validators())
    await gather.read(BLOG, reply.document, {})
    assert waited == [(FEED, 0), (f"{FEED}/0", 1)]


async def test_a_source_that_turns_into_another_family_is_doubted_for_a_day(desk):
    desk.site.pages = {FEED: atom(2, 1)}
    await desk.poll()
    desk.site.pages = {FEED: '{"version": "https://jsonfeed.org/version/1.1", "items": []}'}
    polled = await desk.poll()
    assert polled.outcome == "doubtful"
    assert "was read as feed, looks like json-feed now" in str(polled.error)
    desk.site.pages = {FEED: atom(3, 2, 1)}
    assert told(await desk.poll()) == [("update.new", "u3")]


async def test_a_source_that_stays_in_another_family_is_believed_after_a_day(desk):
    desk.site.pages = {FEED: atom(2, 1)}
    await desk.poll()
    items = ",".join(
        f'{{"id": "u{n}", "title": "Bulletin {n}", "content_text": "Tide table number {n} is out.",'
        f'"date_published": "2026-05-04T{n:02}:00:00Z"}}'
        for n in (3, 2, 1)
    )
    page = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}'
    desk.site.pages = {FEED: page}
    assert (await desk.poll()).outcome == "doubtful"
    for _ in range(3):
        polled = await desk.poll(after=NOON.replace(hour=22) - NOON)
    assert ("update.new", "u3") in told(polled)
    assert ("update.removed", "u1") not in told(polled)

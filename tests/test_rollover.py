"""A blog that goes on elsewhere: another day's address, a redirect, a link in its last post."""

from dataclasses import replace
from datetime import timedelta

import pytest
from documents import blog, page, posting
from histories import words
from sites import NOON, Desk, Site, told

from streamer.errors import FetchError
from streamer.model import Facts, Source

HARBOUR = "https://harbour.example"
DAILY = Source(id="storm", url=f"{HARBOUR}/live/storm-{{%Y-%m-%d}}")
FOURTH, FIFTH = f"{HARBOUR}/live/storm-2026-05-04", f"{HARBOUR}/live/storm-2026-05-05"
A_DAY = timedelta(days=1)


def post(address, n, *, day=4, words="Gusts at pier", **more):
    """Return the n-th update of a blog."""
    said = f"{words} {n} were measured by the pilots, who expect more of them before dusk."
    at = f"2026-05-{day:02}T{n:02}:00:00Z"
    return posting(f"p{n}", f"{words} {n}", said, published=at, **more) | {
        "url": f"{address}#p{day}{n}"
    }


def shown(address, *posts):
    """Return a page of a live blog, the newest post first."""
    return page({**blog(*posts), "@id": address})


@pytest.fixture
def desk():
    return Desk(Site(), DAILY)


async def followed(desk):
    """Poll the blog of the fourth twice."""
    desk.site.pages[FOURTH] = shown(FOURTH, post(FOURTH, 9), post(FOURTH, 8))
    await desk.poll()
    desk.site.pages[FOURTH] = shown(FOURTH, *(post(FOURTH, n) for n in (11, 9, 8)))
    assert told(await desk.poll()) == [("update.new", "p411")]


async def test_s30_the_address_of_the_day_is_followed_from_day_to_day(desk):
    await followed(desk)
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5))
    polled = await desk.poll(after=A_DAY)
    assert told(polled) == [
        ("source.rollover", ""),
        ("update.new", "p56"),
        ("update.new", "p57"),
    ]
    assert polled.entries[0].event.detail == {"from": FOURTH, "to": FIFTH}
    assert not any(entry.event.baseline for entry in polled.entries)
    assert told(await desk.poll()) == []
    assert desk.site.asked == [FIFTH], "the old one is left alone"


async def test_s30_what_the_old_blog_showed_is_neither_removed_nor_new_again(desk):
    await followed(desk)
    copy = post(FOURTH, 11)
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5), copy)
    polled = await desk.poll(after=A_DAY)
    assert told(polled)[1:] == [("update.new", "p56"), ("update.new", "p57")]
    for _ in range(3):
        assert told(await desk.poll()) == []
    desk.site.pages[FIFTH] = shown(FIFTH, *(post(FIFTH, n, day=5) for n in (8, 7, 6)))
    assert told(await desk.poll()) == [("update.new", "p58")]


async def test_s37_an_id_that_the_next_blog_uses_again_is_another_update(desk):
    await followed(desk)
    again = post(FIFTH, 7, day=5, words="Ferries sail again from quay") | {"url": f"{FIFTH}#p411"}
    desk.site.pages[FIFTH] = shown(FIFTH, again, post(FIFTH, 6, day=5))
    polled = await desk.poll(after=A_DAY)
    kinds = [kind for kind, _ in told(polled)]
    assert kinds == ["source.rollover", "update.new", "update.new"]
    subjects = {subject for _, subject in told(polled)}
    assert "p411" not in subjects
    assert told(await desk.poll()) == []
    edited = again | {"articleBody": again["articleBody"].replace("dusk", "midnight")}
    desk.site.pages[FIFTH] = shown(FIFTH, edited, post(FIFTH, 6, day=5))
    ((kind, subject),) = told(await desk.poll())
    assert (kind, subject in subjects) == ("update.edited", True)


async def test_s37_an_id_that_the_next_blog_uses_again_is_edited_from_end_to_end(desk):
    await followed(desk)
    again = post(FIFTH, 7, day=5, words="Ferries sail again from quay") | {"url": f"{FIFTH}#p411"}
    desk.site.pages[FIFTH] = shown(FIFTH, again, post(FIFTH, 6, day=5))
    ((_, subject),) = told(await desk.poll(after=A_DAY))[-1:]
    edited = again | {"articleBody": words("nothing is as it was", 12)}
    desk.site.pages[FIFTH] = shown(FIFTH, edited, post(FIFTH, 6, day=5))
    assert told(await desk.poll()) == [("update.edited", subject)]


CLOCKS = "<html><body><h1>News</h1>{}</body></html>".format(
    "".join(
        f"<div><p>{n:02}:10</p><h3>Ship {n} is in</h3><p>{words(f'ship {n}', 20)}</p></div>"
        for n in range(11, 4, -1)
    )
)


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(FetchError("no", outcome="http-4xx"), id="not there yet"),
        pytest.param(page(blog()), id="announced"),
        pytest.param("<html><body><p>Soon</p></body></html>", id="no blog"),
        pytest.param(CLOCKS, id="a page of another family"),
    ],
)
async def test_s30_until_the_next_blog_is_there_the_old_one_is_followed(desk, there):
    await followed(desk)
    desk.site.pages[FIFTH] = there
    desk.site.pages[FOURTH] = shown(FOURTH, *(post(FOURTH, n) for n in (13, 11, 9, 8)))
    polled = await desk.poll(after=A_DAY)
    assert told(polled) == [("update.new", "p413")]
    assert polled.note.startswith("the next blog ")
    await desk.poll()
    assert desk.site.asked == [FOURTH], "no second look within a quarter of an hour"
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5))
    assert told(await desk.poll(after=timedelta(minutes=15)))[0] == ("source.rollover", "")


@pytest.mark.parametrize(
    "landed",
    [
        pytest.param("https://consent.example/live/storm-2026-05-05-a", id="another site"),
        pytest.param(f"{HARBOUR}/live", id="a list"),
        pytest.param(f"{HARBOUR}/", id="the front page"),
    ],
)
async def test_s54_a_next_blog_that_leads_to_a_wall_or_a_list_is_not_there_yet(desk, landed):
    await followed(desk)
    desk.site.moved = {FIFTH: landed}
    desk.site.pages[landed] = shown(landed, post(landed, 3, day=5))
    desk.site.pages[FOURTH] = shown(FOURTH, *(post(FOURTH, n) for n in (13, 11, 9, 8)))
    for after, news in ((A_DAY, [("update.new", "p413")]), (timedelta(hours=11), [])):
        polled = await desk.poll(after=after)
        assert (told(polled), polled.error) == (news, None)
        assert landed in polled.note
    desk.site.moved = {}
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    polled = await desk.poll(after=timedelta(minutes=15))
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]
    assert desk.facts.wary is None


async def test_s30_a_page_of_another_family_is_the_next_blog_if_it_stays_for_a_day(desk):
    desk.source = Source(id="storm", url=FOURTH)
    await followed(desk)
    desk.site.pages[FOURTH] = shown(FOURTH, closing(FOURTH, FIFTH, 23), post(FOURTH, 11))
    desk.site.pages[FIFTH] = CLOCKS
    assert "looks like clock-page" in (await desk.poll()).note
    assert "looks like clock-page" in (await desk.poll(after=A_DAY / 2)).note
    polled = await desk.poll(after=A_DAY)
    assert told(polled)[0] == ("source.rollover", "")


async def test_s52_a_next_blog_that_garbles_what_it_copies_is_not_believed(desk):
    said = post(FOURTH, 11, words="The pilot\u2019s \u201cgusts\u201d at pier")
    desk.site.pages[FOURTH] = shown(FOURTH, said, post(FOURTH, 9))
    await desk.poll()
    noise = {
        name: said[name].encode().decode("cp1252", "replace")
        for name in ("headline", "articleBody")
    }
    new = post(FIFTH, 7, day=5)
    desk.site.pages[FIFTH] = shown(FIFTH, new, said | noise)
    polled = await desk.poll(after=A_DAY)
    assert (told(polled), "garbled" in polled.note) == ([], True)
    desk.site.pages[FIFTH] = shown(FIFTH, new, said)
    polled = await desk.poll(after=timedelta(minutes=15))
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]


async def test_s31_an_update_that_part_two_copies_with_other_words_is_an_edit(desk):
    await followed(desk)
    copy = post(FOURTH, 11)
    edited = copy | {"articleBody": copy["articleBody"].replace("dusk", "midnight")}
    seventh = post(FIFTH, 7, day=5)
    desk.site.pages[FIFTH] = shown(FIFTH, seventh, edited)
    polled = await desk.poll(after=A_DAY)
    kinds = [("source.rollover", ""), ("update.edited", "p411"), ("update.new", "p57")]
    assert told(polled) == kinds
    event = polled.entries[1].event
    assert (event.revision, event.before.text) == (2, copy["articleBody"])
    again = copy | {"articleBody": copy["articleBody"].replace("dusk", "dawn")}
    desk.site.pages[FIFTH] = shown(FIFTH, seventh, again)
    assert told(await desk.poll()) == [("update.edited", "p411")]


async def test_s31_an_update_that_part_two_copies_may_be_edited_there_later(desk):
    await followed(desk)
    copy = post(FOURTH, 11)
    edited = copy | {"articleBody": copy["articleBody"].replace("dusk", "midnight")}
    for said, news in ((copy, []), (edited, [("update.edited", "p411")])):
        desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), said)
        polled = await desk.poll(after=A_DAY / 2)
        assert [one for one in told(polled) if one[1].startswith("p4")] == news
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 8, day=5), post(FIFTH, 7, day=5))
    for news in ([("update.new", "p58")], [], []):
        assert told(await desk.poll()) == news, "it leaves the page and is not removed"


async def test_s30_the_next_blog_is_found_even_where_the_old_one_is_gone(desk):
    await followed(desk)
    del desk.site.pages[FOURTH]
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    polled = await desk.poll(after=A_DAY)
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]
    assert (polled.error, polled.facts.failures) == (None, 0)


async def test_the_first_blog_is_the_baseline_whatever_its_day(desk):
    desk.site.pages[FOURTH] = shown(FOURTH, post(FOURTH, 8))
    polled = await desk.poll()
    assert [entry.event.baseline for entry in polled.entries] == [True]


async def test_s30_an_address_that_leads_to_another_days_blog(desk):
    desk.source = Source(id="storm", url=f"{HARBOUR}/live")
    desk.site.moved = {desk.source.url: FOURTH}
    await followed(desk)
    desk.site.moved = {desk.source.url: FIFTH}
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5))
    polled = await desk.poll(after=A_DAY)
    assert told(polled)[0] == ("source.rollover", "")
    assert polled.entries[0].event.detail == {"from": FOURTH, "to": FIFTH}
    assert told(await desk.poll()) == []
    assert desk.site.asked == [desk.source.url]


async def test_s30_an_address_that_leads_back_for_a_while_is_no_roll_over(desk):
    """A stale copy of a redirect: neither is the old blog's page read as the new one's."""
    desk.source = Source(id="storm", url=f"{HARBOUR}/live")
    desk.site.moved = {desk.source.url: FOURTH}
    await followed(desk)
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5))
    outcomes = []
    for there in (FIFTH, FOURTH, FOURTH, FIFTH, FOURTH, FIFTH):
        desk.site.moved = {desk.source.url: there}
        polled = await desk.poll()
        outcomes.append((polled.outcome, len(polled.entries)))
    back, same = ("doubtful", 0), ("not-modified", 0)
    assert outcomes == [("ok-new", 3), back, back, same, back, same]


async def test_s30_an_address_that_leads_back_for_more_than_a_day_is_believed(desk):
    desk.source = Source(id="storm", url=f"{HARBOUR}/live")
    desk.site.moved = {desk.source.url: FOURTH}
    await followed(desk)
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    desk.site.moved = {desk.source.url: FIFTH}
    await desk.poll()
    desk.site.moved = {desk.source.url: FOURTH}
    desk.site.pages[FOURTH] = shown(FOURTH, *(post(FOURTH, n) for n in (13, 11, 9, 8)))
    assert (await desk.poll()).outcome == "doubtful"
    polled = await desk.poll(after=A_DAY)
    assert ("update.new", "p413") in told(polled)
    assert (await desk.poll()).error is None


def closing(address, there, n, **more):
    """Return the last update of a blog, which links to the one at *there*."""
    said = f'This live page is closing. Our coverage goes on <a href="{there}">here</a>.'
    headline = "Our coverage continues"
    return post(address, n, **more) | {"headline": headline, "articleBody": said}


@pytest.mark.parametrize("way", ["", "?utm_source=app&fbclid=1", "#p411", "/?xtor=RSS-1#top"])
async def test_s30_a_link_back_is_no_next_blog_however_it_is_written(desk, way):
    """Neither address names a day, so that only what we remember says which came first."""
    first, second = f"{HARBOUR}/news/live/storm-c0ffee11", f"{HARBOUR}/news/live/storm-c0ffee22"
    desk.source = Source(id="storm", url=f"{first}?utm_medium=rss")
    desk.site.moved = {desk.source.url: first}
    desk.site.pages[first] = shown(first, post(first, 9), post(first, 8))
    await desk.poll()
    desk.site.pages[first] = shown(first, closing(first, f"{second}?gclid=1", 23), post(first, 9))
    desk.site.pages[second] = shown(second, post(second, 7, day=5))
    assert told(await desk.poll())[1:] == [("source.rollover", ""), ("update.new", "p57")]
    assert desk.site.asked == [f"{first}?utm_medium=rss", second]
    last = closing(second, f"{first}{way}", 22, day=5)
    desk.site.pages[second] = shown(second, last, post(second, 7, day=5))
    assert told(await desk.poll()) == [("update.new", "p522")]
    assert desk.site.asked == [second]


@pytest.mark.parametrize("leads", ["to itself", "to the one before"])
async def test_s30_a_next_blog_that_leads_back_is_none(desk, leads):
    desk.source = Source(id="storm", url=FOURTH)
    await followed(desk)
    link = f'This live page is closing. Our coverage goes on <a href="{FIFTH}">here</a>.'
    closing = post(FOURTH, 23) | {"headline": "Our coverage continues", "articleBody": link}
    desk.site.pages[FOURTH] = shown(FOURTH, closing, *(post(FOURTH, n) for n in (11, 9, 8)))
    old = f"{HARBOUR}/live/storm-2026-05-03"
    desk.facts = replace(desk.facts, trail=(old,))
    desk.site.pages[old] = shown(old, post(old, 5, day=3))
    desk.site.moved = {FIFTH: FOURTH if leads == "to itself" else old}
    polled = await desk.poll()
    assert told(polled) == [("update.new", "p423")]
    assert polled.note == "the next blog leads back"
    assert told(await desk.poll()) == []
    assert desk.site.asked == [FOURTH]
    desk.site.moved = {}
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    polled = await desk.poll(after=timedelta(minutes=15))
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]


async def test_s30_a_sitemap_of_a_later_day_is_not_the_next_blog(desk):
    """The blog began the day before the one that the address of the sitemap names."""
    sitemap = f"{HARBOUR}/news-2026-05-05.xml"
    desk.source = Source(id="storm", url=sitemap)
    desk.site.pages[sitemap] = news((FOURTH, "Storm live"))
    desk.site.pages[FOURTH] = shown(FOURTH, post(FOURTH, 9), post(FOURTH, 8))
    await desk.poll()
    await desk.poll()
    assert desk.site.asked == [FOURTH]
    polled = await desk.poll(after=timedelta(minutes=15))
    assert desk.site.asked == [sitemap, FOURTH]
    assert told(polled) == []


def news(*entries):
    """Return a news sitemap of addresses and titles, a minute apart."""
    rows = "".join(
        f"<url><loc>{url}</loc><news:news><news:publication_date>2026-05-04T08:{n:02}:00Z"
        f"</news:publication_date><news:title>{title}</news:title></news:news></url>"
        for n, (url, title) in enumerate(entries)
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )


async def test_s30_a_sitemap_leads_to_the_blog_and_to_the_next_one(desk):
    """Two blogs run at once: the fragment of the address says which one is meant."""
    sitemap = f"{HARBOUR}/news.xml"
    desk.source = Source(id="storm", url=f"{sitemap}#storm")
    regatta = (f"{HARBOUR}/live/regatta-2026-05-05", "Regatta live")
    desk.site.moved = {desk.source.url: sitemap}
    desk.site.pages[sitemap] = news((FOURTH, "Storm live"), regatta)
    desk.site.pages[FOURTH] = shown(FOURTH, post(FOURTH, 9), post(FOURTH, 8))
    polled = await desk.poll()
    assert told(polled) == [("update.new", "p48"), ("update.new", "p49")]
    assert all(entry.event.baseline for entry in polled.entries)
    await desk.poll()
    assert desk.site.asked == [FOURTH], "between two looks the blog alone is asked"
    desk.site.pages[sitemap] = news((FOURTH, "Storm live"), (FIFTH, "Storm live"), regatta)
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    polled = await desk.poll(after=timedelta(minutes=15))
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]
    assert polled.entries[0].event.detail == {"from": FOURTH, "to": FIFTH}
    assert told(await desk.poll()) == []
    assert desk.site.asked == [FIFTH]


async def test_s30_a_closing_post_leads_to_the_next_blog(desk):
    desk.source = Source(id="storm", url=FOURTH)
    await followed(desk)
    link = f'This live page is closing. Our coverage goes on <a href="{FIFTH}">here</a>.'
    closing = post(FOURTH, 23) | {"headline": "Our coverage continues", "articleBody": link}
    desk.site.pages[FOURTH] = shown(FOURTH, closing, *(post(FOURTH, n) for n in (11, 9, 8)))
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), post(FIFTH, 6, day=5))
    polled = await desk.poll()
    assert told(polled) == [
        ("update.new", "p423"),
        ("source.rollover", ""),
        ("update.new", "p56"),
        ("update.new", "p57"),
    ]
    assert told(await desk.poll()) == []
    assert desk.site.asked == [FIFTH]


@pytest.mark.parametrize(
    ("moved", "beside"),
    [
        pytest.param({}, [], id="as it was"),
        pytest.param({"url": f"{FIFTH}#p599"}, ["storm/p411"], id="under another id"),
        pytest.param(
            {"url": f"{FIFTH}#p599", "datePublished": "2026-05-05T01:00:00Z"},
            ["storm/p411"],
            id="and at another time",
        ),
    ],
)
async def test_s31_an_update_that_part_two_copies_is_no_news(desk, moved, beside):
    said = post(FOURTH, 11) | {"articleBody": words("the harbour", 60)}
    desk.site.pages[FOURTH] = shown(FOURTH, said, post(FOURTH, 9))
    await desk.poll()
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5), said | moved)
    polled = await desk.poll(after=A_DAY)
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]
    events = [entry.event async for entry in desk.stream.duplicates.read()]
    assert [event.duplicate_of for event in events] == beside


@pytest.mark.parametrize("count", [60, 6])
async def test_s31_what_part_three_copies_of_a_copy_repeats_the_original(desk, count):
    said = post(FOURTH, 11) | {"articleBody": words("the harbour", count)}
    desk.site.pages[FOURTH] = shown(FOURTH, said, post(FOURTH, 9))
    await desk.poll()
    sixth = f"{HARBOUR}/live/storm-2026-05-06"
    for address, day in ((FIFTH, 5), (sixth, 6)):
        copy = said | {"url": f"{address}#copy{day}"}
        desk.site.pages[address] = shown(address, post(address, 7, day=day), copy)
        polled = await desk.poll(after=A_DAY)
        assert told(polled) == [("source.rollover", ""), ("update.new", f"p{day}7")]
    events = [entry.event async for entry in desk.stream.duplicates.read()]
    assert [event.duplicate_of for event in events] == ["storm/p411", "storm/p411"]


async def test_s31_a_short_update_is_no_news_at_its_own_moment_only(desk):
    await followed(desk)
    copy = post(FOURTH, 11) | {"url": f"{FIFTH}#p501"}
    later = post(FOURTH, 9) | {"url": f"{FIFTH}#p502", "datePublished": "2026-05-05T03:00:00Z"}
    desk.site.pages[FIFTH] = shown(FIFTH, later, copy)
    assert told(await desk.poll(after=A_DAY)) == [("source.rollover", ""), ("update.new", "p502")]
    events = [entry.event async for entry in desk.stream.duplicates.read()]
    assert [event.duplicate_of for event in events] == ["storm/p411"]


@pytest.mark.parametrize(("hour", "copied"), [(7, True), (12, False)])
async def test_s31_words_alone_make_no_copy_where_ids_are_ours(desk, hour, copied):
    """The second blog uses an id again, so that its update is known by an id of ours."""
    await followed(desk)
    goal = post(FIFTH, 7, day=5, words="A goal at quay") | {"url": f"{FIFTH}#p411"}
    desk.site.pages[FIFTH] = shown(FIFTH, goal)
    await desk.poll(after=A_DAY)
    sixth = f"{HARBOUR}/live/storm-2026-05-06"
    again = goal | {"url": f"{sixth}#p601", "datePublished": f"2026-05-05T{hour:02}:00:00Z"}
    desk.site.pages[sixth] = shown(sixth, post(sixth, 8, day=6), again)
    polled = await desk.poll(after=A_DAY)
    assert (("update.new", "p601") not in told(polled)) == copied
    assert len([entry async for entry in desk.stream.duplicates.read()]) == copied


async def test_s30_until_the_named_blog_is_there_the_old_one_is_asked_for_changes_only(desk):
    desk.source = Source(id="storm", url=FOURTH)
    await followed(desk)
    link = f'This live page is closing. Our coverage goes on <a href="{FIFTH}">here</a>.'
    closing = post(FOURTH, 23) | {"headline": "Our coverage continues", "articleBody": link}
    desk.site.pages[FOURTH] = shown(FOURTH, closing, *(post(FOURTH, n) for n in (11, 9, 8)))
    assert told(await desk.poll()) == [("update.new", "p423")]
    assert desk.site.asked == [FOURTH, FIFTH]
    polled = await desk.poll()
    assert (polled.outcome, desk.site.asked) == ("not-modified", [FOURTH])
    desk.site.pages[FIFTH] = shown(FIFTH, post(FIFTH, 7, day=5))
    polled = await desk.poll(after=timedelta(minutes=15))
    assert told(polled) == [("source.rollover", ""), ("update.new", "p57")]


async def test_s32_another_slug_is_the_same_blog(desk):
    desk.source = Source(id="storm", url=FOURTH)
    await followed(desk)
    slug = f"{HARBOUR}/live/gale-2026-05-04"
    desk.site.moved = {FOURTH: slug}
    desk.site.pages[slug] = shown(slug, *(post(slug, n) for n in (12, 11, 9, 8)))
    assert told(await desk.poll()) == [("update.new", "p412")]
    assert told(await desk.poll()) == []


async def test_another_address_in_the_settings_takes_nothing_along(desk):
    await followed(desk)
    desk.facts = replace(desk.facts, memo={"cursor": "9"}, begun=True)
    desk.source = replace(desk.source, url=f"{HARBOUR}/other")
    desk.site.pages[desk.source.url] = shown(desk.source.url, post(desk.source.url, 12))
    await desk.poll()
    assert desk.site.asked == [desk.source.url]
    assert "cursor" not in desk.facts.memo


async def test_a_store_of_before_knows_no_home(desk):
    desk.facts = Facts(begun=True, memo={"kind": "json-ld"})
    desk.site.pages[FOURTH] = shown(FOURTH, post(FOURTH, 8))
    polled = await desk.poll()
    assert (polled.error, polled.facts.home) == (None, DAILY.url)
    assert polled.facts.polled > NOON

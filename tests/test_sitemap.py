"""Sitemaps: which live blog is the newest, and what is read of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from documents import blog, document, page, posting, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.model import Request, Snapshot
from streamer.parse import parse
from streamer.parse.onward.lookout import kept
from streamer.parse.onward.sitemap_entries import children
from streamer.parse.page import Page

SITE = "https://harbour.example"
MAP = f"{SITE}/news-sitemap.xml"
NOON = datetime(2026, 4, 22, 12, tzinfo=UTC)
STORM = f"{SITE}/news/liveblog/2026/4/22/storm-live-the-harbour-shuts"
NEXT = f"{SITE}/news/liveblog/2026/4/23/storm-live-the-ferries-sail-again"
BLOG = "lookout.blog"


def entry(url, published="2026-04-22T06:00:00Z", title="Storm", lastmod="", more=""):
    news = (
        f"<news:news><news:publication><news:name>Harbour</news:name><news:language>en"
        f"</news:language></news:publication><news:publication_date>{published}"
        f"</news:publication_date><news:title>{title}</news:title></news:news>"
    )
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{url}</loc>{changed}{news if published else ''}{more}</url>"


def urlset(*entries):
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{"".join(entries)}</urlset>'
    )


def index(*entries):
    parts = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>{at}</lastmod></sitemap>" for url, at in entries
    )
    return f"<sitemapindex>{parts}</sitemapindex>"


def at(url, body, *, role="", fetched=NOON, status=200):
    return replace(document(body, url=url), role=role, fetched=fetched, status=status)


def live(*names, url=STORM):
    posts = [posting(name, f"Words of {name}", f"The text of {name}.") for name in names]
    return page(blog(*posts, **{"@id": url}))


def first(*entries, url=MAP, **options):
    return parse(at(url, urlset(*entries)), **options)


def wanted(snapshot):
    return [one.url for one in snapshot.wants]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([entry(f"{SITE}/news/soup"), entry(STORM)], STORM, id="the live one"),
        pytest.param(
            [entry(NEXT, "2026-04-22T11:00:00Z"), entry(STORM)], NEXT, id="the newest one"
        ),
        pytest.param([entry(STORM), entry(NEXT, "2026-04-22T11:00:00Z")], NEXT, id="in any order"),
        pytest.param([entry(NEXT, "2026-04-23T11:00:00Z"), entry(STORM)], STORM, id="not out yet"),
        pytest.param(
            [entry(f"{SITE}/news/storm-a1b2", title="Storm: the gates shut – live")],
            f"{SITE}/news/storm-a1b2",
            id="by its title",
        ),
        pytest.param([entry(f"{SITE}/storm-b2", title="Live: storm")], f"{SITE}/storm-b2", id="or"),
        pytest.param(
            [entry(f"{SITE}/news/a-1", title="Where they live now")], None, id="a verb in a title"
        ),
        pytest.param(
            [entry(f"{SITE}/video/a-1", title="Live: the harbour")], None, id="a live picture"
        ),
        pytest.param([entry(f"{SITE}/tag/storm-live")], None, id="a tag"),
        pytest.param([entry("javascript:live/a-b")], None, id="no address"),
        pytest.param([entry(f"<![CDATA[{STORM}?a=1&b=2]]>")], f"{STORM}?a=1&b=2", id="cdata"),
        pytest.param([entry(f"{STORM}?a=1&amp;b=2")], f"{STORM}?a=1&b=2", id="escaped"),
        pytest.param(["<!-- ", entry(STORM), " -->"], None, id="a comment"),
        pytest.param(
            [entry(STORM).replace("<loc>", f"<image:loc>{SITE}/live/x.jpg</image:loc><loc>")],
            STORM,
            id="a picture",
        ),
        pytest.param(
            [entry(STORM, published="", lastmod="2026-04-22T11:00:00Z"), entry(NEXT, "")],
            NEXT,
            id="a plain sitemap, by the day in the address",
        ),
        pytest.param(
            [
                entry(STORM, published="", lastmod="2026-04-22T10:00:00Z"),
                entry(STORM.replace("4/22", "4/21"), "", lastmod="2026-04-22T11:00:00Z"),
            ],
            STORM,
            id="and not by its last change",
        ),
        pytest.param(["<url></url>", "<url><loc></loc></url>", "<url>"], None, id="nothing"),
    ],
)
def test_s30_the_newest_live_blog_is_wanted(entries, expected):
    shown = first(*entries)
    assert wanted(shown) == ([expected] if expected else [])
    assert (shown.updates, shown.view) == ((), "merge")
    assert bool(shown.problems) is (expected is None)
    assert shown.memo.keys() == {"lookout.url", "lookout.at"}


def test_a_fragment_says_which_of_several_is_meant():
    regatta = entry(f"{SITE}/live/regatta-1", "2026-04-22T09:00:00Z", title="Sails")
    both = [entry(STORM, title="Gates"), regatta]
    assert wanted(first(*both)) == [f"{SITE}/live/regatta-1"]
    assert wanted(first(*both, url=f"{MAP}#Storm")) == [STORM]
    assert wanted(first(*both, url=f"{MAP}#gates")) == [STORM]
    assert wanted(first(*both, url=f"{MAP}#soup")) == []
    assert wanted(first(*both, memo={"lookout.url": f"{MAP}#storm"})) == [STORM]


def test_an_index_is_read_through_its_newest_sitemaps():
    maps = index(
        (f"{SITE}/pages.xml", "2026-04-22"),
        (f"{SITE}/news-1.xml", "2026-04-20"),
        (f"{SITE}/news-3.xml", "2026-04-22"),
        (f"{SITE}/news-2.xml", "2026-04-21"),
    )
    shown = parse(at(MAP, maps))
    assert wanted(shown) == [f"{SITE}/news-3.xml", f"{SITE}/news-2.xml"]
    three, two = shown.wants
    parts = [
        at(three.url, "", role=three.role, status=404),
        at(two.url, urlset(entry(STORM)), role=two.role),
    ]
    shown = parse(at(MAP, maps), *parts)
    assert wanted(shown) == [STORM]
    shown = parse(at(MAP, maps), *parts, at(STORM, live("u1"), role=BLOG))
    assert [one.id for one in shown.updates] == ["u1"]
    assert (shown.wants, shown.start) == ((), Request(url=STORM))


def test_an_index_without_anything_is_no_fault():
    assert parse(at(MAP, index())).problems == ("the sitemap names no live blog",)
    assert children(index((f"{SITE}/news.xml.gz", "2026-04-22")), MAP, None) == ()


def test_the_blog_is_read_by_its_own_family_and_goes_on_alone():
    shown = parse(at(MAP, urlset(entry(STORM))), at(STORM, live("u2", "u1"), role=BLOG))
    assert (shown.format, shown.view, shown.wants) == ("json-ld", "window", ())
    assert [one.id for one in shown.updates] == ["u2", "u1"]
    assert shown.start == Request(url=STORM)
    assert shown.memo == {
        "kind": "json-ld",
        "lookout.url": MAP,
        "lookout.blog": STORM,
        "lookout.at": str(int(NOON.timestamp())),
    }
    alone = parse(at(STORM, live("u3", "u2")), memo=shown.memo)
    assert (alone.memo, alone.start) == (shown.memo, shown.start)


def test_it_goes_on_alone_where_the_source_is_said_to_be_a_sitemap():
    answers = at(STORM, live("u1"), role=BLOG)
    shown = parse(at(MAP, urlset(entry(STORM))), answers, kind="sitemap")
    assert parse(at(STORM, live("u1")), kind="sitemap", memo=shown.memo).updates == shown.updates
    with pytest.raises(ParseError) as error:
        parse(at(STORM, live("u1")), kind="sitemap")
    assert error.value.outcome == "not-a-feed"


def followed(*entries, memo=None, more=()):
    known = {"kind": "json-ld", "lookout.url": MAP, "lookout.blog": STORM, "lookout.at": "1"}
    return parse(at(MAP, urlset(*entries)), *more, memo=memo or known)


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([entry(STORM)], id="the same"),
        pytest.param([], id="nothing"),
        pytest.param([entry(STORM), entry(f"{STORM}?page=2")], id="the same with a query"),
        pytest.param([entry(STORM), entry(f"{SITE}/live/regatta-1", "2026-04-21")], id="older"),
        pytest.param([entry(STORM), entry(f"{SITE}/world/live/regatta-1")], id="as old"),
        pytest.param(
            [entry(NEXT.replace("4/23", "4/21"), "2026-04-22T11:00:00Z")], id="an older day"
        ),
        pytest.param(
            [entry(STORM, ""), entry(f"{SITE}/live/regatta-1", "", lastmod="2026-04-22T11:00:00Z")],
            id="one that only changed",
        ),
    ],
)
def test_the_blog_that_is_followed_stays(entries):
    shown = followed(*entries)
    assert (wanted(shown), shown.successor) == ([STORM], "")
    shown = followed(*entries, more=[at(STORM, live("u1"), role=BLOG)])
    assert [one.id for one in shown.updates] == ["u1"]
    assert shown.memo["lookout.at"] == str(int(NOON.timestamp()))


@pytest.mark.parametrize(
    ("entries", "there"),
    [
        pytest.param([entry(STORM), entry(NEXT, "2026-04-22T11:00:00Z")], NEXT, id="newer"),
        pytest.param([entry(STORM, ""), entry(NEXT, "2026-04-22T11:00:00Z")], NEXT, id="later day"),
        pytest.param([entry(NEXT, "2026-04-22T11:00:00Z")], NEXT, id="alone"),
    ],
)
def test_s30_another_blog_is_told_and_not_read_yet(entries, there):
    shown = followed(*entries)
    assert (shown.successor, shown.wants, shown.updates, shown.view) == (there, (), (), "merge")
    assert shown.start == Request(url=STORM)
    assert shown.memo["kind"] == "json-ld"
    assert (shown.memo["lookout.blog"], shown.memo["lookout.next"]) == (STORM, there)


def test_s30_the_next_blog_takes_the_place_of_the_last_once_it_is_read():
    told = followed(entry(STORM), entry(NEXT, "2026-04-22T11:00:00Z"))
    again = parse(at(STORM, live("u1")), memo=told.memo)
    assert (again.memo["lookout.blog"], again.start) == (STORM, Request(url=STORM))
    kept = {name: said for name, said in told.memo.items() if name.startswith("lookout.")}
    for url in (NEXT, f"{SITE}/news/liveblog/2026/4/23/another-slug"):
        moved = parse(at(url, live("u9", url=url)), memo=kept)
        assert moved.memo["lookout.blog"] == NEXT
        assert "lookout.next" not in moved.memo
        assert moved.start == Request(url=url)
    assert parse(at(NEXT, live("u9")), memo=told.memo).memo["lookout.blog"] == NEXT
    still = parse(at(STORM, live("u1")), memo=kept)
    assert still.memo["lookout.blog"] == STORM


def test_what_is_known_of_the_lookout_stays():
    known = {"kind": "json-ld", "lookout.url": f"{MAP}#storm", "lookout.blog": STORM}
    assert followed(entry(STORM), memo=known).memo["lookout.url"] == f"{MAP}#storm"
    announced = at(STORM, page({"@type": "LiveBlogPosting", "headline": "Storm"}))
    assert parse(announced, memo=known).start == Request(url=STORM)
    api = Request(url=f"{SITE}/api/storm")
    shown = Snapshot(updates=(), view="window", fetched=NOON, start=api)
    assert kept(shown, Page(announced, memo=known)).start == api


def test_the_lookout_is_no_surprise_and_a_sudden_sitemap_is():
    assert followed(entry(STORM)).wants
    with pytest.raises(ParseError) as error:
        parse(at(MAP, urlset(entry(STORM))), memo={"kind": "feed"})
    assert error.value.outcome == "doubtful"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param("", "malformed-empty", id="refused"),
        pytest.param("<html><body><p>Soup</p></body></html>", "not-a-feed", id="an article"),
        pytest.param(urlset(entry(STORM)), "not-a-feed", id="a sitemap"),
        pytest.param(rss(), None, id="an empty feed"),
    ],
)
def test_a_blog_that_cannot_be_read_fails_the_poll(answer, outcome):
    shown = (at(MAP, urlset(entry(STORM))), at(STORM, answer, role=BLOG))
    if outcome is None:
        assert parse(*shown).updates == ()
        return
    with pytest.raises(ParseError) as error:
        parse(*shown)
    assert error.value.outcome == outcome


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_cut_sitemap_is_not_believed(cut):
    whole = urlset(entry(STORM), entry(NEXT))
    with pytest.raises(ParseError) as error:
        parse(at(MAP, whole[: len(whole) * cut // 8]))
    assert error.value.outcome in ("malformed-partial", "not-a-feed")


PIECES = (
    f"<url> </url> <loc> </loc> {STORM} http://[ <![CDATA[ ]]> <!-- <news:publication_date> "
    f"2026-13-45 {'9' * 30} </ <news:title> live: é"
).split()
NAMES = ["kind", "lookout.url", "lookout.blog", "lookout.at", "lookout.next"]
SAID = ["", "x", STORM, MAP, "json-ld", "-1", "9" * 30]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=20),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(SAID)),
)
def test_any_sitemap_and_any_memo_may_come(tokens, memo):
    for body in (urlset(*tokens), index(("".join(tokens), "")), live("u1")):
        try:
            assert isinstance(parse(at(MAP, body), memo=memo), Snapshot)
        except ParseError:
            continue


def test_a_large_sitemap_is_read_in_one_pass():
    shown = first(*[entry(f"{SITE}/news/soup-{n}") for n in range(20_000)], entry(STORM))
    assert wanted(shown) == [STORM]
    for piece in ("<url>", "<url><loc>", "<!--", "<loc", "<![CDATA[", "<url><loc><![CDATA["):
        first(piece * 50_000)


def test_an_answer_of_a_later_minute_does_not_move_the_look():
    later = NOON + timedelta(minutes=1)
    shown = parse(at(MAP, urlset(entry(STORM))), at(STORM, live("u1"), role=BLOG, fetched=later))
    assert shown.memo["lookout.at"] == str(int(NOON.timestamp()))

"""Closing posts: where a live blog goes on, and the many links that lead elsewhere."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from documents import blog, document, item, page, posting, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.model import Snapshot, Update
from streamer.parse import parse
from streamer.parse.onward.closing import successor
from streamer.parse.onward.closing_words import ends, goes_on
from streamer.parse.onward.live_address import looks_live
from streamer.parse.page import Page

SITE = "https://harbour.example"
TODAY = f"{SITE}/news/liveblog/2026/4/22/storm-live-the-harbour-shuts"
NEXT = "/news/liveblog/2026/4/23/storm-live-the-ferries-sail-again"
UNDATED = f"{SITE}/news/live/storm-c0ffee11"
EVENING = datetime(2026, 4, 22, 23, 59, tzinfo=UTC)
CLOSING = "This live page is closing."


def update(text, html="", **more):
    return Update(**{"id": "last", "text": text, "html": html, "published": EVENING} | more)


def link(*addresses):
    return "".join(f'<p>See <a href="{address}">here</a>.</p>' for address in addresses)


def snapshot(*updates, **more):
    return Snapshot(updates=updates, view="window", fetched=EVENING, **more)


def after(text, *addresses, home=TODAY, **more):
    one = snapshot(update(text, link(*addresses)), **more)
    return successor(one, Page(document("", url=home)))


ENDS = [
    "This live page is closing, but our coverage of the storm continues.",
    "This live blog is now closed.",
    "This page is no longer being updated.",
    "Our live coverage of the storm has ended.",
    "Today's live coverage is coming to an end.",
    "We are closing this blog now. Thanks for reading.",
    "We’re wrapping up our live coverage for tonight.",
    "We'll be pausing this blog until the morning.",
    "That’s it for today's blog.",
    "That brings our rolling coverage to a close.",
    "Dieser Liveblog ist nun beendet.",
    "Der Ticker wird an dieser Stelle geschlossen.",
    "Damit schließen wir für heute diesen Newsticker.",
    "Ce direct est désormais terminé.",
    "Notre direct s’achève ici.",
    "C’est la fin de ce suivi en direct.",
    "Este directo ha finalizado.",
    "Cerramos aquí nuestro minuto a minuto.",
    "Questa diretta è terminata.",
    "Chiudiamo qui la nostra diretta.",
    "Ми завершуємо наш текстовий онлайн.",
    "Ця трансляція завершена.",
    "Мы закрываем эту трансляцию.",
    "Наша онлайн-хроника завершена.",
]
GOES_ON = [
    "Our coverage continues",
    "Our 24-hour coverage of the storm and its floods continues.",
    "Follow our new live blog here.",
    "All the latest is in tomorrow’s blog.",
    "In unserem neuen Liveblog geht es morgen früh weiter.",
    "Die Berichterstattung wird an anderer Stelle fortgesetzt.",
    "Suivez notre nouveau direct.",
    "La cobertura de la tormenta continúa.",
    "Siga el nuevo directo.",
    "La diretta di oggi prosegue.",
    "Продовження хроніки за посиланням.",
    "Читайте новий онлайн.",
    "Следите за событиями по ссылке.",
    "Продолжение здесь.",
]
NEITHER = [
    "The harbour is closing its gates for the night.",
    "Schools are closed, and the ferry company has ended its service.",
    "This road is closed.",
    "The page of history has turned; the talks have ended.",
    "This live page is not closing.",
    "The rain continues, says the weather office.",
    "The television coverage was good.",
    "This social media page is closed.",
    "This storm brings our coverage to every home.",
    "Read more about the storm here.",
    "Der Hafen ist geschlossen.",
    "Der Sturm ist weitergezogen, der Alarm wurde beendet.",
    "Le port est fermé jusqu'à demain.",
    "El puerto queda cerrado.",
    "La strada è chiusa.",
    "Порт закрито до ранку.",
    "Порт закрыт до утра.",
    "Матч завершено.",
    "",
]


@pytest.mark.parametrize("text", ENDS)
def test_s30_words_that_end_a_page(text):
    assert ends(text)
    assert after(text, NEXT) == SITE + NEXT
    assert after(text, "/news/live/storm-c0ffee22", home=UNDATED).endswith("c0ffee22")


@pytest.mark.parametrize("text", GOES_ON)
def test_s30_words_that_lead_on_need_a_later_day(text):
    assert goes_on(text)
    assert not ends(text)
    assert after(text, NEXT) == SITE + NEXT
    assert after(text, "/news/live/regatta-c0ffee22", home=UNDATED) == ""
    assert after(text, "/news/liveblog/2026/4/22/regatta-live-the-start") == ""
    assert after(text, "/news/liveblog/2026/4/21/storm-live-the-wind-rises") == ""


@pytest.mark.parametrize("text", NEITHER)
def test_other_words_lead_nowhere(text):
    assert not ends(text)
    assert not goes_on(text)
    assert after(text, NEXT) == ""


@pytest.mark.parametrize(
    ("home", "address"),
    [
        pytest.param(TODAY, NEXT, id="later day"),
        pytest.param(TODAY, f"https://www.harbour.example{NEXT}", id="www"),
        pytest.param(TODAY, f"{NEXT}?from=closing#top", id="query and fragment"),
        pytest.param(TODAY, "/news/liveblog/2026/4/22/storm-live-part-two", id="same day"),
        pytest.param(f"{TODAY}#u1", NEXT, id="home with a fragment"),
        pytest.param(UNDATED, "/news/live/storm-c0ffee22", id="no days"),
        pytest.param(UNDATED, "/news/live/storm-2026-04-23", id="a day on one side"),
        pytest.param(UNDATED, "/news/live/storm-2026-04-22", id="the day of the closing post"),
        pytest.param(f"{SITE}/storm-news-04-22-26", "/storm-news-04-23-26", id="only days differ"),
        pytest.param(
            f"{SITE}/live-news/storm-04-30-26/index.html",
            "/live-news/storm-05-01-26/index.html",
            id="the next month",
        ),
        pytest.param(UNDATED, "/news/storm-live-latest-b2345.html", id="live in the slug"),
        pytest.param(UNDATED, "/nachrichten/liveticker-zum-sturm", id="a German one"),
        pytest.param(UNDATED, "/meteo/tempete-en-direct-apres-la-nuit", id="a French one"),
    ],
)
def test_s30_the_blog_that_goes_on(home, address):
    assert (
        after(CLOSING, address, home=home)
        == ((address if "//" in address else SITE + address).partition("#")[0])
    )


@pytest.mark.parametrize(
    ("home", "address"),
    [
        pytest.param(TODAY, "/news/liveblog/2026/4/21/storm-live-the-wind-rises", id="older day"),
        pytest.param(TODAY, TODAY, id="itself"),
        pytest.param(TODAY, f"{TODAY}#post-7", id="a place in itself"),
        pytest.param(TODAY, f"{TODAY}?page=2", id="its second page"),
        pytest.param(TODAY, f"{TODAY}/card/7-live-2026-04-23", id="a card of itself"),
        pytest.param(TODAY, "/amp/" + TODAY.removeprefix(f"{SITE}/"), id="its copy"),
        pytest.param(TODAY, "/news/2026/4/23/what-we-know-of-the-storm", id="an article"),
        pytest.param(TODAY, "/news/2026/4/23/where-people-live-with-floods", id="a verb"),
        pytest.param(UNDATED, "/culture/live-music-returns-to-the-quay", id="an adjective"),
        pytest.param(TODAY, "/tag/live/2026/4/23/storm-live", id="a tag"),
        pytest.param(TODAY, "/topics/storm-live", id="a topic"),
        pytest.param(TODAY, "/video/live/2026/4/23/harbour-camera", id="a video"),
        pytest.param(
            f"{SITE}/amp/news/live/storm-c0ffee11", "/news/live/storm-c0ffee11", id="its original"
        ),
        pytest.param(UNDATED, "/live", id="all live pages"),
        pytest.param(UNDATED, "/news/live", id="those of a section"),
        pytest.param(UNDATED, "/live/europe", id="those of a place"),
        pytest.param(UNDATED, "/", id="the front page"),
        pytest.param(UNDATED, "/news/live/storm-2026-04-20", id="older than the closing post"),
        pytest.param(TODAY, f"https://other.example{NEXT}", id="another site"),
        pytest.param(TODAY, f"https://harbour.example.evil.example{NEXT}", id="alike"),
        pytest.param(TODAY, f"https://harbour.example@evil.example{NEXT}", id="credentials"),
        pytest.param(TODAY, "javascript:alert(1)//live/2026/4/23/a-b", id="a script"),
        pytest.param(TODAY, "http://[broken/live/2026/4/23/a-b", id="no address"),
        pytest.param(TODAY, "mailto:live-2026-04-23@harbour.example", id="mail"),
    ],
)
def test_a_closing_post_that_links_elsewhere_leads_nowhere(home, address):
    assert after(CLOSING, address, home=home) == ""


def test_a_closing_post_after_midnight_may_lead_to_the_day_that_it_closes():
    early = update(CLOSING, link("/news/live/storm-2026-04-22"), published=EVENING.replace(day=23))
    home = Page(document("", url=UNDATED))
    assert successor(snapshot(early), home) == f"{SITE}/news/live/storm-2026-04-22"


def test_one_live_blog_among_other_links_is_found_and_of_two_none():
    assert after(CLOSING, "/news/2026/4/23/map-of-the-storm", NEXT, NEXT + "#top") == SITE + NEXT
    assert after(CLOSING, NEXT, "/news/liveblog/2026/4/23/regatta-live-the-start") == ""
    assert after(CLOSING) == ""


@pytest.mark.parametrize(
    ("links", "there"),
    [
        pytest.param([f"{NEXT}?utm_source=app&utm_medium=push"], NEXT, id="how its reader came"),
        pytest.param(
            [f"{NEXT}?UTM_Source=app&id=7&fbclid=x#top"], f"{NEXT}?id=7", id="among others"
        ),
        pytest.param([f"{NEXT}?page=with:post-3#post-3"], NEXT, id="which post is meant"),
        pytest.param([f"{NEXT}?page=live.123"], f"{NEXT}?page=live.123", id="which page is meant"),
        pytest.param([f"{NEXT}?gclid=1", f"{NEXT}#top", NEXT], NEXT, id="three times the same"),
        pytest.param([f"{NEXT}?view=all", NEXT], NEXT, id="once with a query"),
        pytest.param([f"{NEXT}?b=2&a=1", f"{NEXT}?a=1&b=2"], f"{NEXT}?a=1&b=2", id="in any order"),
        pytest.param([f"{NEXT}?id=7", f"{NEXT}?id=8"], "", id="two pages of one path"),
    ],
)
def test_s30_the_next_blog_is_where_it_is_whoever_links_to_it(links, there):
    assert after(CLOSING, *links) == (SITE + there if there else "")


def test_a_link_without_a_day_may_lead_back():
    address = "/news/live/storm-c0ffee22"
    assert after(f"{CLOSING} Yesterday’s blog is here.", address, home=UNDATED) == ""
    assert after(f"{CLOSING} Our previous blog is here.", address, home=UNDATED) == ""
    assert after(f"{CLOSING} Yesterday’s storm is over.", NEXT) == SITE + NEXT


def test_a_source_that_is_closed_needs_no_words_but_a_later_day():
    assert after("Good night.", NEXT, closed=True) == SITE + NEXT
    assert after("Good night.", NEXT) == ""
    assert after("Good night.", "/news/live/regatta-c0ffee22", home=UNDATED, closed=True) == ""
    assert after(
        "Follow our new live blog here.", "/news/live/storm-2-b", home=UNDATED, closed=True
    ).endswith("/storm-2-b")


def test_only_the_last_words_count():
    first = update(CLOSING, link(NEXT), id="first", published=EVENING.replace(hour=6))
    last = update("The wind turns.", id="last")
    home = Page(document("", url=TODAY))
    for order in ([first, last], [last, first]):
        assert successor(snapshot(*order), home) == ""
    pinned = replace(first, labels=("pinned",))
    assert successor(snapshot(pinned, last), home) == SITE + NEXT
    undated = [replace(one, published=None) for one in (last, first)]
    assert successor(snapshot(*undated), home) == SITE + NEXT
    middle = [undated[0], undated[1], replace(undated[0], id="more")]
    assert successor(snapshot(*middle), home) == ""
    assert successor(snapshot(), home) == ""


def test_s30_a_page_that_closes_names_its_successor():
    last = posting("u9", "Our coverage continues", f"<p>{CLOSING} More {link(NEXT)}</p>")
    first = posting("u1", "The gates shut", "At noon.", published="2024-10-21T07:00:00Z")
    shown = parse(document(page(blog(last, first)), url=TODAY))
    assert shown.successor == SITE + NEXT
    assert parse(document(page(blog(first)), url=TODAY)).successor == ""


def test_the_link_may_stand_in_the_page_alone():
    last = posting("u9", "Our coverage continues", f"{CLOSING} More here.")
    first = posting("u1", "The gates shut", "At noon.", published="2024-10-21T07:00:00Z")
    body = (
        f"<nav>{link('/news/liveblog/2026/4/23/regatta-live-the-start')}</nav>"
        f'<article id="u9"><h2>Our coverage continues</h2><p>{CLOSING}</p>{link(NEXT)}</article>'
        '<article id="u1"><h2>The gates shut</h2><p>At noon.</p>'
        f"{link('/news/liveblog/2026/4/23/regatta-live-the-start')}</article>"
    )
    shown = parse(document(page(blog(last, first), body=body), url=TODAY))
    assert shown.successor == SITE + NEXT


def test_a_feed_of_articles_has_no_last_word():
    escaped = f"{CLOSING} {link(NEXT)}".replace("<", "&lt;")
    last = item("9", "Our coverage continues", f"{SITE}/storm-live-2026-04-22", text=escaped)
    other = item("8", "Soup", f"{SITE}/kitchen/soup")
    assert parse(document(rss(last, other), url=f"{SITE}/live/feed")).successor == ""
    assert parse(document(rss(last), url=f"{SITE}/live/feed")).successor == ""


def test_s30_a_feed_of_one_blog_has_one():
    escaped = f"{CLOSING} {link(NEXT)}".replace("<", "&lt;")
    noon = "Wed, 22 Apr 2026 12:00:00 GMT"
    last = item("9", "Good night", f"{TODAY}#u9", "Wed, 22 Apr 2026 22:00:00 GMT", escaped)
    shown = parse(document(rss(last, item("8", "Soup", f"{TODAY}#u8", noon)), url=f"{SITE}/feed"))
    assert shown.successor == SITE + NEXT


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/live/storm", True),
        ("/news/live/storm-12", True),
        ("/storm-live-updates", True),
        ("/world/ukraine-live-the-night-1.2345", True),
        ("/a/liveblog/2026/4/22/x", True),
        ("/LIVE/Storm.HTML", True),
        ("/sport/wales-alive-and-well", False),
        ("/sport/liverpool-win", False),
        ("/how-to-live-longer", False),
        ("/where-they-live-now", False),
        ("/live", False),
        ("/live/", False),
        ("/news/live", False),
        ("/live.html", False),
        ("/live/index.html", False),
        ("/tag/storm-live", False),
        ("", False),
        ("//[", False),
    ],
)
def test_addresses_that_look_live(address, expected):
    assert looks_live(SITE + address if not address.startswith("//") else address) is expected


@settings(max_examples=80, deadline=None)
@given(
    text=st.text(max_size=30) | st.sampled_from(ENDS),
    html=st.text(max_size=30) | st.sampled_from(["<a href='", "<a href=//[>x", link(NEXT)]),
    url=st.sampled_from(["", TODAY, "//[", "x"]),
    home=st.sampled_from(["", TODAY, "http://[", UNDATED]),
)
def test_any_update_may_be_the_last(text, html, url, home):
    one = snapshot(update(text, html, url=url, published=None))
    assert successor(one, Page(document("<html>", url=home))) in {"", SITE + NEXT}


@pytest.mark.parametrize(
    "piece", ["coverage of a ", "this live ", "we're closing our ", "x", "наш онлайн ", "wir "]
)
def test_hostile_words_are_read_in_time(piece):
    began = time.perf_counter()
    after(piece * 50_000, *[f"/live/a-{n}" for n in range(2_000)])
    assert time.perf_counter() - began < 2


def test_the_real_closing_post_leads_to_the_next_day(shared):
    file = shared / "liveblogs/aljazeera/LiveBlogUpdateQuery--4514963.json"
    post = orjson.loads(file.read_bytes())["data"]["posts"]
    home = f"https://www.aljazeera.com{post['link']}"
    one = update(post["content"], post["content"], headline=post["title"], url=home)
    found = successor(snapshot(one), Page(document("", url=home)))
    assert found.startswith("https://www.aljazeera.com/news/liveblog/2026/4/23/")


def test_no_real_page_is_left_without_a_reason(shared):
    for file in sorted((shared / "liveblogs/pages").glob("*.html")):
        shown = parse(document(file.read_bytes(), url=f"{SITE}/news/live/2023/may/15/a-b"))
        assert shown.successor == ""

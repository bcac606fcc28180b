"""Addresses that name a day: today's, the day they name, and what is one series."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.dated import check, dated, day_of, later, same_series

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
SITE = "https://harbour.example"


@pytest.mark.parametrize(
    ("braces", "expected"),
    [
        ("{%Y/%-m/%-d}", "2026/4/2"),
        ("{%Y}/{%m}/{%d}", "2026/04/02"),
        ("{%m-%d-%y}", "04-02-26"),
        ("{%Y%j}", "2026092"),
        ("{%B-%-d-%Y}", "april-2-2026"),
        ("{%A-%a-%b}", "thursday-thu-apr"),
        ("none", "none"),
        ("100%", "100%"),
        ("%7Bkept%7D", "%7Bkept%7D"),
    ],
)
def test_s30_the_address_of_today(braces, expected):
    assert dated(f"{SITE}/live/{braces}/x?a=%20", NOON) == f"{SITE}/live/{expected}/x?a=%20"


def test_today_is_that_of_the_sources_zone():
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    days = {zone: dated("{%Y-%m-%d}", late, zone) for zone in (None, "Europe/Kyiv", "US/Eastern")}
    assert days == {
        None: "2026-12-31",
        "Europe/Kyiv": "2027-01-01",
        "US/Eastern": "2026-12-31",
    }


@pytest.mark.parametrize(
    ("braces", "message"),
    [
        ("{%Y-%Q}", r'"%Q" names no day in an address; the codes are %Y %y %m'),
        ("{%Y-%H}", r'"%H" names no day'),
        ("{%-Y}", r'"%-Y" names no day'),
        ("{%Y%}", r'"%" names no day'),
        ("{%Y%%}", r'"%%" names no day'),
        ("{today}", r'"\{today\}" names no day'),
        ("{}", r'"\{\}" names no day'),
        ("{%Y", "the braces of the address do not match"),
        ("%Y}", "the braces of the address do not match"),
        ("{{%Y}}", "the braces of the address do not match"),
    ],
)
def test_what_names_no_day_is_refused(braces, message):
    for refuse in (check, lambda url: dated(url, NOON)):
        with pytest.raises(ValueError, match=message):
            refuse(f"{SITE}/live/{braces}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/news/liveblog/2026/4/22/storm-live-the-harbour-shuts", date(2026, 4, 22)),
        ("/live/2026-04-22", date(2026, 4, 22)),
        ("/live/2026-04-22.html", date(2026, 4, 22)),
        ("/live/20260422-storm", date(2026, 4, 22)),
        ("/world/live/2026/apr/22/storm", date(2026, 4, 22)),
        ("/live-news/storm-news-10-29-23/index.html", date(2023, 10, 29)),
        ("/live/storm-29-10-23", date(2023, 10, 29)),
        ("/live/storm-22.04.2026", date(2026, 4, 22)),
        ("/live/storm-03-04-2026", date(2026, 3, 4)),
        ("/live/storm-april-22-2026", date(2026, 4, 22)),
        ("/live/storm-22-april-2026", date(2026, 4, 22)),
        ("/live/storm?day=2026-04-22#p-1", date(2026, 4, 22)),
        ("/2026/04/22/storm-04-21-26", date(2026, 4, 22)),
        ("/live/storm", None),
        ("/live/2026", None),
        ("/live/2026/04", None),
        ("/live/2026/13/45", None),
        ("/live/2026/foo/12", None),
        ("/live/storm-99-99-99", None),
        ("/live/part-2-10-29-23", None),
        ("/live/10-29-23-45", None),
        ("/live/120260422", None),
        ("/live/202604221", None),
        ("/live/storm#2026-04-22", None),
    ],
)
def test_the_day_that_an_address_names(path, expected):
    assert day_of(SITE + path) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("/a-10-29-23", "/a-10-30-23", True),
        ("/a-10-30-23", "/a-10-29-23", False),
        ("/a-10-29-23", "/a-10-29-23", False),
        ("/a-30-04-2026", "/a-01-05-2026", True),
        ("/a-04-30-2026", "/a-05-01-2026", True),
        ("/a-01-05-2026", "/a-30-04-2026", False),
        ("/a-12-05-26", "/a-01-06-26", False),
        ("/2026/4/22/a", "/b-04-23-26", True),
        ("/2026/4/22/a", "/b-03-04-26", False),
        ("/2026/4/22/a", "/b-03-05-26", False),
        ("/2026/4/22/a", "/b", False),
        ("/a", "/2026/4/22/b", False),
        ("/a", "/b", False),
    ],
)
def test_later_whichever_order_the_parts_have(one, other, expected):
    assert later(SITE + one, SITE + other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("/live/a-10-29-23/", "/live/a-10-30-23", True),
        ("/live/2026/4/9/a", "/live/2026/4/10/a", True),
        ("/live/2026/apr/9/a", "/live/2026/may/10/A", True),
        ("/live/2026/4/9/a-04-09-26", "/live/2026/4/10/a-04-10-26", True),
        ("/live?day=2026-04-09", "/live?day=2026-04-10#p-1", True),
        ("/live/2026/4/9/a", "/live/2026/4/10/b", False),
        ("/live/2026/4/9/a", "/live/a", False),
        ("/live/a-21-04-2026-05-06", "/live/a-22-04-2026-05-06", True),
        ("/live/storm-1", "/live/storm-2", False),
        ("/live?id=1", "/live?id=2", False),
        ("/live/a", "/live/a", True),
    ],
)
def test_what_differs_in_its_days_alone_is_one_series(one, other, expected):
    assert same_series(SITE + one, SITE.replace("//", "//www.") + other) is expected
    assert same_series(SITE + other, SITE + one) is expected


@given(st.dates(date(2001, 1, 1), date(2099, 12, 30)))
def test_the_next_day_is_later_in_every_form_that_names_the_year_in_full(day):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for form in ("{%Y/%-m/%-d}", "{%Y%m%d}", "{%B-%d-%Y}", "{%-d-%b-%Y}", "{%Y-%m-%d}"):
        url = f"{SITE}/live-{form}/x"
        one, other = dated(url, noon), dated(url, noon + timedelta(days=1))
        assert day_of(one) == day
        assert later(one, other)
        assert not later(other, one)
        assert same_series(one, other)


@given(st.text(max_size=60))
def test_any_text_may_be_an_address(text):
    day_of(text)
    assert same_series(text, text)
    assert not later(text, text)
    try:
        assert check(text) or not text
    except ValueError as refused:
        assert str(refused)  # noqa: PT017  # a sentence, whatever was wrong


def test_hostile_addresses_are_read_in_one_pass():
    for piece in ("2026/", "2026-1-", "1-1-", "a-", "abcdefghijkl-", "10-10-10-"):
        day_of(SITE + piece * 100_000)
    check("{%Y}" * 100_000)
    with pytest.raises(ValueError, match="do not match"):
        check("{" * 400_000)

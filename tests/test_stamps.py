"""Clocks, days and zones as pages write them, and which day a clock was on."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.model import Document
from streamer.parse import parse
from streamer.parse.dates import changed, instant
from streamer.stamps import Shown, date_items, modified_at, oldest_first
from streamer.stamps.clocks import is_relative, leading_clock, read_clock, read_marker
from streamer.stamps.days import Day, read_day
from streamer.stamps.zones import zone_in_note, zone_of
from streamer.text import bare_headline, fingerprint

KYIV, LONDON, ZURICH = (ZoneInfo(f"Europe/{city}") for city in ("Kyiv", "London", "Zurich"))


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def shown(*labels, day=None):
    return [Shown(clock=read_clock(label), day=day) for label in labels]


def dated(items, *, fetched, zone):
    """Return the stamps as local times and bases, short enough to read in a test."""
    stamps = date_items(items, fetched=at(fetched), zone=zone)
    return [f"{stamp.instant.astimezone(zone or UTC):%m-%d %H:%M}" for stamp in stamps]


# --- the grammar ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:35 AM", time(10, 35)),
        ("10:35AM", time(10, 35)),
        ("12:32 AM", time(0, 32)),
        ("12:32 PM", time(12, 32)),
        ("13:05 PM", time(13, 5)),
        ("0:05 AM", time(0, 5)),
        ("9:05 a.m.", time(9, 5)),
        ("9:05 p. m.", time(21, 5)),
        ("9.05 P.M.", time(21, 5)),
        ("9:05\u202fPM", time(21, 5)),
        ("6pm", time(18)),
        ("12.31 Uhr", time(12, 31)),
        ("24.00 Uhr", time(0)),
        ("um 12.31 Uhr", time(12, 31)),
        ("19:30", time(19, 30)),
        ("7:05", time(7, 5)),
        ("19:30:15", time(19, 30, 15)),
        ("7h05", time(7, 5)),
        ("19 h 30", time(19, 30)),
        ("à 19h30", time(19, 30)),
        ("kl. 12.31", time(12, 31)),
        ("12:31 uur", time(12, 31)),
        ("上午9:05", time(9, 5)),
        ("下午9:05", time(21, 5)),
        ("오후 9:05", time(21, 5)),
        ("9:05 μ.μ.", time(21, 5)),
        ("٩:٠٥ م", time(21, 5)),
        ("(12:31)", time(12, 31)),
        ("[12:31]", time(12, 31)),
        ("+++ 12:31 +++", time(12, 31)),
        ("11:48 21 mins ago", time(11, 48)),
        ("4m ago 12:50", time(12, 50)),
    ],
)
def test_a_clock_is_read(text, clock):
    assert read_clock(text).time == clock


@pytest.mark.parametrize(
    "text",
    [
        "", "12.31", "18.07", "25:10", "12:60", "1-0", "9:00 – 17:00", "12:31 NATO", "2:1",
        "4m ago", "10:35 and on", "By Ada Lund 10:35", "12:31/15", "1:2:3", "120:30", "10:35 " * 30,
        "Updated at 12.36 BST", "10:35 Updated: a headline", "1.234.567", "12:345",
    ],
)  # fmt: skip
def test_what_is_no_clock(text):
    assert read_clock(text) is None


def test_a_point_makes_a_clock_only_where_a_time_is_expected():
    assert read_clock("12.31", dotted=True).time == time(12, 31)


@pytest.mark.parametrize(
    ("text", "label", "zone"),
    [
        ("12.50 BST", "12.50 BST", "BST"),
        ("12:50 (CET)", "12:50 (CET)", "CET"),
        ("12:15 UTC+2", "12:15 UTC+2", "UTC+2"),
        ("21.05 WIB", "21.05 WIB", "WIB"),
        ("12:31 Kyiv time", "12:31 Kyiv time", "Kyiv time"),
        ("12:09 a.m. ET, October 30, 2023", "12:09 a.m. ET", "ET"),
        ("Today at 10:35", "10:35", ""),
    ],
)
def test_the_label_keeps_the_zone_and_leaves_the_day(text, label, zone):
    clock = read_clock(text)
    assert (clock.label, clock.zone) == (label, zone)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12:09 a.m. ET, October 30, 2023", Day(year=2023, month=10, day=30)),
        ("Mon 15 May 2023 12.50 BST", Day(year=2023, month=5, day=15)),
        ("18.07.2024, 11.08 Uhr", Day(year=2024, month=7, day=18)),
        ("July 18, 11:04", Day(month=7, day=18)),
        ("вчора, 19:45", Day(back=1)),
        ("Today at 10:35", Day(back=0)),
    ],
)
def test_a_day_may_stand_beside_the_clock(text, day):
    assert read_clock(text).day == day


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("12.31 Uhr: Brücke gesperrt", "Brücke gesperrt"),
        ("12:31 – Bridge closed", "Bridge closed"),
        ("12:31 - Bridge closed", "Bridge closed"),
        ("12:31 | Bridge closed", "Bridge closed"),
        ("+++ 12:31 Uhr: Brücke gesperrt +++", "Brücke gesperrt"),
        ("[12:31]: Bridge closed", "Bridge closed"),
        ("10:35 AM (Updated: ): Bridge closed", "Bridge closed"),
    ],
)
def test_a_headline_follows_its_clock(text, rest):
    clock, said = leading_clock(text)
    assert (clock.time.minute in (31, 35), said) == (True, rest)


@pytest.mark.parametrize("text", ["12:31 Bridge closed", "12.31: 5 euros", "12:31", "At noon: x"])
def test_a_headline_needs_a_mark_before_it(text):
    assert leading_clock(text) is None


def test_in_a_heading_a_space_is_mark_enough():
    assert leading_clock("12:31 Bridge closed", loose=True)[1] == "Bridge closed"


@pytest.mark.parametrize("text", ["+" * 100_000, "1" * 100_000, "12:" * 50_000, "1m " * 50_000])
def test_no_text_makes_the_grammar_slow(text):
    assert read_clock(text) is None
    assert leading_clock(text, loose=True) is None
    assert read_marker(text) is None
    assert not is_relative(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Donnerstag, 18. 7.", Day(month=7, day=18)),
        ("Mi., 17.07.", Day(month=7, day=17)),
        ("Thursday 18 July", Day(month=7, day=18)),
        ("July 18", Day(month=7, day=18)),
        ("Thu., July 18th, 2024", Day(year=2024, month=7, day=18)),
        ("18 июля", Day(month=7, day=18)),
        ("четвер, 18 липня 2024 року", Day(year=2024, month=7, day=18)),
        ("п'ятниця, 19 липня", Day(month=7, day=19)),
        ("jeudi 18 juillet 2024", Day(year=2024, month=7, day=18)),
        ("1er août", Day(month=8, day=1)),
        ("18 de julio de 2024", Day(year=2024, month=7, day=18)),
        ("giovedì 18 luglio", Day(month=7, day=18)),
        ("segunda-feira, 18 de julho", Day(month=7, day=18)),
        ("czwartek, 18 lipca", Day(month=7, day=18)),
        ("18. července", Day(month=7, day=18)),
        ("donderdag 18 juli", Day(month=7, day=18)),
        ("18 Temmuz 2024", Day(year=2024, month=7, day=18)),
        ("18. heinäkuuta", Day(month=7, day=18)),
        ("18 iulie", Day(month=7, day=18)),
        ("18 Ιουλίου", Day(month=7, day=18)),
        ("18.07.2024", Day(year=2024, month=7, day=18)),
        ("18.07.24", Day(year=2024, month=7, day=18)),
        ("2024-07-18", Day(year=2024, month=7, day=18)),
        ("2024年7月18日", Day(year=2024, month=7, day=18)),
        ("7월 18일", Day(month=7, day=18)),
        ("7/18/2024", Day(year=2024, month=7, day=18)),
        ("7/8/2024", Day(year=2024, month=8, day=7, swappable=True)),
        ("Today", Day(back=0)),
        ("Heute, 18. Juli", Day(month=7, day=18)),
        ("Aujourd’hui", Day(back=0)),
        ("Yesterday", Day(back=1)),
        ("вчора", Day(back=1)),
        ("Thursday", Day(weekday=3)),
    ],
)
def test_a_day_is_read(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "May", "So", "18", "18.07", "1/2", "Mars 2020", "31 February", "18 mayors", "July 2024",
     "Live: 18 July", "10 October 10:35", "18 July 1066", "Set 2", "2024", "Updates"],
)  # fmt: skip
def test_what_is_no_day(text):
    assert read_day(text) is None


# --- rules 1 to 14 ---------------------------------------------------------------------


def test_s01_the_day_goes_back_whenever_the_clock_rises():
    items = shown("10:35 AM", "12:32 AM", "4:57 AM")
    stamps = date_items(items, fetched=at("2024-10-21T12:14+03:00"), zone=KYIV)
    assert [stamp.instant.astimezone(KYIV).date() for stamp in stamps] == [
        date(2024, 10, 21), date(2024, 10, 21), date(2024, 10, 20),
    ]  # fmt: skip
    assert {stamp.basis for stamp in stamps} == {"date-inferred"}


def test_s02_a_clock_in_the_future_of_the_fetch_was_yesterday():
    items = shown("23:50", "23:10")
    assert dated(items, fetched="2024-10-21T00:05+03:00", zone=KYIV) == [
        "10-20 23:50", "10-20 23:10",
    ]  # fmt: skip


def test_s02_a_clock_a_little_ahead_of_ours_is_now_and_not_later():
    fetched = at("2024-10-21T12:30:40+03:00")
    first, second = date_items(shown("12:32", "12:31"), fetched=fetched, zone=KYIV)
    assert first.instant == second.instant == fetched
    (later,) = date_items(shown("12:34"), fetched=fetched, zone=KYIV)
    assert later.instant == at("2024-10-20T12:34+03:00")


def test_s03_polls_after_midnight_find_the_same_days():
    items = shown("23:50", "23:10", "09:00", "10:00")
    before = dated(items, fetched="2024-10-21T23:55+03:00", zone=KYIV)
    after = dated(shown("00:10") + items, fetched="2024-10-22T00:15+03:00", zone=KYIV)
    assert after == ["10-22 00:10", *before]
    assert dated(items, fetched="2024-10-22T22:00+03:00", zone=KYIV) == before


def test_s04_a_day_heading_dates_the_items_below_it_and_gets_its_year_from_the_fetch():
    items = [
        *shown("11.04 Uhr", "06.20 Uhr", day=read_day("Donnerstag, 18. 7.")),
        *shown("15.32 Uhr", "2.59 Uhr", day=read_day("Mittwoch, 17. 7.")),
        *shown("1.30 Uhr", day=read_day("Montag, 15. 7.")),
    ]
    stamps = date_items(items, fetched=at("2024-07-18T12:00+02:00"), zone=ZURICH)
    assert [f"{stamp.instant.astimezone(ZURICH):%Y-%m-%d %H.%M}" for stamp in stamps] == [
        "2024-07-18 11.04", "2024-07-18 06.20", "2024-07-17 15.32", "2024-07-17 02.59",
        "2024-07-15 01.30",
    ]  # fmt: skip
    assert {stamp.basis for stamp in stamps} == {"date-inferred"}


def test_s04_at_new_year_a_heading_belongs_to_the_year_before():
    items = [
        *shown("00:20", day=read_day("1 January")),
        *shown("23:50", day=read_day("31 December")),
    ]
    stamps = date_items(items, fetched=at("2025-01-01T01:00+00:00"), zone=LONDON)
    assert [stamp.instant for stamp in stamps] == [at("2025-01-01T00:20Z"), at("2024-12-31T23:50Z")]


def test_s04_a_leap_day_is_found_years_back():
    assert read_day("29 February").on(date(2103, 3, 1)) == date(2096, 2, 29)


def test_s04_a_date_in_full_is_stated():
    items = [*shown("00:20", day=read_day("1 May 2024")), *shown("23:50", day=read_day("30 April"))]
    stamps = date_items(items, fetched=at("2024-05-03T00:00Z"), zone=LONDON)
    assert [stamp.basis for stamp in stamps] == ["stated", "date-inferred"]
    assert stamps[0].instant == at("2024-04-30T23:20Z")


def test_s04_under_one_heading_alone_the_days_go_on():
    items = shown("00:20", "23:50", "23:40", day=read_day("1 May 2024"))
    stamps = date_items(items, fetched=at("2024-05-03T00:00Z"), zone=UTC)
    assert [stamp.instant.day for stamp in stamps] == [1, 30, 30]
    assert [stamp.basis for stamp in stamps] == ["stated", "date-inferred", "date-inferred"]


def test_s04_under_two_headings_an_item_out_of_order_stays_on_its_day():
    items = [
        *shown("11:00", "11:20", "10:00", day=read_day("2 May")),
        *shown("09:00", day=read_day("1 May")),
    ]
    assert dated(items, fetched="2024-05-02T12:00+00:00", zone=UTC) == [
        "05-02 11:00", "05-02 11:20", "05-02 10:00", "05-01 09:00",
    ]  # fmt: skip


def test_s04_a_heading_in_another_zone_is_never_after_the_fetch():
    items = [*shown("09:30", day=read_day("19 July")), *shown("22:00", day=read_day("18 July"))]
    stamps = date_items(items, fetched=at("2024-07-18T22:00Z"), zone=None)
    assert [stamp.instant for stamp in stamps] == [at("2024-07-18T09:30Z"), at("2024-07-18T22:00Z")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7/8/2024", date(2024, 7, 8)),
        ("3/8/2024", date(2024, 3, 8)),
        ("Thursday", date(2024, 7, 18)),
        ("Friday", date(2024, 7, 12)),
        ("Yesterday", date(2024, 7, 17)),
        ("19 July", date(2023, 7, 19)),
        ("18 July", date(2024, 7, 18)),
    ],
)
def test_s04_a_day_is_the_last_one_of_that_name(text, found):
    assert read_day(text).on(date(2024, 7, 18)) == found


def test_s05_the_machine_time_wins_over_the_label_beside_it():
    machine = at("2023-05-15T11:50:54Z")
    labelled = Shown(clock=read_clock("12.50 BST"), stated=machine)
    (stamp,) = date_items([labelled], fetched=at("2023-05-15T11:55Z"))
    assert (stamp.instant, stamp.basis) == (machine, "stated")
    (label,) = date_items(shown("12.50 BST"), fetched=at("2023-05-15T11:55Z"), zone=KYIV)
    assert label.instant == machine.replace(second=0)


@pytest.mark.parametrize(
    ("label", "zone", "hour"),
    [("12:50 BST", KYIV, 11), ("12:50", KYIV, 9), ("12:50", None, 12)],
)
def test_s05_the_zone_is_that_of_the_item_else_of_the_source_else_utc(label, zone, hour):
    (stamp,) = date_items(shown(label), fetched=at("2023-05-15T20:00Z"), zone=zone)
    assert stamp.instant.hour == hour


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("All times are BST", "BST"),
        ("Alle Zeitangaben in MESZ.", "MESZ"),
        ("(all times ET)", "ET"),
        ("At all times. BST", ""),
        ("All the best", ""),
    ],
)
def test_s05_a_note_of_the_page_names_its_zone(text, zone):
    assert zone_in_note(text) == zone


def test_s06_a_generic_zone_follows_the_season():
    summer, winter = "12:09 a.m. ET, October 30, 2023", "12:09 a.m. ET, November 30, 2023"
    stamps = date_items(shown(winter, summer), fetched=at("2023-12-01T00:00Z"))
    assert [stamp.instant for stamp in stamps] == [at("2023-11-30T05:09Z"), at("2023-10-30T04:09Z")]
    assert {stamp.basis for stamp in stamps} == {"stated"}


@pytest.mark.parametrize(
    ("word", "near", "hours"),
    [
        ("IST", None, 5.5),
        ("IST", "Asia/Jerusalem", 3),
        ("IST", "Europe/Dublin", 1),
        ("CST", None, -6),
        ("CST", "Asia/Shanghai", 8),
        ("CET", None, 1),
        ("CET", "Europe/Paris", 2),
        ("EDT", None, -4),
        ("MSK", None, 3),
        ("МСК", None, 3),
        ("GMT", "Europe/Kyiv", 0),
        ("UTC+05:30", None, 5.5),
        ("GMT−3", None, -3),
        ("PT", None, -7),
    ],
)
def test_s06_a_word_that_names_several_zones_means_that_of_the_page(word, near, hours):
    summer = at("2024-07-01T12:00Z")
    zone = zone_of(word, ZoneInfo(near) if near else None, summer)
    assert summer.astimezone(zone).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("word", ["", "XYZ", "NATO", "UTC+99"])
def test_s06_an_unknown_word_is_no_zone(word):
    assert zone_of(word, LONDON, at("2024-07-01T12:00Z")) is None


def test_s07_the_hour_that_comes_twice_is_read_from_its_second_time_down():
    items = shown("02:10", "01:30", "01:30", "00:50")
    stamps = date_items(items, fetched=at("2024-10-27T09:00Z"), zone=LONDON)
    assert [stamp.instant for stamp in stamps] == [
        at("2024-10-27T02:10Z"), at("2024-10-27T01:30Z"), at("2024-10-27T00:30Z"),
        at("2024-10-26T23:50Z"),
    ]  # fmt: skip
    assert [stamp.instant.astimezone(LONDON).fold for stamp in stamps] == [0, 1, 0, 0]


def test_s07_a_clock_that_rises_inside_that_hour_is_its_first_time():
    stamps = date_items(shown("01:20", "01:40"), fetched=at("2024-10-27T09:00Z"), zone=LONDON)
    assert [stamp.instant for stamp in stamps] == [at("2024-10-27T01:20Z"), at("2024-10-27T00:40Z")]


def test_s07_a_clock_in_the_hour_that_is_skipped_stays_on_its_day():
    stamps = date_items(
        shown("03:10", "01:30", "00:30"), fetched=at("2024-03-31T09:00Z"), zone=LONDON
    )
    assert [stamp.instant for stamp in stamps] == [
        at("2024-03-31T02:10Z"), at("2024-03-31T01:30Z"), at("2024-03-31T00:30Z"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "modified"),
    [
        ("10:35 AM  (Updated: )", None),
        ("10:35 AM (Updated)", None),
        ("10:35 AM (Updated: 10:50 AM)", time(10, 50)),
        ("10:35 AM Updated 10:50 AM", time(10, 50)),
        ("10.35 Uhr (aktualisiert: 10.50 Uhr)", time(10, 50)),
        ("10:35 (оновлено 10:50)", time(10, 50)),
        ("10h35, mis à jour à 10h50", time(10, 50)),
    ],
)
def test_s08_the_marker_of_an_update_is_no_part_of_the_label(text, modified):
    clock = read_clock(text)
    assert clock.updated
    assert clock.label == text[: len(clock.label)]
    assert "pdat" not in clock.label
    assert (clock.modified and clock.modified.time) == modified


def test_s08_an_empty_marker_changes_neither_words_nor_times_nor_ids():
    plain, marked = (
        parse(
            Document(
                url="https://harbour.example/live.txt",
                body=f"10:35 AM{marker}\nRoad closed\nA tree.\n9:00 AM\nStorm\nWind.".encode(),
                fetched=at("2024-10-21T12:00+03:00"),
            ),
            zone="Europe/Kyiv",
        ).updates
        for marker in ("", "  (Updated: )")
    )
    assert [update.labels for update in marked] == [("updated",), ()]
    assert [(update.id, update.published) for update in plain] == [
        (update.id, update.published) for update in marked
    ]
    assert marked[0].modified is None
    assert (marked[0].headline, marked[0].text) == ("Road closed", "A tree.")


@pytest.mark.parametrize(
    ("clock", "modified"),
    [
        ("10:50 AM", "2024-10-21T10:50+03:00"),
        ("10:35 AM", "2024-10-21T10:35+03:00"),
        ("12:10 AM", "2024-10-22T00:10+03:00"),
    ],
)
def test_s08_a_marker_with_a_clock_is_the_first_such_moment_after_the_publication(clock, modified):
    found = modified_at(
        at("2024-10-21T10:35+03:00"),
        read_clock(clock),
        fetched=at("2024-10-23T00:00Z"),
        zone=KYIV,
    )
    assert found == at(modified)


def test_s08_a_marker_in_the_future_of_the_fetch_says_nothing():
    fetched = at("2024-10-21T12:00+03:00")
    published = at("2024-10-21T10:35+03:00")
    assert modified_at(published, read_clock("9:00 AM"), fetched=fetched, zone=KYIV) is None


def test_s09_the_prefix_of_a_headline_is_kept_in_it_and_left_out_of_its_identity():
    first, second = (
        parse(
            Document(
                url="https://harbour.example/live.txt",
                body=f"10:35 AM\n{prefix}Road closed\nA tree.\n9:00 AM\nStorm\nWind.".encode(),
                fetched=at("2024-10-21T12:00+03:00"),
            )
        ).updates[0]
        for prefix in ("", "Updated: ")
    )
    assert second.headline == "Updated: Road closed"
    assert second.labels == ("updated",)
    assert first.id == second.id
    assert bare_headline(second.headline) == first.headline
    assert fingerprint(first.headline, first.text) == fingerprint(second.headline, second.text)


@pytest.mark.parametrize(
    "text",
    ["4m ago", "From 49m ago", "21 mins ago", "1 hour 5 minutes ago", "vor 5 Minuten", "just now",
     "il y a 5 minutes", "hace 5 minutos", "5 хв тому", "5 минут назад", "5 minuten geleden"],
)  # fmt: skip
def test_s10_a_relative_time_is_no_clock(text):
    assert is_relative(text)
    assert read_clock(text) is None


def test_s10_a_relative_time_beside_a_clock_is_no_part_of_its_label():
    assert {read_clock(f"11:48 {age}").label for age in ("2 mins ago", "1 hour ago")} == {"11:48"}


def test_s11_the_shown_clock_is_kept_beside_the_machine_time_that_differs():
    body = """<html><body>
        <article id="a"><time datetime="2023-08-14T04:20:00Z">09:01</time>
        <h3>Road closed</h3><p>A tree fell on the coast road during the night.</p></article>
        <article id="b"><time datetime="2023-08-14T04:00:00Z">08:30</time>
        <h3>Storm</h3><p>The wind rises, and all the ferries stay tied up.</p></article>"""
    fetched = at("2023-08-14T10:00Z")
    document = Document(url="https://harbour.example/", body=body.encode(), fetched=fetched)
    update = parse(document).updates[0]
    assert (update.published, update.clock) == (at("2023-08-14T04:20Z"), "09:01")
    assert update.published_basis == "stated"


@pytest.mark.parametrize("seconds", [-3600, -2, 0, 1, 2])
def test_s12_a_jitter_is_no_modification(seconds):
    published = at("2024-07-18T10:00:00Z")
    assert changed(published, published + timedelta(seconds=seconds)) is None


def test_s12_three_seconds_are_a_modification():
    published = at("2024-07-18T10:00:00Z")
    assert changed(published, published + timedelta(seconds=3)) is not None


def test_s13_mixed_offsets_are_one_instant():
    assert instant("2024-08-05T21:22:53.212+01:00") == instant("2024-08-05T20:22:53.212Z")


def test_s14_seconds_and_milliseconds_are_told_apart_by_their_size():
    seconds, millis = instant(1691986779), instant("1691986780000")
    assert seconds.date() == millis.date() == date(2023, 8, 14)
    assert millis - seconds == timedelta(seconds=1)


# --- the direction of the page -----------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "ascending"),
    [
        (["10:35", "00:32", "04:57"], False),
        (["22:05", "22:40", "23:58", "00:31", "01:02"], True),
        (["01:02", "00:31", "23:58", "22:40", "22:05"], False),
        (["09:00", "09:40"], False),
        (["09:00", "09:00", "09:00"], False),
        (["08:00", "09:00", "10:00"], True),
        ([], False),
        (["12:00"], False),
    ],
)
def test_the_oldest_item_may_come_first(labels, ascending):
    fetched = at("2024-06-10T01:20+02:00")
    assert oldest_first(shown(*labels), fetched=fetched, zone=ZURICH) is ascending


def test_an_ascending_page_is_dated_from_its_end():
    items = shown("22:05", "23:58", "00:31", "01:02")
    assert dated(items, fetched="2024-06-10T01:20+02:00", zone=ZURICH) == [
        "06-09 22:05", "06-09 23:58", "06-10 00:31", "06-10 01:02",
    ]  # fmt: skip


def test_dates_and_machine_times_tell_the_direction_before_clocks_do():
    fetched = at("2025-01-01T12:00Z")
    days = [
        *shown("10:00", day=read_day("1 January")),
        *shown("11:00", day=read_day("31 December")),
    ]
    assert not oldest_first(days, fetched=fetched, zone=UTC)
    assert oldest_first(days[::-1], fetched=fetched, zone=UTC)
    stated = [Shown(stated=fetched - timedelta(days=number)) for number in range(3)]
    assert not oldest_first(stated, fetched=fetched, zone=UTC)
    assert oldest_first(stated[::-1], fetched=fetched, zone=UTC)


def test_two_items_in_one_minute_stay_on_one_day():
    items = shown("10:35", "10:35", "10:34")
    assert dated(items, fetched="2024-10-21T12:00+03:00", zone=KYIV) == [
        "10-21 10:35", "10-21 10:35", "10-21 10:34",
    ]  # fmt: skip


def test_a_pinned_item_does_not_move_the_others():
    pinned = Shown(clock=read_clock("09:00"), pinned=True)
    items = [pinned, *shown("12:00", "11:50", "08:00")]
    assert dated(items, fetched="2024-10-21T12:30+03:00", zone=KYIV) == [
        "10-21 09:00", "10-21 12:00", "10-21 11:50", "10-21 08:00",
    ]  # fmt: skip


def test_a_pinned_item_is_not_moved_by_the_others():
    pinned = Shown(clock=read_clock("12:10"), pinned=True)
    items = [*shown("12:00"), pinned, *shown("11:50")]
    assert dated(items, fetched="2024-10-21T12:30+03:00", zone=KYIV) == [
        "10-21 12:00", "10-21 12:10", "10-21 11:50",
    ]  # fmt: skip


def test_an_item_with_a_machine_time_bounds_those_below_it():
    items = [*shown("10:00"), Shown(stated=at("2024-10-18T09:00Z")), *shown("08:00", "23:00")]
    assert dated(items, fetched="2024-10-21T12:00+00:00", zone=UTC) == [
        "10-21 10:00", "10-18 09:00", "10-18 08:00", "10-17 23:00",
    ]  # fmt: skip


def test_an_item_without_any_time_has_no_stamp():
    assert date_items([Shown()], fetched=at("2024-10-21T12:00Z")) == (None,)


def test_every_date_of_a_blog_of_four_days_is_found_from_its_clocks(shared):
    golden = orjson.loads((shared / "liveblogs/golden/mirror.jsonld.json").read_bytes())
    true = [
        at(update["published"]).replace(second=0, microsecond=0) for update in golden["updates"]
    ]
    items = shown(*(f"{instant.astimezone(LONDON):%H:%M}" for instant in true))
    fetched = true[0] + timedelta(minutes=5)
    assert len(true) == 428
    assert [stamp.instant for stamp in date_items(items, fetched=fetched, zone=LONDON)] == true
    upwards = date_items(items[::-1], fetched=fetched, zone=LONDON)
    assert [stamp.instant for stamp in upwards] == true[::-1]


# --- laws --------------------------------------------------------------------------------

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
# Clocks tell days apart as long as no gap reaches a whole one; where clocks jump, two hours
# less. Gaps of 18 hours on average, three in a row, look like an ascending page.
GAPS = st.lists(st.integers(0, 22 * 60), min_size=1, max_size=30).filter(
    lambda gaps: len(gaps) <= 2 or sum(gaps[1:]) < 17 * 60 * (len(gaps) - 1)
)


@given(
    zone=st.sampled_from(ZONES),
    fetched=st.datetimes(datetime(2015, 1, 1), datetime(2036, 1, 1)),  # noqa: DTZ001
    gaps=GAPS,
    style=st.sampled_from(["%H:%M", "%I:%M %p", "%H.%M Uhr", "%Hh%M", "%H:%M:%S"]),
)
def test_law_clocks_that_go_down_come_back_as_the_instants_they_were(zone, fetched, gaps, style):
    zone = ZoneInfo(zone)
    fetched = fetched.replace(tzinfo=UTC)
    true, now = [], fetched.replace(second=0, microsecond=0)
    for gap in gaps:
        now -= timedelta(minutes=gap)
        true.append(now)
    local = [one.astimezone(zone) for one in true]
    stamps = date_items(shown(*(f"{one:{style}}" for one in local)), fetched=fetched, zone=zone)
    assert all(stamp.instant <= fetched for stamp in stamps)
    assert all(above.instant >= below.instant for above, below in pairwise(stamps))
    # Where an hour comes twice no clock tells which one it was.
    if not any(ambiguous(one) for one in local):
        assert [stamp.instant for stamp in stamps] == true


def ambiguous(local):
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


@given(
    labels=st.lists(st.times().map(lambda clock: f"{clock:%H:%M}"), max_size=30),
    days=st.lists(
        st.sampled_from(
            ["", "1 January", "31 December", "29 February", "Today", "Friday", "7/8/2024"]
        )
    ),
    zone=st.sampled_from([None, *ZONES]),
    fetched=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001
)
def test_law_no_inferred_instant_is_later_than_the_fetch(labels, days, zone, fetched):
    fetched = fetched.replace(tzinfo=UTC)
    headings = [read_day(day) for day in days] + [None] * len(labels)
    items = [
        Shown(clock=read_clock(label), day=day)
        for label, day in zip(labels, headings, strict=False)
    ]
    zone = ZoneInfo(zone) if zone else None
    stamps = date_items(items, fetched=fetched, zone=zone)
    assert len(stamps) == len(items)
    assert all(stamp.instant <= fetched or stamp.basis == "stated" for stamp in stamps)
    assert stamps == date_items(items, fetched=fetched, zone=zone)


@given(st.text(max_size=200))
def test_law_no_text_breaks_the_grammar(text):
    for clock in (read_clock(text), read_clock(text, dotted=True), read_marker(text)):
        assert clock is None or clock.label in " ".join(text.split())
    for found in (leading_clock(text), leading_clock(text, loose=True)):
        assert found is None or found[1]
    day = read_day(text)
    assert day is None or day.on(date(2024, 7, 18)) is None or day.on(date(2024, 7, 18))

"""How a person reads an event."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from streamer import render
from streamer.harmless import harmless, one_line, redact
from streamer.model import Before, Cursor, Entry, Event, Kind, Rewound, Update, Word

NOON = datetime(2024, 10, 21, 12, 0, 7, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")
SHOT = Update(id="u1", headline="Air defence shoots down 59 of 116 drones", published=NOON)
EVIL = "\x1b]52;c;ZXZpbA==\x07\u202eLive\u200b\r\n2024 forged\x9b31m\ud800"


def entry(kind="update.new", *, update=SHOT, source="blog", at=NOON, **more):
    event = Event(
        kind=kind, source=source, subject="u1", revision=1, fetched=NOON, update=update, **more
    )
    return Entry(cursor=Cursor(1, 1), time=at, event=event)


def edited(*words, where="headline", **more):
    return entry(
        "update.edited",
        before=Before(headline="", text=""),
        words={where: tuple(Word(op, text) for op, text in words)},
        **more,
    )


def screen(shown, *, width=80, colour=False, marks=True, sources=8):
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(render.row(shown, zone=KYIV, marks=marks, sources=sources))
    return out.getvalue()


def rows(shown, **options):
    return [line.rstrip() for line in screen(shown, **options).splitlines()]


def test_time_source_kind_headline():
    (line,) = rows(entry())
    assert line == "15:00:07  blog      + new        Air defence shoots down 59 of 116 drones"


def test_a_single_source_needs_no_column():
    (line,) = rows(entry(), sources=0)
    assert line == "15:00:07  + new        Air defence shoots down 59 of 116 drones"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_a_sign_a_word_and_a_colour(kind):
    look = render.LOOKS[kind]
    assert cell_len(look.sign) == 1
    assert look.word == kind.partition(".")[2]
    shown = entry(kind, update=SHOT if kind.startswith("update") else None)
    assert f"{look.sign} {look.word}" in screen(shown)
    assert "\x1b[" in screen(shown, colour=True)


def test_no_two_kinds_share_a_sign():
    assert len({look.sign for look in render.LOOKS.values()}) == len(get_args(Kind))


def test_an_edit_shows_the_words_marked_or_coloured():
    shown = edited(("keep", "Kharkiv:"), ("cut", "12"), ("add", "13"), ("keep", "wounded"))
    assert rows(shown) == [
        "15:00:07  blog      ~ edited     Kharkiv: [-12-] {+13+} wounded",
    ]
    coloured = screen(shown, colour=True, marks=False)
    assert "[-" not in coloured
    assert "\x1b[9;31m12\x1b[0m \x1b[32m13\x1b[0m" in coloured


def test_an_edited_text_shows_only_what_is_near_the_change():
    before = " ".join(f"w{i}" for i in range(50))
    shown = edited(("keep", before), ("cut", "12"), ("add", "13"), ("keep", before), where="text")
    line = render.line(shown)
    assert line.endswith("… w44 w45 w46 w47 w48 w49 [-12-] {+13+} w0 w1 w2 w3 w4 w5 …")
    assert SHOT.headline in line


def test_a_long_change_is_shortened_in_its_middle():
    (word,) = render.excerpt([Word("add", " ".join(map(str, range(1000))))])
    assert word.text.startswith("0 1 2 ")
    assert word.text.endswith(" 998 999")
    assert len(word.text.split()) == 41


def test_scripts_without_spaces_get_none_around_a_change():
    around = "\u6e21\u8f6e\u5c06\u4e8e\u4e0a\u5348" * 9
    parts = [("keep", around), ("cut", "9"), ("add", "10"), ("keep", f"\u70b9{around}")]
    line = render.line(edited(*parts, where="text"))
    assert line.endswith(f"… {around[-6:]}[-9-] {{+10+}}\u70b9{around[:5]} …")
    shown = edited(("keep", "\u6e2f\u53e3"), ("cut", "\u5173\u95ed"), ("add", "\u5f00\u653e"))
    assert "\u6e2f\u53e3\x1b[9;31m\u5173\u95ed\x1b[0m\x1b[32m\u5f00" in screen(
        shown, colour=True, marks=False
    )


def test_a_removal_shows_the_last_headline_struck_through():
    shown = entry("update.removed", reason="absent")
    assert "− removed    Air defence" in screen(shown)
    assert "\x1b[9mAir defence" in screen(shown, colour=True)


def test_an_update_without_a_headline_shows_how_its_text_begins():
    update = Update(id="u", text="word " * 100, published=NOON)
    line = render.line(entry(update=update))
    assert line.endswith("word word…")
    assert len(line) < 220


@pytest.mark.parametrize(
    ("published", "late", "told"),
    [
        (NOON - timedelta(minutes=9), False, ""),
        (NOON - timedelta(hours=2), False, "13:00 · "),
        (NOON - timedelta(hours=2), True, "late, 13:00 · "),
        (NOON - timedelta(days=1), False, "20 Oct 15:00 · "),
        (None, False, ""),
    ],
)
def test_a_publication_at_another_time_is_told(published, late, told):
    update = Update(id="u", headline="Headline", published=published)
    (line,) = rows(entry(update=update, late=late))
    assert line == f"15:00:07  blog      + new        {told}Headline"


def test_baseline_is_a_word_and_dim():
    assert "· baseline" in screen(entry(baseline=True))
    assert "\x1b[2m" in screen(entry(baseline=True), colour=True)


def test_source_events_in_words():
    shown = entry(
        "source.failing",
        update=None,
        detail={"outcome": "timeout", "message": "no answer within 20s"},
    )
    assert "! failing    cannot be read: no answer within 20s" in screen(shown)
    assert "(" not in render.line(entry("source.closed", update=None))


def test_long_headlines_stay_in_their_column():
    update = Update(id="u", headline="Київ: " + "дуже довгий заголовок " * 12, published=NOON)
    lines = rows(entry(update=update, source="a-source-with-a-very-long-name"), sources=30)
    assert len(lines) > 3
    assert all(cell_len(line) <= 80 for line in lines)
    assert all(line.startswith(" " * 41) for line in lines[1:])


@given(
    st.text(), st.text(), st.lists(st.tuples(st.sampled_from(["keep", "cut", "add"]), st.text()))
)
def test_one_event_is_one_plain_line_whatever_a_feed_says(headline, source, words):
    shown = edited(*words, where="text", source=source, update=Update(id="u", headline=headline))
    line = render.line(shown)
    assert harmless(line) == line
    assert line.isprintable() or not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in line)
    assert len(line.splitlines()) == 1


def test_nothing_of_a_feed_commands_a_terminal():
    update = Update(id="u", headline=EVIL, published=NOON)
    for shown in (
        entry(update=update, source=EVIL),
        edited(("cut", EVIL), ("add", EVIL), source=EVIL),
        entry("source.failing", update=None, detail={EVIL: EVIL}),
        entry("source.gone", update=None, detail={"message": EVIL}),
    ):
        for text in (screen(shown), render.line(shown)):
            assert harmless(text.replace("\n", "")) == text.replace("\n", "")
        assert "\x1b]" not in screen(shown, colour=True, marks=False)


def test_harmless_keeps_what_people_write():
    text = "Ельфійська «мова» — 日本語 ع é 👍🏽 ½"
    assert harmless(text) == text
    written = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f468\u200d\U0001f467"
    assert harmless(written) == written, "joiners of Persian and of emoji"
    assert harmless("a\u200db \u00e9\u200d \u00e9\u200c\u200d\u00e9\u200d\x85") == (
        r"a\u200db é\u200d é\u200c\u200dé\u200d\x85"
    )
    assert harmless("a\x1b[31m\u202e\u2066\U000e0041") == r"a\x1b[31m\u202e\u2066\U000e0041"
    assert one_line(" a\n\n b\tc\x85d ") == "a b c d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://:pw@h:6379/0", "redis://***@h:6379/0"),
        ("see https://u:p@h/x and rediss://a:b@c@d/1", "see https://***@h/x and rediss://***@d/1"),
        ("http://example.org/@name", "http://example.org/@name"),
        ("mail bot@example.org", "mail bot@example.org"),
    ],
)
def test_passwords_are_taken_out_of_addresses(text, shown):
    assert redact(text) == shown


def test_the_summary():
    assert render.summary({}) == "no events"
    assert render.summary({"edited": 1}) == "1 event: 1 edited"
    kinds = {"edited": 3, "new": 9, "restored": 1, "removed": 1}
    assert render.summary(kinds) == "14 events: 9 new, 3 edited, 1 removed, 1 restored"


def test_a_rewound_store_is_told_in_words():
    told = render.rewound(Rewound(asked=Cursor(1, 20), common=Cursor(1, 18)))
    assert "after 1.18" in told
    assert "1.20" in told


def test_s49_a_way_back_names_its_revision():
    assert "back to revision 1" in render.line(edited(("cut", "60"), ("add", "59"), reverts=1))


def test_a_duplicate_names_what_it_repeats():
    told = render.line(entry(duplicate_of=f"wire/7{EVIL}"))
    assert "repeats wire/7" in told
    assert harmless(told) == told

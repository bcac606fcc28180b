"""The page of hard cases is true, and those that have no test of their name elsewhere."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from streamer.diff import diff, fold
from tests.test_diff import (
    DAY,
    EDITED,
    MINUTE,
    NOON,
    PLACES,
    WINDOW,
    A,
    B,
    C,
    D,
    E,
    F,
    events,
    flash,
    page,
    post,
    read,
    told,
    windows,
)

DUSK = NOON + 8 * 60 * MINUTE
TESTS = Path(__file__).parent
ROW = re.compile(r"^\| (\d+)(?: ≠)? \| [^|]+ \| [^|]+ \| ((?:`test_\w+` ?)+)\|$", re.MULTILINE)
NAMED = re.compile(r"^\s*(?:async )?def test_((?:s\d\d_)+)", re.MULTILINE)


def rows():
    """Return each number of the page and the files that it names, in its order."""
    page = (TESTS.parent / "docs" / "sentences.md").read_text()
    return [(int(n), set(files.replace("`", "").split())) for n, files in ROW.findall(page)]


@cache
def shown_by():
    """Return for each number the files that hold a test of its name."""
    found = {n: set() for n in range(1, 61)}
    for path in TESTS.rglob("test_*.py"):
        for name in NAMED.findall(path.read_text()):
            for n in re.findall(r"\d+", name):
                found[int(n)].add(path.stem)
    return found


def test_the_page_has_a_row_for_each_sentence():
    assert [number for number, _ in rows()] == [*range(1, 61)]


@pytest.mark.parametrize(
    ("number", "files"), [pytest.param(*row, id=f"s{row[0]}") for row in rows()]
)
def test_each_sentence_has_a_test_of_its_name_where_the_page_says(number, files):
    assert files <= shown_by()[number]


def silent(**change):
    """Whether an update that looks so from now on makes no event."""
    return told(page(B, A), page(replace(B, **change), A, at=61)) == []


def test_s20_a_window_that_slides_removes_nothing():
    rows = [post(n) for n in range(12)]
    pages = [page(*rows[n : n + 6][::-1], at=60 + n, view="window") for n in range(7)]
    known, absent = read(*pages)
    assert (len(known), absent) == (12, {})
    assert not any(one.removed for one in known.values())


def test_s21_a_window_that_shrinks_removes_nothing():
    assert told(*windows(WINDOW, page(F, E, D, at=70))) == []


@pytest.mark.parametrize("label", ["key-event", "summary"])
def test_s17_a_list_that_repeats_an_update_says_nothing(label):
    entry = replace(B, id="~entry", text="", labels=(label,))
    plain = page(C, B, A)
    for listed in (page(entry, C, B, A, at=61), page(C, B, A, entry, at=61)):
        assert told(plain, listed) == told(plain, listed, replace(plain, fetched=DUSK)) == []


def line(update, **more):
    """Build what a list of headlines shows of an update: no id, no time, no text."""
    bare = {"text": "", "published": None, "published_basis": "first-seen", "clock": ""}
    return replace(update, id="~line", **bare, **more)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(line(B), id="a headline"),
        pytest.param(line(B, headline=f"Update: {B.headline}"), id="with a prefix"),
        pytest.param(line(B, headline=B.headline.replace(" ", "\u00a0 ")), id="in other type"),
        pytest.param(replace(line(B, headline=""), text=B.headline), id="as a text"),
    ],
)
@pytest.mark.parametrize("make", [post, flash])
@pytest.mark.parametrize("view", ["full", "window", "unknown"])
def test_s17_a_bare_headline_that_repeats_an_update_says_nothing(entry, make, view):
    b, *rows = (make(n) for n in (1, 0, 2, 3))
    a, c, d = rows
    for listed in ((entry, c, b, a), (c, b, a, entry), (c, b, entry, a)):
        pages = [page(*listed, at=n, view=view) for n in (60, 61)]
        assert [kind for kind, _ in told(pages[0])] == ["new"] * 3
        assert told(page(c, b, a, view=view), *pages) == told(*pages) == []
    # What it repeats has left the page, or was corrected, which the list does not know yet.
    slid = page(entry, d, c, at=61, view="window")
    assert told(page(c, b, a, view=view), slid) == [("new", d.id)]
    assert told(page(c, b, a, view=view), slid, replace(slid, fetched=DUSK)) == []
    shut = replace(b, headline=f"{b.headline} is cancelled")
    assert told(page(c, b, a, view=view), page(entry, c, shut, a, at=61)) == [("edited", b.id)]


def test_s17_a_bare_headline_that_is_news_is_told():
    assert told(page(C, A), page(line(B), C, A, at=61)) == [("new", "~line")]
    other = line(B, headline=f"{B.headline}?")
    assert told(page(C, B, A), page(other, C, B, A, at=61)) == [("new", "~line")]
    # So is what has an id or a time of its own.
    own = replace(line(B), id="own")
    timed = replace(line(B), published=NOON + 40 * MINUTE, published_basis="stated")
    for one in (own, timed):
        assert told(page(C, B, A), page(one, C, B, A, at=61)) == [("new", one.id)]


def test_s17_s49_headlines_alone_are_no_copies_of_what_they_were_before():
    a, b, c = (flash(n, "", headline=f"The ferry to port {n} leaves at nine") for n in range(3))
    there, back = replace(b, headline=b.headline.replace("nine", "ten")), b
    pages = [page(c, one, a, at=60 + n) for n, one in enumerate((b, there, back))]
    assert [told(*pages[:n]) for n in (2, 3)] == [[("edited", "~1")]] * 2
    (event,) = events(*pages)
    assert event.reverts == 1


def test_s17_a_removed_update_is_not_restored_by_a_list_that_still_names_it():
    gone = page(C, A, at=61, tombstones=("p1",))
    assert told(page(C, B, A), gone, page(line(B), C, A, at=62)) == []


@pytest.mark.parametrize("make", [post, flash])
@pytest.mark.parametrize("seed", range(8))
def test_s17_a_list_of_whatever_was_there_changes_nothing_that_is_told(make, seed):
    random = Random(seed)

    def news(n):
        return make(n, " ".join(random.choice(PLACES) for _ in range(12)))

    known, plain, rows, said = {}, {}, [news(0)], []
    for poll in range(12):
        rows += [news(len(rows) + n) for n in range(random.randrange(3))]
        if random.random() < 0.4:
            n = random.randrange(max(0, len(rows) - 6), len(rows))
            rows[n] = replace(rows[n], headline=f"{rows[n].headline}, again")
        window = rows[-6:][::-1]
        said += window
        named = [
            random.choice([line(one), replace(one, id="~timed", text="")])
            for one in random.sample(said, min(3, len(said)))
        ]
        where = random.choice([0, len(window)])
        found = [
            diff(state, page(*shown, at=60 + poll, view="window"), {}, source="blog").events
            for state, shown in (
                (known, [*window[:where], *named, *window[where:]]),
                (plain, window),
            )
        ]
        assert found[0] == found[1]
        known, plain = fold(known, found[0]), fold(plain, found[1])


def test_s34_anchors_that_number_the_places_of_a_page():
    rows = [post(n) for n in range(7)]

    def numbered(*shown):
        return page(*(replace(one, id=f"post{n}") for n, one in enumerate(shown[::-1], 1)))

    ((kind, subject),) = told(numbered(*rows[:6]), numbered(*rows))
    assert (kind, subject[0]) == ("new", "~")
    assert told(numbered(*rows[:6]), numbered(*rows), numbered(*rows)) == []
    edited = [*rows[:3], replace(rows[3], text="No ferry leaves."), *rows[4:]]
    assert [kind for kind, _ in told(numbered(*rows[:6]), numbered(*edited))] == ["edited", "new"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("nine, he said", "nine,\u00a0he\n said"),
        ('it\'s a "go" - he said...', "it\u2019s a \u201cgo\u201d \u2013 he said\u2026"),
        ("co-operation", "co\u00ad-\u200boperation\ufeff"),
        ("up 10% - ‹high›", "up 10\u202f%—'high'"),
    ],
)
def test_s39_what_only_typography_tells_apart_is_the_same(was, now):
    assert told(page(replace(B, text=was), A), page(replace(B, text=now), A, at=61)) == []


def test_s40_a_link_around_the_same_words_is_no_edit():
    assert silent(html='<p>The <a href="https://example.org/ferry">ferry</a></p>')


def test_s39_a_space_where_there_was_none_is_an_edit():
    was, now = (replace(B, text=f"It is open every{space}day.") for space in ("", " "))
    assert told(page(was, A), page(now, A, at=61)) == [("edited", "p1")]


@pytest.mark.parametrize("escaped", ["&#39;", "&amp;#39;", "&apos;", "&rsquo;"])
def test_s41_an_escape_is_the_character_that_it_means(escaped):
    was, now = (replace(B, text=f"The mayor{mark}s ferry") for mark in ("'", escaped))
    assert told(page(was, A), page(now, A, at=61)) == []


def test_s42_images_counters_and_signatures_are_not_said():
    assert silent(html='<img src="https://example.org/a.jpg?sig=2" srcset="b 2x"><i>312 shares</i>')
    assert silent(url="https://example.org/?render=77", modified=NOON + DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"text": f"Correction: {B.text}"},
        {"text": f"{B.text} This post was amended on 4 May to name the port."},
        {"text": f"{B.text} An earlier version of this post named another port."},
        {"text": f"Korrektur: {B.text}"},
        {"text": f"Correction (10:35): {B.text}"},
        {"text": f"Correction – {B.text}"},
        {"text": f"{B.text} This post has been updated to correct the hour."},
        {"text": f"{B.text} We’ve corrected the hour."},
        {"text": f"{B.text} (Corrects the hour)"},
        {"text": f"Уточнення: {B.text}"},
        {"text": B.text.replace("nine", "ten"), "labels": ("correction",)},
    ],
)
def test_s47_a_correction_is_an_edit_that_says_so(change):
    (event,) = events(page(B, A), page(replace(B, **change), A, at=61))
    assert (event.kind, event.weight) == ("update.edited", "correction")


@pytest.mark.parametrize(
    "news", ["A price correction - at last.", "The ministry has corrected itself.", "It corrects."]
)
def test_s47_news_of_a_correction_is_none(news):
    (event,) = events(page(B, A), page(replace(B, text=f"{B.text} {news}"), A, at=61))
    assert event.weight != "correction"


def test_s49_the_way_back_names_the_revision_that_it_restores():
    there, back = page(EDITED, A, at=61), page(B, A, at=62)
    first = events(page(B, A), there)
    second = events(page(B, A), there, back)
    third = events(page(B, A), there, back, page(EDITED, A, at=63))
    assert [event.reverts for event in (*first, *second, *third)] == [0, 1, 2]
    other = page(replace(B, text="No ferry leaves."), A, at=62)
    assert [event.reverts for event in events(page(B, A), there, other)] == [0]


def test_s49_a_way_back_across_a_removal_is_found():
    gone = page(A, at=62, tombstones=("p1",))
    (event,) = events(page(B, A), page(EDITED, A, at=61), gone, page(B, A, at=63))
    assert (event.kind, event.revision, event.reverts) == ("update.restored", 4, 1)


def test_s49_the_last_eight_wordings_are_remembered():
    said = [replace(B, text=f"The ferry leaves at {n}.") for n in range(12)]
    known, _ = read(*[page(one, A, at=60 + n) for n, one in enumerate(said)])
    assert [revision for revision, _ in known["p1"].past] == [*range(4, 12)]
    for back, reverts in ((said[10], 11), (said[0], 0)):
        (event,) = diff(known, page(back, A, at=80), {}, source="blog").events
        assert event.reverts == reverts
        assert len(fold(known, [event])["p1"].past) == 8


def test_s50_an_edit_that_was_undone_between_two_polls_is_invisible():
    assert told(page(B, A), page(B, A, at=61)) == []
    assert told(page(B, A), page(replace(B, modified=NOON + 5 * MINUTE), A, at=61)) == []

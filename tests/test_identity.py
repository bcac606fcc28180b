"""Which shown update is which known one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from streamer.fold import fold
from streamer.identity import likeness, look, match, pairs
from streamer.model import Event, KnownUpdate, Update
from streamer.text import fingerprint

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ATTACK = "Russian attack on Kharkiv injures 12, governor says."
LONG = (
    "At least 12 people were injured when a guided bomb hit a block of flats in the north of"
    " the city this morning, Governor Oleh Synegubov said. Rescue work goes on."
)


def clocked(headline="", text="", clock="10:00", at=TEN, **more):
    """Build an update as a page of clocks shows it; its id is made of clock and headline."""
    return Update(
        id=f"~{clock} {headline}",
        headline=headline,
        text=text,
        clock=clock,
        published=at,
        published_basis="date-inferred",
        **more,
    )


def given(subject, headline="", text="", at=TEN, **more):
    return Update(id=subject, headline=headline, text=text, published=at, **more)


def known(*updates):
    return fold(
        {},
        [
            Event(
                kind="update.new",
                source="blog",
                subject=update.id,
                revision=1,
                fetched=TEN,
                update=update,
            )
            for update in updates
        ],
    )


def shrunk(update):
    words = fingerprint(update.headline, update.text)
    return {update.id: KnownUpdate(revision=1, fingerprint=words)}


K = clocked("Attack on Kharkiv", LONG)

SAME = [
    pytest.param(K, K, id="nothing changed"),
    pytest.param(K, clocked("Attack on Kharkiv", LONG.replace("12", "13")), id="a number"),
    pytest.param(K, clocked("Attack on Kharkiv", "All dead."), id="same headline, new text"),
    pytest.param(K, clocked("Update: Attack on Kharkiv", LONG), id="s09 the prefix"),
    pytest.param(K, clocked("Kharkiv under fire", LONG), id="another headline"),
    pytest.param(K, clocked("Attack on Kharkiv", LONG, clock="10:20"), id="another clock"),
    pytest.param(
        K, clocked("Attack on Kharkiv", LONG, at=TEN + DAY), id="s03 the inferred day moved"
    ),
    pytest.param(
        K, replace(K, published_basis="stated", published=TEN + DAY / 3), id="now stated"
    ),
    pytest.param(
        clocked("", ATTACK), clocked("", ATTACK.replace("12", "13")), id="a number in a short text"
    ),
    pytest.param(
        clocked(ATTACK), clocked("Russian strike on Kharkiv injures 13, mayor says."), id="short"
    ),
    pytest.param(
        clocked("", "Explosions are heard in Odesa."),
        clocked("", f"Explosions are heard in Odesa. {LONG} {LONG}"),
        id="a flash that grew",
    ),
    pytest.param(
        replace(K, published=None), replace(K, text=LONG + " More.", published=None), id="no time"
    ),
    pytest.param(
        K, given("x1", "Attack on Kharkiv", LONG, clock="10:00"), id="a given id was added"
    ),
    pytest.param(
        K, replace(K, id="x1", published=TEN + DAY), id="a given id was added, and the day moved"
    ),
    pytest.param(
        given("x1", "Attack on Kharkiv", LONG), given("x2", "Attack on Kharkiv", LONG),
        id="s12 guid changed but same text",
    ),
    pytest.param(
        given("post1", "A", LONG), given("post2", "A", LONG.replace("12", "13")),
        id="s33 id changes on edit",
    ),
    pytest.param(given("x", "A", LONG), given("x", "B", "All other.", at=TEN + DAY), id="own id"),
]  # fmt: skip

OTHER = [
    pytest.param(K, clocked("Port closed", "Waves."), id="s35 two in one minute"),
    pytest.param(
        clocked("Summary 18:00", "Two bridges fell.", clock="18:00"),
        clocked("Summary 18:00", "All trains are late again today.", clock="18:00", at=TEN + DAY),
        id="the summary of another day",
    ),
    pytest.param(clocked(), clocked(clock="10:01"), id="two pictures without words"),
    pytest.param(K, clocked("Attack", LONG, clock="10:01", at=TEN + DAY), id="a repost next day"),
    pytest.param(
        clocked("", "Alert in Kyiv."), clocked("", "Alert in Kyiv.", clock="23:30", at=TEN + DAY),
        id="the next alert",
    ),
    pytest.param(
        given("1", "A", LONG), given("2", "A", LONG, at=TEN + DAY), id="own ids, another time"
    ),
    pytest.param(given("1", "Live blog"), given("2", "Live blog"), id="s46 a page's headline"),
    pytest.param(given("1", "A", LONG), given("2", "B", "All other."), id="own ids, other words"),
    pytest.param(
        replace(K, id="~x", published_basis="stated"),
        replace(K, id="~x", published_basis="stated", published=TEN + DAY),
        id="two stated days",
    ),
    pytest.param(
        clocked("", "The mayor says more follows soon."),
        clocked("", "The port of Odesa closes at noon."),
        id="a minute and a word in common",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), SAME)
def test_it_is_the_same_update(before, now):
    assert list(match(known(before), [now])) == [before.id]
    assert match(known(before), [now])[before.id].text == now.text


@pytest.mark.parametrize(("before", "now"), OTHER)
def test_it_is_another_update(before, now):
    (subject,) = match(known(before), [now])
    assert subject != before.id
    both = match(known(before), [now, before])
    assert both == {subject: replace(now, id=subject), before.id: before}


@pytest.mark.parametrize(("before", "now"), [*SAME, *OTHER])
def test_a_state_that_learned_of_it_finds_it_again(before, now):
    found = match(known(before), [now])
    assert list(match(known(before) | known(*found.values()), [now])) == list(found)


def test_of_equals_the_one_with_fewer_choices_comes_first():
    """Six hours from one row to the next: the first may be either, the last only one."""
    six = timedelta(hours=6)
    y, a, x, b = (clocked("", LONG, f"{n}:00", TEN + n * six) for n in (-1, 0, 1, 2))
    x, y = replace(x, id="~x"), replace(y, id="~y")
    assert match(known(x, y), [a, b]) == {"~y": replace(a, id="~y"), "~x": replace(b, id="~x")}


def test_what_is_removed_can_come_back():
    gone = {K.id: replace(known(K)[K.id], removed=True)}
    assert list(match(gone, [clocked("Attack on Kharkiv", LONG + " More.")])) == [K.id]


def test_s34_positional_ids_shift_and_only_one_is_new():
    texts = [f"{LONG} Part {n} of the story of {n} days." for n in range(4)]
    at = [TEN + timedelta(minutes=n) for n in range(4)]
    before = [given(f"post{3 - n}", "", texts[n], at[n]) for n in range(3)]
    after = [given(f"post{4 - n}", "", texts[n], at[n]) for n in range(4)]
    found = match(known(*before), after)
    assert {
        subject: update.text for subject, update in found.items() if subject in known(*before)
    } == {update.id: update.text for update in before}
    (new,) = found.keys() - known(*before).keys()
    assert found[new].text == texts[3]
    assert new.startswith("~")
    for edited in range(4):
        text = texts[edited].replace("12", "14")
        page = [*after[:edited], replace(after[edited], text=text), *after[edited + 1 :]]
        again = match(known(*found.values()), page)
        assert [(subject, again[subject].published) for subject in again] == [
            (subject, found[subject].published) for subject in found
        ]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(replace(K, labels=("pinned",)), id="with all"),
        pytest.param(replace(K, id="~pin", published=None, clock=""), id="without a time"),
        pytest.param(replace(K, id="~pin", text=""), id="s17 in a list of key events"),
    ],
)
@pytest.mark.parametrize("own_ids", [True, False])
def test_s16_a_copy_on_top_is_no_update(copy, own_ids):
    real = replace(K, id="block-1", published_basis="stated") if own_ids else K
    other = clocked("Port closed", "Waves of nine metres.", clock="10:01")
    for page in ([copy, other, real], [copy, real, other], [real, other, copy]):
        shown = match({}, page)
        assert shown[real.id] == real
        assert set(shown) == {real.id, other.id}
    assert list(match({}, [copy, other, real])) == [other.id, real.id]
    assert list(match({}, [real, other, copy])) == [other.id, real.id]


def test_s16_what_stands_in_the_list_too_is_not_only_a_pin():
    pin, real = replace(K, labels=("pinned",)), replace(K, labels=("updated",))
    assert match({}, [pin, real]) == match({}, [real, pin]) == {K.id: real}
    assert match({}, [pin]) == {K.id: pin}


def test_s45_two_pictures_of_one_minute_stay_two():
    pictures = [clocked(url="/one.jpg"), clocked(url="/two.jpg")]
    found = match({}, pictures)
    assert {update.url for update in found.values()} == {"/one.jpg", "/two.jpg"}
    assert match(known(*found.values()), pictures).keys() == found.keys()


def test_s16_a_pin_that_left_the_list_is_still_the_known_update():
    block = given("block-1", "Attack on Kharkiv", LONG, clock="10:00")
    assert list(match(known(block), [replace(K, published=None)])) == ["block-1"]


def test_one_id_twice_is_the_richer_one_wherever_it_stands():
    short, full = given("1", "Attack", "12 injured."), given("1", "Attack", LONG)
    assert match({}, [short, full]) == match({}, [full, short]) == {"1": full}


def test_two_made_ids_that_collide_stay_two_updates():
    monday = clocked("Summary 18:00", "Two bridges fell.", clock="18:00")
    tuesday = clocked("Summary 18:00", "All trains are late again.", clock="18:00", at=TEN + DAY)
    first = match({}, [tuesday, monday])
    assert {update.text for update in first.values()} == {monday.text, tuesday.text}
    assert len(first) == 2
    assert match({}, [monday, tuesday]) == first
    later = [replace(tuesday, text="All trains are late again, and buses."), monday]
    assert match(known(*first.values()), later).keys() == first.keys()


def test_each_known_update_is_found_once_and_by_the_best():
    better = clocked("", LONG + " More.", clock="10:07")
    worse = clocked("", LONG + " Much of it was built in the year of the fair.", clock="10:05")
    found = match(known(clocked("", LONG)), [worse, better])
    assert found["~10:00 "].text == better.text
    assert found[worse.id] == worse


def test_r27_a_tombstone_stops_what_is_shown_again():
    news = clocked("Port open", "Ships leave.", clock="12:00", at=TEN + DAY)
    state = known(news) | shrunk(K)
    assert list(match(state, [news, K])) == [news.id, K.id]
    changed = clocked("Attack on Kharkiv", "All quiet now.")
    assert list(match(state, [news, changed])) == [news.id, K.id]
    retitled = replace(K, id="~another headline at first sight")
    assert list(match(known(news) | shrunk(retitled), [news, K])) == [news.id, retitled.id]


def test_a_tombstone_does_not_stop_news_in_the_same_words():
    alert = clocked("", "Alert in Kyiv.", clock="03:00")
    between = clocked("Port open", "Ships leave.", clock="12:00")
    tonight = replace(alert, published=TEN + 9 * DAY)
    found = match(known(between) | shrunk(alert), [tonight])
    assert list(found) != [alert.id]
    assert list(match(known(between, *found.values()) | shrunk(alert), [tonight])) == list(found)


def test_an_id_that_is_nothing_is_no_id_of_the_source_itself():
    state = {"": KnownUpdate(revision=1, fingerprint="source.gap")}
    found = match(state, [given("")])
    (subject,) = found
    assert subject.startswith("~")
    assert list(match(state | known(*found.values()), [given("")])) == [subject]


def test_the_oldest_of_all_has_not_left_the_page_before_others():
    first = clocked("", LONG)
    rest = [clocked("", f"{n} is open.", f"11:{n}", TEN + n * MINUTE) for n in (50, 55)]
    bumped = clocked("", LONG + " More.", "12:00", TEN + 120 * MINUTE)
    assert set(match(known(first, *rest), [bumped, *rest])) == {
        update.id for update in (first, *rest)
    }


def test_news_may_repeat_what_has_left_the_page():
    oldest = clocked("", "Good morning.", "09:00", TEN - 60 * MINUTE)
    first = clocked("", LONG)
    rest = [clocked("", f"{n} is open.", f"11:{n}", TEN + n * MINUTE) for n in (50, 55)]
    repost = clocked("", LONG + " More.", "12:00", TEN + 120 * MINUTE)
    assert repost.id in match(known(oldest, first, *rest), [repost, *rest])


def test_hostile_pages_are_matched_in_bounded_steps(monkeypatch):
    """5,000 known and 5,000 shown, all with one clock and a common phrase."""
    pages = [
        [clocked("", f"{LONG} {half} {n} {n * 7} {half}{n}") for n in range(5000)]
        for half in ("one", "two")
    ]
    rows = [replace(update, id=f"~{n}") for n, update in enumerate(pages[0])]
    steps = Counter()

    def counted(module, name):
        real = getattr(module, name)

        def wrapped(*args):
            steps[name] += 1
            return real(*args)

        monkeypatch.setattr(module, name, wrapped)

    counted(likeness, "similarity")
    counted(pairs, "distance")
    found = match(known(*rows), [replace(row, id=f"{row.id}x") for row in pages[1]])
    assert len(found) == 5000
    assert steps["similarity"] <= 500 * 32
    assert steps["distance"] <= 500 * 4 * 32


def test_one_made_id_on_thousands_of_rows_is_named_in_two_steps(monkeypatch):
    """The same alert every minute, without ids: all rows have the made id of the first."""
    alerts = [
        Update(id="~alert", headline="Alert", text="Take cover.", published=TEN + n * MINUTE)
        for n in range(2000)
    ]
    made = Counter()
    real = look.blake2b
    monkeypatch.setattr(look, "blake2b", lambda *a, **k: made.update(["id"]) or real(*a, **k))
    found = match({}, alerts)
    assert len(found) == 2000
    assert match(known(*found.values()), alerts).keys() == found.keys()
    assert made["id"] <= 5 * 2000


PLACES = [
    given(f"post{n}", f"Head {n}", f"{LONG} Story {n} of {n} days.", TEN - n * MINUTE)
    for n in range(6)
]


def moved(updates, by=1):
    """Return *updates* under the ids that they have after *by* more stand before them."""
    return [replace(update, id=f"post{n + by}") for n, update in enumerate(updates)]


@pytest.mark.parametrize("dated", [True, False])
def test_s34_pictures_and_edits_keep_their_names_when_places_shift(dated):
    """Words are no help with a picture, nor with a text that was edited in the same minute."""
    page = [replace(PLACES[0], text=""), *PLACES[1:]]
    page = page if dated else [replace(update, published=None) for update in page]
    edited = replace(page[2], text=page[2].text.replace("12", "13"))
    now = moved([page[0], page[1], edited, *page[3:]])
    new = replace(now[0], id="post0", headline="New", text="The port is open again.")
    new = replace(new, published=TEN + MINUTE) if dated else new
    found = match(known(*page), [new, *now])
    assert {
        subject: update.text for subject, update in found.items() if subject in known(*page)
    } == {update.id: update.text for update in (page[0], page[1], edited, *page[3:])}
    assert len(found) == len(page) + 1
    again = match(known(*found.values()), [new, *now])
    assert again == found


def test_s34_where_all_of_a_numbered_page_is_new_nothing_is_edited():
    later = [
        replace(update, headline=f"Next {n}", text=f"Other words {n}.", published=TEN + DAY)
        for n, update in enumerate(PLACES)
    ]
    assert not match(known(*PLACES), later).keys() & known(*PLACES).keys()


def test_s34_ids_that_stay_with_their_words_are_trusted():
    """One id with all other words at another time is an edit, whatever its number."""
    page = [*PLACES[:5], replace(PLACES[5], headline="B", text="All other.", published=TEN + DAY)]
    assert match(known(*PLACES), page).keys() == known(*PLACES).keys()


def alert(day, **more):
    return clocked("Siren", "Take cover until it ends.", "11:30", TEN + day * DAY, **more)


def test_the_alert_of_the_next_day_is_another_one():
    """The same words under the same clock: the page goes on, and the old one has left it."""
    night = [
        clocked("", f"Night story {n} of many.", f"2{n}:00", TEN + n * MINUTE) for n in range(1, 4)
    ]
    state = known(clocked("First", "It begins.", "08:00", TEN - DAY), alert(0), *night)
    found = match(state, [alert(1), *night])
    (new,) = found.keys() - state.keys()
    assert found[new].published == TEN + DAY
    assert match(state | known(*found.values()), [alert(1), *night]) == found


def test_s03_a_page_dated_a_day_later_as_a_whole_is_the_same_page():
    page = [alert(0), clocked("Port", "Waves of nine metres.", "11:00", TEN - MINUTE)]
    late = [replace(update, published=update.published + DAY) for update in page]
    assert match(known(*page), late).keys() == known(*page).keys()


def bare(number, text, seen):
    return Update(id=f"~{number}", text=text, published=seen, published_basis="first-seen")


def test_without_times_a_text_that_was_cut_is_an_edit_and_a_repost_is_not():
    first = bare(1, f"{LONG} It is the third time this week, and the city is without power.", TEN)
    rest = [
        bare(n, f"Ferry {n} leaves at noon from pier {n}.", TEN + n * MINUTE) for n in (2, 3, 4)
    ]
    cut = replace(first, id="~x", text=first.text[: len(first.text) // 2], published=None)
    undated = [replace(update, published=None) for update in rest]
    assert set(match(known(first, *rest), [*undated, cut])) == {one.id for one in (first, *rest)}
    older = bare(0, "Good morning.", TEN - DAY)
    left = match(known(older, first, *rest), [cut, *undated])
    assert first.id not in left, "what left the page before others is not edited"

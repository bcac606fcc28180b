"""What makes an event, and what does not: the sentences that the project lives by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from streamer import codec
from streamer.diff import confirm, diff, fold, retired, source_event
from streamer.model import Before, KnownUpdate, Snapshot, Update, Word
from streamer.removal import longest_run, missing
from streamer.text import FORMER, fingerprint

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WORDS = "The ferry to {} leaves at nine, the harbour master said to us this morning."
PLACES = ["Odesa", "Izmail", "Reni", "Kiliia", "Vylkove", "Ochakiv", "Kherson", "Mykolaiv"]


def post(n, text=None, **more):
    """Build the *n*-th update of a blog: one a minute, each of a place of its own."""
    more = {"published": NOON + n * MINUTE, **more}
    place = PLACES[n % len(PLACES)]
    text = WORDS.format(f"{place} {n}") if text is None else text
    return Update(id=f"p{n}", headline=f"Ferry to {place} {n}", text=text, **more)


def flash(n, text=None, **more):
    """Build the same as a page of clocks shows it: no id, no day."""
    return replace(
        post(n, text),
        id=f"~{n}",
        clock=f"12:{n:02}",
        **{"published_basis": "date-inferred", **more},
    )


def page(*updates, at=60, view="full", **more):
    return Snapshot(updates=updates, view=view, fetched=NOON + at * MINUTE, **more)


def read(*pages, **more):
    """Return what is known and absent after *pages*."""
    known, absent = {}, {}
    for one in pages:
        changes = diff(known, one, absent, source="blog", **more)
        known, absent = fold(known, changes.events), changes.absent
    return known, absent


def events(*pages):
    """Return the events of the last page, after those before it."""
    known, absent = read(*pages[:-1])
    return diff(known, pages[-1], absent, source="blog").events


def told(*pages):
    return [(event.kind.removeprefix("update."), event.subject) for event in events(*pages)]


A, B, C, D, E, F = (post(n) for n in range(6))
OLD = replace(A, published=NOON - 9 * DAY)
EDITED = replace(B, text=B.text.replace("nine", "ten"))


# -- new ---------------------------------------------------------------------------------


def test_the_first_page_is_all_new_oldest_first():
    changes = diff({}, page(C, A, B), {}, source="blog", baseline=True)
    assert [event.subject for event in changes.events] == ["p0", "p1", "p2"]
    assert all(event.kind == "update.new" and event.revision == 1 for event in changes.events)
    assert all(event.baseline and not event.late for event in changes.events)


def test_a_baseline_that_was_cut_short_goes_on_as_one():
    """A crash between the parts of a first commit leaves no trace in the events."""
    whole = diff({}, page(F, B, A, view="window"), {}, source="blog", baseline=True).events
    for done in range(3):
        known = fold({}, whole[:done])
        rest = diff(known, page(F, B, A, view="window"), {}, source="blog", baseline=True)
        assert rest.events == whole[done:]
    known = fold({}, whole[2:])
    late = diff(known, page(B, A, view="window"), {}, source="blog", baseline=True)
    assert late.events == whole[:2]


def test_a_burst_of_twenty():
    burst = [post(n) for n in range(20)]
    assert told(page(A), page(*burst)) == [
        ("new", update.id) for update in sorted(burst[1:], key=lambda update: update.published)
    ]


def test_an_undated_update_has_the_time_of_its_first_sight():
    undated = post(1, published=None)
    (event,) = events(page(A, at=1), page(undated, A, at=2))
    assert event.update.published == NOON + 2 * MINUTE
    assert event.update.published_basis == "first-seen"
    assert not event.late
    assert told(page(A, at=1), page(undated, A, at=2), page(undated, A, at=3)) == []
    later = replace(undated, text="Cancelled.")
    (edit,) = events(page(undated, A, at=2), page(later, A, at=3))
    assert edit.update.published == NOON + 2 * MINUTE


def test_equal_dates_are_told_by_id():
    twins = [post(n, published=NOON) for n in (3, 1, 2)]
    assert told(page(A), page(*twins, A)) == [("new", "p1"), ("new", "p2"), ("new", "p3")]


def test_s18_a_back_dated_post_is_new_and_late():
    (event,) = events(page(C, A), page(C, B, A))
    assert (event.kind, event.subject, event.late) == ("update.new", "p1", True)
    (event,) = events(page(C, A), page(C, B, A), page(D, C, B, A))
    assert not event.late
    between = post(7, published=B.published + MINUTE / 2)
    (event,) = events(page(C, A), page(C, B, A), page(C, between, B, A))
    assert event.late, "it is newer than the late one, and older than the newest"


def test_s19_a_date_ahead_makes_nothing_after_it_late():
    ahead = post(9, published=NOON + 5 * DAY)
    assert not any(event.late for event in events(page(ahead, A), page(ahead, B, A)))


def test_s35_two_in_one_minute_stay_two():
    one, two = flash(1, "A bridge fell."), replace(flash(1, "A train is late."), headline="Trains")
    two = replace(two, id="~x")
    assert told(page(flash(0)), page(two, one, flash(0))) == [("new", "~1"), ("new", "~x")]


# -- edited ------------------------------------------------------------------------------


def test_an_edit_keeps_the_words_before_it():
    (event,) = events(page(B, A), page(EDITED, A))
    assert (event.kind, event.subject, event.revision) == ("update.edited", "p1", 2)
    assert event.before == Before(headline=B.headline, text=B.text)
    assert event.update == EDITED
    assert event.words["headline"] == (Word("keep", B.headline),)
    assert [run for run in event.words["text"] if run.op != "keep"] == [
        Word("cut", "nine,"),
        Word("add", "ten,"),
    ]
    assert event.weight == "major"


SILENT = [
    pytest.param({"text": "  " + B.text.replace(" ", "\n", 2)}, id="s39 white space"),
    pytest.param({"text": B.text.replace(" ", "\u00a0", 3)}, id="s39 no-break space"),
    pytest.param({"html": "<p><b>The</b> ferry</p>"}, id="s40 markup and links"),
    pytest.param({"headline": f"Update: {B.headline}"}, id="s09 the prefix"),
    pytest.param({"labels": ("updated",)}, id="s08 an empty marker"),
    pytest.param({"labels": ("pinned",)}, id="s16 a pin"),
    pytest.param({"published": B.published + 3 * MINUTE}, id="a moved date stamp"),
    pytest.param({"modified": NOON + DAY}, id="s12 a bumped change date"),
    pytest.param({"clock": "4m ago"}, id="s10 a relative time"),
    pytest.param({"url": "https://example.org/?s=1", "authors": ("N. N.",)}, id="what is around"),
]


@pytest.mark.parametrize("change", SILENT)
def test_what_no_reader_would_call_a_change_is_silent(change):
    assert told(page(B, A), page(replace(B, **change), A)) == []


@pytest.mark.parametrize(
    "text", [B.text.replace("nine", "9"), B.text.replace("said", "sayd"), B.text[:-1] + "?"]
)
def test_same_id_new_text_is_an_edit(text):
    assert told(page(B, A), page(replace(B, text=text), A)) == [("edited", "p1")]


def test_s09_a_prefix_and_new_words_are_one_edit_without_an_id_too():
    one = flash(1)
    two = replace(one, headline=f"Update: {one.headline}", text=one.text.replace("nine", "ten"))
    assert told(page(one, flash(0)), page(replace(two, id="~other"), flash(0))) == [
        ("edited", "~1")
    ]


def test_s49_there_and_back_are_two_edits():
    known, absent = read(page(B, A), page(EDITED, A))
    (event,) = diff(known, page(B, A), absent, source="blog").events
    assert (event.kind, event.revision, event.before.text) == ("update.edited", 3, EDITED.text)


def test_s33_an_id_that_changed_with_the_words_is_one_edit():
    assert told(page(B, A), page(replace(EDITED, id="q9"), A)) == [("edited", "p1")]


def test_guid_changed_but_same_text_is_silent():
    assert told(page(B, A), page(replace(B, id="q9"), A)) == []


def test_s03_an_inferred_day_never_moves():
    known, absent = read(page(flash(1), flash(0)))
    tomorrow = replace(flash(1), published=flash(1).published + DAY)
    assert diff(known, page(tomorrow, flash(0)), absent, source="blog").events == ()
    edit = replace(tomorrow, text=tomorrow.text.replace("nine", "ten"))
    (event,) = diff(known, page(edit, flash(0)), absent, source="blog").events
    assert event.update.published == flash(1).published
    assert event.update.published_basis == "date-inferred"


def test_a_stated_time_takes_the_place_of_an_inferred_one_in_the_next_event():
    stated = replace(flash(1), published=NOON + 90 * MINUTE, published_basis="stated")
    known, absent = read(page(flash(1), flash(0)))
    assert diff(known, page(stated, flash(0)), absent, source="blog").events == ()
    edit = replace(stated, text=stated.text.replace("nine", "ten"))
    (event,) = diff(known, page(edit, flash(0)), absent, source="blog").events
    assert (event.update.published, event.update.published_basis) == (stated.published, "stated")
    back = replace(flash(1), published=NOON + DAY)
    known = fold(known, [event])
    (again,) = diff(known, page(back, flash(0)), absent, source="blog").events
    assert again.update.published == stated.published


def test_ids_that_a_source_adds_later_are_no_news():
    before = [flash(n) for n in range(3)]
    after = [replace(update, id=f"block-{n}") for n, update in enumerate(before)]
    known, absent = read(page(*before))
    assert diff(known, page(*after), absent, source="blog").events == ()
    edit = replace(after[1], text=after[1].text.replace("nine", "ten"))
    (event,) = diff(known, page(after[0], edit, after[2]), absent, source="blog").events
    assert (event.kind, event.subject, event.update.id) == ("update.edited", "~1", "~1")


# -- removed and restored ----------------------------------------------------------------

FULL = page(C, B, A, at=60)
LESS = page(C, A, at=61)


def test_s22_a_removal_takes_two_good_documents():
    assert told(FULL, LESS) == []
    assert told(FULL, LESS, replace(LESS, fetched=NOON + 62 * MINUTE)) == [("removed", "p1")]


def test_s22_the_same_document_twice_is_one_document():
    assert told(FULL, LESS, LESS) == []


def test_s22_a_removal_keeps_the_last_words_and_says_why():
    (event,) = events(FULL, LESS, replace(LESS, fetched=NOON + 62 * MINUTE))
    assert (event.reason, event.update, event.revision) == ("absent", B, 2)


def test_s22_what_came_back_in_between_was_never_gone():
    back, less = page(C, B, A, at=62), page(C, A, at=63)
    assert told(FULL, LESS, back, less) == []


def test_an_unchanged_document_confirms():
    known, absent = read(FULL, LESS)
    assert absent == {"p1": LESS.fetched}
    assert confirm(known, absent, LESS.fetched, source="blog") == ()
    (event,) = confirm(known, absent, LESS.fetched + MINUTE, source="blog")
    assert (event.kind, event.subject, event.reason) == ("update.removed", "p1", "absent")
    assert confirm(fold(known, [event]), absent, LESS.fetched + DAY, source="blog") == ()


@pytest.mark.parametrize("view", ["full", "window", "merge", "unknown"])
def test_s24_a_tombstone_removes_at_once_and_once(view):
    gone = page(C, A, at=61, view=view, tombstones=("p1", "never seen"))
    (event,) = events(FULL, gone)
    assert (event.kind, event.subject, event.reason) == ("update.removed", "p1", "tombstone")
    assert told(FULL, gone, replace(gone, fetched=NOON + 62 * MINUTE)) == []


def test_s24_a_tombstone_for_what_was_missing_is_one_removal():
    (event,) = events(FULL, LESS, page(C, A, at=62, tombstones=("p1",)))
    assert (event.kind, event.reason) == ("update.removed", "tombstone")


def test_what_is_removed_is_not_missing_any_more():
    known, absent = read(FULL, LESS)
    assert diff(known, replace(LESS, fetched=NOON + DAY), absent, source="blog").absent == {}


def test_s24_what_is_shown_with_its_tombstone_is_gone():
    gone = page(C, B, A, at=61, tombstones=("p1",))
    assert told(FULL, gone) == [("removed", "p1")]
    assert told(FULL, gone, gone) == []


def test_removals_stand_at_the_place_of_their_update():
    gone = page(D, C, replace(A, text="Nothing leaves."), at=61, tombstones=("p1",))
    assert told(FULL, gone) == [("edited", "p0"), ("removed", "p1"), ("new", "p3")]


def test_s23_what_returns_is_restored_and_not_new():
    gone = page(C, A, at=61, tombstones=("p1",))
    (event,) = events(FULL, gone, page(C, B, A, at=62))
    assert (event.kind, event.subject, event.revision) == ("update.restored", "p1", 3)
    assert (event.before, event.words, event.weight) == (None, {}, None)
    (event,) = events(FULL, gone, page(C, EDITED, A, at=62))
    assert (event.kind, event.before.text, event.weight) == ("update.restored", B.text, "major")


def windows(*pages):
    """Return the pages as windows, and the last of them again a minute later."""
    shown = [replace(one, view="window") for one in pages]
    return *shown, replace(shown[-1], fetched=shown[-1].fetched + MINUTE)


WINDOW = page(F, E, D, C, B, A)

VOUCHED = [
    pytest.param(page(F, E, C, B, A), ["p3"], id="s22 a hole"),
    pytest.param(page(A, B, C, E, F), ["p3"], id="s22 a hole, oldest first"),
    pytest.param(page(F, E, D, C, B), [], id="s20 the last one left"),
    pytest.param(page(post(7), post(6), F, E, D, C), [], id="s20 newer ones came"),
    pytest.param(page(F, E, D), [], id="s21 the window shrank"),
    pytest.param(page(E, D, C, B, A), [], id="nothing newer than the newest"),
    pytest.param(page(F), [], id="one is no window"),
    pytest.param(page(B, F, E), [], id="s16 an old one on top"),
    pytest.param(page(F, B, D), [], id="s15 an old one that was moved up"),
    pytest.param(page(D, B, F), [], id="s15 an old one that was moved, oldest first"),
    pytest.param(page(F, E, B), ["p2", "p3"], id="an old one at the end is the end"),
    pytest.param(page(F, E, D, replace(A, labels=("pinned",))), [], id="s16 a labelled pin"),
    pytest.param(page(F, A), [], id="a hole that is larger than the window"),
    pytest.param(page(C, F, A, E), [], id="s15 not in the order of time"),
    pytest.param(page(), [], id="nothing"),
]


@pytest.mark.parametrize(("seen", "gone"), VOUCHED)
def test_what_a_window_vouches_for(seen, gone):
    assert told(*windows(WINDOW, replace(seen, fetched=NOON + DAY))) == [
        ("removed", subject) for subject in gone
    ]


def test_s15_a_page_in_the_order_of_something_else_vouches_for_nothing():
    """Twenty of twenty-four, the most read ones first: without the guard 3 in 5 would."""
    posts = [post(n) for n in range(24)]
    known, _ = read(page(*posts))
    random = Random(1)
    for _ in range(200):
        seen = {update.id: update for update in random.sample(posts, 20)}
        assert missing(known, seen, "window") == set()


@pytest.mark.parametrize("view", ["merge", "unknown"])
def test_other_views_vouch_for_nothing(view):
    less = page(F, A, view=view, at=70)
    assert told(WINDOW, less, replace(less, fetched=NOON + DAY)) == []


def test_an_update_on_the_edge_may_have_scrolled_off():
    twin = post(7, published=A.published)
    full = page(F, E, D, C, B, A, twin)
    assert told(*windows(full, page(F, E, D, C, B, A, at=61))) == []


def test_first_sight_is_no_place_in_a_window():
    undated = replace(C, published=None)
    assert told(*windows(page(F, E, undated, B, A, at=3), page(F, E, B, A, at=61))) == []
    assert told(*windows(page(F, undated, B, A, at=1), page(undated, A, at=61))) == []


def test_a_stamp_that_moved_makes_no_window_deeper():
    """A feed that puts a touched item on top, with a new date: its place is the old one."""
    touched = replace(A, published=NOON + 59 * MINUTE)
    assert told(*windows(WINDOW, page(touched, F, E, D, at=61))) == []


def test_without_an_id_too_a_hole_is_a_removal_and_another_text_is_new():
    before = page(*(flash(n) for n in (4, 3, 2, 1, 0)))
    other = replace(flash(2, "Trains run late today all over the south."), headline="Trains")
    after = page(flash(4), flash(3), replace(other, id="~t"), flash(1), flash(0), at=61)
    assert told(before, after) == [("new", "~t")]
    assert told(*windows(before, after)) == [("removed", "~2")]


def test_a_gap_in_a_document_that_is_read_again_later_is_no_removal():
    """Missing, then not expected, then missing again: never twice in a row."""
    hole, short = page(F, E, C, B, A, at=61), page(F, E, at=62)
    known, absent = read(WINDOW, replace(hole, view="window"), replace(short, view="window"))
    assert absent == {}
    again = replace(hole, view="window", fetched=NOON + 63 * MINUTE)
    assert diff(known, again, absent, source="blog").events == ()


# -- the page ----------------------------------------------------------------------------


def test_s16_a_pinned_copy_is_no_second_update():
    copy = replace(B, id="~copy", published=None, labels=("pinned",))
    assert told(page(C, B, A), page(copy, C, B, A)) == []
    assert told(page(A), page(copy, C, B, A)) == [("new", "p1"), ("new", "p2")]


def test_s15_order_is_no_news():
    assert told(page(C, B, A), page(A, C, B)) == []


def test_a_window_without_overlap_lost_something():
    known, absent = read(page(B, A, view="window"))
    gap, new = diff(known, page(F, view="window", at=61), absent, source="blog").events
    assert (gap.kind, gap.subject, gap.revision, gap.update) == ("source.gap", "", 1, None)
    assert gap.detail == {"since": B.published.isoformat(), "until": F.published.isoformat()}
    assert new.kind == "update.new"
    known = fold(known, [gap, new])
    assert known[""] == KnownUpdate(revision=1, fingerprint="source.gap")
    assert diff(known, page(F, view="window", at=62), {}, source="blog").events == ()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(page(F, view="full"), id="a full view has no overlap to lose"),
        pytest.param(page(F, B, view="window"), id="overlap"),
        pytest.param(page(view="window"), id="nothing shown"),
    ],
)
def test_no_gap(after):
    assert "source.gap" not in [event.kind for event in events(page(B, A), after)]


def test_s29_another_template_for_what_is_over_removes_nothing():
    """It shows the best of the updates only; a full list is believed as before."""
    live = page(F, D, B, A, at=61)
    over = replace(live, fetched=NOON + 62 * MINUTE, closed=True)
    again = replace(over, fetched=NOON + 63 * MINUTE)
    assert told(*windows(WINDOW, over)) == []
    assert told(*windows(WINDOW, live, over)[:-1]) == [("source.closed", "")]
    assert told(WINDOW, over, again) == [("removed", "p2"), ("removed", "p4")]


def test_s29_a_source_closes_once():
    known, absent = read(page(A))
    (closed,) = diff(known, page(A, closed=True), absent, source="blog").events
    assert (closed.kind, closed.subject, closed.update) == ("source.closed", "", None)
    known = fold(known, [closed])
    trouble = source_event(known, "source.failing", source="blog", fetched=NOON)
    known = fold(known, [trouble])
    assert known[""].fingerprint == "source.failing"
    back = source_event(known, "source.recovered", source="blog", fetched=NOON)
    assert back.revision == 3
    known = fold(known, [back])
    assert diff(known, page(A, closed=True), absent, source="blog").events == ()


def test_a_gap_comes_first_and_the_end_last():
    known, absent = read(page(A, view="window"))
    last = page(F, E, view="window", closed=True)
    found = diff(known, last, absent, source="blog").events
    assert [event.kind for event in found] == [
        "source.gap", "update.new", "update.new", "source.closed",
    ]  # fmt: skip
    assert [event.revision for event in found] == [1, 1, 1, 2]


# -- the state ---------------------------------------------------------------------------


def test_state_holds_no_html_and_the_last_words():
    known, _ = read(page(replace(A, html="<p>Ferry</p>")), page(replace(A, html="<b>", text="No.")))
    assert known["p0"].update == replace(A, text="No.")
    assert known["p0"].revision == 2


def test_r26_a_state_made_by_other_rules_makes_no_edits():
    known, absent = read(page(B, A))
    known = {subject: replace(one, fingerprint="0old") for subject, one in known.items()}
    assert diff(known, page(B, A), absent, source="blog").events == ()
    (event,) = diff(known, page(EDITED, A), absent, source="blog").events
    assert event.before.text == B.text
    bare = {subject: replace(one, update=None) for subject, one in known.items()}
    assert diff(bare, page(B, A), absent, source="blog").events == ()


def by_former_rules(known):
    """Return a state as the version of the former rules left it, through the codec."""
    made = {}
    for subject, one in known.items():
        was = one.update
        said = fingerprint(was.headline, was.text, FORMER) if was else one.fingerprint
        old = replace(one, fingerprint=said)
        stored = f"{codec.token(old)} 1 ".encode() + codec.pack(subject, old)
        made |= dict([codec.unpack(stored)])
    return made


@pytest.mark.parametrize("make", [post, flash])
def test_s39_r26_the_first_poll_after_new_rules_tells_nothing(make):
    said = [f"It is 10 % – {word}, says the ‹harbour› - 5 - 3." for word in "abcdef"]
    rows = [make(n, text) for n, text in enumerate(said)]
    tight = [replace(one, text=one.text.replace(" %", "%").replace(" – ", "—")) for one in rows]
    known = by_former_rules(read(page(*rows))[0])
    assert {one.fingerprint[0] for one in known.values()} == {FORMER}
    moved = [replace(one, id=f"~{n}-2" if one.derived else one.id) for n, one in enumerate(tight)]
    for shown in (rows, tight, moved, moved[::-1]):
        assert diff(known, page(*shown), {}, source="blog").events == ()
    bare = {subject: replace(one, update=None) for subject, one in known.items()}
    other = [replace(one, id=f"~{n}-2" if one.derived else one.id) for n, one in enumerate(rows)]
    for shown in (rows, other):
        assert diff(bare, page(*shown), {}, source="blog").events == ()
    edited = [replace(rows[0], text=rows[0].text.replace("10", "11")), *rows[1:]]
    (event,) = diff(known, page(*edited), {}, source="blog").events
    assert (event.kind, event.subject) == ("update.edited", rows[0].id)
    known = fold(known, [event])
    (event,) = diff(known, page(*tight), {}, source="blog").events
    assert (event.kind, event.reverts) == ("update.edited", 1)


def test_s39_r26_a_way_back_to_words_that_former_rules_remember():
    known, _ = read(page(B, A), page(EDITED, A, at=61))
    past = tuple((n, fingerprint(B.headline, B.text, FORMER)) for n, _ in known["p1"].past)
    known = by_former_rules(known | {"p1": replace(known["p1"], past=past)})
    (event,) = diff(known, page(B, A, at=62), {}, source="blog").events
    assert event.reverts == 1


def test_retired_is_what_left_the_window_long_ago():
    known, _ = read(page(F, E, OLD), page(F, E))
    window = page(F, E, view="window")
    assert retired(known, window, keep=7 * DAY) == ("p0",)
    assert retired(known, window, keep=10 * DAY) == ()
    assert retired(known, page(F, E, OLD, view="window"), keep=7 * DAY) == ()
    for view in ("full", "merge", "unknown"):
        assert retired(known, page(F, E, view=view), keep=7 * DAY) == ()
    young = {subject: one for subject, one in known.items() if subject != "p0"}
    assert retired(young, window, keep=timedelta(0)) == ()


@pytest.mark.parametrize("view", ["full", "window", "merge", "unknown"])
def test_retired_is_what_was_removed_long_ago(view):
    known, _ = read(page(F, E, OLD), page(F, E, tombstones=("p0",)))
    assert retired(known, page(F, E, view=view), keep=7 * DAY) == ("p0",)


def test_retired_is_what_has_no_time_and_is_not_shown():
    known, _ = read(page(post(6, published=None), at=-9 * 24 * 60), page(F, E))
    assert retired(known, page(F, E, view="window"), keep=7 * DAY) == ("p6",)


def test_r27_a_tombstone_keeps_what_comes_back_from_being_new():
    known, absent = read(page(F, E, OLD))
    known["p0"] = replace(known["p0"], update=None)
    assert diff(known, page(F, E, OLD), absent, source="blog").events == ()
    (event,) = diff(known, page(F, E, replace(OLD, text="No.")), absent, source="blog").events
    assert (event.kind, event.revision, event.before) == ("update.edited", 2, None)
    assert event.weight == "major"
    assert diff(known, page(F, E, at=99), {"p0": NOON}, source="blog").events == ()


def test_a_tombstone_can_be_removed_and_restored():
    known, absent = read(page(F, E, OLD))
    known["p0"] = replace(known["p0"], update=None)
    gone = page(F, E, tombstones=("p0",))
    (event,) = diff(known, gone, absent, source="blog").events
    assert (event.kind, event.update) == ("update.removed", Update(id="p0"))
    known = fold(known, [event])
    (event,) = diff(known, page(F, E, OLD), absent, source="blog").events
    assert (event.kind, event.revision, event.before) == ("update.restored", 3, None)
    assert event.weight is None


def test_retired_then_read_is_retired():
    known, _ = read(page(F, E, OLD), page(F, E))
    known["p0"] = replace(known["p0"], update=None)
    assert retired(known, page(F, E, view="window"), keep=DAY) == ()


def test_longest_run():
    assert longest_run([]) == []
    assert longest_run([NOON + n * MINUTE for n in (5, 1, 2, 2, 9, 3, 4)]) == [
        NOON + n * MINUTE for n in (1, 2, 2, 3, 4)
    ]

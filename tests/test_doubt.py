"""Which documents are not believed, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from streamer.diff import diff, fold
from streamer.doubt import doubt
from streamer.model import Facts, Snapshot, Update

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FETCHED = NOON + 60 * MINUTE


def post(n, **more):
    words = f"The ferry to pier {n} leaves at nine, the “harbour master” said; it’s the {n}th."
    more = {"published": NOON + n * MINUTE, "text": words, **more}
    return Update(id=f"p{n}", headline=f"Ferry {n}", **more)


def page(*updates, view="full", fetched=FETCHED, **more):
    return Snapshot(updates=updates, view=view, fetched=fetched, **more)


POSTS = [post(n) for n in range(8)]
KNOWN = fold({}, diff({}, page(*POSTS, fetched=NOON), {}, source="blog").events)


def reason(*updates, known=KNOWN, facts=None, **more):
    return doubt(known, page(*updates, **more), facts or Facts())


def cut(update, mark=""):
    return replace(update, text=update.text[:30] + mark)


def garbled(update):
    return replace(update, text=update.text.encode().decode("cp1252", "replace"))


GOOD = [
    pytest.param(page(*POSTS), id="all as it was"),
    pytest.param(page(post(9), *POSTS), id="one more"),
    pytest.param(page(*POSTS[2:]), id="two less"),
    pytest.param(page(*POSTS[-2:], view="window"), id="s21 the window shrank"),
    pytest.param(page(post(20), post(21), view="window"), id="another window"),
    pytest.param(page(*POSTS[:2], view="merge"), id="a merge shows what changed"),
    pytest.param(page(view="merge"), id="nothing changed"),
    pytest.param(page(tombstones=tuple(KNOWN)), id="all taken back by name"),
    pytest.param(page(*(cut(one) for one in POSTS[:2]), *POSTS[2:]), id="two shortened"),
    pytest.param(page(*(cut(one) for one in POSTS[:4]), *POSTS[4:]), id="half shortened"),
    pytest.param(page(replace(POSTS[7], text="It’s off."), *POSTS[:7]), id="rewritten"),
    pytest.param(page(replace(POSTS[7], text="Off."), *POSTS[:7]), id="without its marks"),
    pytest.param(page(replace(POSTS[7], id="q7"), *POSTS[:7]), id="the newest under another id"),
    pytest.param(page(replace(POSTS[7], published=NOON), *POSTS[:7]), id="the newest back-dated"),
    pytest.param(page(post(1, published=None), view="window"), id="no times"),
]


@pytest.mark.parametrize("seen", GOOD)
def test_believed(seen):
    assert doubt(KNOWN, seen, Facts()) == ""


@pytest.mark.parametrize("view", ["full", "window", "merge", "unknown"])
def test_a_first_document_is_believed(view):
    assert reason(known={}, view=view) == reason(*POSTS, known={}, view=view) == ""


FAULTS = {
    "shows nothing": page(),
    "garbled": page(*(garbled(one) for one in POSTS)),
    "older than the last": page(*POSTS, modified=NOON),
    "cut": page(*(cut(one) for one in POSTS[:5]), *POSTS[5:]),
    "older copy": page(*POSTS[:7]),
    "shows 3 of 8": page(*POSTS[5:]),
}
# Whether each is believed in the next document, and a day later.
PATIENCE = {
    "shows nothing": (False, False),
    "garbled": (False, False),
    "older than the last": (False, True),
    "cut": (False, True),
    "older copy": (True, True),
    "shows 3 of 8": (True, True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_truth_lasts(fault):
    facts = Facts(modified=NOON + MINUTE)
    assert fault in doubt(KNOWN, FAULTS[fault], facts)
    held = replace(facts, doubted=FETCHED)
    assert fault in doubt(KNOWN, FAULTS[fault], held), "the same document says nothing more"
    later = [replace(FAULTS[fault], fetched=FETCHED + after) for after in (MINUTE, DAY + MINUTE)]
    assert tuple(doubt(KNOWN, one, held) == "" for one in later) == PATIENCE[fault]


def test_s54_an_empty_page_is_never_a_removal_of_all():
    assert reason() == "shows nothing where 8 updates were"
    assert "7 updates" in reason(tombstones=("p0",), view="window")
    gone = {subject: replace(one, removed=True) for subject, one in KNOWN.items()}
    assert reason(known=gone) == ""


def test_s57_a_page_that_claims_an_older_change_is_an_older_copy():
    facts = Facts(modified=NOON + MINUTE)
    assert reason(*POSTS, facts=facts, modified=NOON)
    assert reason(*POSTS, facts=facts, modified=NOON + MINUTE) == ""
    assert reason(*POSTS, facts=facts) == ""
    assert reason(*POSTS, facts=Facts(), modified=NOON) == ""


def test_a_change_date_in_the_future_stops_nothing():
    assert reason(*POSTS, facts=Facts(modified=FETCHED + DAY), modified=NOON) == ""


@pytest.mark.parametrize("view", ["full", "window", "unknown"])
def test_s57_an_older_copy_does_not_show_the_newest(view):
    assert (
        reason(*POSTS[:7], view=view)
        == f"is an older copy: nothing is newer than {(NOON + 6 * MINUTE).isoformat()}"
    )


def test_what_is_known_to_be_going_is_not_missed_again():
    facts = Facts(absent={"p7": NOON + 30 * MINUTE})
    assert reason(*POSTS[:7], facts=facts) == ""
    assert reason(*POSTS[:7], tombstones=("p7",)) == ""
    facts = Facts(absent=dict.fromkeys(("p3", "p4", "p5", "p6", "p7"), NOON + 30 * MINUTE))
    assert reason(*POSTS[:3], facts=facts) == ""


def test_a_post_dated_ahead_hides_no_older_copy_and_makes_none():
    ahead = post(9, published=FETCHED + DAY)
    known = fold({}, diff({}, page(ahead, *POSTS), {}, source="blog").events)
    assert reason(*POSTS, known=known) == ""
    assert "older copy" in reason(ahead, *POSTS[:7], known=known)


@pytest.mark.parametrize("mark", ["", "…", "...", " […]"])
def test_s55_a_paywall_cuts_most_of_the_page(mark):
    assert reason(*(cut(one, mark) for one in POSTS)) == (
        "is cut: shows only the beginning of 8 updates"
    )


def test_s55_a_teaser_without_any_text_is_cut():
    assert reason(*(replace(one, text="") for one in POSTS))


def test_s56_a_full_page_that_lost_half_is_held_back_once():
    half, more = page(*POSTS[5:]), page(*POSTS[4:])
    assert doubt(KNOWN, half, Facts()) == "shows 3 of 8 updates"
    assert doubt(KNOWN, more, Facts()) == ""
    later = replace(half, fetched=FETCHED + MINUTE)
    assert doubt(KNOWN, later, Facts(doubted=FETCHED)) == ""


def test_s52_text_decoded_with_the_wrong_charset_is_never_believed():
    assert reason(*(garbled(one) for one in POSTS)) == "is garbled in 8 updates"
    halved = [replace(one, text=one.text.replace("’", "\ufffd")) for one in POSTS]
    assert "garbled" in reason(*halved)
    plain = [post(n, text="The ferry leaves.") for n in range(8)]
    known = fold({}, diff({}, page(*plain, POSTS[7]), {}, source="blog").events)
    assert "garbled" in reason(*plain, garbled(POSTS[7]), known=known)


def test_s52_one_author_who_pastes_noise_is_believed():
    pasted = replace(POSTS[7], text=f"{POSTS[7].text} He wrote: donâ€™t.")
    assert reason(*POSTS[:7], pasted) == ""
    assert reason(*POSTS[:7], garbled(POSTS[7])) == ""
    assert reason(*POSTS, post(9, text="He wrote: donâ€™t.")) == ""


def test_s52_noise_is_found_without_ids_too():
    clocks = [
        replace(
            one, id=f"~{one.headline} it’s", headline=f"{one.headline}: it’s off", clock=f"12:{n}"
        )
        for n, one in enumerate(POSTS)
    ]
    known = fold({}, diff({}, page(*clocks), {}, source="blog").events)
    noise = [
        replace(
            garbled(one), id=f"~{n}", headline=one.headline.encode().decode("cp1252", "replace")
        )
        for n, one in enumerate(clocks)
    ]
    assert "garbled" in reason(*noise, known=known)

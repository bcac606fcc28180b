"""The heart on a real live blog: 428 updates without ids."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from streamer.diff import diff, fold
from streamer.identity import match
from streamer.model import Snapshot, Update
from tests.histories import read

MIDNIGHT = datetime(2024, 8, 6, tzinfo=UTC)


@pytest.fixture
def blog(shared):
    """The blog without its ids, as a page of clocks would show it, newest first."""
    golden = json.loads((shared / "liveblogs/golden/mirror.jsonld.json").read_text())
    return [stripped(one) for one in golden["updates"]]


def stripped(one):
    published = datetime.fromisoformat(one["published"]).astimezone(UTC)
    clock = f"{published:%H:%M}"
    return Update(
        id=f"~{clock} {one['headline']}",
        headline=one["headline"],
        text=one["text"],
        clock=clock,
        published=published.replace(second=0, microsecond=0),
        published_basis="date-inferred",
    )


def swap(text, at, new):
    row = text.split()
    row[at % len(row)] = new
    return " ".join(row)


def number(text, random):
    digits = [n for n, word in enumerate(text.split()) if any(map(str.isdigit, word))]
    return swap(text, random.choice(digits or [0]), str(random.randrange(10_000)))


def headline(update, random, vocabulary):
    new = " ".join(random.choices(vocabulary, k=9))
    return replace(update, headline=new, id=f"~{update.clock} {new}")


EDITS = {
    "one typo": lambda u, r, v: replace(u, text=swap(u.text, r.randrange(999), "teh")),
    "one number": lambda u, r, v: replace(u, text=number(u.text, r)),
    "Update: before": lambda u, r, v: replace(u, headline=f"UPDATE: {u.headline}"),
    "40 words more": lambda u, r, v: replace(u, text=" ".join([u.text, *r.choices(v, k=40)])),
    "headline replaced": headline,
    "second half cut": lambda u, r, v: replace(u, text=u.text[: len(u.text) // 2]),
    "typography": lambda u, r, v: replace(u, text=u.text.replace("'", "’").replace('"', "“")),
}


def bare(blog):
    """Return the blog as a page that shows no times."""
    return [replace(update, id=f"~{n}", clock="", published=None) for n, update in enumerate(blog)]


def short(blog):
    """Return the blog as a page of flashes: the headlines, without texts."""
    return [replace(update, headline="", text=update.headline) for update in blog]


# How much is found at least, and how much is mistaken at most, of 410 texts.
MEASURED = [
    *[(list, edit, 0.99, 2) for edit in EDITS],
    *[(short, edit, 0.99, 2) for edit in ("one typo", "one number", "typography")],
    *[(bare, edit, 0.98, 2) for edit in EDITS if edit != "second half cut"],
    (bare, "second half cut", 0.98, 3),
]


@pytest.mark.parametrize(("shape", "edit", "recall", "mistakes"), MEASURED)
def test_edits_are_found_though_every_update_is_edited_at_once(blog, shape, edit, recall, mistakes):
    random = Random(edit)
    vocabulary = " ".join(update.text for update in blog).split()
    before = [update for update in shape(blog) if update.text]
    after = [EDITS[edit](update, random, vocabulary) for update in before]
    # The id is that of a stranger: nothing but clock and words is left to go by.
    page = [replace(update, id=f"~{n} shown") for n, update in enumerate(after)]
    known = fold({}, first_sight(before))
    was = {(now.headline, now.text): old for now, old in zip(page, before, strict=True)}
    found = [
        (known[subject].update, was[now.headline, now.text])
        for subject, now in match(known, page).items()
        if subject in known
    ]
    right = sum((one.headline, one.text) == (old.headline, old.text) for one, old in found)
    assert len(found) - right <= mistakes
    assert right >= recall * len(before)


def first_sight(blog):
    snapshot = Snapshot(updates=tuple(blog), view="full", fetched=MIDNIGHT)
    return diff({}, snapshot, {}, source="blog").events


def test_different_updates_are_hardly_ever_taken_for_one_another(blog):
    """All that a page shows is replaced by the other half of the blog: four are reposts."""
    known = fold({}, first_sight(blog[::2]))
    found = match(known, blog[1::2])
    assert len(found.keys() & known.keys()) <= 4


@pytest.mark.parametrize("window", [10, 30])
def test_a_window_that_moves_over_the_blog_tells_each_update_once(blog, window):
    pages = [
        Snapshot(
            updates=tuple(blog[n : n + window]),
            view="window",
            fetched=blog[n].published + timedelta(minutes=1),
        )
        for n in range(len(blog) - window, -1, -1)
    ]
    events, state = read(pages, keep=timedelta(hours=20))
    assert [event.kind for event in events] == ["update.new"] * len(blog)
    assert sum(one.update is None for one in state.values()) > len(blog) / 2

"""What an edit changed, and how much that weighs."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer import words as module
from streamer.model import Before, Update, Word
from streamer.text import normalise
from streamer.words import compare, weigh

COMPARED = [
    pytest.param("a b c", "a b c", "a b c", id="nothing"),
    pytest.param("", "", "", id="empty"),
    pytest.param("", "a b", "+a b+", id="all new"),
    pytest.param("a b", "", "-a b-", id="all gone"),
    pytest.param("injures 12 people", "injures 13 people", "injures -12- +13+ people", id="number"),
    pytest.param("He won.", "He won?", "He -won.- +won?+", id="mark"),
    pytest.param("It’s “so”", 'It\'s "so"', 'It\'s "so"', id="s39 typography is no word"),
    pytest.param("a b c d e", "a x c y e", "a -b- +x+ c -d- +y+ e", id="two places"),
    pytest.param("one two", "two three", "-one- two +three+", id="both ends"),
    pytest.param("日本語の新聞", "日本語新聞", "日本語 -の- 新聞", id="a script without spaces"),
]


def written(runs):
    marks = {"keep": "", "cut": "-", "add": "+"}
    return " ".join(f"{marks[run.op]}{run.text}{marks[run.op]}" for run in runs)


@pytest.mark.parametrize(("before", "after", "expected"), COMPARED)
def test_compare(before, after, expected):
    assert written(compare(before, after)) == expected


texts = st.lists(st.sampled_from(["a", "b", "c", "12", "“d”", "e.", "語", "\u00a0"])).map(" ".join)


@given(texts | st.text(), texts | st.text())
def test_the_runs_are_the_words_of_both(before, after):
    runs = compare(before, after)
    assert joined(runs, "keep", "cut") == "".join(normalise(before).split())
    assert joined(runs, "keep", "add") == "".join(normalise(after).split())
    assert all(run.text for run in runs)
    assert all(one.op != two.op for one, two in pairwise(runs))


def joined(runs, *ops):
    return "".join("".join(run.text.split()) for run in runs if run.op in ops)


@given(st.text())
def test_a_text_is_all_kept_of_itself(text):
    assert {run.op for run in compare(text, text)} <= {"keep"}


def test_as_many_words_as_possible_are_kept():
    before = "the mayor of the city said the bridge is closed"
    runs = compare(before, "the governor of the region said a bridge in the city is closed")
    assert sum(len(run.text.split()) for run in runs if run.op == "keep") == 7


def test_huge_texts_are_compared_by_their_ends_only(monkeypatch):
    monkeypatch.setattr(module, "_MOST_PAIRS", 100)
    before = " ".join(["a"] * 20 + ["x", "y"] * 20 + ["b"] * 20)
    after = " ".join(["a"] * 20 + ["y", "z"] * 20 + ["b"] * 20)
    runs = compare(before, after)
    assert [run.op for run in runs] == ["keep", "cut", "add", "keep"]
    assert runs[0] == Word("keep", " ".join(["a"] * 20))
    assert joined(runs, "keep", "add") == "".join(after.split())


def weight(before, after, *, headline=("Blasts in Odesa", "Blasts in Odesa"), labels=()):
    old = Before(headline=headline[0], text=before)
    new = Update(id="1", headline=headline[1], text=after, labels=labels)
    runs = {"headline": compare(old.headline, new.headline), "text": compare(old.text, new.text)}
    return weigh(old, new, runs)


TEXT = "The port was hit in the night and a store of grain burned down, the mayor wrote today."

WEIGHED = [
    pytest.param(TEXT.replace("burned", "burnt"), {}, "minor", id="spelling"),
    pytest.param(TEXT.replace(",", ";"), {}, "minor", id="a mark"),
    pytest.param(TEXT.replace("the mayor", "the governor"), {}, "minor", id="one word of many"),
    pytest.param(TEXT.replace("a store", "2 stores"), {}, "major", id="a number"),
    pytest.param(TEXT.replace("a store", "two stores"), {}, "major", id="a number in words"),
    pytest.param(TEXT + " Nobody was hurt, and the port works on.", {}, "major", id="a third more"),
    pytest.param(TEXT, {"headline": ("Blasts in Odesa", "Port on fire")}, "major", id="headline"),
    pytest.param(
        TEXT, {"headline": ("Blasts in Oddesa", "Blasts in Odesa!")}, "minor", id="spelling of it"
    ),
    pytest.param(TEXT, {"headline": ("Blasts", "Update: BLASTS")}, "minor", id="headline case"),
    pytest.param("Correction: " + TEXT, {}, "correction", id="s47 says so"),
    pytest.param(
        TEXT + " An earlier version of this post named another port.", {}, "correction",
        id="s47 earlier version",
    ),
    pytest.param(TEXT + " This post was amended on 4 May.", {}, "correction", id="s47 amended"),
    pytest.param(
        TEXT.replace("burned", "burnt"), {"labels": ("Corrected",)}, "correction", id="s47 labelled"
    ),
    pytest.param(TEXT + " He amended the bill.", {}, "minor", id="not every amendment is ours"),
    pytest.param(TEXT.replace("night", "city"), {}, "minor", id="no number in -ty"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "more", "expected"), WEIGHED)
def test_weigh(after, more, expected):
    assert weight(TEXT, after, **more) == expected


def test_a_correction_is_one_only_when_it_is_made():
    said = f"Correction: {TEXT}"
    assert weight(said, said.replace("burned", "burnt")) == "minor"
    assert weight(said, f"Correction: {said}") == "correction"


@given(texts, texts, texts, texts)
@settings(max_examples=50)
def test_every_edit_has_a_weight(before, after, old, new):
    assert weight(before, after, headline=(old, new)) in ("minor", "major", "correction")

"""When two texts are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.text import (
    bare_headline,
    fingerprint,
    normalise,
    shingles,
    similarity,
    squash,
    unescape,
    words,
)

SAME = [
    pytest.param("It’s 5 o’clock", "It's 5 o'clock", id="s39 apostrophes"),
    pytest.param("“Quiet” night", '"Quiet" night', id="s39 quotes"),
    pytest.param("10–12 injured — mayor", "10-12 injured - mayor", id="s39 dashes"),
    pytest.param("16\u00a0000 homes", "16 000 homes", id="s39 no-break space"),
    pytest.param("Dni\u00adpro", "Dnipro", id="s39 soft hyphen"),
    pytest.param("Kyiv\u200b is calm", "Kyiv is calm", id="s39 zero width"),
    pytest.param("10\u00a0% of 5 ‰", "10% of 5‰", id="s39 per cent"),
    pytest.param("5 – 3", "5-3", id="s39 blanks around a dash"),
    pytest.param("Reni — quiet", "Reni—quiet", id="s39 a dash without blanks"),
    pytest.param("calm -- mayor", "calm — mayor", id="s39 a dash of two hyphens"),
    pytest.param("‹Quiet› night", "'Quiet' night", id="s39 pointed quotes"),
    pytest.param("It&#39;s", "It's", id="s41 escaped once"),
    pytest.param("It&amp;#39;s", "It's", id="s41 escaped twice"),
    pytest.param("one\n\n  two\t", "one two", id="white space"),
    pytest.param("wait…", "wait...", id="ellipsis"),
    pytest.param("cafe\u0301", "café", id="combining accent"),
]
OTHER = [
    pytest.param("12 injured", "13 injured", id="number"),
    pytest.param("$1.5m", "$15m", id="a point inside a number"),
    pytest.param("can't", "cant", id="apostrophe"),
    pytest.param("He won.", "He won?", id="mark"),
    pytest.param("Turkey", "turkey", id="case"),
    pytest.param("a b", "ab", id="space between words"),
    pytest.param("re-sign", "resign", id="a hyphen"),
    pytest.param("re-sign", "re sign", id="a hyphen for a blank"),
    pytest.param("10 000", "10000", id="a blank inside a number"),
    pytest.param("10 % off", "10 off", id="a per cent sign"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_s39_s41_same_words_have_one_fingerprint(one, other):
    assert fingerprint(one, "") == fingerprint(other, "")
    assert fingerprint("", one) == fingerprint("", other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_a_changed_word_number_or_mark_is_another_text(one, other):
    assert fingerprint(one, "") != fingerprint(other, "")
    assert fingerprint("", one) != fingerprint("", other)


def test_headline_and_text_do_not_flow_together():
    assert fingerprint("a b", "c") != fingerprint("a", "b c")


@pytest.mark.parametrize("prefix", ["Update: ", "UPDATED: ", "Updated – ", " update:"])
def test_s09_the_prefix_of_a_headline_is_no_word_of_it(prefix):
    assert bare_headline(f"{prefix}Port closed") == "Port closed"
    assert fingerprint(f"{prefix}Port closed", "") == fingerprint("Port closed", "")


def test_a_headline_about_updates_keeps_its_words():
    assert bare_headline("Updates to the timetable") == "Updates to the timetable"


def test_unescape_stops_after_two_rounds():
    assert unescape("&amp;amp;lt;") == "&lt;"


def test_shingles_of_a_short_text_are_the_text():
    assert shingles("Port closed") == {("port", "closed")}
    assert shingles("") == frozenset()
    assert similarity(frozenset(), frozenset()) == 0.0


def test_words_keep_numbers_whole():
    assert words("Rose 1,250.5 to 18:30, he said.") == [
        "Rose", "1,250.5", "to", "18:30", ",", "he", "said", ".",
    ]  # fmt: skip


@given(st.text())
def test_normal_form_is_its_own_normal_form(text):
    once = squash(normalise(text))
    assert normalise(once) == normalise(normalise(once))


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_bounded(one, other):
    a, b = shingles(one), shingles(other)
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == (1 if a else 0)

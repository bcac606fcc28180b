"""Which events rules want, and why they do not want the others."""

import re
import sys
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streamer.errors import ConfigError
from streamer.language import identifier, language_for
from streamer.model import Before, Event, Update
from streamer.rules import Matcher, parse_rule
from streamer.rules.languages import LANGUAGES
from streamer.rules.wordlist import WordList, fold
from streamer.words import DENSE

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def update(headline="", text="", **more):
    return Update(id="1", headline=headline, text=text, published=NOON, **more)


def event(headline="", text="", kind="update.new", **more):
    more = {"source": "live", "update": update(headline, text)} | more
    return Event(kind=kind, subject="1", revision=1, fetched=NOON, **more)


def of_source(kind="source.failing", **more):
    return Event(kind=kind, source="live", subject="", revision=0, fetched=NOON, **more)


def verdict(rule, happened, **more):
    return Matcher({"it": parse_rule(rule)}, **more).verdict("it", happened)


# What a word is.


def says(text, word):
    return bool(WordList([word]).said(fold(text)))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("kharkiv", "Strike on Kharkiv, again"),
        ("KHARKIV", "in kharkiv"),
        ("kharkiv", "(Kharkiv)"),
        ("kharkiv", "Kharkiv’s mayor"),
        ("kharkiv's", "Kharkiv’s mayor"),
        ("kharkiv*", "the Kharkivites"),
        ("kharkiv*", "Kharkiv"),
        ("харків*", "у Харкові, Харківщина"),
        ("air raid", "An air\n  raid alert"),
        ("air raid", "AIR RAID"),
        ("air rai*", "air raids"),
        ("straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("cafe\u0301", "café"),
        ("10", "at 10:35"),
        ("10:35", "at 10:35 AM"),
        ("ag", "Foo AG"),
        ("at&t", "AT&amp;T says"),
        ("c++", "in C++ and C++11"),
        ("$100", "US$100"),
        ("#kharkiv", "see #Kharkiv"),
        ("東京", "新東京都で"),
        ("東京", "東京2020"),
        ("กรุงเทพ", "ในกรุงเทพฯ"),
        ("🔥", "a🔥b"),
        ("foo", "foo_bar"),
        ("зеленский", "Владимир ЗЕЛЕНСКИЙ"),
        ("ΟΔΟΣ", "οδος"),
        ("soft", "so\u00adft"),
        ("किताब", "यह किताब है"),
    ],
)
def test_what_is_said(word, text):
    assert says(text, word)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ham", "Hamburg"),
        ("burg", "Hamburg"),
        ("burg*", "Hamburg"),
        ("air raid", "air, raid"),
        ("air raid", "air raids"),
        ("1", "10:35"),
        ("ag", "flagge"),
        ("किताब", "किताबें"),
        ("कित", "किताब"),
        ("e", "cafe\u0301 é"),
        ("x", ""),
    ],
)
def test_what_is_not_said(word, text):
    assert not says(text, word)


def test_a_phrase_does_not_go_from_the_headline_into_the_text():
    assert not verdict('"air raid"', event("the air", "raid over")).wanted


letters = st.sampled_from("aAbBß1 .'-東京ไท\u093fक\u0301éüİ_#&;\n")
said_texts = st.text(letters, max_size=30)
needles = (
    st.text(letters, min_size=1, max_size=4)
    .filter(lambda word: fold(word) and "*" not in word)
    .flatmap(lambda word: st.sampled_from([word.strip(), f"{word.strip()}*"]))
)
MARKS = "".join(
    chr(n) for n in range(sys.maxunicode) if unicodedata.category(chr(n)).startswith("M")
)
# Letters, digits and marks but for those of dense scripts.
IN_WORDS = rf"(?:(?![{DENSE}])(?:[^\W_]|[{re.escape(MARKS)}]))"


def slowly(words, text):
    """Return what a regex for each word finds: nothing of a word before or after it."""
    found = set()
    for word in words:
        needle = fold(word.removesuffix("*"))
        before = rf"(?<!{IN_WORDS})" if re.match(IN_WORDS, needle) else ""
        closed = re.match(IN_WORDS, needle[-1]) and not word.endswith("*")
        after = rf"(?!{IN_WORDS})" if closed else ""
        if re.search(before + re.escape(needle) + after, text):
            found.add(word)
    return found


@settings(deadline=None)
@given(st.lists(needles, max_size=8), said_texts)
@example(["a", "aa", "a*", "A"], "aa a")
@example(["東", "京b"], "東京b")
@example(["a b", "b"], "a  b")
def test_all_words_in_one_pass_are_what_a_regex_for_each_finds(words, text):
    folded = fold(text)
    assert WordList(words).said(folded) == slowly(words, folded)


def test_no_words_are_no_trouble():
    assert WordList([]).said("anything") == set()


# What a rule is.


@pytest.mark.parametrize(
    ("rule", "happened"),
    [
        ("", event("x")),
        ("", of_source()),
        ("kind:new,edited", event("x")),
        ("-kind:removed", event("x")),
        ("kind:source", of_source()),
        ("source:live", of_source()),
        ("tag:ukraine", event("x")),
        ("-tag:sport", event("x")),
        ("-tag:sport", event("x", source="nobody's")),
        ("kharkiv", event("Kharkiv")),
        ("kharkiv", event("x", "in Kharkiv")),
        ("kharkiv odesa|sumy", event("Kharkiv", "Sumy")),
        ("-sport", event("Kharkiv")),
        ("-sport", of_source()),
        ("weight:major", event("x")),
        ("weight:major", of_source()),
        ("weight:major", event("x", kind="update.edited", weight="correction")),
        ("weight:major", event("x", kind="update.edited", weight=None)),
        ("headline:/^Str/", event("Strike")),
        ("headline:/^str/i", event("Strike")),
        ("text:/^$/", event("Strike")),
        ("-headline:/x/", of_source()),
        ("author:/^Ann$/", event(update=update(authors=("Bob", "Ann")))),
        (r"url:/live\/\d+/", event(update=update(url="https://x.example/live/12"))),
        ("label:/^pinned$/ -label:/ad/", event(update=update(labels=("pinned", "key-event")))),
        ("clock:/AM/", event(update=update(clock="10:35 AM"))),
        ("headline:/é./", event("é東")),
        ("headline:/a.b/", event("a\ud800b")),
        ("baseline:in", event("x", baseline=True)),
        ("baseline:only", event("x", baseline=True)),
        ("duplicates:in", event("x", duplicate_of="a/b")),
        ("duplicates:in", event("x")),
        ("duplicates:only", event("x", duplicate_of="a/b")),
    ],
)
def test_wanted(rule, happened):
    tags = {"live": frozenset({"ukraine", "war"})}
    assert verdict(rule, happened, tags=tags).reason == ""
    assert verdict(rule, happened, tags=tags).wanted


@pytest.mark.parametrize(
    ("rule", "happened", "reason"),
    [
        ("", event(baseline=True), "is the baseline"),
        ("baseline:only", event(), "is not the baseline"),
        ("", event(duplicate_of="a/b"), "is a duplicate"),
        ("duplicates:only", of_source(), "is not a duplicate"),
        ("kind:edited", event(), "kind update.new, wanted: update.edited"),
        ("-kind:new", event(), "kind update.new, not wanted: update.new"),
        ("source:a,b", event(), "source live, wanted: a, b"),
        ("tag:a", event(), "tag ukraine, war, wanted: a"),
        ("tag:a", event(source="x"), "no tag, wanted: a"),
        ("-tag:war", event(), "tag ukraine, war, not wanted: war"),
        ("kharkiv", event("Odesa"), "says no kharkiv"),
        ("a1 c|d", event("a1"), "says none of c, d"),
        ("a|b|c|d|e|f|g", event(), "says none of a, b, c, d, e and 2 more"),
        ("-a -b", event("a b"), "says a, b"),
        ("kharkiv", of_source(), "says no kharkiv"),
        ("headline:/x/", of_source(), "headline does not match /x/"),
        ("-text:/x/i", event("", "aXb"), "text matches /x/i"),
        ("author:/^$/", event(), "author does not match /^$/"),
        ("weight:correction", event(kind="update.edited", weight="major"),
         "weight major, wanted: correction or more"),
    ],
)  # fmt: skip
def test_not_wanted(rule, happened, reason):
    found = verdict(rule, happened, tags={"live": frozenset({"ukraine", "war"})})
    assert (found.wanted, found.reason) == (False, reason)


EDIT = event(
    "Odesa",
    "now",
    kind="update.edited",
    weight="major",
    before=Before(headline="Sumy", text="then"),
)


@pytest.mark.parametrize("rule", ["odesa", "sumy", "then", "headline:/^Sumy/ headline:/^Odesa/"])
def test_what_an_edit_replaced_counts_as_said(rule):
    assert verdict(rule, EDIT).wanted


@pytest.mark.parametrize("rule", ["-sumy", "-odesa", "-headline:/Sumy/", "kyiv"])
def test_and_what_must_not_be_said_must_not_have_been_said_before(rule):
    assert not verdict(rule, EDIT).wanted


def test_a_removed_update_is_judged_by_what_it_said_last():
    assert verdict("odesa kind:removed", event("Odesa", kind="update.removed")).wanted


def test_a_kind_of_a_newer_version_is_wanted_unless_kinds_are_named():
    assert verdict("", event(kind="update.moved")).wanted
    assert not verdict("kind:update", event(kind="update.moved")).wanted


def test_many_rules_are_judged_together():
    rules = {"a": "kharkiv", "b": "kharkiv*|sumy", "c": "-kharkiv", "d": "headline:/^K/"}
    matcher = Matcher({name: parse_rule(rule) for name, rule in rules.items()})
    found = matcher.verdicts(event("Kharkivites"))
    assert [name for name, said in found.items() if said.wanted] == ["b", "c", "d"]
    assert found == {name: matcher.verdict(name, event("Kharkivites")) for name in rules}


rule_texts = st.sampled_from([
    "a", "b|a*", "-a", '"a b"', "headline:/a/ -b", "kind:new b", "weight:major a",
    "baseline:in -b*",
])  # fmt: skip


@given(st.lists(rule_texts, max_size=5), st.text("ab .", max_size=8), st.booleans())
def test_a_rule_says_the_same_alone_and_among_others(rules, text, baseline):
    happened = event(text, baseline=baseline)
    together = Matcher({str(n): parse_rule(rule) for n, rule in enumerate(rules)})
    alone = {str(n): verdict(rule, happened) for n, rule in enumerate(rules)}
    assert together.verdicts(happened) == alone


def test_a_hostile_pattern_stays_fast():
    # Python's own re would take longer than anybody lives.
    assert not verdict("text:/^(a+)+$/", event("", "a" * 50_000 + "b")).wanted


# The language of a text.


def test_a_language_is_asked_for_only_when_all_else_holds():
    asked = []

    def tell(text):
        asked.append(text)
        return "uk"

    rules = {"a": "lang:uk kind:edited", "b": "lang:uk kharkiv", "c": "lang:uk", "d": "-lang:uk"}
    matcher = Matcher({name: parse_rule(rule) for name, rule in rules.items()}, language=tell)
    assert not matcher.verdict("a", event("x")).wanted
    assert not matcher.verdict("b", event("x")).wanted
    assert not matcher.verdict("c", event("x", baseline=True)).wanted
    assert asked == []
    found = matcher.verdicts(event("x", "y"))
    assert [name for name, said in found.items() if said.wanted] == ["c"]
    assert found["d"].reason == "language uk, not wanted: uk"
    assert asked == ["x\ny"]


def test_no_language_is_none_of_the_wanted_and_none_of_the_unwanted():
    found = verdict("lang:uk,en", event("x"), language=lambda _: "")
    assert found.reason == "no language, wanted: en, uk"
    assert verdict("-lang:uk", event("x"), language=lambda _: "").wanted


def test_a_rule_with_a_language_says_what_to_install():
    with pytest.raises(ConfigError, match=r"pip install 'liveblog-streamer\[languages\]'"):
        Matcher({"it": parse_rule("lang:uk")})


def test_without_languages_nothing_is_loaded():
    assert language_for([parse_rule("kharkiv")]) is None


def test_languages_are_told_of_sentences_and_not_of_names():
    pytest.importorskip("py3langid")
    tell = language_for([parse_rule("lang:uk")])
    assert tell("Двоє людей поранені внаслідок удару по місту") == "uk"
    assert tell("Two people were wounded in a strike on the city") == "en"
    assert tell("Zwei Menschen wurden bei dem Angriff verletzt") == "de"
    assert [tell(text) for text in ("", "12:30", "Kharkiv", "\n")] == [""] * 4


def test_the_codes_are_those_of_the_model():
    langid = pytest.importorskip("py3langid.langid")
    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    assert set(model.labels) == LANGUAGES
    assert identifier() is identifier()

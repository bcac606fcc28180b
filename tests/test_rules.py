"""The language of rules: its two forms mean the same, and its mistakes are told kindly."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streamer.config.tree import Places, read_tree
from streamer.errors import ConfigError, RuleError
from streamer.rules import Choice, Pattern, Rule, kinds_of, parse_rule, read_rule
from streamer.rules.kinds import KINDS
from streamer.rules.languages import LANGUAGES
from streamer.rules.parts import FIELDS, PRESENCES, WEIGHTS
from streamer.rules.wordlist import fold

NASTY = (
    '"', "'", ":", ",", "/", "|", "-", "\\", "#", "~", "null", "yes", " ", "\n", "\t", "\u2028",
    "\u202e", "\u200f", "é", "ß", "İ", "東京", "ไทย", "OR", "(", "“", "+", "!", "[", "{", "&",
    "%", "@", "kind:", "headline:/x/", "\x00", "\x85", "🔥", "=", "0x1", "1:30", "- ", "? ", "<<",
)  # fmt: skip
texts = st.lists(
    st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    min_size=1,
    max_size=5,
).map("".join)
names = texts.filter(str.strip).map(lambda name: " ".join(name.split()))
plain_words = names.filter(fold).filter(lambda word: "*" not in word)
words = plain_words | plain_words.map(lambda word: f"{word}*")
groups = st.lists(words, min_size=1, max_size=4).map(tuple)
regexes = st.sampled_from([
    "a", "a/b", r"a\/b", r"\\/", r"\\\/", "[/]", "(?i)live", "/", "//i", "/x/i", "a b ", ",", '"',
    "é|東", r"^\d+\.", "(?i)/", "#", "(?i)(?i)x", ":", "- a", "{", "~", "\u202e", "i", r"\n",
])  # fmt: skip


def choices(of):
    some = st.frozensets(of, max_size=3)
    return st.builds(Choice, any=some, none=some)


rules = st.builds(
    Rule,
    kinds=choices(st.sampled_from(KINDS)),
    sources=choices(names),
    tags=choices(names),
    languages=choices(st.sampled_from(sorted(LANGUAGES))),
    words=st.lists(groups, max_size=4).map(tuple),
    without=st.lists(words, max_size=3).map(tuple),
    patterns=st.lists(
        st.builds(Pattern, st.sampled_from(FIELDS), regexes, st.booleans()), max_size=4
    ).map(tuple),
    weight=st.sampled_from([None, *WEIGHTS]),
    duplicates=st.sampled_from(PRESENCES),
    baseline=st.sampled_from(PRESENCES),
)


def from_yaml(text):
    """Read as the settings are read: every scalar is text."""
    places = Places()
    tree = read_tree(text, "rule.yaml", places)
    assert not places.problems
    return tree


@given(rules)
def test_the_short_form_says_the_whole_rule(rule):
    assert parse_rule(str(rule)) == rule


@given(rules)
def test_the_mapping_says_the_whole_rule(rule):
    assert read_rule(rule.written()) == rule


@given(rules, st.booleans())
def test_both_forms_mean_the_same_in_a_file(rule, shown):
    mapping = yaml.safe_dump({"rule": rule.written()}, allow_unicode=shown)
    line = yaml.safe_dump({"rule": str(rule)}, allow_unicode=shown)
    assert read_rule(from_yaml(mapping)["rule"]) == read_rule(from_yaml(line)["rule"]) == rule


@given(rules)
def test_a_rule_is_one_line_and_canonical(rule):
    assert str(rule).splitlines() in ([], [str(rule)])
    assert str(parse_rule(str(rule))) == str(rule)


def is_whole(rule):
    return parse_rule(str(rule)) == rule == read_rule(rule.written())


TERMS = ("a", "b*", "-c", "a|b", "source:", "tag:a,b", "weight:major", "url:/a/i", "kind:new")


@given(st.lists(st.sampled_from([*NASTY, *TERMS])).map("".join))
def test_any_text_is_a_rule_or_told_why_not(text):
    try:
        good = is_whole(parse_rule(text))
    except RuleError as error:
        good = 1 <= error.column <= len(text) + 1 and error.problem
    assert good


KEYS = ("kind", "source", "tag", "lang", "all", "any", "none", "not", "headline", "weight", "x")
trees = st.recursive(
    st.none() | texts | st.sampled_from(["kind", "edited", "/a/", "only"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(trees)
def test_any_tree_is_a_rule_or_told_why_not(tree):
    try:
        good = is_whole(read_rule(tree))
    except RuleError as error:
        good = error.problem
    assert good


@pytest.mark.parametrize(
    ("line", "mapping"),
    [
        ("", "{}"),
        ("kind:edited", "kind: edited"),
        ("kind:edited,new", "kind: edited, new"),
        ("kind:edited,new", "kind: [update.new, update.edited]"),
        ("kind:source -kind:gap", "{kind: source, not: {kind: [gap]}}"),
        ("source:a,b -source:c -source:d", "{source: [b, a], not: {source: 'd, c'}}"),
        ("kharkiv", "all: kharkiv"),
        ("kharkiv odesa", "any: [[kharkiv], [odesa]]"),
        ("kharkiv|odesa", "any: [kharkiv, odesa]"),
        ("kharkiv|odesa", "any: kharkiv, odesa"),
        ('a|b c|"d e"', "any: [[a, b], [c, d  e]]"),
        ("kharkiv -sport -tennis", "{all: [kharkiv], none: [sport, tennis]}"),
        ("kharkiv -sport|tennis", "{all: [kharkiv], none: [sport, tennis]}"),
        ('-"air  raid*"', "none: [air raid*]"),
        ("10:35 it's", "all: ['10:35', it's]"),
        (r"url:/live\/\d+/", r"url: live/\d+"),
        (r"url:/live\/\d+/", r"url: /live\/\d+/"),
        ("headline:/^strike/i", "headline: /^strike/i"),
        ("headline:/^strike/i", "headline: (?i)^strike"),
        ("headline:/a/ headline:/b,c/ -text:/d/", "{headline: [a, 'b,c'], not: {text: d}}"),
        ("weight:major duplicates:in baseline:only",
         "{weight: major, duplicates: in, baseline: only}"),
        ("tag:ukraine lang:UK,en", "{tag: [ukraine], lang: [en, uk]}"),
    ],
)  # fmt: skip
def test_what_the_one_form_is_in_the_other(line, mapping):
    assert parse_rule(line) == read_rule(from_yaml(mapping))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kharkiv kidn:edited", 'column 9: "kidn" is no key, did you mean "kind"?'),
        ("kind:new,edted", 'column 10: "edted" is no kind, did you mean "edited"?'),
        ("kind:", "column 6: kind needs a value here"),
        ("kind: edited", "column 6: kind needs a value here"),
        ("kind:new,", "column 10: kind needs a value here"),
        ("kind:new kind:gap", 'column 10: "kind" is given twice; kind:a,b means either'),
        ('source:""', "column 8: a source without a name"),
        ("lang:en-GB", 'column 6: "en-GB" is not the code of a language, did you mean "en"?'),
        ("lang:english", '"english" is not the code of a language, such as en, uk or pt'),
        ("weight:majr", 'column 8: "majr" is not one of minor, major, correction, did you mean'),
        ("-weight:major", "column 1: weight says what it should be, and takes no -"),
        ("weight:major weight:minor", 'column 14: "weight" is given twice'),
        ("baseline:yes", 'column 10: "yes" is not one of out, in, only'),
        ("all:x", 'column 1: "all" is no key; write the words one after the other'),
        ("-not:x", 'column 1: "not" is no key; write - before a key'),
        ("https://example.org", '"https" is no key; what has a colon needs quotes'),
        ("a | b", "column 3: | stands between words of which one is enough: a|b"),
        ("a|", "column 3: | stands between"),
        ("a -", "column 3: - stands right before what must not be"),
        ("a --b", "column 4: -b is no word"),
        ("a OR b", "column 3: OR is no sign of this language: write a|b"),
        ("a AND b", "column 3: AND is no sign"),
        ("NOT b", "column 1: NOT is no sign of this language: write -word"),
        ("a,b", "column 1: a,b is no word: a|b means either"),
        ("(a b)", "column 1: (a is no word"),
        ("“air raid”", 'column 1: “air is no word: a|b means either, -a means not, and "quotes"'),
        ('a "b c', 'column 3: this " is never closed'),
        ('a"b"', 'column 2: a blank is missing before "'),
        ('"a"b', "column 4: a blank is missing before b"),
        ('"a"*', "column 4: a blank is missing before *"),
        ("a*b", 'column 1: "a*b": a * stands only at the end of a word'),
        ('"a *"', '"a *": a * stands only at the end of a word'),
        ("a *", '"*" has nothing in it to look for'),
        ('""', '"" has nothing in it to look for'),
        ("headline:kharkiv", "column 10: headline is looked at by a pattern in slashes"),
        ("headline:/a", "column 10: a pattern that begins with / also ends with one"),
        ("headline:/a/x", 'column 10: "x" after the pattern: only i may stand there'),
        ("headline://", "a pattern of nothing"),
        ("headline://i", "a pattern of nothing"),
        ("headline:/(?i)/", "a pattern of nothing"),
        ("headline:/a\n/", "a pattern is one line"),
        (r"headline:/(a)\1/", "column 10: patterns (RE2) know no backreferences"),
        ("headline:/(?P<n>a)(?P=n)/", "patterns (RE2) know no backreferences"),
        ("headline:/(?<!a)b/", "patterns (RE2) know no lookaround"),
        ("headline:/a(?=b)/", "patterns (RE2) know no lookaround"),
        ("headline:/[a/", "no pattern: a [ is never closed"),
        ("headline:/(a/", "no pattern: a ( is never closed"),
        ("headline:/a)/", "no pattern: a ) closes nothing"),
        ("headline:/*a/", "no pattern: nothing stands before * to be repeated"),
        ("headline:/a++/", "no pattern: ++ repeats twice"),
        ("headline:/a{2000}/", "no pattern: {2000} repeats too often"),
        (r"headline:/\h/", r"no pattern: \h means nothing here"),
        ("headline:/[z-a]/", "no pattern: z-a is no class or range"),
        ("headline:/(?>a)/", "no pattern: (?> is not known"),
        (r"headline:/((\pL{30}){30}){1,5}/", "no pattern: "),
        (f"headline:/{'a' * 2001}/", "column 10: a pattern of 2001 characters, and 2000 may be"),
        ("a" * 201, "is longer than 200 characters"),
        (f"tag:{'a' * 201}", "is longer than 200 characters"),
        (" ".join(["url:/a/"] * 101), "more than 100 patterns in one rule"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_column(text, said):
    with pytest.raises(ConfigError) as refused:
        parse_rule(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value).replace(text, "")


@pytest.mark.parametrize(
    ("mapping", "path", "said"),
    [
        ("kinds: new", ("kinds",), 'unknown key "kinds", did you mean "kind"?'),
        ("kind: [new, edted]", ("kind", 1), '"edted" is no kind, did you mean "edited"?'),
        ("kind: {new: x}", ("kind",), "expected text here"),
        ("kind: [[new]]", ("kind", 0), "expected text here"),
        ("all: [a, [b]]", ("all", 1), "expected text here"),
        ("any: [[a], b]", ("any", 1), "expected a list here, as its neighbours are"),
        ("any: [[a, '']]", ("any", 0, 1), '"" has nothing in it to look for'),
        ("any: a,,b", ("any",), '"" has nothing in it to look for'),
        ("none: [a*b]", ("none", 0), "a * stands only at the end"),
        ("not: {kind: nwe}", ("not", "kind"), '"nwe" is no kind, did you mean "new"?'),
        ("not: {none: [x]}", ("not", "none"), "words that must not be said are none: [...]"),
        ("not: {weight: major}", ("not", "weight"), 'unknown key "weight"'),
        ("not: sport", ("not",), "expected a mapping"),
        ("headline: ['(?=a)']", ("headline", 0), "no lookaround"),
        ("url: /a/b", ("url",), r"a slash in it is \/"),
        ("url: /a", ("url",), "also ends with one"),
        ("weight: [major]", ("weight",), "expected text here"),
        ("weight: large", ("weight",), '"large" is not one of minor, major, correction'),
        ("[a, b]", (), "expected a mapping, such as kind: edited"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_with_its_path(mapping, path, said):
    with pytest.raises(RuleError) as refused:
        read_rule(from_yaml(mapping))
    assert refused.value.path == path
    assert said in refused.value.problem


def test_what_a_mistake_looks_like():
    assert str(RuleError("bad", column=3)) == "rule, column 3: bad"
    assert str(RuleError("bad", path=("not", "kind", 0))) == "rule at not.kind[0]: bad"
    assert str(RuleError("bad")) == "rule: bad"


def test_a_rule_from_outside_is_short():
    assert parse_rule("a" * 90, longest=90) == parse_rule("a" * 90)
    with pytest.raises(RuleError, match="91 characters are too many, 90 may be"):
        parse_rule("a" * 91, longest=90)


def test_tens_of_thousands_of_words():
    line = "|".join(f"word{n}" for n in range(50_000))
    began = time.process_time()
    rule = parse_rule(line)
    assert len(rule.words[0]) == 50_000
    assert str(rule) == line
    assert time.process_time() - began < 5
    with pytest.raises(RuleError, match="more than 100,000 words in one rule"):
        parse_rule("|".join(["a"] * 100_001))


@pytest.mark.parametrize(
    "text",
    [
        '"' + "\\" * 100_000, "headline:/" + "\\a" * 100_000, "a|" * 50_000, "-" * 100_000,
        " " * 100_000, "kind:" * 20_000, "tag:" + "," * 90_000,
    ],
)  # fmt: skip
def test_a_hostile_rule_is_refused_at_once(text):
    began = time.process_time()
    try:
        parse_rule(text)
    except RuleError:
        pass
    else:
        assert not text.strip()
    assert time.process_time() - began < 2


def test_names_of_kinds():
    assert kinds_of("edited") == kinds_of("update.edited") == {"update.edited"}
    assert kinds_of("update") | kinds_of("source") == set(KINDS)
    assert str(Rule(kinds=Choice(any=frozenset(KINDS)))) == "kind:update,source"
    with pytest.raises(ValueError, match=r'did you mean "update\.removed"'):
        kinds_of("update.remove")

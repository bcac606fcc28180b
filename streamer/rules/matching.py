"""Judging events by many rules together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from streamer.errors import ConfigError
from streamer.model import Event, Weight
from streamer.rules.parts import WEIGHTS, Choice, Presence
from streamer.rules.patterns import compile_pattern
from streamer.rules.rule import Rule
from streamer.rules.seen import Seen
from streamer.rules.wordlist import WordList

Language = Callable[[str], str]

NO_LANGUAGES: Final = (
    "lang: needs what tells languages apart: pip install 'liveblog-streamer[languages]'"
)
# So many of the names or words of a rule are named in a reason.
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule wants an event, and in a few words why not."""

    reason: str = ""

    @property
    def wanted(self) -> bool:
        return not self.reason


WANTED: Final = Verdict()


class Matcher:
    """Rules by name, to judge events by.

    The words of all rules are looked for in one pass over an event; each pattern is tried
    once; the language of a text is asked for only by rules that all else of holds.

    Args:
        rules: The rules by name.
        tags: Those of each source, by its id.
        language: Tells the code of the language of a text, ``""`` if it cannot be told.

    Raises:
        ConfigError: A rule names a language, and nothing is there to tell it.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        tags: Mapping[str, frozenset[str]] | None = None,
        language: Language | None = None,
    ) -> None:
        if language is None and any(rule.languages for rule in rules.values()):
            raise ConfigError(NO_LANGUAGES)
        self._rules = {name: _Ready(rule) for name, rule in rules.items()}
        self._tags = tags or {}
        self._language = language or (lambda _: "")
        words = (word for rule in rules.values() for word in _words(rule))
        self._words = WordList(dict.fromkeys(words))
        regexes = {one.regex for rule in rules.values() for one in rule.patterns}
        self._patterns = {regex: compile_pattern(regex) for regex in regexes}

    def verdicts(self, event: Event) -> dict[str, Verdict]:
        """Return what each rule says of *event*."""
        seen = self._seen(event)
        return {name: self._judge(rule, seen) for name, rule in self._rules.items()}

    def verdict(self, name: str, event: Event) -> Verdict:
        """Return what one rule says of *event*."""
        return self._judge(self._rules[name], self._seen(event))

    def _seen(self, event: Event) -> Seen:
        return Seen(event, self._words, self._patterns, self._language)

    def _judge(self, ready: "_Ready", seen: Seen) -> Verdict:
        tags = self._tags.get(seen.event.source, frozenset())
        return next((Verdict(reason) for reason in _refusals(ready, seen, tags)), WANTED)


class _Ready:
    """A rule whose words are sets."""

    __slots__ = ("groups", "rule", "without")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.groups = tuple((frozenset(group), group) for group in rule.words)
        self.without = frozenset(rule.without)


def _words(rule: Rule) -> Iterator[str]:
    for group in rule.words:
        yield from group
    yield from rule.without


def _refusals(ready: _Ready, seen: Seen, tags: frozenset[str]) -> Iterator[str]:
    """Yield why the rule does not want the event, what is cheap to find out first."""
    rule, event = ready.rule, seen.event
    yield from _presence(rule.baseline, event.baseline, "the baseline")
    yield from _presence(rule.duplicates, bool(event.duplicate_of), "a duplicate")
    yield from _choice(rule.kinds, {event.kind}, f"kind {event.kind}")
    yield from _choice(rule.sources, {event.source}, f"source {event.source}")
    yield from _choice(rule.tags, tags, f"tag {_named(sorted(tags))}" if tags else "no tag")
    if rule.weight and event.kind == "update.edited":
        yield from _weight(rule.weight, event.weight)
    yield from _wording(ready, seen)
    if rule.languages:
        told = seen.language
        yield from _choice(rule.languages, {told}, f"language {told}" if told else "no language")


def _wording(ready: _Ready, seen: Seen) -> Iterator[str]:
    """Yield what the event should say or match, or should not."""
    for group, names in ready.groups:
        if seen.words.isdisjoint(group):
            yield f"says {'none of ' if len(names) > 1 else 'no '}{_named(names)}"
    if ready.without and (said := seen.words & ready.without):
        yield f"says {_named(sorted(said))}"
    for pattern in ready.rule.patterns:
        if seen.matches(pattern) != pattern.wanted:
            how = "does not match" if pattern.wanted else "matches"
            yield f"{pattern.field} {how} {pattern.slashed}"


def _presence(wish: Presence, is_so: bool, what: str) -> Iterator[str]:  # noqa: FBT001  # a fact, no mode
    if is_so and wish == "out":
        yield f"is {what}"
    elif not is_so and wish == "only":
        yield f"is not {what}"


def _choice(choice: Choice, has: Iterable[str], what: str) -> Iterator[str]:
    if choice.any and choice.any.isdisjoint(has):
        yield f"{what}, wanted: {_named(sorted(choice.any))}"
    elif choice.none and not choice.none.isdisjoint(has):
        yield f"{what}, not wanted: {_named(sorted(choice.none))}"


def _weight(least: Weight, has: Weight | None) -> Iterator[str]:
    """Yield why an edit is not enough; one whose former words are lost may be anything."""
    if has and WEIGHTS.index(has) < WEIGHTS.index(least):
        yield f"weight {has}, wanted: {least} or more"


def _named(names: Sequence[str]) -> str:
    """Return the first of *names*, and how many more there are."""
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown

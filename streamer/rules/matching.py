"""Judging events by many rules together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from streamer.errors import ConfigError
from streamer.model import Event
from streamer.rules.checks import Check, checks_of
from streamer.rules.patterns import compile_pattern
from streamer.rules.rule import Rule
from streamer.rules.seen import Seen
from streamer.rules.wordlist import WordList

Language = Callable[[str], str]

NO_LANGUAGES: Final = (
    "lang: needs what tells languages apart: pip install 'liveblog-streamer[languages]'"
)


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
        self._checks = {name: tuple(checks_of(rule)) for name, rule in rules.items()}
        self._tags = tags or {}
        self._language = language or (lambda _: "")
        words = (word for rule in rules.values() for word in _words(rule))
        self._words = WordList(dict.fromkeys(words))
        regexes = {one.regex for rule in rules.values() for one in rule.patterns}
        self._patterns = {regex: compile_pattern(regex) for regex in regexes}

    def verdicts(self, event: Event) -> dict[str, Verdict]:
        """Return what each rule says of *event*."""
        seen = self._seen(event)
        return {name: _judge(checks, seen) for name, checks in self._checks.items()}

    def verdict(self, name: str, event: Event) -> Verdict:
        """Return what one rule says of *event*."""
        return _judge(self._checks[name], self._seen(event))

    def _seen(self, event: Event) -> Seen:
        tags = self._tags.get(event.source, frozenset())
        return Seen(event, tags, self._words, self._patterns, self._language)


def _judge(checks: Sequence[Check], seen: Seen) -> Verdict:
    for check in checks:
        if reason := check(seen):
            return Verdict(reason)
    return WANTED


def _words(rule: Rule) -> Iterator[str]:
    for group in rule.words:
        yield from group
    yield from rule.without

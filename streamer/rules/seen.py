"""What an event says, worked out once and only as far as some rule asks."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from streamer.model import Event, Update
from streamer.rules.parts import Pattern
from streamer.rules.wordlist import WordList, fold


class Seen:
    """One event under the eyes of many rules.

    Args:
        event: The event.
        tags: Those of its source.
        words: Those that the rules look for.
        patterns: How each pattern of the rules searches bytes.
        language: Tells the language of a text, ``""`` if it cannot be told.
    """

    def __init__(
        self,
        event: Event,
        tags: frozenset[str],
        words: WordList,
        patterns: dict[str, Any],
        language: Callable[[str], str],
    ) -> None:
        self.event = event
        self.tags = tags
        self._words = words
        self._patterns = patterns
        self._language = language
        self._matched: dict[tuple[str, str], bool] = {}

    @cached_property
    def words(self) -> set[str]:
        """Which words it says, or said until this edit."""
        texts = (fold(text) for field in ("headline", "text") for text in self._said(field))
        return self._words.said("\n".join(texts))

    @cached_property
    def language(self) -> str:
        """The language of its update as it is now."""
        update = self.event.update
        return self._language(f"{update.headline}\n{update.text}") if update else ""

    def matches(self, pattern: Pattern) -> bool:
        """Whether the field matches somewhere, also as it was until this edit."""
        asked = pattern.field, pattern.regex
        if asked not in self._matched:
            search = self._patterns[pattern.regex].search
            said = self._said(pattern.field)
            # A lone surrogate has no UTF-8, and nobody looks for one.
            found = any(search(one.encode(errors="replace")) for one in said)
            self._matched[asked] = found
        return self._matched[asked]

    def _said(self, field: str) -> Iterator[str]:
        """Yield what a field of the update says, and what an edit replaced in it."""
        if self.event.update is None:
            return
        now = _values(self.event.update, field)
        yield from now
        if self.event.before and field in ("headline", "text"):
            was: str = getattr(self.event.before, field)
            if was not in now:
                yield was


def _values(update: Update, field: str) -> tuple[str, ...]:
    if field == "author":
        return update.authors
    if field == "label":
        return update.labels
    value: str = getattr(update, field)
    return (value,)

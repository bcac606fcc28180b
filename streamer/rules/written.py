"""The form of a rule that YAML holds: a mapping, or the short form as a text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from streamer.errors import RuleError
from streamer.nearest import hint
from streamer.rules.draft import CHOICES, KEYS, SETTINGS, Draft
from streamer.rules.parts import FIELDS
from streamer.rules.rule import Rule
from streamer.rules.short import parse_rule, unslashed

_Path = tuple[str | int, ...]

WORDS: Final = ("all", "any", "none")
_IN_RULE: Final = (*KEYS, *WORDS, "not")
_IN_NOT: Final = (*CHOICES, *FIELDS)


def read_rule(value: object) -> Rule:
    """Return the rule that *value* is: a mapping, a text in the short form, or None.

    Raises:
        RuleError: It is none; with the path of the wrong part, or the column of the text.

    """
    if isinstance(value, str):
        return parse_rule(value)
    draft = Draft()
    for key, given, path in _items(value, (), _IN_RULE):
        if key == "not":
            for other, those, place in _items(given, path, _IN_NOT):
                _take(draft, other, those, place, wanted=False)
        elif key in WORDS:
            _take_words(draft, key, given, path)
        else:
            _take(draft, key, given, path)
    return draft.rule()


def _items(
    value: object, path: _Path, known: tuple[str, ...]
) -> Iterator[tuple[str, object, _Path]]:
    """Yield the keys of a mapping, what they hold and where that is."""
    if value is None:
        return
    if not isinstance(value, Mapping):
        raise RuleError("expected a mapping, such as kind: edited", path=path)
    for key, given in value.items():
        if key not in known:
            outside = known is _IN_NOT and key in WORDS
            meant = "; words that must not be said are none: [...]" if outside else ""
            raise RuleError(
                f'unknown key "{key}"{meant or hint(str(key), known)}',
                path=(*path, str(key)),
                at_key=True,
            )
        yield str(key), given, (*path, str(key))


def _take(draft: Draft, key: str, given: object, path: _Path, *, wanted: bool = True) -> None:
    if key in CHOICES:
        for value, place in _texts(given, path):
            with _told(place):
                draft.choose(key, value, wanted=wanted)
    elif key in FIELDS:
        for value, place in _texts(given, path, commas=False):
            with _told(place):
                draft.match(key, _regex(value), wanted=wanted)
    elif key in SETTINGS and given is not None:
        with _told(path):
            draft.set(key, _text(given, path))


def _take_words(draft: Draft, key: str, given: object, path: _Path) -> None:
    if key == "any" and isinstance(given, list | tuple) and any(_is_list(one) for one in given):
        for i, group in enumerate(given):
            if not _is_list(group):
                raise RuleError("expected a list here, as its neighbours are", path=(*path, i))
            _take_words(draft, key, group, (*path, i))
        return
    words: list[str] = []
    for word, place in _texts(given, path):
        with _told(place):
            words.append(draft.word(word))
    if key == "all":
        for word in words:
            draft.say([word])
    elif key == "any":
        draft.say(words)
    else:
        draft.leave_out(words)


def _texts(given: object, path: _Path, *, commas: bool = True) -> Iterator[tuple[str, _Path]]:
    """Yield the texts of a list, or of one text with commas, and where they are."""
    if given is None or given == "":
        return
    if isinstance(given, list | tuple):
        yield from ((_text(one, (*path, i)), (*path, i)) for i, one in enumerate(given))
        return
    text = _text(given, path)
    yield from ((one.strip(), path) for one in (text.split(",") if commas else [text]))


def _text(value: object, path: _Path) -> str:
    if not isinstance(value, str):
        raise RuleError("expected text here", path=path)
    return value


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _regex(value: str) -> str:
    """Return the pattern that *value* is, in slashes or without."""
    text = value.strip()
    if not text.startswith("/"):
        return text
    regex, end = unslashed(text)
    if end != len(text):
        raise ValueError(f"{text[end:]} stands after the pattern")
    return regex


@contextmanager
def _told(path: _Path) -> Iterator[None]:
    """Tell where it was that something failed."""
    try:
        yield
    except ValueError as error:
        raise RuleError(str(error), path=path) from None

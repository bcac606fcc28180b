"""The short form of a rule: terms on one line, of which all must hold."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from streamer.errors import RuleError
from streamer.nearest import hint
from streamer.rules.draft import CHOICES, KEYS, Draft
from streamer.rules.parts import CASELESS, FIELDS
from streamer.rules.rule import Rule
from streamer.rules.spelling import OPERATORS

LONGEST: Final = 4_000_000  # characters
# For a rule that somebody asks by, over the network.
LONGEST_FROM_OUTSIDE: Final = 2_000

_KEY: Final = re.compile(r"([^\W\d_]+):")
_QUOTED: Final = re.compile(r'"((?:\\.|[^"\\])*)"', re.DOTALL)
_WORD: Final = re.compile(r'[^\s|"]+')
_VALUE: Final = re.compile(r'[^\s,"]+')
_SLASHED: Final = re.compile(r"/((?:\\.|[^/\\])*)/([^\W\d_]*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)

_INSTEAD: Final = {
    "all": "write the words one after the other",
    "any": "write a|b",
    "none": "write -word",
    "not": "write - before a key, as in -kind:edited",
}
_OPERATORS: Final = {
    "AND": "leave it out, all terms must hold",
    "OR": "write a|b, without blanks",
    "NOT": "write -word",
}


def parse_rule(text: str, *, longest: int = LONGEST) -> Rule:
    """Return the rule that *text* is the short form of; of no text, the one that is open.

    Args:
        text: Such as ``kind:edited kharkiv|odesa -sport``.
        longest: The most characters that it may have.

    Raises:
        RuleError: It is none; with the column.

    """
    if len(text) > longest:
        raise RuleError(f"{len(text):,} characters are too many, {longest:,} may be")
    return _Reader(text).read()


def unslashed(text: str, at: int = 0) -> tuple[str, int]:
    """Return the pattern that stands in slashes in *text*, and where it ends.

    Raises:
        ValueError: None does.

    """
    found = _SLASHED.match(text, at)
    if not found:
        raise ValueError(r"a pattern that begins with / also ends with one; \/ is a slash in it")
    if found[2] not in ("", "i"):
        raise ValueError(
            f'"{found[2]}" after the pattern: only i may stand there, for any case; '
            r"a slash in it is \/"
        )
    if not found[1]:
        raise ValueError("a pattern of nothing, which everything matches")
    return (CASELESS if found[2] else "") + found[1], found.end()


class _Reader:
    """Reads the terms one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._draft = Draft()
        self._given: set[str] = set()

    def read(self) -> Rule:
        while self._skip_blanks():
            begin = self._at
            wanted = not self._took("-")
            if not wanted and (not self._here or self._here.isspace()):
                self._fail("- stands right before what must not be, as in -sport", begin)
            key = _KEY.match(self._text, self._at)
            if key:
                self._keyed(key, begin, wanted=wanted)
            else:
                self._words(wanted=wanted)
            if self._here and not self._here.isspace():
                self._fail(f"a blank is missing before {self._here}", self._at)
        return self._draft.rule()

    def _keyed(self, key: re.Match[str], begin: int, *, wanted: bool) -> None:
        name, self._at = key[1], key.end()
        if name not in KEYS:
            meant = f"; {_INSTEAD[name]}" if name in _INSTEAD else hint(name, KEYS)
            self._fail(f'"{name}" is no key{meant or "; what has a colon needs quotes"}', begin)
        if name in FIELDS:
            self._pattern(name, wanted=wanted)
            return
        if wanted and name in self._given:
            either = f"; {name}:a,b means either" if name in CHOICES else ""
            self._fail(f'"{name}" is given twice{either}', begin)
        if name in CHOICES:
            self._values(name, wanted=wanted)
        elif wanted:
            value = self._at
            word = self._value(name)
            with self._told(value):
                self._draft.set(name, word)
        else:
            self._fail(f"{name} says what it should be, and takes no -", begin)
        if wanted:
            self._given.add(name)

    def _values(self, key: str, *, wanted: bool) -> None:
        while True:
            begin, value = self._at, self._value(key)
            with self._told(begin):
                self._draft.choose(key, value, wanted=wanted)
            if not self._took(","):
                return

    def _value(self, key: str) -> str:
        quoted = self._quoted()
        if quoted is not None:
            return quoted
        found = _VALUE.match(self._text, self._at)
        if not found:
            self._fail(f"{key} needs a value here, without a blank before it", self._at)
        self._at = found.end()
        return found[0]

    def _pattern(self, field: str, *, wanted: bool) -> None:
        begin = self._at
        if self._here != "/":
            self._fail(f"{field} is looked at by a pattern in slashes, as in {field}:/word/", begin)
        with self._told(begin):
            regex, self._at = unslashed(self._text, begin)
            self._draft.match(field, regex, wanted=wanted)

    def _words(self, *, wanted: bool) -> None:
        group: list[str] = []
        while True:
            begin, word = self._at, self._word()
            with self._told(begin):
                group.append(self._draft.word(word))
            if not self._took("|"):
                break
        if wanted:
            self._draft.say(group)
        else:
            self._draft.leave_out(group)

    def _word(self) -> str:
        quoted = self._quoted()
        if quoted is not None:
            return quoted
        begin, found = self._at, _WORD.match(self._text, self._at)
        if not found:
            self._fail("| stands between words of which one is enough: a|b, without blanks", begin)
        word, self._at = found[0], found.end()
        if word in OPERATORS:
            self._fail(f"{word} is no sign of this language: {_OPERATORS[word]}", begin)
        if word[0] in "-+!/\\" or any(sign in word for sign in "()“”„«»,\\"):
            said = 'a|b means either, -a means not, and "quotes" hold what is meant as it stands'
            self._fail(f"{word} is no word: {said}", begin)
        return word

    def _quoted(self) -> str | None:
        """Take what is in quotes here; None if no quote is."""
        if self._here != '"':
            return None
        found = _QUOTED.match(self._text, self._at)
        if not found:
            self._fail('this " is never closed', self._at)
        self._at = found.end()
        return _ESCAPE.sub(r"\1", found[1])

    @property
    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def _took(self, sign: str) -> bool:
        """Go past *sign* if it is here."""
        taken = self._here == sign
        self._at += taken
        return taken

    def _skip_blanks(self) -> bool:
        """Go to the next term; whether there is one."""
        while self._here.isspace():
            self._at += 1
        return bool(self._here)

    @contextmanager
    def _told(self, at: int) -> Iterator[None]:
        """Tell where it was that something failed."""
        try:
            yield
        except ValueError as error:
            self._fail(str(error), at)

    def _fail(self, problem: str, at: int) -> NoReturn:
        raise RuleError(problem, column=at + 1)

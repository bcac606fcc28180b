"""The rule itself, and how it is spelled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from streamer.model import Weight
from streamer.rules.kinds import names_of
from streamer.rules.parts import ALL, FIELDS, Choice, Pattern, Presence, one_line, unique
from streamer.rules.spelling import quoted_value, quoted_word

# What YAML can hold of a rule.
Written = Mapping[str, "str | list[str] | list[list[str]] | Written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which events somebody wants. What is left open lets everything pass.

    It is canonical: rules that are written differently and say the same in the same
    order are equal, and ``parse_rule(str(rule)) == rule == read_rule(rule.written())``.

    Attributes:
        tags: Of the event's source, by the settings.
        languages: Codes such as ``en``.
        words: Of each group at least one is said. One is a word, several words in a row
            (a phrase), or the beginning of a word and a ``*``.
        without: None of these is said.
        weight: The least weight of an edit; it says nothing about other kinds.
    """

    kinds: Choice = ALL
    sources: Choice = ALL
    tags: Choice = ALL
    languages: Choice = ALL
    words: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    weight: Weight | None = None
    duplicates: Presence = "out"
    baseline: Presence = "out"

    def __post_init__(self) -> None:
        words = unique(tuple(dict.fromkeys(map(one_line, group))) for group in self.words)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "without", tuple(dict.fromkeys(map(one_line, self.without))))
        patterns = sorted(dict.fromkeys(self.patterns), key=_place)
        object.__setattr__(self, "patterns", tuple(patterns))

    def __str__(self) -> str:
        """Return the short form."""
        return " ".join(self._terms())

    def written(self) -> Written:
        """Return the form that YAML holds."""
        singles = [group[0] for group in self.words if len(group) == 1]
        several = [list(group) for group in self.words if len(group) > 1]
        wanted = {
            **{key: names for key, names, _ in self._choices()},
            "all": singles,
            "any": several[0] if len(several) == 1 else several,
            "none": list(self.without),
            **self._fields(wanted=True),
            "weight": self.weight or "",
            "duplicates": "" if self.duplicates == "out" else self.duplicates,
            "baseline": "" if self.baseline == "out" else self.baseline,
            "not": {
                **{key: names for key, _, names in self._choices() if names},
                **self._fields(wanted=False),
            },
        }
        return {key: value for key, value in wanted.items() if value}

    def _choices(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield of each choice its key, what is wanted, and what is not."""
        yield "kind", list(names_of(self.kinds.any)), list(names_of(self.kinds.none))
        for key, choice in (("source", self.sources), ("tag", self.tags), ("lang", self.languages)):
            yield key, sorted(choice.any), sorted(choice.none)

    def _fields(self, *, wanted: bool) -> dict[str, list[str]]:
        found = [(field, self._slashed(field, wanted=wanted)) for field in FIELDS]
        return {field: patterns for field, patterns in found if patterns}

    def _slashed(self, field: str, *, wanted: bool) -> list[str]:
        return [
            pattern.slashed
            for pattern in self.patterns
            if pattern.field == field and pattern.wanted == wanted
        ]

    def _terms(self) -> Iterator[str]:
        for key, names, others in self._choices():
            if names:
                yield f"{key}:{','.join(map(quoted_value, names))}"
            if others:
                yield f"-{key}:{','.join(map(quoted_value, others))}"
        for group in self.words:
            yield "|".join(map(quoted_word, group))
        for word in self.without:
            yield f"-{quoted_word(word)}"
        for pattern in self.patterns:
            yield f"{'' if pattern.wanted else '-'}{pattern.field}:{pattern.slashed}"
        if self.weight:
            yield f"weight:{self.weight}"
        if self.duplicates != "out":
            yield f"duplicates:{self.duplicates}"
        if self.baseline != "out":
            yield f"baseline:{self.baseline}"


def _place(pattern: Pattern) -> tuple[bool, int]:
    return not pattern.wanted, FIELDS.index(pattern.field)

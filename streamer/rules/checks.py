"""A rule as the checks that an event must pass, what is cheap to find out first.

A check returns why the rule does not want the event, ``""`` if it has nothing against it. A
rule has only the checks that it needs: there may be thousands of rules.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from streamer.rules.parts import WEIGHTS, Choice, Pattern, Presence
from streamer.rules.rule import Rule
from streamer.rules.seen import Seen

Check = Callable[[Seen], str]

# So many of the names or words of a rule are named in a reason.
_MOST_NAMED: Final = 5


def checks_of(rule: Rule) -> Iterator[Check]:
    """Yield the checks of *rule*."""
    yield from _presence(rule.baseline, "the baseline", lambda seen: seen.event.baseline)
    yield from _presence(rule.duplicates, "a duplicate", lambda seen: bool(seen.event.duplicate_of))
    yield from _choice(rule.kinds, "kind", lambda seen: (seen.event.kind,))
    yield from _choice(rule.sources, "source", lambda seen: (seen.event.source,))
    yield from _choice(rule.tags, "tag", lambda seen: seen.tags)
    if rule.weight:
        yield _heavy_enough(WEIGHTS.index(rule.weight))
    for group in rule.words:
        yield _says_one_of(group)
    if rule.without:
        yield _says_none_of(rule.without)
    for pattern in rule.patterns:
        yield _matches(pattern)
    yield from _choice(
        rule.languages, "language", lambda seen: (seen.language,) if seen.language else ()
    )


def _presence(wish: Presence, what: str, is_so: Callable[[Seen], bool]) -> Iterator[Check]:
    if wish == "out":
        yield lambda seen: f"is {what}" if is_so(seen) else ""
    elif wish == "only":
        yield lambda seen: "" if is_so(seen) else f"is not {what}"


def _choice(choice: Choice, what: str, has: Callable[[Seen], Collection[str]]) -> Iterator[Check]:
    if choice.any:
        missing = f", wanted: {_named(sorted(choice.any))}"
        yield (
            lambda seen: (
                _told(what, has(seen)) + missing if choice.any.isdisjoint(has(seen)) else ""
            )
        )
    if choice.none:
        present = f", not wanted: {_named(sorted(choice.none))}"
        yield (
            lambda seen: (
                "" if choice.none.isdisjoint(has(seen)) else _told(what, has(seen)) + present
            )
        )


def _heavy_enough(least: int) -> Check:
    def check(seen: Seen) -> str:
        # An edit whose former words are lost has no weight, and may be anything.
        weight = seen.event.weight
        if seen.event.kind != "update.edited" or not weight or WEIGHTS.index(weight) >= least:
            return ""
        return f"weight {weight}, wanted: {WEIGHTS[least]} or more"

    return check


def _says_one_of(group: Sequence[str]) -> Check:
    words, reason = (
        frozenset(group),
        f"says {'none of' if len(group) > 1 else 'no'} {_named(group)}",
    )
    return lambda seen: reason if seen.words.isdisjoint(words) else ""


def _says_none_of(words: Sequence[str]) -> Check:
    unwanted = frozenset(words)

    def check(seen: Seen) -> str:
        said = seen.words & unwanted
        return f"says {_named(sorted(said))}" if said else ""

    return check


def _matches(pattern: Pattern) -> Check:
    how = "does not match" if pattern.wanted else "matches"
    reason = f"{pattern.field} {how} {pattern.slashed}"
    return lambda seen: "" if seen.matches(pattern) == pattern.wanted else reason


def _told(what: str, names: Collection[str]) -> str:
    return f"{what} {_named(sorted(names))}" if names else f"no {what}"


def _named(names: Sequence[str]) -> str:
    """Return the first of *names*, and how many more there are."""
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown

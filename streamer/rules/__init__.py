"""Which events somebody wants: one value, written on one line or as a mapping.

``parse_rule`` reads the line, ``read_rule`` what YAML gives, and ``Matcher`` judges events by
many rules together. ``docs/rules.md`` is the language.
"""

from streamer.rules.kinds import kinds_of
from streamer.rules.matching import Matcher, Verdict
from streamer.rules.parts import FIELDS, Choice, Pattern
from streamer.rules.rule import Rule
from streamer.rules.short import LONGEST_FROM_OUTSIDE, parse_rule
from streamer.rules.written import read_rule

__all__ = [
    "FIELDS",
    "LONGEST_FROM_OUTSIDE",
    "Choice",
    "Matcher",
    "Pattern",
    "Rule",
    "Verdict",
    "kinds_of",
    "parse_rule",
    "read_rule",
]

"""One rule for a reader of the log: what it lets through, and what it hides."""

from collections.abc import Mapping
from dataclasses import replace

from streamer.errors import ConfigError
from streamer.language import language_for
from streamer.model import Event
from streamer.rules import Matcher, Rule


class Filter:
    """Judges events by one rule, and notes whether it wanted some but for the baseline.

    Attributes:
        rule: The rule.
        hid_baseline: Whether something was left out for being the baseline, and only for that.
        told: Whether its reader was told so.
    """

    def __init__(self, rule: Rule, tags: Mapping[str, frozenset[str]]) -> None:
        self.rule = rule
        self.hid_baseline = False
        self.told = False
        rules = {"rule": rule, "with the baseline": replace(rule, baseline="in")}
        self._matcher = Matcher(rules, tags, language_for([rule]))

    def __call__(self, event: Event) -> bool:
        """Return whether the rule wants *event*."""
        if self._matcher.verdict("rule", event).wanted:
            return True
        if event.baseline and self.rule.baseline == "out" and not self.hid_baseline:
            self.hid_baseline = self._matcher.verdict("with the baseline", event).wanted
        return False


def reads_duplicates(rule: Rule) -> bool:
    """Return whether the log of the duplicates is the one to read for *rule*.

    Raises:
        ConfigError: It would need both logs, and each has an order and cursors of its own.

    """
    if rule.duplicates == "in":
        raise ConfigError(
            "duplicates:in needs two logs, and one is read here: "
            "leave it out for the news, or say duplicates:only"
        )
    return rule.duplicates == "only"

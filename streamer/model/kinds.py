"""The words that values are made of: kinds, views, bases, weights, outcomes."""

from typing import Literal

Kind = Literal[
    "update.new",
    "update.edited",
    "update.removed",
    "update.restored",
    "source.gap",
    "source.rollover",
    "source.closed",
    "source.stale",
    "source.failing",
    "source.recovered",
    "source.gone",
]


View = Literal["full", "window", "merge", "unknown"]


Basis = Literal["stated", "date-inferred", "first-seen"]


Weight = Literal["minor", "major", "correction"]


# What became of one poll. The first four are good; the others leave everything as it was.
Outcome = Literal[
    "ok-new",
    "ok-edited",
    "unchanged",
    "not-modified",
    "dns",
    "connect",
    "tls",
    "timeout",
    "too-large",
    "http-4xx",
    "gone",
    "rate-limited",
    "http-5xx",
    "challenge",
    "not-a-feed",
    "malformed-partial",
    "malformed-empty",
    "redirect-loop",
    "blocked-ssrf",
    "doubtful",
    "parse-killed",
]

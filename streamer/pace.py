"""When to poll a source, and which of the due ones to start now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from streamer.model import Facts, Outcome, Source

# A source that says 410 Gone is not asked again.
NEVER: Final = datetime.max.replace(tzinfo=UTC)
LONGEST_BACKOFF: Final = timedelta(hours=24)
# Polls a second at start-up, when every source is due at once.
FIRST_RATE: Final = 20

# We wait a tenth of the silence so far: a blog that posts every minute is polled at the
# fastest pace, and one that ended drifts to the slowest without being told.
_SHARE: Final = 10
_JITTER: Final = 0.1
_JUST_CLOSED: Final = timedelta(days=1)
_NOTHING: Final = timedelta()

# The least to wait after a failure of a class that does not pass within seconds.
_PATIENCE: Final[Mapping[Outcome, timedelta]] = {
    "rate-limited": timedelta(hours=1),
    "challenge": timedelta(minutes=10),
    "blocked-ssrf": timedelta(minutes=10),
    "http-4xx": timedelta(minutes=5),
    "redirect-loop": timedelta(minutes=5),
    "not-a-feed": timedelta(minutes=5),
    "too-large": timedelta(minutes=5),
    "parse-killed": timedelta(minutes=5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The bounds of the time between two polls of a source that has no pace of its own."""

    fastest: timedelta = timedelta(seconds=20)
    slowest: timedelta = timedelta(hours=1)


def interval(source: Source, facts: Facts, now: datetime, pace: Pace) -> timedelta:
    """Return the time between two good polls of *source*, without jitter."""
    if source.every is not None:
        return source.every
    if facts.closed is not None:
        # It may be opened again, or name the blog that continues it, but hardly days later.
        return pace.slowest if now - facts.closed < _JUST_CLOSED else LONGEST_BACKOFF
    if facts.changed is None:
        return pace.slowest
    return min(max((now - facts.changed) / _SHARE, pace.fastest), pace.slowest)


def next_due(source: Source, facts: Facts, now: datetime, *, jitter: float, pace: Pace) -> datetime:
    """Return when to poll *source* next.

    Args:
        source: Its ``every`` wins over *pace*.
        facts: As the poll left them; ``not_before`` is never undercut.
        now: The end of the poll, aware UTC.
        jitter: A fresh random number in [0, 1): moves the interval by up to a tenth of
            itself either way, so that sources added together drift apart.
        pace: The bounds to stay within.

    Returns:
        Aware UTC, later than *now*; ``NEVER`` for a source that is gone.

    """
    if not 0 <= jitter < 1:
        raise ValueError(f"jitter must be in [0, 1), got {jitter}")
    if facts.outcome == "gone":
        return NEVER
    swing = 1 - _JITTER + 2 * _JITTER * jitter
    usual = interval(source, facts, now, pace)
    if facts.failures:
        wait = _backoff(usual, facts) * swing
    elif source.every is not None:
        wait = usual * swing
    else:
        wait = min(max(usual * swing, pace.fastest), max(usual, pace.slowest))
    return max(now + wait, facts.not_before or now)


def first_due(  # noqa: PLR0913  # as next_due, and how many start together
    source: Source, facts: Facts, now: datetime, *, jitter: float, pace: Pace, count: int
) -> datetime:
    """Return when to poll *source* first after a start, or after a change of its settings.

    What is due is spread over a time that grows with the *count* of sources, so that
    neither a start nor a restart is a burst, and a single source is polled at once.
    """
    spread = min(source.every or pace.fastest, timedelta(seconds=count / FIRST_RATE))
    soon = now + spread * jitter if count > 1 else now
    if facts.polled is None:
        return max(soon, facts.not_before or now)
    return max(soon, next_due(source, facts, facts.polled, jitter=jitter, pace=pace))


def _backoff(usual: timedelta, facts: Facts) -> timedelta:
    """Double the wait with each failure in a row, up to a day."""
    if facts.outcome == "doubtful" and facts.failures == 1:
        # The document is believed once a second one says the same: look again soon.
        return usual
    first = max(2 * usual, _PATIENCE.get(facts.outcome or "timeout", _NOTHING))
    # 2¹⁷ seconds are more than a day, and more would overflow after a year of failures.
    doubled = first * (1 << min(facts.failures - 1, 17))
    return min(doubled, max(LONGEST_BACKOFF, usual))


def pick(  # noqa: PLR0913  # what is due, where it lives, and who is at work already
    due: Mapping[str, datetime],
    hosts: Mapping[str, str],
    busy: Collection[str],
    now: datetime,
    last_start: Mapping[str, datetime],
    *,
    gap: timedelta,
    limit: int,
) -> list[str]:
    """Return the sources to start polling now, those due longest first.

    A host is asked by one poll at a time, and not sooner than *gap* after the last
    start. Its other sources wait without keeping anybody else's from their turn.

    Args:
        due: Source id → when it is due.
        hosts: Source id → host.
        busy: Ids of sources whose poll is running.
        now: Aware UTC.
        last_start: Host → when a poll of it was started last.
        gap: The least time between two starts of one host.
        limit: How many polls may be started now.

    """
    taken = {hosts[source] for source in busy}
    # A start that lies in the future was noted before the clock was set back.
    taken |= {host for host, start in last_start.items() if _NOTHING <= now - start < gap}
    picked: list[str] = []
    ready = [(when, source) for source, when in due.items() if when <= now]
    for _, source in sorted(ready):
        if len(picked) >= limit:
            break
        if source not in busy and hosts[source] not in taken:
            taken.add(hosts[source])
            picked.append(source)
    return picked

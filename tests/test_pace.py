"""When to poll, and whom next."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.model import Facts, Source
from streamer.pace import FIRST_RATE, LONGEST_BACKOFF, NEVER, Pace, first_due, next_due, pick

NOON = datetime(2024, 10, 21, 12, tzinfo=UTC)
PACE = Pace(fastest=timedelta(seconds=20), slowest=timedelta(hours=1))
BLOG = Source(id="blog", url="https://example.org/live")
SECOND = timedelta(seconds=1)
FAILURES = ["timeout", "dns", "http-5xx", "http-4xx", "rate-limited", "challenge", "doubtful"]

spans = st.timedeltas(timedelta(), timedelta(days=400))
chances = st.floats(0, 1, exclude_max=True)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def quiet(span):
    return Facts(polled=NOON, changed=NOON - span, outcome="unchanged", begun=True)


def failed(times, outcome="timeout", **more):
    return replace(quiet(timedelta()), outcome=outcome, failures=times, **more)


def wait(facts, *, source=BLOG, jitter=0.5, pace=PACE):
    return next_due(source, facts, NOON, jitter=jitter, pace=pace) - NOON


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        pytest.param(timedelta(), timedelta(seconds=20), id="busy"),
        pytest.param(timedelta(seconds=200), timedelta(seconds=20), id="still the fastest"),
        pytest.param(timedelta(minutes=10), timedelta(minutes=1), id="a tenth of the silence"),
        pytest.param(timedelta(hours=5), timedelta(minutes=30), id="drifting"),
        pytest.param(timedelta(days=30), timedelta(hours=1), id="the slowest"),
    ],
)
def test_a_tenth_of_the_silence(silence, expected):
    assert wait(quiet(silence)) == expected


def test_a_source_that_never_changed_is_polled_slowly():
    assert wait(Facts(polled=NOON, begun=True)) == PACE.slowest


def test_s29_a_source_that_is_over_is_looked_at_once_an_hour_and_then_once_a_day():
    over = replace(quiet(timedelta()), closed=NOON)
    assert wait(over) == timedelta(hours=1)
    assert wait(replace(over, closed=NOON - timedelta(days=2))) == LONGEST_BACKOFF
    assert wait(replace(over, closed=NOON), source=replace(BLOG, every=SECOND)) == SECOND


def test_a_pace_of_its_own_wins():
    every = replace(BLOG, every=timedelta(seconds=5))
    assert wait(quiet(timedelta(days=30)), source=every) == timedelta(seconds=5)


@given(spans, spans, chances)
def test_a_longer_silence_never_means_sooner(one, other, jitter):
    short, long = sorted([one, other])
    assert wait(quiet(short), jitter=jitter) <= wait(quiet(long), jitter=jitter)


@given(spans, chances)
def test_within_the_bounds_and_near_the_interval(silence, jitter):
    waited = wait(quiet(silence), jitter=jitter)
    assert PACE.fastest <= waited <= PACE.slowest
    assert abs(waited - wait(quiet(silence))) <= wait(quiet(silence)) * 0.11


@given(spans, chances)
def test_a_pace_of_its_own_sways_by_a_tenth(every, jitter):
    every += SECOND
    waited = wait(quiet(timedelta()), source=replace(BLOG, every=every), jitter=jitter)
    assert every * 0.899 <= waited <= every * 1.101


@given(
    spans, chances, st.integers(0, 500), st.sampled_from([*FAILURES, "unchanged", "gone"]), moments
)
def test_s59_never_before_the_server_allows(silence, jitter, failures, outcome, until):
    facts = replace(quiet(silence), failures=failures, outcome=outcome, not_before=until)
    for source in (BLOG, replace(BLOG, every=SECOND)):
        assert next_due(source, facts, NOON, jitter=jitter, pace=PACE) >= max(until, NOON)
        first = first_due(source, facts, NOON, jitter=jitter, pace=PACE, count=5)
        assert first >= max(until, NOON)


@pytest.mark.parametrize("outcome", FAILURES)
def test_failures_back_off_doubling_up_to_a_day(outcome):
    waits = [wait(failed(times, outcome)) for times in range(2, 40)]
    assert waits[0] >= 4 * PACE.fastest
    assert waits == sorted(waits)
    assert all(later in (2 * earlier, LONGEST_BACKOFF) for earlier, later in pairwise(waits))
    assert waits[-1] == LONGEST_BACKOFF


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("timeout", timedelta(seconds=40)),
        ("rate-limited", timedelta(hours=1)),
        ("challenge", timedelta(minutes=10)),
        ("http-4xx", timedelta(minutes=5)),
        pytest.param("doubtful", timedelta(seconds=20), id="look again soon"),
    ],
)
def test_the_first_failure_by_class(outcome, expected):
    assert wait(failed(1, outcome)) == expected


def test_a_source_slower_than_a_day_does_not_speed_up_by_failing():
    weekly = replace(BLOG, every=timedelta(days=7))
    assert wait(failed(3), source=weekly) == timedelta(days=7)


def test_one_success_resets():
    assert wait(replace(failed(30), failures=0, outcome="unchanged")) == PACE.fastest


def test_gone_is_never_asked_again():
    assert next_due(BLOG, failed(1, "gone"), NOON, jitter=0, pace=PACE) == NEVER
    assert first_due(BLOG, failed(1, "gone"), NOON, jitter=0, pace=PACE, count=1) == NEVER


def test_chance_is_checked():
    with pytest.raises(ValueError, match="jitter"):
        wait(quiet(timedelta()), jitter=1.0)


def first(facts, *, jitter=0.5, count=1, now=NOON):
    return first_due(BLOG, facts, now, jitter=jitter, pace=PACE, count=count)


def test_a_single_source_is_polled_at_once():
    assert first(Facts(), jitter=0.999) == NOON


def test_many_first_polls_are_spread():
    """1,000 sources at 60 s: the busiest second starts at most twice the mean."""
    pace = Pace(fastest=timedelta(seconds=60), slowest=timedelta(hours=1))
    starts = Counter(
        (first_due(BLOG, Facts(), NOON, jitter=i / 1000, pace=pace, count=1000) - NOON) // SECOND
        for i in range(1000)
    )
    assert max(starts.values()) <= 2 * 1000 / 60
    assert max(starts.values()) <= FIRST_RATE + 1


def test_a_restart_asks_nobody_early_and_is_no_burst():
    facts = quiet(timedelta(minutes=10))
    assert first(facts, now=NOON + 5 * SECOND) == NOON + timedelta(minutes=1)
    late = NOON + timedelta(hours=8)
    spread = {first(facts, now=late, jitter=i / 10, count=100) - late for i in range(10)}
    assert len(spread) == 10
    assert max(spread) <= timedelta(seconds=100 / FIRST_RATE)


def picked(due, hosts, *, busy=(), last=None, limit=100):
    return pick(due, hosts, busy, NOON, last or {}, gap=SECOND, limit=limit)


def test_one_host_with_a_thousand_due_does_not_delay_another():
    due = {f"a{i:04}": NOON - timedelta(seconds=i) for i in range(1000)} | {"b": NOON}
    hosts = {source: source[0] for source in due}
    assert picked(due, hosts) == ["a0999", "b"]


def test_the_gap_between_two_starts_of_a_host():
    due, hosts = {"a": NOON}, {"a": "host"}
    assert picked(due, hosts, last={"host": NOON - SECOND / 2}) == []
    assert picked(due, hosts, last={"host": NOON - SECOND}) == ["a"]


def test_a_clock_set_back_blocks_nobody():
    assert picked({"a": NOON}, {"a": "host"}, last={"host": NOON + timedelta(hours=1)}) == ["a"]


def test_nobody_before_his_time_and_nobody_twice():
    hosts = {"a": "h", "b": "h", "c": "i"}
    assert picked(dict.fromkeys(hosts, NOON + SECOND), hosts) == []
    due = dict.fromkeys(hosts, NOON)
    assert picked(due, hosts, busy={"a"}) == ["c"]
    assert picked(due, hosts, limit=1) == ["a"]
    assert picked(due, hosts, limit=0) == []


names = st.text("abcdefgh", min_size=1, max_size=2)


@given(
    st.dictionaries(names, st.integers(-60, 60)),
    st.sets(names),
    st.dictionaries(st.sampled_from("wxyz"), st.integers(-3, 3)),
    st.integers(0, 5),
)
def test_picking_keeps_every_promise(offsets, busy, starts, limit):
    due = {name: NOON + offset * SECOND for name, offset in offsets.items()}
    hosts = {name: "wxyz"[ord(name[0]) % 4] for name in {*due, *busy}}
    last = {host: NOON + offset * SECOND for host, offset in starts.items()}
    chosen = picked(due, hosts, busy=busy, last=last, limit=limit)
    at = [hosts[name] for name in chosen]
    blocked = {hosts[name] for name in busy}
    blocked |= {host for host, start in last.items() if timedelta() <= NOON - start < SECOND}
    assert len(chosen) <= limit
    assert len(set(at)) == len(at)
    assert not blocked & set(at)
    assert all(due[name] <= NOON for name in chosen)
    ready = {name for name, when in due.items() if when <= NOON and hosts[name] not in blocked}
    if len(chosen) < limit:
        assert {hosts[name] for name in ready} == set(at)
    for name in chosen:
        assert (due[name], name) == min(
            (due[other], other) for other in ready if hosts[other] == hosts[name]
        )

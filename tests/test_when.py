"""WHEN, as the commands take it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.model import Cursor
from streamer.when import parse_when

NOON = datetime(2024, 10, 21, 12, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")


def when(text):
    return parse_when(text, now=NOON, zone=KYIV)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start", "start"),
        (" now ", "now"),
        ("2h", NOON - timedelta(hours=2)),
        ("1h30m", NOON - timedelta(hours=1.5)),
        ("1.5h", NOON - timedelta(hours=1.5)),
        ("1.5", Cursor(1, 5)),
        ("12.0", Cursor(12, 0)),
        pytest.param("2024-10-21T10:35", datetime(2024, 10, 21, 7, 35, tzinfo=UTC), id="local"),
        ("2024-10-21T10:35Z", datetime(2024, 10, 21, 10, 35, tzinfo=UTC)),
        ("2024-10-21T10:35:10+02:00", datetime(2024, 10, 21, 8, 35, 10, tzinfo=UTC)),
        ("2024-10-21 10:35", datetime(2024, 10, 21, 7, 35, tzinfo=UTC)),
        ("2024-10-21", datetime(2024, 10, 20, 21, tzinfo=UTC)),
    ],
)
def test_what_a_person_may_write(text, expected):
    assert when(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "10:35", "2024", "1.", "1.2.3", "-2h", "9999999w", "2024-13-01", "١.٢",
     "0001-01-01T00:00", "9999-12-31T23:59-01:00"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_grammar(text):
    with pytest.raises(ValueError, match="is no WHEN, write 2h"):
        when(text)


@given(st.integers(0, 10**17), st.integers(0, 10**17))
def test_every_cursor_comes_back(epoch, n):
    assert when(str(Cursor(epoch, n))) == Cursor(epoch, n)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_comes_back(instant):
    assert when(instant.isoformat()) == instant


@given(st.text())
def test_nothing_else_happens(text):
    try:
        found = when(text)
    except ValueError:
        return
    assert found in ("start", "now") or isinstance(found, Cursor) or found.tzinfo is UTC

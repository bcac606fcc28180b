"""Written dates, as a table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.parse.dates import changed, instant, zoned

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-10-21T10:35:00Z", "2024-10-21T10:35:00+00:00"),
        ("2024-10-21T10:35:00.25+01:00", "2024-10-21T09:35:00.250000+00:00"),
        ("2024-10-21T10:35:00+0000", "2024-10-21T10:35:00+00:00"),
        ("2026-02-17T17:36:36-0500", "2026-02-17T22:36:36+00:00"),
        ("2024-10-21 10:35:00 +0300", "2024-10-21T07:35:00+00:00"),
        ("2024-10-21T10:35:00", "2024-10-21T07:35:00+00:00"),
        ("2024-10-21", "2024-10-20T21:00:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 GMT", "2024-10-21T10:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 +0300", "2024-10-21T07:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 -0000", "2024-10-21T10:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 EST", "2024-10-21T15:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 CEST", "2024-10-21T08:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 BST", "2024-10-21T09:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00 ET", "2024-10-21T14:35:00+00:00"),
        ("Mon, 21 Oct 2024 10:35:00", "2024-10-21T07:35:00+00:00"),
        ("21 Oct 24 10:35 +0000", "2024-10-21T10:35:00+00:00"),
        (1691986779, "2023-08-14T04:19:39+00:00"),
        (1691986780000, "2023-08-14T04:19:40+00:00"),
        ("1691986780000", "2023-08-14T04:19:40+00:00"),
    ],
)
def test_a_written_instant(written, expected):
    assert instant(written, KYIV) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "12", "10:35", "Mon, 21 Oct 2024 10:35:00 XYZ", "2024-02-30T00:00Z"),
        *("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000"),
        *("9999-12-31T23:59:59-14:00", "Fri, 31 Dec 9999 23:59:59 -1400", 0, 1, -1, 1e300),
        *(float("nan"), float("inf"), True, None, [], {}),
    ],
)
def test_what_is_no_instant(written):
    assert instant(written) is None


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_nothing_written_raises(written):
    found = instant(written)
    assert found is None or found.tzinfo is UTC


def test_an_element_without_zone_is_read_only_if_its_zone_is_known():
    assert zoned("2024-10-21T10:35", None) is None
    assert zoned("2024-10-21T10:35", KYIV) == datetime(2024, 10, 21, 7, 35, tzinfo=UTC)
    assert zoned("2024-10-21T10:35Z", None) == datetime(2024, 10, 21, 10, 35, tzinfo=UTC)
    assert zoned("1691986779", None) == datetime(2023, 8, 14, 4, 19, 39, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "told"), [(-60, False), (0, False), (2, False), (3, True)])
def test_two_systems_jitter_is_no_change(seconds, told):
    published = datetime(2024, 10, 21, tzinfo=UTC)
    modified = published + timedelta(seconds=seconds)
    assert changed(published, modified) == (modified if told else None)
    assert changed(None, modified) == modified


@given(st.integers() | st.integers(min_value=10**7, max_value=10**14))
def test_a_whole_number_is_what_its_digits_are(number):
    assert instant(number) == instant(f"{number}.0")

"""How long a server wants to be left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.fetch.freshness import LONGEST_FRESH, LONGEST_RETRY, fresh_until, retry_at

NOW = datetime(2024, 10, 21, 9, 30, tzinfo=UTC)
DATE = "Mon, 21 Oct 2024 09:30:00 GMT"


def headers(**named):
    return {name.replace("_", "-"): value for name, value in named.items()}


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        pytest.param(headers(), None, id="nothing said"),
        pytest.param(headers(cache_control="max-age=600"), 600, id="max-age"),
        pytest.param(headers(cache_control="public, MAX-AGE = 600"), 600, id="spelling"),
        pytest.param(headers(cache_control='max-age="600"'), 600, id="quoted"),
        pytest.param(headers(cache_control="max-age=600", age="100"), 500, id="age"),
        pytest.param(headers(cache_control="max-age=600", age="600"), None, id="all used up"),
        pytest.param(headers(cache_control="max-age=600", age="9000"), None, id="older still"),
        pytest.param(headers(cache_control="max-age=600", age="soon"), 600, id="no age"),
        pytest.param(headers(cache_control="max-age=0"), None, id="zero"),
        pytest.param(headers(cache_control="max-age=-5"), None, id="negative"),
        pytest.param(headers(cache_control="max-age=soon"), None, id="no number"),
        pytest.param(headers(cache_control="max-age"), None, id="no value"),
        pytest.param(headers(cache_control="max-age=60, max-age=900"), 60, id="first of two"),
        pytest.param(headers(cache_control="s-maxage=60"), None, id="for shared caches"),
        pytest.param(headers(cache_control="max-age=31536000"), 86400, id="capped"),
        pytest.param(
            headers(cache_control="max-age=31536000", age="31535990"), 10, id="age before cap"
        ),
        pytest.param(headers(cache_control="max-age=" + "9" * 5000), 86400, id="beyond floats"),
        pytest.param(headers(cache_control="max-age=315360000, no-cache"), None, id="no-cache"),
        pytest.param(headers(cache_control="no-store,max-age=600"), None, id="no-store"),
        pytest.param(headers(cache_control='no-cache="set-cookie", max-age=9'), None, id="field"),
        pytest.param(
            headers(expires="Mon, 21 Oct 2024 09:40:00 GMT", date=DATE), 600, id="expires"
        ),
        pytest.param(headers(expires="Mon, 21 Oct 2024 09:40:00 GMT"), 600, id="no date"),
        pytest.param(
            headers(expires="Mon, 21 Oct 2024 07:10:00 GMT", date="Mon, 21 Oct 2024 07:00:00 GMT"),
            600,
            id="the server's clock is behind",
        ),
        pytest.param(
            headers(expires="Mon, 21 Oct 2024 09:40:00 GMT", date=DATE, age="60"), 540, id="aged"
        ),
        pytest.param(
            headers(expires="Monday, 21-Oct-24 09:40:00 GMT", date=DATE), 600, id="rfc 850"
        ),
        pytest.param(headers(expires="Mon Oct 21 09:40:00 2024", date=DATE), 600, id="asctime"),
        pytest.param(headers(expires="0", date=DATE), None, id="already expired"),
        pytest.param(headers(expires="Thu, 19 Nov 1981 08:52:00 GMT"), None, id="long ago"),
        pytest.param(headers(expires="Mon, 99 Foo 2024 09:40:00 GMT"), None, id="no such date"),
        pytest.param(
            headers(expires="Mon, 21 Oct 2024 09:40:00 GMT", cache_control="no-cache"),
            None,
            id="no-cache beats expires",
        ),
        pytest.param(
            headers(expires="Mon, 21 Oct 2024 09:40:00 GMT", date=DATE, cache_control="max-age=5"),
            5,
            id="max-age beats expires",
        ),
    ],
)
def test_s59_fresh_until(given, seconds):
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert fresh_until(given, NOW) == expected


@pytest.mark.parametrize(
    ("status", "given", "seconds"),
    [
        pytest.param(503, headers(retry_after="120"), 120, id="seconds"),
        pytest.param(403, headers(retry_after=" 120 "), 120, id="blanks"),
        pytest.param(429, headers(retry_after="1.5"), 1.5, id="fraction"),
        pytest.param(503, headers(), None, id="nothing said"),
        pytest.param(429, headers(), 3600, id="nothing said to one who asks too often"),
        pytest.param(429, headers(retry_after="later"), 3600, id="nonsense, the same"),
        pytest.param(503, headers(retry_after="later"), None, id="nonsense"),
        pytest.param(429, headers(retry_after="0"), None, id="now"),
        pytest.param(503, headers(retry_after="-5"), None, id="negative"),
        pytest.param(503, headers(retry_after="9999999"), 172800, id="capped"),
        pytest.param(
            503, headers(retry_after="Mon, 21 Oct 2024 09:40:00 GMT", date=DATE), 600, id="date"
        ),
        pytest.param(
            503,
            headers(
                retry_after="Mon, 21 Oct 2024 07:10:00 GMT", date="Mon, 21 Oct 2024 07:00:00 GMT"
            ),
            600,
            id="the server's clock is behind",
        ),
        pytest.param(
            503, headers(retry_after="Mon, 21 Oct 2024 09:00:00 GMT", date=DATE), None, id="past"
        ),
    ],
)
def test_retry_at(status, given, seconds):
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert retry_at(status, given, NOW) == expected


wild = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.integers().map(lambda number: f"max-age={number}, no-transform"),
    st.datetimes().map(lambda date: f"{date:%a, %d %b %Y %H:%M:%S} GMT"),
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(
    ("cache-control", "age", "expires", "date", "retry-after"), wild)))  # fmt: skip
def test_no_header_can_stop_a_source_for_long(said):
    fresh = fresh_until(said, NOW)
    assert fresh is None or NOW < fresh <= NOW + LONGEST_FRESH
    later = retry_at(429, said, NOW)
    assert later is None or NOW < later <= NOW + LONGEST_RETRY
    assert all(instant is None or instant.tzinfo is UTC for instant in (fresh, later))

"""Addresses of the API, and the server's clock.

All windows are counted in the server's time. Both their ends are multiples of the interval,
so that all readers ask for the same addresses, and a cache answers them. An answer for an
end that is still to come would be cached until then: so no end is later than the present.
"""

import re
from typing import Final

from streamer.parse.dates import instant
from streamer.parse.page import Page
from streamer.parse.platforms.automattic.settings import number

_WINDOW: Final = re.compile(r"/\d{1,12}/(\d{1,12})/?$")
LATEST: Final = "latest"
# What was written while the last window was answered may stand before its end.
_OVERLAP: Final = 2
_DAY: Final = 86_400


def is_rest(endpoint: str) -> bool:
    """Whether an endpoint is of the REST API; before it there was only the log."""
    return "/liveblog/v1/" in endpoint


def log(endpoint: str, start: int, end: int, interval: int) -> str:
    """Return the address of the changes from *start* to *end*, both included.

    A start of 0 would be refused as missing.
    """
    first = max(floor(start, interval), interval)
    last = max(floor(end, interval), first)
    return f"{endpoint}{'entries/' if is_rest(endpoint) else ''}{first}/{last}/"


def since(endpoint: str, cursor: int, end: int, interval: int) -> str:
    """Return the address of what changed since *cursor*, with the overlap."""
    return log(endpoint, cursor - _OVERLAP * interval, end, interval)


def end_of(address: str) -> int:
    """Return the end of the window that an address asks for, 0 if it is none."""
    found = _WINDOW.search(address)
    return int(found[1]) if found else 0


def state(endpoint: str, page: int, anchor: str) -> str:
    """Return the address of a page of the present state, behind the entry *anchor*."""
    return f"{endpoint}get-entries/{page}/{anchor}"


def floor(seconds: int, interval: int) -> int:
    """Return the last multiple of *interval* up to *seconds*."""
    return seconds - seconds % interval


def written(page: Page) -> int:
    """Return when the server wrote an answer, in seconds by its own clock."""
    date = instant(page.document.headers.get("date"))
    fetched = int(page.fetched.timestamp())
    if date and abs(date.timestamp() - fetched) < _DAY:
        return int(date.timestamp())
    return fetched - _age(page)


def present(page: Page) -> int:
    """Return the server's time at which an answer came; a cache may have kept it before."""
    return written(page) + _age(page)


def _age(page: Page) -> int:
    return min(number(page.document.headers.get("age")), _DAY)

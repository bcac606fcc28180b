"""A local site for the benchmarks: one Atom feed, in a process of its own.

``/304`` answers "not modified" to whoever brings the validator; ``/same`` has none and
always sends the same bytes; ``/live`` has one new entry and one corrected at each request.
"""

import argparse
from datetime import UTC, datetime, timedelta

from aiohttp import web

ENTRIES = 30
_WORDS = (
    "Crews reached the pumping station before dawn and found the second intake blocked by ice; "
    "the city draws on its reserve while divers clear the grating, which may take until evening. "
    "Pressure in the upper districts stays low, and tank lorries stand at the usual corners. "
)
_START = datetime(2026, 1, 1, tzinfo=UTC)


def entry(number: int, revision: int) -> str:
    """Return one entry of about a hundred words."""
    at = (_START + timedelta(minutes=7 * number)).isoformat()
    return (
        f"<entry><id>tag:desk,2026:{number}</id><title>Report {number} from the waterworks</title>"
        f"<link href='/report/{number}'/><published>{at}</published><updated>{at}</updated>"
        f"<summary>&lt;p&gt;{_WORDS * 2} Reading {number}.{revision}.&lt;/p&gt;</summary></entry>"
    )


def feed(newest: int, revision: int = 0) -> bytes:
    """Return the newest entries; the second of them at the given revision."""
    rows = [
        entry(number, revision if number == newest - 1 else 0)
        for number in range(newest, newest - ENTRIES, -1)
    ]
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<id>tag:desk,2026:feed</id><title>Desk</title>{''.join(rows)}</feed>"
    ).encode()


def site() -> web.Application:
    """Return the site."""
    still = feed(1000)
    requests = iter(range(1, 10_000_000))

    async def not_modified(request: web.Request) -> web.Response:
        headers = {"ETag": '"one"'}
        if request.headers.get("If-None-Match") == '"one"':
            return web.Response(status=304, headers=headers)
        return web.Response(body=still, headers=headers, content_type="application/atom+xml")

    async def same(_request: web.Request) -> web.Response:
        return web.Response(body=still, content_type="application/atom+xml")

    async def live(_request: web.Request) -> web.Response:
        number = next(requests)
        body = feed(1000 + number, number)
        return web.Response(body=body, content_type="application/atom+xml")

    app = web.Application()
    app.add_routes([web.get("/304", not_modified), web.get("/same", same), web.get("/live", live)])
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    web.run_app(
        site(), host="127.0.0.1", port=parser.parse_args().port, print=None, access_log=None
    )

"""The Guardian with a key, through the real poller: which server is told it, and which is not."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from guardian_blogs import API, NOW, WEB, api, blocks, page_dom
from sites import Desk, Site, told

from streamer.key_names import key_name
from streamer.model import Source

WISH = "show-blocks=body:latest:100"
FIELDS = "&show-fields=headline,lastModified,liveBloggingNow"
KEY = "api-key=k1"


def desk(url, key):
    """Return a desk that polls *url*; the site has the newsroom's page and its API."""
    site = Site(now=NOW + timedelta(days=1))
    return Desk(site=site, source=Source(id="blog", url=url, key=key))


def put(one, rows):
    """Let the site show *rows*, on the page and by the API."""
    answer = json.dumps(api(rows, total=len(rows)))
    bare = api(rows)
    del bare["response"]["content"]["blocks"]
    one.site.pages = {
        WEB: page_dom(rows[:3]),
        f"{API}?{WISH}{FIELDS}&{KEY}": answer,
        f"{API}?{WISH}&{KEY}": answer,
        f"{API}?{KEY}": json.dumps(bare),
    }


async def three_polls(one):
    events, asked = [], []
    for rows in (blocks(5), blocks(6), blocks(6)):
        put(one, rows)
        polled = await one.poll()
        assert polled.error is None
        events += told(polled)
        asked.append(list(one.site.asked))
    return events, asked


def test_the_page_is_asked_once_and_then_the_api():
    events, asked = asyncio.run(three_polls(desk(WEB, "k1")))
    assert asked[0] == [WEB, f"{API}?{WISH}{FIELDS}&{KEY}"]
    assert asked[1:] == [[f"{API}?{WISH}{FIELDS}&{KEY}"]] * 2
    assert [kind for kind, _ in events] == ["update.new"] * 6


def test_the_address_of_the_api_is_asked_with_the_key_from_the_first():
    events, asked = asyncio.run(three_polls(desk(API, "k1")))
    assert asked[0] == [f"{API}?{KEY}", f"{API}?{WISH}&{KEY}"]
    assert [kind for kind, _ in events] == ["update.new"] * 6


def test_without_a_key_only_the_page_is_asked():
    _, asked = asyncio.run(three_polls(desk(WEB, "")))
    assert asked == [[WEB]] * 3


def test_a_source_that_lost_its_key_is_read_from_its_page_again():
    """One id for a block in both, so nothing is told anew."""

    async def polls():
        one = desk(WEB, "k1")
        await three_polls(one)
        one.source = replace(one.source, key="")
        polled = await one.poll()
        return polled, one.site.asked

    polled, asked = asyncio.run(polls())
    assert (polled.error, asked) == (None, [WEB])
    assert told(polled) == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (API, "api-key"),
        (API.upper().replace("HTTPS", "https"), "api-key"),
        (WEB, ""),
        ("https://content.guardianapis.com.example/x", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_which_address_takes_a_key(address, name):
    assert key_name(address) == name

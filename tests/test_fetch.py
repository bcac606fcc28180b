"""What the fetcher asks, and what it makes of the answers, over real sockets."""

import asyncio
import gc
import gzip
import logging
import socket
from base64 import b64decode
from datetime import timedelta
from random import Random

import pytest
import pytest_asyncio
from fetching import NONE, NOW, Names, failure, fetcher
from origin import Origin, moved, says

from streamer.errors import ConfigError, FetchError
from streamer.model import Validators


@pytest_asyncio.fixture
async def origin():
    async with Origin() as server:
        yield server


@pytest_asyncio.fixture
async def fetch():
    async with fetcher() as opened:
        yield opened


@pytest.fixture(autouse=True, scope="module")
def nothing_left_open():
    yield
    gc.collect()  # an unclosed socket or session warns here, and a warning is an error


# --- what is asked -------------------------------------------------------------------


async def test_a_document_has_its_address_body_headers_and_instant(origin, fetch):
    origin.answers["/live"] = says(
        200, b"<p>59 shot down</p>", "Content-Type: text/html", "X-A: 1", "x-a: 2"
    )
    reply = await fetch(origin.url("/live?day=21#top"), NONE)
    assert reply.document.url == origin.url("/live?day=21")
    assert reply.document.body == b"<p>59 shot down</p>"
    assert reply.document.headers["content-type"] == "text/html"
    assert reply.document.headers["x-a"] == "1, 2"
    assert (reply.document.fetched, reply.document.status) == (NOW, 200)
    assert origin.requests[0].target == "/live?day=21"


async def test_the_instant_is_that_of_the_last_byte(origin):
    ticks = iter([NOW])
    asked, done = asyncio.Event(), asyncio.Event()

    async def slowly(request, writer):
        asked.set()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
        await done.wait()
        writer.write(b"b")
        await writer.drain()

    origin.answers["/"] = slowly
    async with fetcher(clock=lambda: next(ticks)) as fetch:
        polling = asyncio.create_task(fetch(origin.url(), NONE))
        await asked.wait()
        assert not polling.done()
        done.set()
        assert (await polling).document.body == b"ab"
    assert next(ticks, None) is None


async def test_a_request_says_who_we_are_and_nothing_else(origin):
    origin.answers["/a"] = says(200, b"x", "Set-Cookie: id=1; Path=/")
    origin.answers["/b"] = moved("/a")
    # A name, since no jar keeps the cookies of a bare address.
    async with fetcher(resolver=Names(["127.0.0.1"])) as fetch:
        for path in ("/a", "/b", "/a"):
            await fetch(origin.url(path, host="blog.example"), NONE)
    for request in origin.requests:
        names = {line.partition(b":")[0].lower() for line in request.lines}
        assert names == {b"host", b"user-agent", b"accept", b"accept-encoding"}
        assert request.header("user-agent") == (
            b"liveblog-streamer/1.2.3 (+https://example.org/bot)"
        )
        assert request.header("accept-encoding") == b"gzip, deflate"
        for kind in (b"atom+xml", b"rss+xml", b"feed+json", b"text/html"):
            assert kind in request.header("accept")


def test_a_contact_that_cannot_be_sent_is_a_config_error():
    for contact in ("https://bücher.example", "a\r\nX: y"):
        with pytest.raises(ConfigError, match="contact"):
            fetcher(contact=contact)


async def test_proxies_and_logins_of_the_environment_are_not_used(origin, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    origin.answers["/"] = says(200, b"x")
    async with fetcher() as fetch:
        await fetch(origin.url(), NONE)
    assert origin.requests[0].header("authorization") is None


async def test_connections_are_kept(origin, fetch):
    origin.answers["/"] = says(200, b"x" * 100_000, 'ETag: "1"')
    origin.answers["/same"] = says(304)
    origin.answers["/gone"] = says(404, b"no such page")
    origin.answers["/moved"] = moved("/")
    for _ in range(3):
        await fetch(origin.url(), NONE)
        await fetch(origin.url("/same"), Validators(etag='"1"'))
        await failure(fetch, origin.url("/gone"))
        await fetch(origin.url("/moved"), NONE)
    assert len(origin.requests) == 15
    assert origin.connections == 1


async def test_a_connection_that_the_server_closed_meanwhile_costs_no_poll(origin, fetch):
    closed = asyncio.Event()

    async def once(request, writer):
        writer.write(says(200, b"x"))
        await writer.drain()
        writer.close()
        closed.set()

    origin.answers["/"] = once
    await fetch(origin.url(), NONE)
    await closed.wait()
    assert (await fetch(origin.url(), NONE)).document.body == b"x"


async def test_the_path_and_query_reach_the_server_as_they_are(origin, fetch):
    path = "/a%2Fb/%C3%BC;v=1//c?x=%2B+%20y&z=a;b&sig=%26%3D"
    origin.answers[path.partition("?")[0]] = says(200, b"x")
    await fetch(origin.url(path), NONE)
    assert origin.requests[0].target == path


async def test_secrets_of_an_address_stay_out_of_the_log(origin, fetch, caplog):
    caplog.set_level(logging.INFO)
    origin.answers["/"] = says(200, b"x")
    await fetch(origin.url("/?token=s3cret"), NONE)
    assert "s3cret" not in caplog.text


async def test_a_closed_fetcher_says_so():
    with pytest.raises(RuntimeError, match="async with"):
        await fetcher()("http://127.0.0.1/", NONE)


# --- validators ----------------------------------------------------------------------

TAGS = [
    b'"33a64df5"',
    b'W/"0815"',
    b'"abc-gzip"',
    b"no-quotes",
    b'"a, b"',
    b'"a\\"b c"',
    b'W/""',
    '"Größe"'.encode(),
]


@pytest.mark.parametrize("tag", TAGS)
async def test_validators_go_back_byte_for_byte(origin, fetch, tag):
    date = b"Mon, 21 Oct 2024 9:05:00 +0000"  # not as a server should write it
    origin.answers["/"] = says(200, b"x", b"ETag: " + tag, b"Last-Modified: " + date)
    first = await fetch(origin.url(), NONE)
    await fetch(origin.url(), first.validators)
    assert origin.requests[0].header("if-none-match") is None
    assert origin.requests[1].all("if-none-match") == [tag]
    assert origin.requests[1].all("if-modified-since") == [date]


async def test_a_tag_that_cannot_be_sent_back_is_not_kept(origin, fetch):
    origin.answers["/"] = says(200, b"x", b'ETag: "\xe9"', b"Last-Modified: yesterday")
    reply = await fetch(origin.url(), NONE)
    assert reply.validators == Validators(last_modified="yesterday")


async def test_every_200_replaces_both_validators(origin, fetch):
    origin.answers["/"] = says(200, b"x", 'ETag: "2"')
    reply = await fetch(origin.url(), Validators(etag='"1"', last_modified="then"))
    assert reply.validators == Validators(etag='"2"')


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param([], ('"1"', "then"), id="neither"),
        pytest.param(['ETag: "2"'], ('"2"', "then"), id="tag"),
        pytest.param(["Last-Modified: now"], ('"1"', "now"), id="date"),
        pytest.param(['ETag: "2"', "Last-Modified: now"], ('"2"', "now"), id="both"),
    ],
)
async def test_a_304_replaces_the_validators_that_it_repeats(origin, fetch, headers, expected):
    origin.answers["/"] = says(304, b"", *headers)
    reply = await fetch(origin.url(), Validators(etag='"1"', last_modified="then"))
    assert reply.document is None
    assert (reply.validators.etag, reply.validators.last_modified) == expected


async def test_a_304_to_a_first_request_is_an_error(origin, fetch):
    origin.answers["/"] = says(304)
    error = await failure(fetch, origin.url())
    assert error.outcome == "malformed-empty"
    assert "not modified" in str(error)


async def test_freshness_of_a_200_and_of_a_304(origin, fetch):
    origin.answers["/"] = says(200, b"x", "Cache-Control: max-age=600", "Age: 100")
    assert (await fetch(origin.url(), NONE)).fresh_until == NOW + timedelta(seconds=500)
    origin.answers["/"] = says(304, b"", "Cache-Control: max-age=30")
    reply = await fetch(origin.url(), Validators(etag='"1"'))
    assert reply.fresh_until == NOW + timedelta(seconds=30)


async def test_validators_are_for_the_address_that_gave_them(origin, fetch):
    origin.answers["/blog"] = moved("/day-1")
    origin.answers["/day-1"] = says(200, b"x", 'ETag: "1"')
    origin.answers["/day-2"] = says(200, b"y", 'ETag: "2"')
    first = await fetch(origin.url("/blog"), NONE)
    await fetch(origin.url("/blog"), first.validators)
    origin.answers["/blog"] = moved("/day-2")
    reply = await fetch(origin.url("/blog"), first.validators)
    sent = [(request.target, request.header("if-none-match")) for request in origin.requests]
    assert sent == [
        ("/blog", None), ("/day-1", None),
        ("/blog", None), ("/day-1", b'"1"'),
        ("/blog", None), ("/day-2", None),
    ]  # fmt: skip
    assert reply.document.body == b"y"


async def test_after_a_restart_every_hop_is_offered_the_validators(origin, fetch):
    origin.answers["/blog"] = moved("/day-1")
    origin.answers["/day-1"] = says(304)
    reply = await fetch(origin.url("/blog"), Validators(etag='"1"'))
    assert reply.validators.etag == '"1"'


# --- redirects -----------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(origin, fetch, status):
    origin.answers["/a"] = moved("b?x=ü y", status)
    origin.answers["/b"] = says(200, b"here")
    reply = await fetch(origin.url("/a"), NONE)
    assert reply.document.url.startswith(origin.url("/b?x="))
    assert origin.requests[1].target == "/b?x=%C3%BC%20y"


async def test_five_redirects_and_no_more(origin, fetch):
    for hop in range(6):
        origin.answers[f"/{hop}"] = moved(f"/{hop + 1}")
    origin.answers["/6"] = says(200, b"far")
    assert (await fetch(origin.url("/1"), NONE)).document.body == b"far"
    asked = len(origin.requests)
    assert (await failure(fetch, origin.url("/0"))).outcome == "redirect-loop"
    assert len(origin.requests) == asked + 6


async def test_a_loop_ends_at_once(origin, fetch):
    origin.answers["/a"] = moved("/b")
    origin.answers["/b"] = moved("/a")
    assert (await failure(fetch, origin.url("/a"))).outcome == "redirect-loop"
    assert len(origin.requests) == 2


async def test_a_redirect_to_nowhere(origin, fetch):
    origin.answers["/"] = says(302)
    assert (await failure(fetch, origin.url())).outcome == "redirect-loop"


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:alert(1)",
     "http://127.0.0.1\\@example.org/", "http://[::1", "http://2130706433/",
     "//0x7f.1/", "http://user@a@b/", "http://127.0.0.1:0/"],
)  # fmt: skip
async def test_a_redirect_to_what_is_no_web_address(origin, fetch, location):
    origin.answers["/"] = moved(location)
    assert (await failure(fetch, origin.url())).outcome == "blocked-ssrf"
    assert len(origin.requests) == 1


async def test_credentials_go_to_their_own_origin_only(origin, fetch):
    async with Origin() as other:
        origin.answers["/a"] = moved("/b")
        origin.answers["/b"] = moved(other.url("/c"))
        other.answers["/c"] = moved("/d")
        other.answers["/d"] = says(200, b"x")
        url = origin.url("/a").replace("http://", "http://us%40er:p%3Aw@")
        reply = await fetch(url, NONE)
        for request in origin.requests:
            _, _, coded = request.header("authorization").partition(b"Basic ")
            assert b64decode(coded) == b"us@er:p:w"
        assert [request.header("authorization") for request in other.requests] == [None, None]
        assert reply.document.url == other.url("/d")


async def test_a_redirect_cannot_make_us_log_in(origin, fetch):
    origin.answers["/a"] = moved(origin.url("/b").replace("//", "//admin:admin@"))
    origin.answers["/b"] = says(200, b"x")
    await fetch(origin.url("/a"), NONE)
    assert origin.requests[1].header("authorization") is None


# --- failures ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, "http-4xx"), (401, "http-4xx"), (403, "http-4xx"), (404, "http-4xx"),
        (410, "gone"), (429, "rate-limited"), (451, "http-4xx"), (500, "http-5xx"),
        (502, "http-5xx"), (503, "http-5xx"), (599, "http-5xx"), (999, "http-5xx"),
        (204, "malformed-empty"), (206, "malformed-partial"), (300, "redirect-loop"),
    ],
)  # fmt: skip
async def test_each_status_has_a_class(origin, fetch, status, outcome):
    origin.answers["/"] = says(status, b"")
    error = await failure(fetch, origin.url("/?token=s3cret"))
    assert error.outcome == outcome
    assert str(status) in str(error)
    assert "127.0.0.1" in str(error)
    assert "s3cret" not in str(error)


async def test_a_server_that_says_until_when(origin, fetch):
    origin.answers["/"] = says(503, b"", "Retry-After: 120")
    error = await failure(fetch, origin.url())
    assert (error.outcome, error.retry_at) == ("http-5xx", NOW + timedelta(seconds=120))
    assert "2024-10-21 09:32 UTC" in str(error)
    origin.answers["/"] = says(403, b"", "Retry-After: 120")
    error = await failure(fetch, origin.url())
    assert (error.outcome, error.retry_at) == ("rate-limited", NOW + timedelta(seconds=120))
    origin.answers["/"] = says(429, b"")
    assert (await failure(fetch, origin.url())).retry_at == NOW + timedelta(hours=1)
    origin.answers["/"] = says(404, b"", "Retry-After: 120")
    assert (await failure(fetch, origin.url())).retry_at is None


PAGE = b"<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x.js>"


@pytest.mark.parametrize(
    "answer",
    [
        says(403, b"", "CF-Mitigated: challenge"),
        says(200, b"<html>", "cf-mitigated: challenge"),
        says(202, b"", "x-amzn-waf-action: challenge"),
        says(503, PAGE),
        says(403, gzip.compress(PAGE + b"x" * 300_000), "Content-Encoding: gzip"),
        says(403, PAGE + b"x" * 300_000),
        says(429, b'<div class="h-captcha">'),
    ],
)
async def test_challenges_are_told_from_refusals(origin, fetch, answer):
    origin.answers["/"] = answer
    assert (await failure(fetch, origin.url())).outcome == "challenge"


async def test_words_of_challenges_in_the_news_are_news(origin, fetch):
    origin.answers["/"] = says(200, b"<p>Why every page now shows a g-recaptcha</p>")
    assert (await fetch(origin.url(), NONE)).document is not None


async def cut(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    await writer.drain()


async def cut_chunk(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    await writer.drain()


async def broken_chunk(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")
    await writer.drain()


async def reset(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    await writer.drain()
    writer.transport.abort()


async def hang_up(request, writer):
    pass


async def rubbish(request, writer):
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("broken", "outcomes"),
    [
        (cut, {"malformed-partial"}),
        (cut_chunk, {"malformed-partial"}),
        (broken_chunk, {"malformed-partial", "connect"}),  # the latter in one packet with the head
        (reset, {"malformed-partial", "connect"}),
        (hang_up, {"connect"}),
        (rubbish, {"connect"}),
    ],
)
async def test_answers_that_break(origin, fetch, broken, outcomes):
    origin.answers["/"] = broken
    assert (await failure(fetch, origin.url())).outcome in outcomes


async def test_nobody_listens(fetch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        error = await failure(fetch, f"http://127.0.0.1:{port}/?token=s3cret")
    assert error.outcome == "connect"
    assert str(error) == "127.0.0.1 cannot be reached: connection refused"


async def test_a_name_without_address():
    async with fetcher(resolver=Names([])) as fetch:
        error = await failure(fetch, "http://user:s3cret@nowhere.example/")
    assert error.outcome == "dns"
    assert str(error) == "nowhere.example has no address: Name or service not known"


async def test_no_answer_breaks_the_fetcher(origin, fetch):
    """Whatever bytes come: a reply, or one of our errors."""
    chance = Random(59)
    good = says(
        200, gzip.compress(b"59 shot down"), "Content-Encoding: gzip", 'ETag: W/"1"',
        "Last-Modified: Mon, 21 Oct 2024 09:05:00 GMT", "Cache-Control: max-age=9, no-transform",
        "Location: http://127.0.0.1/x?y#z", "Retry-After: 7", "Age: 1",
    )  # fmt: skip
    outcomes = set()

    async def spoilt(request, writer):
        answer = bytearray(good.replace(b"200", str(chance.randrange(100, 1000)).encode()))
        for _ in range(chance.randrange(4)):
            answer[chance.randrange(len(answer))] = chance.randrange(256)
        writer.write(answer[: chance.choice([None, chance.randrange(len(answer))])])
        await writer.drain()

    origin.answers["/"] = spoilt
    for _ in range(400):
        try:
            reply = await fetch(origin.url(), Validators(etag='"1"'))
            outcomes.add("not modified" if reply.document is None else "document")
        except FetchError as error:
            outcomes.add(error.outcome)
    assert {"connect", "malformed-partial", "http-4xx", "http-5xx"} <= outcomes

"""Addresses and certificates that the fetcher refuses, over real sockets."""

import asyncio
import gc
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import trustme
from fetching import NONE, Names, failure, fetcher
from origin import Origin, moved, says


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


def listening(host, port=0):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            pytest.skip(f"{host} is no address of this machine")
    return Origin(host=host, port=port)


# --- what may be asked ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["//127.0.0.2:{port}/", "http://[::1]:{port}/"])
async def test_a_redirect_inside_is_refused_before_any_packet(origin, fetch, path):
    async with listening("::1" if "::1" in path else "127.0.0.2") as inner:
        origin.answers["/"] = moved(path.format(port=inner.port))
        error = await failure(fetch, origin.url())
        assert error.outcome == "blocked-ssrf"
        assert "loopback" in str(error)
        assert inner.connections == 0


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
     "[::ffff:a9fe:a9fe]", "localhost", "127.0.0.2", "224.0.0.1", "[fe80::1]"],
)  # fmt: skip
async def test_addresses_inside_are_refused(origin, host):
    async with fetcher(allow=()) as fetch:
        error = await failure(fetch, f"http://{host}:{origin.port}/")
    assert error.outcome == "blocked-ssrf"
    assert origin.connections == 0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://user:s3cret@127.1/", "live"])
async def test_what_is_no_web_address_is_refused(fetch, url):
    error = await failure(fetch, url)
    assert error.outcome == "blocked-ssrf"
    assert "s3cret" not in str(error)


async def test_no_socket_is_made_for_a_refused_address(fetch, monkeypatch):
    made = []
    real = socket.socket
    monkeypatch.setattr(socket, "socket", lambda *a, **k: made.append(a) or real(*a, **k))
    assert (await failure(fetch, "http://10.0.0.1/")).outcome == "blocked-ssrf"
    assert made == []


async def test_private_addresses_can_be_opened(origin):
    origin.answers["/"] = says(200, b"x")
    async with fetcher(allow=(), allow_private=True) as fetch:
        assert (await fetch(origin.url(), NONE)).document.body == b"x"
        error = await failure(fetch, "http://169.254.169.254/latest/meta-data/")
        assert error.outcome == "blocked-ssrf"


async def test_a_name_that_moves_inside_is_refused(origin):
    """DNS rebinding: the first answer is allowed, the second is not."""
    origin.answers["/"] = says(200, b"x", "Connection: close")
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    async with fetcher(resolver=names) as fetch:
        url = origin.url(host="rebound.example")
        await fetch(url, NONE)
        assert (await failure(fetch, url)).outcome == "blocked-ssrf"
    assert names.asked == ["rebound.example"] * 2
    assert origin.connections == 1


@pytest.mark.parametrize("order", [1, -1])
async def test_of_two_addresses_only_the_allowed_one_is_asked(origin, order):
    async with listening("127.0.0.2", origin.port) as inner:
        origin.answers["/"] = inner.answers["/"] = says(200, b"x", "Connection: close")
        names = Names(["127.0.0.1", "127.0.0.2"][::order])
        async with fetcher(resolver=names) as fetch:
            await fetch(origin.url(host="two.example"), NONE)
        assert (origin.connections, inner.connections) == (1, 0)


async def test_a_name_with_private_addresses_only_is_refused():
    names = Names(["10.0.0.1", "192.168.0.1", "fc00::1"])
    async with fetcher(resolver=names) as fetch:
        error = await failure(fetch, "http://inside.example/")
    assert error.outcome == "blocked-ssrf"
    assert "is a private address" in str(error)


async def test_unicode_hosts_are_asked_in_ascii(origin):
    origin.answers["/"] = says(200, b"x")
    names = Names(["127.0.0.1"])
    async with fetcher(resolver=names) as fetch:
        reply = await fetch(origin.url(host="Bücher.example"), NONE)
    assert names.asked == ["xn--bcher-kva.example"]
    assert reply.document.body == b"x"
    assert origin.requests[0].header("host").startswith(b"xn--bcher-kva.example:")


# --- TLS -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def served(certificate, **changes):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    for name, value in changes.items():
        setattr(context, name, value)
    return context


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def test_https(authority, trusting):
    certificate = authority.issue_cert("blog.example")
    async with (
        Origin(tls=served(certificate)) as origin,
        fetcher(tls=trusting, resolver=Names(["127.0.0.1"])) as fetch,
    ):
        origin.answers["/"] = says(200, b"x")
        for _ in range(2):
            assert (await fetch(origin.url(host="blog.example"), NONE)).document.body == b"x"
        assert origin.connections == 1


YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.mark.parametrize(
    ("issued", "said"),
    [
        pytest.param({"identities": ["other.example"]}, "mismatch", id="other host"),
        pytest.param(
            {"identities": ["blog.example"], "not_after": YESTERDAY}, "expired", id="expired"
        ),
    ],
)
async def test_bad_certificates_are_named(authority, trusting, issued, said):
    certificate = authority.issue_cert(*issued.pop("identities"), **issued)
    async with (
        Origin(tls=served(certificate)) as origin,
        fetcher(tls=trusting, resolver=Names(["127.0.0.1"])) as fetch,
    ):
        error = await failure(fetch, origin.url(host="blog.example"))
    assert error.outcome == "tls"
    assert said in str(error)


async def test_an_unknown_authority_is_not_trusted(authority):
    certificate = authority.issue_cert("blog.example")
    async with (
        Origin(tls=served(certificate)) as origin,
        fetcher(tls=None, resolver=Names(["127.0.0.1"])) as fetch,
    ):
        error = await failure(fetch, origin.url(host="blog.example"))
    assert error.outcome == "tls"
    assert "unable to get local issuer certificate" in str(error)


async def test_no_tls_in_common(authority, trusting):
    trusting.minimum_version = ssl.TLSVersion.TLSv1_3
    old = served(authority.issue_cert("blog.example"), maximum_version=ssl.TLSVersion.TLSv1_2)

    def serve(listening):
        connection, _ = listening.accept()
        with connection, suppress(ssl.SSLError, ConnectionError):
            old.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(asyncio.to_thread(serve, listening))
        async with fetcher(tls=trusting, resolver=Names(["127.0.0.1"])) as fetch:
            port = listening.getsockname()[1]
            error = await failure(fetch, f"https://blog.example:{port}/")
        await serving
    assert error.outcome == "tls"
    assert "PROTOCOL_VERSION" in str(error)


async def test_https_to_a_plain_server(fetch):
    async def plain(_, writer):
        writer.write(says(400, b"speak HTTP"))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert (await failure(fetch, f"https://127.0.0.1:{port}/")).outcome == "tls"


async def test_a_downgrade_is_followed_without_the_credentials(origin, authority, trusting):
    certificate = authority.issue_cert("blog.example")
    async with (
        Origin(tls=served(certificate)) as secure,
        fetcher(tls=trusting, resolver=Names(["127.0.0.1"])) as fetch,
    ):
        secure.answers["/"] = moved(origin.url("/plain", host="blog.example"))
        origin.answers["/plain"] = says(200, b"x")
        url = secure.url(host="blog.example").replace("//", "//user:pass@")
        assert (await fetch(url, NONE)).document.body == b"x"
    assert secure.requests[0].header("authorization") is not None
    assert origin.requests[0].header("authorization") is None

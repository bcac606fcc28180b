"""Time, bytes and codings: what no server can make the fetcher take."""

import asyncio
import gc
import gzip
import socket
import threading
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
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


MB = 1_000_000


# --- limits --------------------------------------------------------------------------


async def drip(writer, head, byte=b"x"):
    writer.write(head)
    while True:
        writer.write(byte)
        await writer.drain()
        await asyncio.sleep(0.02)


async def silent(request, writer):
    await asyncio.Event().wait()


async def slow_head(request, writer):
    await drip(writer, b"HTTP/1.1 200 OK\r\nX: ")


async def slow_body(request, writer):
    await drip(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")


async def slow_page(request, writer):
    await drip(writer, b"HTTP/1.1 503 Busy\r\nContent-Length: 1000000\r\n\r\n")


async def half_closed(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
    await writer.drain()
    await asyncio.Event().wait()


@pytest.mark.parametrize("slow", [silent, slow_head, slow_body, slow_page, half_closed])
async def test_the_deadline_covers_everything(origin, slow):
    origin.answers["/slow"] = slow
    origin.answers["/"] = says(200, b"x")
    loop = asyncio.get_running_loop()
    async with fetcher(timeout=timedelta(seconds=0.3)) as fetch:
        begun = loop.time()
        waiting = asyncio.create_task(failure(fetch, origin.url("/slow")))
        assert (await fetch(origin.url(), NONE)).document.body == b"x"
        error = await waiting
        assert loop.time() - begun < 1
    assert error.outcome == "timeout"
    assert "0.3 s" in str(error)


async def test_the_deadline_covers_the_name():
    class Mute(Names):
        async def resolve(self, *_, **__):
            await asyncio.Event().wait()

    async with fetcher(timeout=timedelta(seconds=0.1), resolver=Mute()) as fetch:
        assert (await failure(fetch, "http://mute.example/")).outcome == "timeout"


async def test_the_deadline_covers_all_hops(origin):
    async def moves_slowly(request, writer):
        await asyncio.sleep(0.2)
        writer.write(moved(f"{request.target}x"))
        await writer.drain()

    for hop in range(5):
        origin.answers["/" + "x" * hop] = moves_slowly
    async with fetcher(timeout=timedelta(seconds=0.5)) as fetch:
        assert (await failure(fetch, origin.url())).outcome == "timeout"
    assert len(origin.requests) == 3


async def test_a_poll_that_is_cancelled_ends(origin, fetch):
    asked = asyncio.Event()

    async def never(request, writer):
        asked.set()
        await slow_body(request, writer)

    origin.answers["/"] = never
    polling = asyncio.create_task(fetch(origin.url(), NONE))
    await asked.wait()
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling


async def test_names_that_never_resolve_delay_nobody(origin, monkeypatch):
    hold = threading.Event()
    real = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        if str(host).endswith(".dead"):
            hold.wait(10)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real("127.0.0.1" if host == "alive.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    origin.answers["/"] = says(200, b"x")
    async with fetcher(timeout=timedelta(seconds=5)) as fetch:
        dead = [
            asyncio.create_task(failure(fetch, f"http://{number}a.dead/")) for number in range(60)
        ]
        await asyncio.sleep(0)
        reply = await fetch(origin.url(host="alive.example"), NONE)
        assert reply.document.body == b"x"
        assert not any(task.done() for task in dead)
        hold.set()
        assert {(await task).outcome for task in dead} == {"dns"}


async def never_ending(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def until_closed(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


@pytest.mark.parametrize(
    "answer",
    [
        never_ending,
        until_closed,
        says(200, b"x" * (MB + 1)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n",
    ],
    ids=["chunks", "until closed", "one byte too many", "announced"],
)
async def test_a_body_beyond_the_limit_is_refused(origin, answer):
    origin.answers["/"] = answer
    async with fetcher(max_body=MB) as fetch:
        assert (await failure(fetch, origin.url())).outcome == "too-large"


async def test_a_body_of_just_the_limit_is_read(origin):
    origin.answers["/"] = says(200, b"x" * MB)
    async with fetcher(max_body=MB) as fetch:
        assert len((await fetch(origin.url(), NONE)).document.body) == MB


async def test_header_bytes_are_limited(origin, fetch):
    origin.answers["/"] = says(200, b"x", "X-Long: " + "x" * 100_000)
    error = await failure(fetch, origin.url())
    assert error.outcome == "connect"
    origin.answers["/"] = says(200, b"x", *(f"X-{n}: 1" for n in range(5000)))
    assert (await failure(fetch, origin.url())).outcome == "connect"


# --- codings -------------------------------------------------------------------------


def raw_deflate(body):
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


TEXT = b"116 launched, 59 shot down. " * 40_000


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("GZIP", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 512),
        ("gzip", gzip.compress(TEXT) + b"rubbish"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("identity", TEXT),
        ("", TEXT),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT))),
    ],
)
async def test_codings_are_undone(origin, fetch, coding, coded):
    origin.answers["/"] = says(200, coded, f"Content-Encoding: {coding}")
    assert (await fetch(origin.url(), NONE)).document.body == TEXT


async def test_codings_are_undone_byte_by_byte(origin, fetch):
    coded = gzip.compress(b"first ") + gzip.compress(b"second")

    async def by_bytes(request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
        for byte in coded:
            writer.write(b"1\r\n%c\r\n" % byte)
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    origin.answers["/"] = by_bytes
    assert (await fetch(origin.url(), NONE)).document.body == b"first second"


async def test_an_empty_body_needs_no_coding(origin, fetch):
    origin.answers["/"] = says(200, b"", "Content-Encoding: gzip")
    assert (await fetch(origin.url(), NONE)).document.body == b""


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(TEXT)[:-20]),
        ("gzip", b"\x1f"),
        ("gzip", b"plain text"),
        ("gzip", gzip.compress(TEXT)[:-8] + b"12345678"),
        ("deflate", zlib.compress(TEXT)[:-20]),
        ("br", b"what?"),
        ("gzip, gzip, gzip, gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(b"") * 5000),
    ],
)
async def test_a_body_that_cannot_be_unpacked_whole_is_no_document(origin, fetch, coding, coded):
    origin.answers["/"] = says(200, coded, f"Content-Encoding: {coding}")
    assert (await failure(fetch, origin.url())).outcome == "malformed-partial"


def peak(*, afresh=False):
    """Return the largest memory of this process in bytes, since the last call afresh."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system does not tell the peak of a process")
    if afresh:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def bomb(size, bits=31):
    squeeze = zlib.compressobj(9, wbits=bits)
    zeros = bytes(MB)
    return b"".join(squeeze.compress(zeros) for _ in range(size // MB)) + squeeze.flush()


BOMB = bomb(1000 * MB)


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", BOMB),
        ("gzip, gzip", gzip.compress(BOMB)),
        ("gzip, gzip, gzip", gzip.compress(gzip.compress(BOMB))),
        ("deflate", bomb(100 * MB, bits=15)),
        ("gzip", bomb(10 * MB) * 10),
    ],
    ids=["gzip", "twice", "three times", "deflate", "members"],
)
async def test_bombs_do_not_unfold(origin, coding, coded):
    origin.answers["/"] = says(200, coded, f"Content-Encoding: {coding}")
    async with fetcher(max_body=15 * MB) as fetch:
        before = peak(afresh=True)
        assert (await failure(fetch, origin.url())).outcome == "too-large"
        grown = peak() - before
    assert grown < 3 * 15 * MB

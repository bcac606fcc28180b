"""The body and the validators of a response, as far as they are needed and as they are."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from http import HTTPStatus
from io import BytesIO

import httpx

from streamer.fetch.answer import whole
from streamer.fetch.fault import FAULTS
from streamer.fetch.unpack import Unpacker, UnpackError
from streamer.model import Validators

# Enough of a page that explains a status to see that it is a challenge.
_EXPLANATION = 64 * 1024


async def body_of(response: httpx.Response, limit: int) -> bytes:
    """Return the unpacked body: a document whole, of another page the beginning.

    Raises:
        UnpackError: A document is longer than *limit* bytes, or not coded as announced.
        httpx.HTTPError: It broke off.

    """
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return b""
    if not whole(response.status_code):
        return await _beginning(response)
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > limit:
        raise UnpackError("its body is too large", outcome="too-large")
    body = BytesIO()
    async with aclosing(_pieces(response, limit)) as pieces:
        async for piece in pieces:
            body.write(piece)
    return body.getvalue()


def validators_of(response: httpx.Response) -> Validators:
    """Return the validators as they came; one that cannot be sent back whole is none."""
    return Validators(
        etag=_verbatim(response, b"etag"),
        last_modified=_verbatim(response, b"last-modified"),
    )


def _verbatim(response: httpx.Response, name: bytes) -> str:
    value = next((value for key, value in response.headers.raw if key.lower() == name), b"")
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ""


async def _pieces(response: httpx.Response, limit: int) -> AsyncGenerator[bytes]:
    """Yield the unpacked body. The client's own decoder knows no limit, nor a cut end."""
    unpacker = Unpacker(response.headers.get("content-encoding", ""), limit)
    async for chunk in response.aiter_raw():
        for piece in unpacker.feed(chunk):
            yield piece
    unpacker.close()


async def _beginning(response: httpx.Response) -> bytes:
    """Return the first bytes of a page that only explains; what is wrong with it is moot."""
    page = BytesIO()
    with suppress(*FAULTS):
        async with aclosing(_pieces(response, 16 * _EXPLANATION)) as pieces:
            async for piece in pieces:
                page.write(piece)
                if page.tell() >= _EXPLANATION:
                    break
    return page.getvalue()

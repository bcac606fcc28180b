"""Which class a failure of the network has, and what to say about it."""

import os
import socket
import ssl
from collections.abc import Iterator
from typing import TypeVar

import aiohttp
import httpx

from streamer.errors import FetchError
from streamer.fetch.connect import RefusedAddressError
from streamer.fetch.target import Target
from streamer.fetch.unpack import UnpackError
from streamer.model import Outcome

_Fault = TypeVar("_Fault", bound=BaseException)

# All that the client, its transport and the sockets raise on purpose. Anything else is
# a bug of ours and should look like one.
FAULTS = (httpx.HTTPError, aiohttp.ClientError, OSError, UnpackError)


def fault(error: BaseException, target: Target) -> FetchError:
    """Return *error* as a failure of *target*, in one line without secrets."""
    outcome, what = _read(error)
    return FetchError(f"{target} {what}", outcome=outcome)


def _read(error: BaseException) -> tuple[Outcome, str]:  # noqa: PLR0911  # one per class
    causes = list(_causes(error))
    if refused := _first(causes, RefusedAddressError):
        return "blocked-ssrf", f"is refused: {refused.reason}; see fetch.allow_private"
    if unpack := _first(causes, UnpackError):
        return unpack.outcome, f"sent nothing usable: {unpack}"
    if _first(causes, ssl.SSLCertVerificationError):
        return "tls", f"shows a bad certificate: {_tls_reason(causes, 'verify_message')}"
    if _first(causes, ssl.SSLError):
        return "tls", f"speaks no TLS that we accept: {_tls_reason(causes, 'reason')}"
    if name := _first(causes, socket.gaierror):
        return "dns", f"has no address: {name.strerror}"
    if _first(causes, aiohttp.ClientConnectorDNSError):
        return "dns", "has no address"
    if _first(causes, aiohttp.ClientPayloadError):
        return "malformed-partial", "broke off in the middle of the body"
    if _first(causes, aiohttp.ClientResponseError):
        return "connect", "answers in something that is not HTTP"
    if _first(causes, aiohttp.ServerDisconnectedError):
        return "connect", "hung up without an answer"
    return "connect", f"cannot be reached: {_said(causes)}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _first(causes: list[BaseException], kind: type[_Fault]) -> _Fault | None:
    return next((cause for cause in causes if isinstance(cause, kind)), None)


def _tls_reason(causes: list[BaseException], name: str) -> str:
    """Return what OpenSSL said; the library's errors only look like OpenSSL's."""
    said = (getattr(cause, name, None) for cause in causes)
    return next((str(words) for words in said if words), "it was broken off")


def _said(causes: list[BaseException]) -> str:
    """Return the system's own words: those of the libraries may hold the address."""
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError) and cause.errno]
    return os.strerror(numbers[-1]).lower() if numbers else "the connection failed"

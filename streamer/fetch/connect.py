"""Connections: to public addresses only, and without waiting for another's name.

The check sits where the socket is made: there the address is the one that will be
connected to, on every attempt, hop and address family, whatever the name said before.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Thread

import aiohttp
import certifi
from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

# A source is asked again within 20 s to an hour; this keeps the lively ones connected.
_KEEPALIVE = 75

_Lookup = Callable[[], Sequence[AddrInfoType]]


class RefusedAddressError(OSError):
    """The address is not public, and the config does not open it.

    All of them read the same: of several failed attempts the library raises the first
    if they do, and a new error without a type if they do not.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("refused: not a public address")
        self.reason = reason


class Resolver(AbstractResolver):
    """Asks the system for addresses, each time in a thread of its own.

    The event loop's own pool has a handful of threads: as many dead name servers would
    stop every other lookup, and the end of the program with it.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of *host*.

        Raises:
            OSError: It has none.

        """
        lookup = partial(
            socket.getaddrinfo,
            host,
            port,
            family=family,
            type=socket.SOCK_STREAM,
            flags=socket.AI_ADDRCONFIG,
        )
        return [_resolved(host, info) for info in await _in_own_thread(lookup)]

    async def close(self) -> None:
        """Leave nothing behind: there is nothing."""


def connector(
    refusal: Callable[[str], str], resolver: AbstractResolver, tls: ssl.SSLContext
) -> aiohttp.TCPConnector:
    """Return a connector that makes no socket to an address that *refusal* names.

    It does not limit the number of connections: a queue in here would use up the time
    of sources that did nothing wrong. Whoever polls decides how many run.
    """
    return aiohttp.TCPConnector(
        resolver=resolver,
        ssl=tls,
        limit=0,
        keepalive_timeout=_KEEPALIVE,
        use_dns_cache=False,  # it forgets sooner than any source is asked again
        socket_factory=partial(_socket, refusal),
    )


def trusted() -> ssl.SSLContext:
    """Return a context that trusts whom the system trusts, and whom certifi does.

    A bare container has no list of its own; a company's has one certificate more.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _socket(refusal: Callable[[str], str], info: AddrInfoType) -> socket.socket:
    family, kind, proto, _, _ = info
    if reason := refusal(_written(info)):
        raise RefusedAddressError(f"{_written(info)} is {reason}")
    return socket.socket(family, kind, proto)


def _resolved(host: str, info: AddrInfoType) -> ResolveResult:
    family, _, proto, _, address = info
    return ResolveResult(
        hostname=host,
        host=_written(info),
        port=address[1],
        family=family,
        proto=proto,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _written(info: AddrInfoType) -> str:
    """Return the address as text, with the link that it is good for, if it names one."""
    family, _, _, _, address = info
    scope = address[3] if family == socket.AF_INET6 else 0
    return f"{address[0]}%{scope}" if scope else str(address[0])


async def _in_own_thread(lookup: _Lookup) -> Sequence[AddrInfoType]:
    promise: Future[Sequence[AddrInfoType]] = Future()

    def run() -> None:
        if not promise.set_running_or_notify_cancel():
            return
        try:
            promise.set_result(lookup())
        except (OSError, UnicodeError) as failed:
            promise.set_exception(failed)

    Thread(target=run, name="lookup", daemon=True).start()
    return await asyncio.wrap_future(promise)

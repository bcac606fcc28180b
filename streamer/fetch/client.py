"""One exchange with a server: ask, follow, read whole and within limits."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Self

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

from streamer import __version__
from streamer.errors import ConfigError, FetchError
from streamer.fetch.answer import Answer, location, reply
from streamer.fetch.connect import Resolver, connector, trusted
from streamer.fetch.fault import FAULTS, fault
from streamer.fetch.guard import Network, refusal
from streamer.fetch.receive import body_of, validators_of
from streamer.fetch.target import Target, TargetError, onward, read
from streamer.fetch.unpack import ACCEPTED
from streamer.model import Validators
from streamer.ports import Headers, Reply

MOST_REDIRECTS = 5

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "text/html;q=0.9, application/xhtml+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.9, application/ld+json;q=0.9, */*;q=0.1"
)


@dataclass(kw_only=True, eq=False)
class Fetcher:
    """Asks servers for documents (ports.Fetch); an async context manager.

    Nothing of one exchange shows in another: no cookies, no referrer, nothing added to
    the address, no proxy from the environment.

    Attributes:
        contact: Where the people behind a server can reach ours; in the User-Agent.
        clock: The present instant, aware UTC.
        allow_private: Open private, loopback and link-local addresses.
        allow: Networks that are open whatever they are.
        timeout: For a whole exchange, from the name to the last byte, hops included.
        max_body: Bytes of a body, unpacked.
        resolver: Who finds the addresses of names; the system by default.
        tls: Whom to trust; the system's authorities and certifi's by default.

    """

    contact: str
    clock: Callable[[], datetime]
    allow_private: bool = False
    allow: Sequence[Network] = ()
    timeout: timedelta = timedelta(seconds=20)
    max_body: int = 15_000_000
    version: str = __version__
    resolver: AbstractResolver | None = None
    tls: ssl.SSLContext | None = None
    _transport: AiohttpTransport | None = field(default=None, init=False, repr=False)
    _ends: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise ConfigError(f"contact {self.contact!r} cannot be sent: use plain ASCII")

    async def __aenter__(self) -> Self:
        tls = self.tls or trusted()
        refuses = partial(refusal, allow_private=self.allow_private, allow=tuple(self.allow))
        session = aiohttp.ClientSession(
            connector=connector(refuses, self.resolver or Resolver(), tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        self._transport = AiohttpTransport(verify=tls, client=session)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._transport:
            await self._transport.aclose()
            self._transport = None

    async def __call__(self, url: str, validators: Validators, headers: Headers = ()) -> Reply:
        """Return what the server answered.

        A document's instant is that of its last byte: later than all that it shows.

        Args:
            url: The address.
            validators: What the server gave us for it last time.
            headers: More header fields, for this server and no other one.

        Raises:
            FetchError: With the class of the failure; no document can be had.

        """
        try:
            start = read(url)
        except TargetError as wrong:
            raise FetchError(f"the address {wrong}", outcome="blocked-ssrf") from wrong
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                return await self._follow(start, validators, headers)
        except TimeoutError as late:
            seconds = f"{self.timeout.total_seconds():g}"
            raise FetchError(
                f"{start} gave no whole answer within {seconds} s", outcome="timeout"
            ) from late

    async def _follow(self, start: Target, validators: Validators, headers: Headers) -> Reply:
        """Ask, and go where the answers send us."""
        target, seen = start, {start.url}
        while True:
            # Validators belong to the address that gave them. Elsewhere they could bring
            # a "not modified" that speaks of another page.
            known_end = self._ends.get(start.url, target.url)
            asked = validators if target.url == known_end else Validators()
            own = headers if target.origin == start.origin else ()
            answer = await self._ask(target, asked, own)
            where = location(answer)
            if where is None:
                result = reply(answer, asked)
                self._remember(start, target)
                return result
            try:
                target = onward(target, where)
            except TargetError as wrong:
                message = f"{target} redirects to an address that {wrong}"
                raise FetchError(message, outcome="blocked-ssrf") from wrong
            if target.url in seen or len(seen) > MOST_REDIRECTS:
                raise FetchError(f"{start} redirects for ever", outcome="redirect-loop")
            seen.add(target.url)

    def _remember(self, start: Target, end: Target) -> None:
        """Note where redirects led; addresses that name a time would be noted for ever."""
        if start.url == end.url:
            self._ends.pop(start.url, None)
        else:
            self._ends[start.url] = end.url

    async def _ask(self, target: Target, validators: Validators, headers: Headers) -> Answer:
        """Send one request and read its answer as far as it is needed.

        Raises:
            FetchError: The network failed, or the body is not to be had.

        """
        if self._transport is None:
            raise RuntimeError("the fetcher is not open: use it in 'async with'")
        fields = self._headers(target, validators)
        fields += [(name.encode(), value.encode()) for name, value in headers]
        request = httpx.Request("GET", target.wire, headers=fields)
        try:
            # Not through httpx.AsyncClient: it keeps cookies, writes every address with
            # the secrets in its query to the log, and stumbles over a bad Location.
            response = await self._transport.handle_async_request(request)
            try:
                body = await body_of(response, self.max_body)
            finally:
                await response.aclose()
        except FAULTS as error:
            raise fault(error, target) from error
        return Answer(
            target=target,
            status=response.status_code,
            received=self.clock(),
            headers=dict(response.headers.items()),
            given=validators_of(response),
            body=body,
        )

    def _headers(self, target: Target, validators: Validators) -> list[tuple[bytes, bytes]]:
        named = f"liveblog-streamer/{self.version}"
        headers = {
            "User-Agent": f"{named} (+{self.contact})" if self.contact else named,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "If-None-Match": validators.etag,
            "If-Modified-Since": validators.last_modified,
            "Authorization": target.authorization,
        }
        return [(name.encode(), value.encode()) for name, value in headers.items() if value]

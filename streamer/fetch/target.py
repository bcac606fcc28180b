"""An address as it is asked, read so that no two parsers see different hosts in it."""

import re
import unicodedata
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpx
import yarl

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_AUTHORITY = re.compile(r"[\s\\<>\"{}|^`]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
_LONGEST_NAME = 253


class TargetError(ValueError):
    """The text is no address that may be asked; the message shows nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address without its credentials and its fragment.

    Attributes:
        wire: The same, as the client takes it.
        authorization: The header made of the credentials, ``""`` without any.

    """

    url: str
    wire: httpx.URL = field(repr=False)
    scheme: str
    host: str
    port: int
    authorization: str = field(default="", repr=False)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials are good for."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        """Return what may be shown to anybody: the path and the query may be secrets."""
        return self.host


# A source is asked again and again, and to read its address costs as much as the rest.
@lru_cache(maxsize=4096)
def read(url: str) -> Target:
    """Return the target that *url* names.

    Raises:
        TargetError: It is not http or https, or not every reader would find the same
            host in it.

    """
    if _CONTROL.search(url):
        raise TargetError("holds a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as broken:
        raise TargetError("is not an address") from broken
    if parts.scheme not in ("http", "https"):
        raise TargetError("is neither http nor https")
    _check_authority(parts)
    if port == 0:
        raise TargetError("has no usable port")
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
    wire, host = _agreed(plain, parts.hostname or "")
    return Target(
        url=plain,
        wire=wire,
        scheme=parts.scheme,
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        authorization=_basic(parts),
    )


def onward(target: Target, location: str) -> Target:
    """Return where a redirect from *target* leads.

    Credentials are those of *target* while the origin stays the same, and none at all
    elsewhere: a server has no say in what we tell to others.

    Raises:
        TargetError: As ``read``.

    """
    if _CONTROL.search(location):
        raise TargetError("holds a control character")
    try:
        joined = urljoin(target.url, location)
    except ValueError as broken:
        raise TargetError("is not an address") from broken
    there = read(joined)
    kept = target.authorization if there.origin == target.origin else ""
    return replace(there, authorization=kept)


def _check_authority(parts: SplitResult) -> None:
    if _NOT_IN_AUTHORITY.search(parts.netloc) or parts.netloc.count("@") > 1:
        raise TargetError("has a host that programs read differently")
    if not parts.hostname:
        raise TargetError("has no host")
    host = parts.hostname
    odd = any(not char.isascii() and unicodedata.category(char)[0] == "N" for char in host)
    if odd or "%" in host or unicodedata.normalize("NFKC", host) != host:
        raise TargetError("has a host that programs read differently")


def _agreed(plain: str, host: str) -> tuple[httpx.URL, str]:
    """Return the parsed address and its host in ASCII.

    Raises:
        TargetError: The client and its transport read different hosts, or none.

    """
    try:
        asked = httpx.URL(plain)
        sent = yarl.URL(str(asked))
    except (httpx.InvalidURL, ValueError) as broken:
        raise TargetError("is not an address") from broken
    name = _canonical(asked.raw_host.decode())
    if _canonical(sent.raw_host or "") != name or (host.isascii() and _canonical(host) != name):
        raise TargetError("has a host that programs read differently")
    with suppress(ValueError):
        return asked, str(ip_address(name))
    if _NUMBER.fullmatch(name.rstrip(".").rpartition(".")[2]):
        raise TargetError("writes an IP address in an odd way")
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise TargetError("has a host that cannot exist")
    return asked, name


def _canonical(host: str) -> str:
    """Return *host* as it is written most briefly, if it is an IP address."""
    with suppress(ValueError):
        return str(ip_address(host))
    return host


def _basic(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"

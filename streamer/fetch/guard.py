"""Which addresses may be asked: the public ones, and what the config opens.

``ipaddress.is_global`` is no such rule: it lets pass the translations of loopback and
metadata addresses into IPv6, multicast, and more. So IPv6 is closed outside the range
that is handed out to the world, and every special range is named.

Source: IANA special-purpose address registries for IPv4 and IPv6.
"""

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network
_Ip = IPv4Address | IPv6Address


def _networks(ranges: dict[str, str]) -> tuple[tuple[Network, str], ...]:
    return tuple((ip_network(text), name) for text, name in ranges.items())


# What ``allow_private`` opens.
_LOCAL = _networks(
    {
        "127.0.0.0/8": "a loopback address",
        "10.0.0.0/8": "a private address",
        "172.16.0.0/12": "a private address",
        "192.168.0.0/16": "a private address",
        "169.254.0.0/16": "a link-local address",
        "::1/128": "a loopback address",
        "fc00::/7": "a private address",
        "fe80::/10": "a link-local address",
    }
)
_SPECIAL = _networks(
    {
        "0.0.0.0/8": "an unspecified address",
        "100.64.0.0/10": "an address inside a provider's network",
        "192.0.0.0/24": "an address for protocols",
        "192.0.2.0/24": "a documentation address",
        "192.88.99.0/24": "a 6to4 relay",
        "198.18.0.0/15": "a benchmarking address",
        "198.51.100.0/24": "a documentation address",
        "203.0.113.0/24": "a documentation address",
        "224.0.0.0/4": "a multicast address",
        "240.0.0.0/4": "a reserved address",
        "::/128": "an unspecified address",
        "::/96": "an IPv4-compatible address",
        "64:ff9b:1::/48": "a local translation of IPv4",
        "100::/64": "a discard address",
        "2001::/32": "a Teredo tunnel",
        "2001::/23": "an address for protocols",
        "2001:db8::/32": "a documentation address",
        "2002::/16": "a 6to4 tunnel",
        "3fff::/20": "a documentation address",
        "5f00::/16": "a segment-routing address",
        "fec0::/10": "a site-local address",
        "ff00::/8": "a multicast address",
    }
)
_WORLD = ip_network("2000::/3")

# They hand out credentials to whoever asks from inside, so a private network that is
# opened does not open them. The last one looks public and is not.
_METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "100.100.100.200",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "168.63.129.16",
    )
)
_TRANSLATED = ip_network("64:ff9b::/96")


def refusal(address: str, *, allow_private: bool = False, allow: Sequence[Network] = ()) -> str:
    """Return ``""`` if *address* may be asked, else what it is instead of public.

    Args:
        address: An IP address as the resolver gives it, with ``%scope`` if it has one.
        allow_private: Open private, loopback and link-local addresses, but neither
            cloud metadata nor anything else that is special.
        allow: Networks that are open whatever they are.

    """
    plain, _, scope = address.partition("%")
    try:
        ip = ip_address(plain)
    except ValueError:
        return "not an IP address"
    if any(ip in network for network in allow):
        return ""
    if (inner := _carried(ip)) is not None and not scope:
        return refusal(str(inner), allow_private=allow_private, allow=allow)
    if ip in _METADATA:
        return "a cloud metadata address"
    if local := _named(ip, _LOCAL):
        return "" if allow_private else local
    return "an address of one link" if scope else _named(ip, _SPECIAL) or _unworldly(ip)


def _carried(ip: _Ip) -> IPv4Address | None:
    """Return the IPv4 address that the system really connects to, if there is one."""
    if isinstance(ip, IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None


def _named(ip: _Ip, ranges: tuple[tuple[Network, str], ...]) -> str:
    return next((name for network, name in ranges if ip in network), "")


def _unworldly(ip: _Ip) -> str:
    return "" if ip.version == 4 or ip in _WORLD else "outside the public range"  # noqa: PLR2004

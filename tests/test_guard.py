"""Which addresses may be asked, in every way of writing them."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.fetch.guard import refusal
from streamer.fetch.target import TargetError, onward, read

# The special-purpose registries of IANA, independently of the table in the guard.
SPECIAL_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "255.255.255.255/32",
]  # fmt: skip
SPECIAL_V6 = [
    "::/128", "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64",
    "100:0:0:1::/64", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8", "4000::/3", "8000::/1",
]  # fmt: skip
# What the config may open as a whole.
PRIVATE = [
    ip_network(text)
    for text in (
        "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    )
]  # fmt: skip
LOCAL = ["127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.1.1", "169.254.1.1", "::1",
         "fc00::1", "fdff::1", "fe80::1", "fe80::1%2", "::ffff:10.0.0.1"]  # fmt: skip
METADATA = ["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254",
            "168.63.129.16", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.0.1.1",
          "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8",
          "64:ff9b::808:808", "2400:cb00::1"]  # fmt: skip


def inside(networks):
    def of(text):
        network = ip_network(text)
        kind = IPv4Address if network.version == 4 else IPv6Address
        first, last = int(network.network_address), int(network.broadcast_address)
        return st.integers(first, last).map(kind)

    return st.sampled_from(networks).flatmap(of)


def v6_notations(inner):
    """Return every IPv6 address that a system may take for the IPv4 address *inner*."""
    number = int(inner)
    return [
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0xFFFF << 48) | number),
        IPv6Address((0x0064FF9B << 96) | number),
        IPv6Address((0x0064FF9B0001 << 80) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
        IPv6Address((0x20010000 << 96) | (number << 64) | 1),
    ]


@given(inside(SPECIAL_V4))
def test_no_special_ipv4_address_passes(ip):
    for written in [ip, *v6_notations(ip)]:
        assert refusal(str(written)), written
        assert isinstance(written, IPv4Address) or refusal(written.exploded), written


@given(inside(SPECIAL_V6))
def test_no_special_ipv6_address_passes(ip):
    assert refusal(str(ip))
    assert refusal(f"{ip}%1")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address):
    assert refusal(address) == ""


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_what_python_calls_global_unicast_passes(ip):
    """The other way round: the guard shuts out nothing of the public internet."""
    odd = str(ip).startswith(("192.0.0.", "192.88.99.", "168.63.129.16"))
    if ip.is_global and not ip.is_multicast and not odd:
        assert refusal(str(ip)) == ""


@pytest.mark.parametrize("address", LOCAL)
def test_local_addresses_can_be_opened(address):
    assert refusal(address)
    assert refusal(address, allow_private=True) == ""


@given(inside(SPECIAL_V4))
def test_opening_private_addresses_opens_nothing_else(ip):
    private = any(ip in network for network in PRIVATE) and str(ip) not in METADATA
    assert (refusal(str(ip), allow_private=True) == "") == private


@pytest.mark.parametrize("address", METADATA)
def test_metadata_stays_shut_unless_it_is_listed(address):
    assert refusal(address)
    assert refusal(address, allow_private=True)
    inner = ip_address(address)
    listed = getattr(inner, "ipv4_mapped", None) or inner
    assert refusal(address, allow=[ip_network(listed)]) == ""


def test_a_listed_network_is_open_and_no_other():
    allow = [ip_network("127.0.0.1/32"), ip_network("fd00::/64")]
    assert refusal("127.0.0.1", allow=allow) == ""
    assert refusal("::ffff:127.0.0.1", allow=allow) == ""
    assert refusal("fd00::5", allow=allow) == ""
    assert refusal("127.0.0.2", allow=allow)
    assert refusal("::1", allow=allow)
    assert refusal("fd00:0:0:1::5", allow=allow)


@pytest.mark.parametrize("text", ["", "example.org", "1.2.3", "1.2.3.4.5", "0x7f.1", "::g"])
def test_what_is_no_address_does_not_pass(text):
    assert refusal(text) == "not an IP address"


# --- how addresses are written -------------------------------------------------------

WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def spellings(ip):
    number, parts = int(ip), str(ip).split(".")
    low, lower = number & 0xFFFFFF, number & 0xFFFF
    return [
        str(ip), f"{ip}.", str(number), hex(number), f"0{number:o}", f"{parts[0]}.{low}",
        f"{parts[0]}.{parts[1]}.{lower}", ".".join(f"0{int(part):o}" for part in parts),
        ".".join(f"{int(part):#x}" for part in parts), ".".join(part.zfill(3) for part in parts),
        ".".join(f"{int(part):#010x}" for part in parts), str(ip).translate(WIDE),
        str(ip).translate(CIRCLED), str(ip).translate(ARABIC), str(ip).replace(".", "。"),
        str(ip).replace(".", "%2e"), *(f"[{written}]" for written in v6_notations(ip)),
        f"[::ffff:{ip}]", f"[::{ip}]", f"[64:ff9b::{ip}]",
        *(f"[{written.exploded}]" for written in v6_notations(ip)), f"[::ffff:{ip}%25eth0]",
    ]  # fmt: skip


@given(inside(SPECIAL_V4))
def test_no_spelling_of_a_special_address_passes(ip):
    """Whatever the target reader lets through, the system must read as refused."""
    for host in spellings(ip):
        try:
            target = read(f"http://user@{host}:80/")
        except TargetError:
            continue
        found = socket.getaddrinfo(target.host, 80, flags=socket.AI_NUMERICHOST)
        assert found
        assert all(refusal(str(address[0])) for *_, address in found), (host, found)


@pytest.mark.parametrize(
    "url",
    [
        "", "live", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "http:", "http://",
        "http:///example.org/", "http://:80/", "http://user@/", "http://example.org:0/",
        "http://example.org:99999/", "http://example.org:-1/", "http://example.org:8O/",
        "http://inside.example:8888\\@example.org/", "http:\\\\example.org/",
        "http://example.org\\.evil.example/", "http://a@b@example.org/", "http://exa mple.org/",
        "http://example.org\t/", "http://exam\nple.org/", "http://example.org/a\r\nX: y",
        "http://example.org\x00/", "http://ex%61mple.org/", "http://127.1/", "http://2130706433/",
        "http://0x7f000001/", "http://0177.0.0.1/", "http://1.2.3.4.5/", "http://example.0x1/",
        "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://ｅxample.org/", "http://exa\xadmple.org/",
        "http://[::1/", "http://::1/", "http://[fe80::1%25eth0]/",
        "http://[v1.a]/", "http://-a.example/", "http://a-.example/", "http://a..example/",
        f"http://{'a' * 64}.example/", f"http://{'a.' * 130}example/", "http://ex<ample.org/",
        "http://example.org\ud800/", "http://☃.example/",
    ],
)  # fmt: skip
def test_addresses_that_programs_read_differently_are_refused(url):
    with pytest.raises(TargetError) as refused:
        read(url)
    assert "example" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "host", "asked"),
    [
        ("http://example.org", "example.org", "http://example.org"),
        ("HTTPS://Example.ORG:8443/A?b#c", "example.org", "https://Example.ORG:8443/A?b"),
        ("http://example.org./", "example.org.", "http://example.org./"),
        ("http://user:p%40ss@example.org/x", "example.org", "http://example.org/x"),
        ("http://Bücher.example/ü", "xn--bcher-kva.example", "http://Bücher.example/ü"),
        ("http://xn--bcher-kva.example/", "xn--bcher-kva.example", "http://xn--bcher-kva.example/"),
        ("http://a_b.example/", "a_b.example", "http://a_b.example/"),
        ("http://93.184.216.34/", "93.184.216.34", "http://93.184.216.34/"),
        ("http://[2606:4700:0:0::1111]/", "2606:4700::1111", "http://[2606:4700:0:0::1111]/"),
        ("http://example.org/a b?c=ü d", "example.org", "http://example.org/a b?c=ü d"),
        ("http://example.org/a\\b@c", "example.org", "http://example.org/a\\b@c"),
    ],
)
def test_targets(url, host, asked):
    target = read(url)
    assert (target.host, target.url) == (host, asked)


def test_a_target_keeps_its_secrets():
    target = read("https://user:s3cret@example.org/x?token=t0ken")
    assert target.authorization.startswith("Basic ")
    assert str(target) == "example.org"
    assert "s3cret" not in repr(target)
    assert target.authorization not in repr(target)


@pytest.mark.parametrize(
    ("location", "url", "kept"),
    [
        ("/y", "https://example.org/y", True),
        ("y?z#f", "https://example.org/a/y?z", True),
        ("https://example.org:443/y", "https://example.org:443/y", True),
        ("//example.org/y", "https://example.org/y", True),
        ("http://example.org/y", "http://example.org/y", False),
        ("https://example.org:444/y", "https://example.org:444/y", False),
        ("https://www.example.org/y", "https://www.example.org/y", False),
        ("https://evil:evil@example.com/", "https://example.com/", False),
    ],
)
def test_where_a_redirect_leads_and_what_it_may_know(location, url, kept):
    start = read("https://user:pass@example.org/a/b")
    there = onward(start, location)
    assert there.url == url
    assert there.authorization == (start.authorization if kept else "")


@given(st.text(max_size=60), st.text(max_size=30))
def test_reading_an_address_never_breaks(host, path):
    for url in (host, f"http://{host}/{path}", f"https://{path}@{host}"):
        try:
            target = read(url)
        except TargetError:
            continue
        assert target.scheme in ("http", "https")
        assert target.host.isascii()
        assert "@" not in target.url.split("/")[2]

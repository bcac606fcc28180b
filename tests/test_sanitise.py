"""The shortcuts around the sanitiser: none of them may let anything through, or change a byte."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamer.parse.html import sanitise

BASES = ("", "https://harbour.example/live/", "https://quay.example/log", "no address", "https://[")
PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href='map'>",
        '<A HREF="/x y">',
        "<a hr\0ef=map>",
        "<a\nhref\t=\nmap>",
        "<a href>",
        "</a>",
        "<img src=boat.png onerror=alert(1)>",
        '<blockquote cite="log">',
        "<del CITE=log>",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<a href=javascript:alert(1)>",
        "<a href=//quay.example>",
        "<a href='&#106;avascript:alert(1)'>",
        "<svg><a xlink:href=map>",
        "<!-- href -->",
        "&lt;a href=map&gt;",
        "<",
        "\ufeff",
        "\xa0",
        "<table><td>",
        "<plaintext>",
    ]
)
FRAGMENTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)


def long_way(fragment, base):
    """Clean with a cleaner of its own, that is told the base whatever the fragment is."""
    for one in (base, ""):
        relative = ("rewrite_with_base", one) if one else "pass_through"
        try:
            return nh3.clean(
                fragment, link_rel="noopener noreferrer", url_relative=relative
            ).strip()
        except ValueError:
            continue
    raise AssertionError(fragment)


@given(FRAGMENTS, st.sampled_from(BASES))
def test_a_cleaner_that_is_kept_cleans_like_one_that_is_new(fragment, base):
    assert sanitise(fragment, base) == long_way(fragment, base)


@pytest.mark.parametrize("attribute", ["href", "HREF", "hReF"])
def test_each_base_has_its_own_cleaner(attribute):
    link = f"<a {attribute}=map>x</a>"
    for base in ("https://a.example/", "https://b.example/", "https://a.example/"):
        assert f'href="{base}map"' in sanitise(link, base)


def test_every_allowed_address_is_known_to_need_a_base():
    addresses = {"href", "src", "cite"}
    others = {"action", "background", "data", "formaction", "longdesc", "poster", "srcset"}
    allowed = set().union(*nh3.ALLOWED_ATTRIBUTES.values())
    assert addresses <= allowed
    assert not others & allowed


@pytest.mark.parametrize("count", [150, 199, 200, 201, 202, 260])
def test_the_depth_counts_from_its_limit_on(count):
    nested = "<div>" * count + "x"
    assert (sanitise(nested) == "") == (count > 200)
    assert sanitise("<p>x</p>" * count).count("<p>") == count

"""Bytes to text: what the bytes are, before what the server says they are."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from streamer.parse.charset import decode, utf8

WORDS = "Möwe – „läuft“ aus"
UKRAINIAN = "Пором знову на лінії"
FAR = f"<!--{' ' * 91_314}--><meta charset=windows-1251>"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        pytest.param(WORDS.encode(), "", WORDS, id="utf-8"),
        pytest.param(WORDS.encode(), "text/html; charset=iso-8859-1", WORDS, id="header lies"),
        pytest.param(
            b'<meta charset="windows-1252">' + WORDS.encode(),
            "",
            f'<meta charset="windows-1252">{WORDS}',
            id="meta lies",
        ),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=iso-8859-1", WORDS, id="latin"),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=utf-8", WORDS, id="says utf-8"),
        pytest.param(WORDS.encode("cp1252"), "", WORDS, id="says nothing"),
        pytest.param(UKRAINIAN.encode("koi8-u"), "text/html; charset=KOI8-U", UKRAINIAN, id="koi8"),
        pytest.param(
            b"<!--"
            + b" " * 91_314
            + b"--><meta charset=windows-1251>"
            + UKRAINIAN.encode("cp1251"),
            "",
            "<!--" + " " * 91_314 + "--><meta charset=windows-1251>" + UKRAINIAN,
            id="meta far down",
        ),
        pytest.param(codecs.BOM_UTF8 + WORDS.encode(), "", WORDS, id="bom"),
        pytest.param(codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), "", WORDS, id="utf-16"),
        pytest.param("<?xml?>é".encode("utf-16-be"), "", "<?xml?>é", id="utf-16 without bom"),
        pytest.param(
            "駅前".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", "駅前", id="seven bits"
        ),
        pytest.param(b"plain", "text/html; charset=utf-16", "plain", id="never utf-16"),
        pytest.param(b"plain", "text/html; charset=base64", "plain", id="no charset at all"),
        pytest.param(b"\\ud800", "text/html; charset=unicode_escape", "\\ud800", id="escapes"),
    ],
)
def test_s52_decode(body, content_type, expected):
    assert decode(body, content_type) == expected


@pytest.mark.parametrize("declared", ["koi8-u", "utf-8", "windows-1252"])
def test_s52_a_declaration_far_down_does_not_outdo_the_header(declared):
    page = f"<!--{' ' * 2834}--><meta charset='{declared}'>{UKRAINIAN}"
    assert decode(page.encode("cp1251"), "text/html; charset=windows-1251") == page


def test_one_broken_byte_does_not_change_the_charset_of_a_page():
    body = (WORDS * 20).encode()
    cut = body + b"\xc3"
    assert decode(cut, "text/html; charset=iso-8859-1") == WORDS * 20 + "\ufffd"


@given(st.binary(max_size=300), st.sampled_from(["", "x; charset=utf-7", "x; charset=big5"]))
def test_any_bytes_become_text_that_can_be_written(body, content_type):
    decode(body, content_type).encode()


@pytest.mark.parametrize(
    "body",
    [b"", b"plain", "mark \ufffd".encode(), b"\xe9t\xe9", codecs.BOM_UTF8 + "\xe9".encode()],
    ids=["empty", "seven bits", "replaced", "latin", "bom"],
)
def test_only_bytes_without_any_doubt_are_utf8(body):
    assert utf8(body) is None


_PIECES = ["<p>", "</p>", "<!--", "-->", "<script>", "é", "😀", "\0", "\r\n", "\ufeff", "a&amp;"]


@given(st.lists(st.sampled_from(_PIECES)).map("".join), st.sampled_from(["", "; charset=koi8-r"]))
def test_what_is_utf8_is_the_same_page_as_bytes(page, charset):
    text = utf8(page.encode())
    assert text in (None, page)
    if text is not None:
        assert decode(page.encode(), f"text/html{charset}") == text
        assert LexborHTMLParser(page.encode()).html == LexborHTMLParser(text).html

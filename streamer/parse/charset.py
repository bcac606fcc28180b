"""Bytes to text, by what the bytes are before what the server says they are.

A server that adds ``charset=iso-8859-1`` to everything is common, and text that happens
to be valid UTF-8 is not: so UTF-8 is believed when nearly all of it is. Were one broken
byte enough to change the answer, it would turn every update of a page into an edit.
"""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKERS = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_FOREIGN = tuple(mark for mark, _ in (*_BOMS, *_MARKERS))
_HTTP = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)")
_META = re.compile(rb"<meta[^>]{1,400}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

# A real page names its charset at byte 91314, past the 1024 that browsers scan.
_HEAD = 200_000
_REPLACEMENT = "\ufffd"

# What browsers read under these names: the superset that people meant.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_TEXTS = re.compile(
    r"(?:iso8859|cp\d|koi8|mac|utf-16|utf-32|gb18030|big5|euc|iso2022|hz|ptcp|kz1048|tis|johab)"
)


def utf8(body: bytes) -> str | None:
    """Return *body* as text if it is UTF-8 beyond doubt, so that its bytes are the text's."""
    if body.startswith(_FOREIGN):
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    # Plain ASCII may be an encoding of seven bits.
    return None if text.isascii() or _REPLACEMENT in text else text


def decode(body: bytes, content_type: str) -> str:
    """Return *body* as text; never fails, and marks what it cannot read with U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for mark, name in _MARKERS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count(_REPLACEMENT)
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    if sound > 4 * broken:
        return text
    for name in _claims(body, content_type):
        return body.decode(name, "replace")
    return body.decode("cp1252", "replace") if broken > sound else text


def _claims(body: bytes, content_type: str) -> Iterator[str]:
    """Yield the text encodings that are claimed and possible, best first."""
    named = _HTTP.search(content_type)
    inside = (_XML.search(body), _META.search(body, 0, _HEAD))
    for claim in (named and named[1], *(found and found[1].decode() for found in inside)):
        try:
            name = codecs.lookup(claim or "").name
        except LookupError:
            continue
        name = _MEANT.get(name, name)
        wide = name.startswith(("utf-16", "utf-32"))
        if _TEXTS.match(name) and (not wide or b"\0" in body):
            yield name

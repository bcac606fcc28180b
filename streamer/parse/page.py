"""A document as the parsers see it: decoded once, its tree built once."""

import codecs
import re
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from streamer.model import Document

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class Page:
    """One document and the zone its clocks are read in when it names none itself."""

    def __init__(self, document: Document, zone: ZoneInfo | None = None) -> None:
        self.document = document
        self.zone = zone

    @property
    def url(self) -> str:
        return self.document.url

    @property
    def fetched(self) -> datetime:
        return self.document.fetched

    @cached_property
    def media_type(self) -> str:
        """The media type that the server named, ``""`` if none."""
        return self.document.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body decoded: by its BOM, the HTTP charset, its meta element, else UTF-8.

        A real page names its charset at byte 2834, past the 1024 that browsers scan,
        so the whole head is searched.
        """
        body = self.document.body
        for bom, name in _BOMS:
            if body.startswith(bom):
                return body[len(bom) if name == "utf-8" else 0 :].decode(name, "replace")
        named = _CHARSET.search(self.document.headers.get("content-type", ""))
        meta = _META.search(body, 0, 200_000)
        claims = [named[1]] if named else []
        claims += [meta[1].decode("ascii")] if meta else []
        for name in (*claims, "utf-8"):
            try:
                return body.decode(name, "replace")
            except LookupError:
                continue
        raise AssertionError("utf-8 is always known")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The HTML tree."""
        return LexborHTMLParser(self.text)

"""A document as the parsers see it: decoded once, its tree built once."""

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from streamer.model import Document
from streamer.parse.blocks import Layout, lay_out
from streamer.parse.charset import decode
from streamer.parse.linked import Linked, read_scripts


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
        """The body decoded; see ``charset.decode``."""
        return decode(self.document.body, self.document.headers.get("content-type", ""))

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The HTML tree."""
        return LexborHTMLParser(self.text)

    @cached_property
    def layout(self) -> Layout:
        """The HTML page as a row of blocks."""
        return lay_out(self.tree.body) if self.tree.body else Layout()

    @cached_property
    def linked(self) -> Linked:
        """What the JSON-LD scripts of the page hold."""
        return read_scripts(self.tree)

"""A document as the parsers see it: decoded once, its tree built once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from streamer.model import Document, Memo, Selectors
from streamer.parse.blocks import Layout, lay_out
from streamer.parse.charset import decode, utf8
from streamer.parse.loose_json import loads
from streamer.parse.schema_org.linked import Linked, read_scripts

T = TypeVar("T")


class Page:
    """The first document of a poll, what was fetched for it, and how to read both.

    Attributes:
        document: The first document.
        zone: What clocks and dates are read in that name none themselves.
        memo: What the parser wanted to be told when it read the source last.
        selectors: The reader's own description of the page, if there is one.
        keyed: Whether the source has a key for an API.
        fragment: What stands behind the ``#`` of the source's address.
        more: The documents that the parser wanted, by their role.

    """

    def __init__(  # noqa: PLR0913  # all that a parser may know
        self,
        document: Document,
        zone: ZoneInfo | None = None,
        *,
        memo: Memo | None = None,
        selectors: Selectors | None = None,
        keyed: bool = False,
        fragment: str = "",
        more: Sequence[Document] = (),
    ) -> None:
        self.document = document
        self.zone = zone
        self.memo: Memo = memo or {}
        self.selectors = selectors
        self.keyed = keyed
        self.fragment = fragment
        self.more: Mapping[str, Page] = {one.role: Page(one, zone) for one in more}
        self._known: dict[Callable[[Page], object], object] = {}

    def once(self, ask: Callable[["Page"], T]) -> T:
        """Return what *ask* says of this page, asked once: recognising and reading share it.

        Nobody may change the answer, and *ask* may look at the document and the zone only.
        """
        if ask not in self._known:
            self._known[ask] = ask(self)
        return cast(T, self._known[ask])

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
    def _utf8(self) -> str | None:
        return utf8(self.document.body)

    @cached_property
    def text(self) -> str:
        """The body decoded; see ``charset.decode``."""
        if self._utf8 is not None:
            return self._utf8
        return decode(self.document.body, self.document.headers.get("content-type", ""))

    @cached_property
    def utf8(self) -> bytes:
        """The text in UTF-8: the body itself where it is that, so that nothing is copied."""
        return self.text.encode(errors="replace") if self._utf8 is None else self.document.body

    @cached_property
    def json(self) -> object:
        """The value of a JSON document; None if it is none."""
        if self.text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
            return None
        try:
            return loads(self.text)
        except ValueError:
            return None

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The HTML tree."""
        return LexborHTMLParser(self.utf8)

    @cached_property
    def layout(self) -> Layout:
        """The HTML page as a row of blocks."""
        return lay_out(self.tree.body) if self.tree.body else Layout()

    @cached_property
    def linked(self) -> Linked:
        """What the JSON-LD scripts of the page hold."""
        return read_scripts(self.tree)

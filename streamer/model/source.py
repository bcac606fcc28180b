"""What is followed, what is asked for it, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from streamer.model.aware import check_aware

# What a parser wants to be told at the next poll: a few short texts by name.
Memo = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where a page described by its reader keeps its updates.

    Each is a CSS selector; ``selector@attribute`` means the value of an attribute, and
    ``@attribute`` one of the item itself. All but ``item`` look inside of an item.
    """

    item: str
    id: str = ""
    headline: str = ""
    text: str = ""
    time: str = ""

    def given(self) -> dict[str, str]:
        """Return those that are given, by their names."""
        names = ("item", "id", "headline", "text", "time")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One followed address and how to read it.

    Attributes:
        selectors: For the kind ``css``.
        key: What the source's API wants to know us by, ``""`` without one.
    """

    id: str
    url: str
    kind: str = "auto"
    zone: str | None = None
    tags: tuple[str, ...] = ()
    every: timedelta | None = None
    selectors: Selectors | None = None
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A document that a parser wants, as data: parsers ask nobody.

    Attributes:
        url: Its address, absolute.
        role: What the parser will know the answer by, such as ``children`` or ``post 42``.
        headers: More header fields, name and value.
        key: The query parameter that the source's key goes into, ``""`` for none.
    """

    url: str
    role: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One HTTP response, or one file. Header names are lower-case.

    ``role`` is that of the ``Request`` it answers, ``""`` for the first one of a poll. A
    server that refused what a parser wanted leaves a document with its status and no body.
    """

    url: str
    body: bytes = field(repr=False)
    fetched: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    role: str = ""

    def __post_init__(self) -> None:
        check_aware(self.fetched)

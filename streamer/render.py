"""How a person reads an event: on a terminal, and on one plain line.

Nothing here is told by colour alone, and no character of a feed reaches the terminal
that could do more than be seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Final

from rich.table import Table
from rich.text import Text

from streamer.harmless import one_line
from streamer.model import Entry, Event, Kind, Missed, Rewound, Update, Word
from streamer.words import excerpt, joint

# The longest look of a kind: a sign, a space and "recovered".
_KIND_WIDTH: Final = 11
_LONGEST_SOURCE: Final = 16
# An update's own time is told where it is not that of the event.
_APART: Final = timedelta(minutes=10)
_LONGEST_TEXT: Final = 160


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of event looks."""

    sign: str
    word: str
    style: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


LOOKS: Final[Mapping[Kind, Look]] = {
    "update.new": Look("+", "new", "green"),
    "update.edited": Look("~", "edited", "yellow"),
    "update.removed": Look("−", "removed", "red"),
    "update.restored": Look("↺", "restored", "cyan"),
    "source.gap": Look("…", "gap", "magenta"),
    "source.rollover": Look("»", "rollover", "magenta"),
    "source.closed": Look("■", "closed", "magenta"),
    "source.stale": Look("?", "stale", "magenta"),
    "source.failing": Look("!", "failing", "red"),
    "source.recovered": Look("✓", "recovered", "green"),
    "source.gone": Look("×", "gone", "red"),
}
_BASELINE: Final = Look("·", "baseline", "dim")
_SAYS: Final[Mapping[Kind, str]] = {
    "source.gap": "updates may have been missed here",
    "source.rollover": "goes on at another address",
    "source.closed": "the source says it is over",
    "source.stale": "silent for longer than usual",
    "source.failing": "cannot be read",
    "source.recovered": "can be read again",
    "source.gone": "gone for good, not polled any more",
}


def look(event: Event) -> Look:
    """Return how *event* looks; what a source showed from the start is its baseline.

    A newer streamer may have written kinds that this one does not know.
    """
    unknown = Look("•", one_line(event.kind.rpartition(".")[2]), "")
    return _BASELINE if event.baseline else LOOKS.get(event.kind, unknown)


def row(entry: Entry, *, zone: tzinfo, marks: bool = False, sources: int = 0) -> Table:
    """Return *entry* for a terminal: time, source, kind, and what happened.

    Args:
        entry: The event and when it was committed.
        zone: Where the clock hangs that the times are shown by.
        marks: Whether cut and added words carry ``[-…-]`` and ``{+…+}``, for a terminal
            that shows no colours.
        sources: The width of the column of sources, 0 to leave it out.

    """
    event, seen = entry.event, look(entry.event)
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=8, no_wrap=True)
    cells = [Text(f"{entry.time.astimezone(zone):%H:%M:%S}", "dim")]
    if sources:
        width = min(sources, _LONGEST_SOURCE)
        table.add_column(width=width, no_wrap=True, overflow="ellipsis")
        cells.append(Text(one_line(event.source), "dim" if event.baseline else "blue"))
    table.add_column(width=_KIND_WIDTH, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    cells.append(Text(str(seen), seen.style))
    cells.append(Text("\n").join(_lines(entry, zone=zone, marks=marks)))
    table.add_row(*cells, style="dim" if event.baseline else None)
    return table


def line(entry: Entry) -> str:
    """Return *entry* on one line without any style, its time in UTC."""
    told = "  ".join(text.plain for text in _lines(entry, zone=None, marks=True))
    seen = look(entry.event)
    stamp = f"{entry.time:%Y-%m-%dT%H:%M:%SZ}"
    return f"{stamp}  {one_line(entry.event.source)}  {seen!s:{_KIND_WIDTH}}  {told}".rstrip()


def rewound(notice: Rewound) -> str:
    """Return the notice that the store lost events which this reader had seen."""
    return (
        f"the store lost the events after {notice.common}, of which some were read "
        f"(up to {notice.asked}); what the sources still show comes again"
    )


def missed(notice: Missed) -> str:
    """Return the notice that events were trimmed before a subscription handled them."""
    many = f"{notice.first} to {notice.last}" if notice.last > notice.first else f"{notice.first}"
    which = "duplicates" if notice.duplicates else "events"
    return f"missed: {which} {many} were trimmed before this subscription handled them"


def summary(kinds: Mapping[str, int]) -> str:
    """Return ``14 events: 9 new, 3 edited, …`` for the number of events by their word."""
    total = sum(kinds.values())
    if not total:
        return "no events"
    order = dict.fromkeys([_BASELINE.word, *(seen.word for seen in LOOKS.values()), *kinds])
    parts = [f"{kinds[word]} {word}" for word in order if kinds.get(word)]
    return f"{total} event{'s' if total > 1 else ''}: {', '.join(parts)}"


def _lines(entry: Entry, *, zone: tzinfo | None, marks: bool) -> Iterator[Text]:
    event = entry.event
    if event.update is None:
        yield _source_line(event)
        return
    said = event.words.get("headline", ())
    first = changed(said, marks=marks) if _differs(said) else Text(_title(event.update))
    if event.kind == "update.removed":
        first.stylize("strike")
    yield _aside(entry, event.update, zone).append_text(first)
    text = event.words.get("text", ())
    if _differs(text):
        yield changed(excerpt(text), marks=marks)
    if event.reverts:
        yield Text(f"back to revision {event.reverts}", "dim")
    if event.duplicate_of:
        yield Text(f"repeats {one_line(event.duplicate_of)}", "dim")


def _differs(words: Sequence[Word]) -> bool:
    return any(word.op != "keep" for word in words)


def _title(update: Update) -> str:
    """Return the headline, else how the text begins."""
    title = one_line(update.headline or update.text)
    return title if len(title) <= _LONGEST_TEXT else title[: _LONGEST_TEXT - 1].rstrip() + "…"


def _aside(entry: Entry, update: Update, zone: tzinfo | None) -> Text:
    """Return when the update itself was published, if not about now.

    It stands before the headline, because there it is never broken in two.
    """
    if update.published is None or abs(entry.time - update.published) < _APART:
        return Text()
    published = update.published.astimezone(zone) if zone else update.published
    day = "" if published.date() == entry.time.astimezone(published.tzinfo).date() else "%-d %b "
    late = "late, " if entry.event.late else ""
    return Text(f"{late}{published.strftime(f'{day}%H:%M')} · ", "dim")


def _source_line(event: Event) -> Text:
    told = Text(_SAYS.get(event.kind, one_line(event.kind)))
    detail = event.detail.get("message") or ", ".join(
        f"{name} {value}" for name, value in event.detail.items()
    )
    return told.append(f": {one_line(detail)}" if detail else "")


def changed(words: Sequence[Word], *, marks: bool) -> Text:
    """Return an edit: cut words struck through in red, added ones in green, or marked."""
    text = Text()
    for word in words:
        shown = one_line(word.text)
        if not shown:
            continue
        text.append(joint(text.plain, shown))
        if word.op == "keep":
            text.append(shown)
        elif word.op == "cut":
            text.append(f"[-{shown}-]" if marks else shown, "" if marks else "red strike")
        else:
            text.append(f"{{+{shown}+}}" if marks else shown, "" if marks else "green")
    return text

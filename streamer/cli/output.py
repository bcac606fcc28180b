"""What a command prints: JSON lines, rows on a terminal, or plain lines."""

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table

from streamer import render
from streamer.cli.options import local
from streamer.codec import event_json, notice_json
from streamer.harmless import harmless, one_line
from streamer.model import Entry, Rewound

# Columns of a terminal; on a narrower one the words of an event would be squeezed out.
_ROOM_FOR_SOURCES = 50


class Printer:
    """Prints events to stdout in the form that its reader can use.

    Args:
        json: One JSON object a line.
        live: Whether each line must be seen at once.
        sources: The ids that may come, for the width of their column.

    """

    def __init__(
        self, *, json: bool = False, live: bool = True, sources: tuple[str, ...] = ()
    ) -> None:
        self._json = json
        self._live = live
        self._zone = local()
        self._width = max((len(one_line(source)) for source in sources), default=12)
        self._day: date | None = None
        self._terminal = None if json or not sys.stdout.isatty() else Console(highlight=False)
        self.kinds: Counter[str] = Counter()

    def entry(self, entry: Entry, *, silent: bool = False) -> None:
        """Print one event, or only count it."""
        self.kinds[render.look(entry.event).word] += 1
        if silent:
            return
        if self._json:
            self._write(orjson.dumps(event_json(entry)))
        elif self._terminal is None:
            self._write(render.line(entry).encode())
        else:
            self._head(entry)
            marks = self._terminal.no_color or self._terminal.color_system is None
            sources = self._width if self._terminal.width >= _ROOM_FOR_SOURCES else 0
            self._terminal.print(render.row(entry, zone=self._zone, marks=marks, sources=sources))

    def rewound(self, notice: Rewound) -> None:
        """Print that the store lost events."""
        if self._json:
            self._write(orjson.dumps(notice_json(notice)))
        else:
            self.note(render.rewound(notice), "bold magenta")

    def note(self, text: str, style: str = "dim") -> None:
        """Print a line of our own, for people only."""
        if self._terminal is not None:
            self._terminal.print(harmless(text), style=style, markup=False)
        elif not self._json:
            self._write(harmless(text).encode())

    def summary(self) -> None:
        """Print how many events of which kind there were, for people only."""
        self.note(render.summary(self.kinds), "bold")

    def _head(self, entry: Entry) -> None:
        """Tell the day when it changes: the rows show only clocks."""
        when = entry.time.astimezone(self._zone)
        if self._terminal is not None and when.date() != self._day:
            self._day = when.date()
            text = f"{when:%A, %-d %B %Y} · times in {when.tzname()}"
            self._terminal.print(Rule(text, align="left", style="dim", characters="─"))

    def _write(self, line: bytes) -> None:
        sys.stdout.buffer.write(line + b"\n")
        if self._live:
            sys.stdout.buffer.flush()


def show(*parts: RenderableType) -> None:
    """Print tables and texts for people, without blanks at the ends of lines."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    for line in captured.get().splitlines():
        sys.stdout.buffer.write(line.rstrip().encode() + b"\n")


def print_json(found: Mapping[str, Any]) -> None:
    """Print one object on one line."""
    sys.stdout.buffer.write(orjson.dumps(found) + b"\n")


def table(*names: str) -> Table:
    """Return a table for people, without lines."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        shown.add_column(name, overflow="fold")
    return shown

"""What ``inspect`` and ``diff`` show."""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from orjson import dumps
from rich.table import Table
from rich.text import Text

from streamer.cli.options import local
from streamer.cli.output import Printer, print_json, show
from streamer.codec import snapshot_json
from streamer.diff import confirm, diff, fold
from streamer.doubt import doubt
from streamer.harmless import harmless, one_line
from streamer.model import (
    Cursor,
    Document,
    Entry,
    Event,
    Facts,
    KnownUpdate,
    Selectors,
    Snapshot,
    Update,
)

_VIEWS = {
    "full": "all that the source has; what is missing was removed",
    "window": "the newest updates; older ones have scrolled off",
    "merge": "changes only; what is missing may still be there",
    "unknown": "nobody knows what else there is; nothing counts as removed",
}
_BASES = {
    "stated": "as the source states it",
    "date-inferred": "the source shows {clock}; the day is inferred",
    "first-seen": "the source shows no time; this is when it was seen",
}
_FEEDS = ("feed", "json-feed")
_LONGEST = 300


def show_snapshot(document: Document, snapshot: Snapshot, *, zone: str | None, json: bool) -> None:
    """Print what was read in *document*."""
    if json:
        print_json(snapshot_json(snapshot))
        return
    clock = ZoneInfo(zone) if zone else local()
    show(_head(document, snapshot, zone, clock))
    for update in snapshot.updates:
        show("", _update(update, clock))
    for problem in snapshot.problems:
        show("", Text(f"note: {one_line(problem)}", "yellow"))
    if snapshot.selectors:
        show("", *_proposal(snapshot.selectors))


def _proposal(selectors: Selectors) -> Iterator[Text]:
    """Yield lines of the settings that read the page as it was read here."""
    yield Text(
        "# recognised by its clocks; these lines below a source read the same updates:", "dim"
    )
    lines = ["kind: css", "selectors:"]
    # JSON's quotes are YAML's, and a selector may begin with any mark.
    lines += [f"  {name}: {dumps(value).decode()}" for name, value in selectors.given().items()]
    yield from (Text(f"    {line}", no_wrap=True, overflow="ignore") for line in lines)


def _needed(snapshot: Snapshot) -> str:
    """Say that more documents belong to the source, which a poll fetches by itself."""
    count = len(snapshot.wants)
    if not count:
        return ""
    many = f"{count} more documents" if count > 1 else "one more document"
    return f"{many}, which a poll fetches by itself: {snapshot.wants[0].url}"


def _unknown(snapshot: Snapshot) -> str:
    """Say that an address may help; feeds seldom need theirs, as they name whole addresses."""
    links = (*snapshot.next, *(update.url for update in snapshot.updates if update.url))
    whole = all(link.startswith(("http://", "https://")) for link in links)
    if whole and snapshot.memo.get("kind") in _FEEDS:
        return ""
    return "not given; if something is missing here, say it with --url"


def _head(document: Document, snapshot: Snapshot, zone: str | None, clock: tzinfo) -> Table:
    count = len(snapshot.updates)
    inferred = any(update.published_basis == "date-inferred" for update in snapshot.updates)
    hangs = f"{zone}" if zone else "UTC, unless the page names one; --zone says it better"
    return _grid(
        {
            "format": snapshot.format,
            "title": snapshot.title,
            "address": "" if document.url else _unknown(snapshot),
            "fetched": f"{document.fetched.astimezone(clock):%Y-%m-%d %H:%M:%S %Z}",
            "zone": hangs if inferred else "",
            "view": f"{snapshot.view}: {_VIEWS[snapshot.view]}",
            "closed": "the source says it is over" if snapshot.closed else "",
            "gone": ", ".join(snapshot.tombstones),
            "needs": _needed(snapshot),
            "next": "  ".join(snapshot.next),
            "goes on": snapshot.successor,
            "updates": f"{count}, in the page's order" if count > 1 else str(count),
        }
    )


def _update(update: Update, zone: tzinfo) -> Table:
    when, why = "no time", ""
    if update.published:
        when = f"{update.published.astimezone(zone):%Y-%m-%d %H:%M %Z}"
        why = _BASES[update.published_basis].format(clock=update.clock or "no clock of its own")
    text = one_line(update.text)
    return _grid(
        {
            "headline": one_line(update.headline) or "none",
            "published": f"{when}  ({why})" if why else when,
            "id": update.id + ("  (made by us: the source gives none)" if update.derived else ""),
            "labels": ", ".join(update.labels),
            "authors": ", ".join(update.authors),
            "url": update.url,
            "text": text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…",
        },
        bold="headline",
    )


def _grid(values: dict[str, str], *, bold: str = "") -> Table:
    """Return names and values in two columns; what is empty is left out."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", width=9, no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in values.items():
        if value:
            table.add_row(name, Text(one_line(value), "bold" if name == bold else ""))
    return table


def show_diff(snapshots: Sequence[Snapshot], *, names: Sequence[str], json: bool) -> None:
    """Print the events between *snapshots*, whose instants rise; the user calls them *names*."""
    source = Path(names[-1]).name
    printer = Printer(json=json, live=False, sources=(source,))
    known: dict[str, KnownUpdate] = {}
    facts = Facts()
    n = 0
    for number, (snapshot, name) in enumerate(zip(snapshots, names, strict=True)):
        if number and not _believed(known, snapshot, facts, name):
            continue
        changes = diff(known, snapshot, facts.absent, source=source, baseline=number == 0)
        known = dict(fold(known, changes.events))
        facts = Facts(absent=changes.absent, modified=snapshot.modified, begun=True)
        n = _print(printer, changes.events if number else (), n)
    after = snapshots[-1].fetched + timedelta(seconds=1)
    _print(printer, confirm(known, facts.absent, after, source=source), n)
    printer.summary()


def _believed(known: dict[str, KnownUpdate], snapshot: Snapshot, facts: Facts, name: str) -> bool:
    """Tell what a poller would doubt; what shows nothing at all is left out."""
    if reason := doubt(known, snapshot, facts):
        verdict = "counted" if snapshot.updates else "left out"
        said = harmless(f"{name}: a poller would hold it back ({reason})")
        sys.stderr.write(f"{said}, {verdict}\n")
    return bool(snapshot.updates) or not reason


def _print(printer: Printer, events: Sequence[Event], n: int) -> int:
    for event in events:
        n += 1
        printer.entry(Entry(cursor=Cursor(0, n), time=event.fetched, event=event))
    return n

"""What ``sources list`` and ``status`` show."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from streamer.cli.output import print_json, show, table
from streamer.cli.standing import standing_json, standings
from streamer.codec.body import write_instant
from streamer.config import Config
from streamer.harmless import one_line, redact
from streamer.model import Facts, Outcome, Source
from streamer.pace import NEVER
from streamer.quantity import show_duration
from streamer.store import open_stream
from streamer.stream import RedisStream

_GOOD: tuple[Outcome, ...] = ("ok-new", "ok-edited", "unchanged", "not-modified")


def list_sources(config: Config, *, json: bool) -> None:
    """Print what is followed."""
    sources = config.followed()
    if json:
        for source in sources:
            print_json(
                {
                    "id": source.id,
                    "url": redact(source.url),
                    "kind": source.kind,
                    "zone": source.zone,
                    "tags": list(source.tags),
                    "every": show_duration(source.every) if source.every else None,
                }
            )
        return
    shown = table("source", "kind", "zone", "every", "tags", "address")
    for source in sources:
        every = show_duration(source.every) if source.every else "auto"
        shown.add_row(
            *map(one_line, (source.id, source.kind, source.zone or "", every)),
            one_line(", ".join(source.tags)),
            one_line(redact(source.url)),
        )
    show(shown if sources else "nothing is followed: name a source in config.yaml")


async def show_status(config: Config, *, json: bool, healthy: bool) -> int:
    """Print how the store, the daemon and each source do; return the exit code."""
    async with open_stream(config) as stream:
        shown = await _status(config, stream)
    if json:
        print_json(shown)
    else:
        _show(shown, datetime.now(UTC))
    return 1 if healthy and shown["daemon"] is None else 0


async def _status(config: Config, stream: RedisStream) -> dict[str, Any]:
    stats = await stream.stats()
    facts = await asyncio.gather(*(stream.facts(source.id) for source in config.sources))
    sources = zip(config.followed(), facts, strict=True)
    return {
        "store": {key: value for key, value in stats.items() if key not in _APART},
        "daemon": stats["holder"] or None,
        "sources": [_source(source, remembered) for source, remembered in sources],
        "subscriptions": [standing_json(one) for one in await stream.subscriptions.standing()],
    }


_APART = ("holder", "state_bytes")


def _source(source: Source, facts: Facts) -> dict[str, Any]:
    gone = facts.due == NEVER
    return {
        "id": source.id,
        "url": redact(source.url),
        "polled": write_instant(facts.polled) if facts.polled else None,
        "outcome": facts.outcome,
        "due": write_instant(facts.due) if facts.due and not gone else None,
        "changed": write_instant(facts.changed) if facts.changed else None,
        "failures": facts.failures,
        "gone": gone,
        "kind": facts.memo.get("kind"),
        "address": redact(facts.address) or None,
    }


def _show(shown: dict[str, Any], now: datetime) -> None:
    store, daemon = shown["store"], shown["daemon"]
    head = Table.grid(padding=(0, 2, 0, 0))
    head.add_column(style="dim")
    head.add_column(overflow="fold")
    events = f"{store['entries']} event{'' if store['entries'] == 1 else 's'}"
    head.add_row("store", f"{store['address']}, {events}, at {store['cursor']}")
    if store["shortfall"]:
        head.add_row("", Text(store["shortfall"], "yellow"))
    if daemon:
        told = Text(f"process {daemon.get('pid')} on {one_line(str(daemon.get('host')))}", "green")
    else:
        told = Text("none runs", "yellow")
    head.add_row("daemon", told)
    show(head)
    if shown["sources"]:
        show("", _sources(shown["sources"], now))
    if shown["subscriptions"]:
        show("", standings(shown["subscriptions"]))
    for source in shown["sources"]:
        if source["address"]:
            show(Text(one_line(f"{source['id']} is followed at {source['address']}"), "dim"))


def _sources(sources: list[dict[str, Any]], now: datetime) -> Table:
    shown = table("source", "kind", "last poll", "outcome", "next", "last event", "failures")
    for source in sources:
        outcome = source["outcome"] or "never polled"
        good = outcome in _GOOD or outcome == "never polled"
        shown.add_row(
            one_line(source["id"]),
            one_line(source["kind"] or "–"),
            _ago(source["polled"], now),
            Text(outcome, "" if good else "red"),
            "never" if source["gone"] else _ahead(source["due"], now),
            _ago(source["changed"], now),
            str(source["failures"] or ""),
        )
    return shown


def _ago(instant: str | None, now: datetime) -> str:
    if instant is None:
        return "–"
    return f"{_seconds(now - datetime.fromisoformat(instant))} ago"


def _ahead(instant: str | None, now: datetime) -> str:
    if instant is None:
        return "–"
    wait = datetime.fromisoformat(instant) - now
    return f"in {_seconds(wait)}" if wait.total_seconds() > 0 else "now"


def _seconds(span: timedelta) -> str:
    return show_duration(timedelta(seconds=max(1, round(span.total_seconds()))))

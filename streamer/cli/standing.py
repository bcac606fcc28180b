"""What ``subscriptions`` and ``parked`` show and do, and what ``status`` says of these."""

from datetime import timedelta
from typing import Any, Literal

from rich.table import Table
from rich.text import Text

from streamer import render
from streamer.cli.output import print_json, show, table
from streamer.codec import event_json
from streamer.codec.body import write_instant
from streamer.config import Config
from streamer.errors import StoreError
from streamer.harmless import harmless, one_line
from streamer.quantity import show_duration
from streamer.store import open_stream
from streamer.stream.subscriptions import Standing


async def listing(config: Config, *, json: bool) -> None:
    """Print how each subscription stands."""
    async with open_stream(config) as stream:
        rows = [standing_json(one) for one in await stream.subscriptions.standing()]
    if not json:
        show(standings(rows) if rows else "no subscription: streamer subscribe makes one")
        return
    for row in rows:
        print_json(row)


async def removing(config: Config, name: str, *, force: bool) -> None:
    """Forget a subscription."""
    async with open_stream(config) as stream:
        if not await stream.subscriptions.remove(name, force=force):
            raise StoreError(f'no subscription is called "{name}"')


async def listing_parked(config: Config, name: str, limit: int | None, *, json: bool) -> None:
    """Print what was put aside: the event, and why."""
    async with open_stream(config) as stream:
        await stream.subscriptions.require(name)
        async for one in stream.subscriptions.parked(name, limit):
            if json:
                more = {"why": one.why, "tries": one.tries, "parked": write_instant(one.at)}
                print_json(event_json(one.entry) | more)
            else:
                tries = f"{one.tries} tr{'y' if one.tries == 1 else 'ies'}"
                show(Text(harmless(f"{render.line(one.entry)}  ({one_line(one.why)}, {tries})")))


async def settling(
    config: Config,
    name: str,
    verb: Literal["replay", "purge"],
    limit: int | None,
    *,
    json: bool,
) -> None:
    """Hand out again what was put aside, or forget it."""
    async with open_stream(config) as stream:
        await stream.subscriptions.require(name)
        count = await stream.subscriptions.settle(name, verb, limit)
    done = "replayed" if verb == "replay" else "purged"
    if json:
        print_json({done: count})
    else:
        show(f"{count} event{'' if count == 1 else 's'} {done}")


def standing_json(one: Standing) -> dict[str, Any]:
    """Return how a subscription stands, as ``--json`` prints it."""
    return {
        "name": one.name,
        "workers": one.workers,
        "pending": one.pending,
        "lag": one.lag,
        "oldest_seconds": None if one.oldest is None else round(one.oldest.total_seconds(), 3),
        "parked": one.parked,
        "missed": one.missed,
    }


def standings(rows: list[dict[str, Any]]) -> Table:
    """Return the same for people."""
    shown = table("subscription", "workers", "in hand", "oldest", "behind", "parked", "missed")
    for row in rows:
        age = row["oldest_seconds"]
        shown.add_row(
            one_line(row["name"]),
            str(row["workers"]),
            str(row["pending"] or ""),
            "" if age is None else show_duration(timedelta(seconds=max(1, round(age)))),
            str(row["lag"] or ""),
            str(row["parked"] or ""),
            row["missed"],
        )
    return shown

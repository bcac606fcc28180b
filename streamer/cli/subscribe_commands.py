"""``subscribe``, ``subscriptions`` and ``parked``: readers that the stream remembers."""

from datetime import timedelta
from typing import Annotated

import typer

from streamer.cli.options import ConfigFile, Json, Since, rule_in, span, when

Name = Annotated[
    str, typer.Argument(metavar="NAME", show_default=False, help="The name of the subscription.")
]
Limit = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="The oldest N only. [default: all]", show_default=False),
]


def subscribe(
    name: Name,
    match: Annotated[
        str | None,
        typer.Option(
            metavar="RULE", help="What it wants. [default: the rule of the settings, else all news]"
        ),
    ] = None,
    since: Since = None,
    execute: Annotated[
        str | None,
        typer.Option("--exec", metavar="CMD", help="Run this for each event, its JSON on stdin."),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print each event as a JSON object on a line.")
    ] = False,
    tries: Annotated[
        int, typer.Option(metavar="N", min=1, help="Park an event after so many failures.")
    ] = 5,
    pause: Annotated[
        str, typer.Option(metavar="SPAN", help="After the first failure; then twice as long.")
    ] = "1s",
    lease: Annotated[
        str, typer.Option(metavar="SPAN", help="Others take over from a worker silent for so long.")
    ] = "30s",
    config: ConfigFile = None,
) -> None:
    """Hand over each event at least once.

    The name is the store's memory of what was handled: whoever uses it goes on there, and several
    workers share it. --since counts only at its first use; the default is now. The command
    runs without a shell; exit code 0 means handled.
    """
    from streamer.cli import subscribing
    from streamer.cli.command import Command
    from streamer.cli.runner import run, settings
    from streamer.delivering import Patience
    from streamer.joining import rule_of

    if (execute is None) is not jsonl:
        raise typer.BadParameter("give one of them", param_hint="--exec, --jsonl")
    found, place = settings(config), when(since or "now", "--since")
    rule = rule_of(found, name, rule_in(match))
    held = span(lease, "--lease", least=timedelta(milliseconds=100))
    if execute is None:
        work = subscribing.printing_lines(found, name, rule, since=place, lease=held)
    else:
        patience = Patience(tries=tries, pause=span(pause, "--pause"))
        work = subscribing.executing(
            found, name, rule, Command(execute), patience, since=place, lease=held
        )
    run(work, endless=True)


def list_subscriptions(json: Json = False, config: ConfigFile = None) -> None:
    """Show how each subscription stands."""
    from streamer.cli.runner import run, settings
    from streamer.cli.standing import listing

    run(listing(settings(config), json=json))


def remove_subscription(
    name: Name,
    force: Annotated[
        bool, typer.Option("--force", help="Also with events in hand or parked, which go too.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Forget a subscription: its place, and what was parked.

    A worker that still runs ends with an error.
    """
    from streamer.cli.runner import run, settings
    from streamer.cli.standing import removing

    run(removing(settings(config), name, force=force))


def list_parked(
    name: Name, limit: Limit = None, json: Json = False, config: ConfigFile = None
) -> None:
    """Show what was put aside, and why; the oldest first."""
    from streamer.cli.runner import run, settings
    from streamer.cli.standing import listing_parked

    run(listing_parked(settings(config), name, limit, json=json))


def replay_parked(
    name: Name, limit: Limit = None, json: Json = False, config: ConfigFile = None
) -> None:
    """Hand what was put aside to the subscription again."""
    from streamer.cli.runner import run, settings
    from streamer.cli.standing import settling

    run(settling(settings(config), name, "replay", limit, json=json))


def purge_parked(
    name: Name, limit: Limit = None, json: Json = False, config: ConfigFile = None
) -> None:
    """Forget what was put aside, for good."""
    from streamer.cli.runner import run, settings
    from streamer.cli.standing import settling

    run(settling(settings(config), name, "purge", limit, json=json))

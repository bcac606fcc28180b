"""``tail`` and ``replay``: reading the stream."""

from typing import TYPE_CHECKING, Annotated

import typer

from streamer.cli.options import ConfigFile, Json, Since, Sources, rule_in, when

if TYPE_CHECKING:
    from streamer.model import Kind
    from streamer.rules import Rule

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="K",
        help="Only this kind, such as update.edited, edited or source; repeatable.",
    ),
]

Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="RULE",
        help="Only what a rule wants, such as 'kind:edited kharkiv -sport'.",
    ),
]


def tail(
    since: Since = None,
    source: Sources = None,
    kind: Kinds = None,
    match: Match = None,
    number: Annotated[
        int | None,
        typer.Option("-n", metavar="N", min=0, help="The last N of history. [default: 10]"),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow/--no-follow", help="Wait for more, or end with history.")
    ] = True,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="What repeats other updates, not the news.")
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Show the last events, then follow.

    A restart of the store does not end it.
    """
    from streamer.cli.reading import tailing
    from streamer.cli.runner import run, settings
    from streamer.history import Wanted

    start = when(since, "--since") if since else None
    wanted = Wanted(sources=frozenset(source or ()), kinds=_kinds(kind))
    last = 10 if number is None and start is None else number
    rule = _rule(match, duplicates=duplicates)
    work = tailing(
        settings(config), start, wanted, last, rule, follow=follow, json=json, duplicates=duplicates
    )
    run(work, endless=follow)


def replay(
    since: Since = "start",
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Up to there. [default: now]")
    ] = None,
    source: Sources = None,
    match: Match = None,
    speed: Annotated[
        float,
        typer.Option(metavar="X", min=0, help="X times faster than it happened; 0 is all at once."),
    ] = 1,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="STREAM", help="Append to this key of the store instead of the screen."
        ),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Show history as it happened, at its pace or faster.

    The pauses between the events are those between their commits, divided by --speed.
    """
    from streamer.cli.reading import replaying
    from streamer.cli.runner import run, settings
    from streamer.history import Wanted
    from streamer.store import PREFIX

    start = when(since or "start", "--since")
    end = when(until, "--until") if until else "now"
    wanted = Wanted(sources=frozenset(source or ()))
    if to and to.startswith(f"{PREFIX}:"):
        raise typer.BadParameter("these are keys of the store itself", param_hint="--to")
    if end == "start":
        raise typer.BadParameter("nothing comes before the start", param_hint="--until")
    rule = _rule(match, duplicates=False)
    if to and rule and rule.duplicates == "only":
        raise typer.BadParameter("only the news can be copied, no duplicates", param_hint="--to")
    run(replaying(settings(config), start, end, wanted, rule, speed=speed, to=to, json=json))


def _kinds(names: list[str] | None) -> "frozenset[Kind]":
    """Return the kinds that *names* mean: whole, their last part, or all of a family.

    Raises:
        typer.BadParameter: Some name means none.

    """
    from streamer.rules import kinds_of

    found: set[Kind] = set()
    for name in names or ():
        try:
            found |= kinds_of(name)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--kind") from None
    return frozenset(found)


def _rule(text: str | None, *, duplicates: bool) -> "Rule | None":
    """Return the rule that *text* is, of the duplicates if only these are read.

    Raises:
        typer.BadParameter: It is none, or needs two logs at once.

    """
    from dataclasses import replace

    from streamer.errors import ConfigError
    from streamer.filtering import reads_duplicates

    rule = rule_in(text)
    if rule is None:
        return None
    if duplicates:
        return replace(rule, duplicates="only")
    try:
        reads_duplicates(rule)
    except ConfigError as error:
        raise typer.BadParameter(str(error), param_hint="--match") from None
    return rule

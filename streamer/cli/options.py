"""Options that several commands share, and what their texts mean."""

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from streamer.rules import Rule
    from streamer.when import When

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The settings; else $STREAMER_CONFIG, else ./config.yaml.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, and nothing else.")]
Zone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="The time zone of the page's clocks, as Europe/Kyiv."),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="WHEN", help="From there on: 2h, 2024-10-21T10:35, a cursor, start or now."
    ),
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="S", help="Only this source; repeatable.")
]


def local() -> tzinfo:
    """Return the time zone of this terminal."""
    return datetime.now(UTC).astimezone().tzinfo or UTC


def when(text: str, option: str, zone: tzinfo | None = None) -> "When":
    """Return what a WHEN on the command line means.

    Raises:
        typer.BadParameter: It means nothing; the command ends with wrong use.

    """
    from streamer.when import parse_when

    try:
        return parse_when(text, now=datetime.now(UTC), zone=zone or local())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def instant(text: str, option: str, zone: tzinfo | None = None) -> datetime:
    """Return the instant that a WHEN means; a cursor and ``start`` mean none."""
    found: Any = when(text, option, zone)
    if found == "now":
        return datetime.now(UTC)
    if not isinstance(found, datetime):
        raise typer.BadParameter(f'"{text}" is no instant', param_hint=option)
    return found


def span(text: str, option: str, *, least: timedelta = timedelta(0)) -> timedelta:
    """Return the duration that *text* means.

    Raises:
        typer.BadParameter: It means none, or one shorter than *least*.

    """
    from streamer.quantity import parse_duration, show_duration

    try:
        found = parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None
    if found < least:
        raise typer.BadParameter(f"at least {show_duration(least)}", param_hint=option)
    return found


def rule_in(text: str | None) -> "Rule | None":
    """Return the rule that ``--match`` gives, None if it was not given.

    Raises:
        typer.BadParameter: It is no rule.

    """
    from streamer.errors import ConfigError
    from streamer.rules import parse_rule

    try:
        return None if text is None else parse_rule(text)
    except ConfigError as error:
        raise typer.BadParameter(str(error), param_hint="--match") from None


def zone_of(name: str | None) -> "tzinfo | None":
    """Return the time zone of that name.

    Raises:
        typer.BadParameter: There is none.

    """
    from zoneinfo import ZoneInfo, available_timezones

    from streamer.nearest import hint

    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        text = f'"{name}" is no time zone{hint(name, sorted(available_timezones()))}'
        raise typer.BadParameter(text, param_hint="--zone") from None


def kind_of(name: str) -> str:
    """Return the name of a family of documents.

    Raises:
        typer.BadParameter: There is no such family.

    """
    from streamer.nearest import hint
    from streamer.parse import KINDS

    known = ("auto", *KINDS)
    if name not in known:
        text = f'"{name}" is not one of {", ".join(known)}{hint(name, known)}'
        raise typer.BadParameter(text, param_hint="--kind")
    return name

"""``sources``, ``check`` and ``status``: what is set, and what runs."""

from typing import Annotated

import typer

from streamer.cli.options import ConfigFile, Json


def sources(json: Json = False, config: ConfigFile = None) -> None:
    """List what is followed; to change that, edit config.yaml."""
    from streamer.cli.runner import printing, settings
    from streamer.cli.status import list_sources

    followed = settings(config, needed=True)
    with printing():
        list_sources(followed, json=json)


def check(config: ConfigFile = None) -> None:
    """Say what is wrong with config.yaml, with line and column.

    Ends with 1 if something is wrong. A warning is no error.
    """
    import os
    import sys

    from streamer.cli.runner import printing, settings_file
    from streamer.config import check as check_settings
    from streamer.errors import ConfigError

    path = settings_file(config, needed=True)
    try:
        checked = check_settings(path, os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from None
    count = len(checked.config.sources)
    verdict = f"{path or 'settings'}: good, {count} source{'' if count == 1 else 's'}"
    with printing():
        for line in (*(f"{warning} (warning)" for warning in checked.warnings), verdict):
            sys.stdout.write(f"{line}\n")


def status(
    json: Json = False,
    healthy: Annotated[
        bool, typer.Option("--healthy", help="End with 1 unless a daemon polls right now.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Show the store, the daemon, and how each source does."""
    from streamer.cli.runner import run, settings
    from streamer.cli.status import show_status

    run(show_status(settings(config), json=json, healthy=healthy))

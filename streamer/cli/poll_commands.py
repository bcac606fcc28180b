"""``demo``, ``run`` and ``poll``: the commands that ask servers."""

from typing import Annotated

import typer

from streamer.cli.options import ConfigFile, Json


def demo(
    seconds: Annotated[
        float | None,
        typer.Option(
            "--for", metavar="SECONDS", min=0, help="End after so long.", show_default=False
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Follow a small newsroom on this machine, offline."""
    from streamer.cli import runner
    from streamer.demo.run import run_demo

    runner.run(run_demo(seconds=seconds, as_json=json), endless=True)


def run(config: ConfigFile = None) -> None:
    """Run the daemon: poll what is due, until a signal comes.

    The first SIGTERM or Ctrl-C ends it within ten seconds with nothing lost, a second one
    at once.
    """
    from streamer.cli import runner
    from streamer.cli.polling import running

    runner.run(running(runner.settings(config, needed=True)))


def poll(
    source: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", show_default=False, help="Ids of the config."),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Poll each due source once, or the named ones at once.

    A server's own word on when to ask again is kept even then. Ends with 1 if a source
    failed.
    """
    from streamer.cli import runner
    from streamer.cli.polling import polling_once

    runner.run(polling_once(runner.settings(config, needed=True), tuple(source or ()), json=json))

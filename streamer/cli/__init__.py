"""The command line: it parses words, calls one function, prints, and exits.

Exit codes: 0 done, 1 an error of ours (one line on stderr), 2 wrong use. A closed pipe
is no error; Ctrl-C ends without a word, with 130 where something was left undone.
"""

import errno
import sys
from contextlib import suppress

import typer

from streamer import __version__
from streamer.cli import (
    inspect_commands,
    poll_commands,
    read_commands,
    status_commands,
    subscribe_commands,
)

app = typer.Typer(
    name="streamer",
    help="Follow live blogs and news feeds as a log of updates: new, edited, removed, restored.",
    epilog="Every command has a --help of its own. Settings: config.yaml.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Boxes around help cost 100 ms at every start.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
sources = typer.Typer(help="What is followed.", no_args_is_help=True, rich_markup_mode=None)
app.command()(poll_commands.demo)
app.command()(poll_commands.run)
app.command()(poll_commands.poll)
app.command()(read_commands.tail)
app.command()(read_commands.replay)
app.command()(subscribe_commands.subscribe)
app.command()(inspect_commands.inspect)
app.command()(inspect_commands.diff)
app.add_typer(sources, name="sources")
sources.command("list")(status_commands.sources)
subscriptions = typer.Typer(
    help="Readers that the stream remembers.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(subscriptions, name="subscriptions")
subscriptions.command("list")(subscribe_commands.list_subscriptions)
subscriptions.command("remove")(subscribe_commands.remove_subscription)
parked = typer.Typer(
    help="What a subscription could not handle.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(parked, name="parked")
parked.command("list")(subscribe_commands.list_parked)
parked.command("replay")(subscribe_commands.replay_parked)
parked.command("purge")(subscribe_commands.purge_parked)
app.command()(status_commands.check)
app.command()(status_commands.status)

# A disk that is full, or a quota: nobody's mistake in here.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@app.callback(invoke_without_command=True)
def _options(*, version: bool = typer.Option(False, "--version", help="Show the version.")) -> None:
    if version:
        sys.stdout.write(f"streamer {__version__}\n")
        raise typer.Exit


def main() -> None:
    """Run the command that the words of the command line name."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its number instead of a traceback.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"streamer {__version__}\n")
        return
    try:
        app(prog_name="streamer")
    except KeyboardInterrupt:
        from streamer.cli.runner import INTERRUPTED

        # It came while a command was still being loaded.
        sys.exit(INTERRUPTED)
    except Exception as error:
        from streamer.cli.runner import give_stdout_up
        from streamer.errors import StreamerError
        from streamer.harmless import harmless, redact

        full = isinstance(error, OSError) and error.errno in _FULL
        if not (full or isinstance(error, StreamerError)):
            raise
        if full:
            give_stdout_up()
        for line in str(error).splitlines():
            sys.stderr.write(f"error: {harmless(redact(line))}\n")
        sys.exit(1)

"""``inspect`` and ``diff``: what streamer reads in a document, and between documents."""

from pathlib import Path
from typing import Annotated

import typer

from streamer.cli.options import ConfigFile, Json, Zone, instant, kind_of, zone_of

_ADDRESS = ("http://", "https://")

Url = Annotated[
    str | None, typer.Option(metavar="U", help="The address that the document was got from.")
]


def inspect(
    document: Annotated[
        str,
        typer.Argument(
            metavar="URL-or-FILE",
            show_default=False,
            help="An address, a saved document, or - for what comes on stdin.",
        ),
    ],
    url: Url = None,
    fetched: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="When a file was fetched. [default: its mtime]"),
    ] = None,
    zone: Zone = None,
    kind: Annotated[str, typer.Option(metavar="K", help="How to read it.")] = "auto",
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Show what streamer would read in a document, and why.

    A clock without a date means the last such moment before the document was fetched:
    give --fetched for a file that was copied, and --zone where the page names no zone.
    An address that the settings follow is read as they say.
    """
    from streamer.cli.documents import as_followed, gathered, saved_document, snapshots
    from streamer.cli.inspecting import show_snapshot
    from streamer.cli.runner import printing, settings

    hang, kind = zone_of(zone), kind_of(kind)
    when = instant(fetched, "--fetched", hang) if fetched else None
    _check_url(url)
    if document.startswith(_ADDRESS) and (url or fetched):
        raise typer.BadParameter(
            "says something of a file, and this is an address",
            param_hint="--url" if url else "--fetched",
        )
    with printing():
        if document.startswith(_ADDRESS):
            set_up = settings(config)
            source = as_followed(set_up, document, kind=kind, zone=zone)
            got, snapshot = gathered(set_up, source)
            zone = source.zone
        else:
            got = saved_document(Path(document), url, when)
            (snapshot,) = snapshots([got], names=[document], kind=kind, zone=zone)
        show_snapshot(got, snapshot, zone=zone, json=json)


def diff(
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            show_default=False,
            help="OLD NEW [NEWER]...: saved documents, from old to new.",
        ),
    ],
    url: Url = None,
    fetched: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHEN", help="When a document was fetched: once for each. [default: mtimes]"
        ),
    ] = None,
    zone: Zone = None,
    kind: Annotated[str, typer.Option(metavar="K", help="How to read them.")] = "auto",
    json: Json = False,
) -> None:
    """Show the events between saved documents; needs no store.

    A poller believes a removal once two documents in a row miss the update. Here nothing
    comes after the newest document, so what it misses counts as removed.
    """
    from streamer.cli.documents import in_order, saved_document, snapshots
    from streamer.cli.inspecting import show_diff
    from streamer.cli.runner import printing

    if len(documents) < 2:  # noqa: PLR2004  # nothing lies between one document
        raise typer.BadParameter("needs two documents at least", param_hint="FILE")
    if fetched and len(fetched) != len(documents):
        text = f"needed once for each of the {len(documents)} documents, or not at all"
        raise typer.BadParameter(text, param_hint="--fetched")
    if any(name.startswith(_ADDRESS) for name in documents):
        raise typer.BadParameter("takes saved documents, no addresses", param_hint="FILE")
    _check_url(url)
    hang, kind = zone_of(zone), kind_of(kind)
    instants = [instant(text, "--fetched", hang) for text in fetched or ()]
    saved = [
        saved_document(Path(name), url, instants[number] if instants else None)
        for number, name in enumerate(documents)
    ]
    ordered = in_order(saved, given=bool(instants))
    with printing():
        read = snapshots(ordered, names=documents, kind=kind, zone=zone)
        show_diff(read, names=documents, json=json)


def _check_url(url: str | None) -> None:
    if url and not url.startswith(_ADDRESS):
        raise typer.BadParameter("an address begins with https://", param_hint="--url")

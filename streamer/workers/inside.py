"""What runs in a worker: one parse after another, under limits."""

import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streamer.errors import ParseError
from streamer.model import Document, Memo, Outcome, Snapshot, Source
from streamer.parse import parse
from streamer.parse.address import fragment
from streamer.parse.clock import page as clock_page
from streamer.parse.clock import propose
from streamer.parse.clock import text as clock_text
from streamer.parse.described import css
from streamer.parse.feeds import feed, json_feed
from streamer.parse.onward import sitemap
from streamer.parse.platforms import arena, easy_liveblogs, ft_log, live24, scribblelive, tickaroo
from streamer.parse.platforms.aljazeera import blog as aljazeera
from streamer.parse.platforms.amp import page as amp_page
from streamer.parse.platforms.automattic import blog as automattic
from streamer.parse.platforms.bbc import live as bbc
from streamer.parse.platforms.cnn import story as cnn
from streamer.parse.platforms.guardian import blog as guardian
from streamer.parse.platforms.sourcefabric import blog as sourcefabric
from streamer.parse.schema_org import json_ld, microdata

OUT_OF_MEMORY = 77

# They are here to be in memory before the first document is.
PRELOADED = (
    css,
    json_feed,
    feed,
    automattic,
    sourcefabric,
    guardian,
    bbc,
    easy_liveblogs,
    live24,
    arena,
    tickaroo,
    amp_page,
    aljazeera,
    cnn,
    scribblelive,
    ft_log,
    json_ld,
    microdata,
    clock_page,
    propose,
    clock_text,
    sitemap,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A ``ParseError`` on its way home; exceptions lose their keywords in a pipe."""

    message: str
    outcome: Outcome


def begin(memory: int) -> None:
    """Set the limits of this process: *memory* bytes beyond what it has now.

    ``SIGTERM`` ends it at once, also inside of a library that does not return.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    limit = _data() + memory
    _, hardest = resource.getrlimit(resource.RLIMIT_DATA)
    if hardest == resource.RLIM_INFINITY or limit < hardest:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hardest))


def run(
    documents: Sequence[Document], source: Source, memo: Memo, seconds: float
) -> Snapshot | Failure:
    """Parse *documents*; any failure of one source is only its own.

    The alarm is for a worker whose program is gone: then nobody else would end it.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return parse(
            *documents,
            kind=source.kind,
            zone=source.zone,
            memo=memo,
            selectors=source.selectors,
            keyed=bool(source.key),
            fragment=fragment(source.url),
        )
    except ParseError as error:
        return Failure(str(error), error.outcome)
    except MemoryError:
        # What is left is in pieces: the next document deserves a fresh process.
        os._exit(OUT_OF_MEMORY)
    except Exception as fault:  # noqa: BLE001 - one bad source never kills the daemon
        return Failure(f"{type(fault).__name__}: {fault}", "malformed-partial")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _data() -> int:
    """Return how many bytes of data this process holds; a guess where nothing tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except OSError:
        return 256 * 1024 * 1024
    return pages * resource.getpagesize()

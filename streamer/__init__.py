"""Follow live blogs and news feeds as a log of updates: new, edited, removed, restored.

The Python call is ``streamer.tail``. Everything else is importable from its own module;
``streamer.model`` has the nouns.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamer.api import tail

__all__ = ["__version__", "tail"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import the call when it is asked for, so that ``streamer --help`` need not."""
    if name == "tail":
        from streamer.api import tail  # noqa: PLC0415

        return tail
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Follow live blogs and news feeds as a log of updates: new, edited, removed, restored.

The Python call is ``streamer.tail``, which yields ``Entry`` and ``Rewound``. Everything else
is importable from its own module; ``streamer.model`` has the nouns.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamer.api import tail
    from streamer.model import Entry, Rewound

__all__ = ["Entry", "Rewound", "__version__", "tail"]
__version__ = "0.1.0"

_HOMES = {"tail": "streamer.api", "Entry": "streamer.model", "Rewound": "streamer.model"}


def __getattr__(name: str) -> object:
    """Import what is asked for, so that ``streamer --help`` need not import anything."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

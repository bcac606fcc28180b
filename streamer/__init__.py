"""Follow live blogs and news feeds as a log of updates: new, edited, removed, restored.

The Python calls are ``streamer.tail``, which yields ``Entry`` and ``Rewound``, and
``streamer.subscribe``, which remembers what was handled and also yields ``Missed``. Everything
else is importable from its own module; ``streamer.model`` has the nouns.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamer.api import subscribe, tail
    from streamer.model import Entry, Missed, Rewound

__all__ = ["Entry", "Missed", "Rewound", "__version__", "subscribe", "tail"]
__version__ = "0.1.0"

_HOMES = {
    "subscribe": "streamer.api",
    "tail": "streamer.api",
    "Entry": "streamer.model",
    "Missed": "streamer.model",
    "Rewound": "streamer.model",
}


def __getattr__(name: str) -> object:
    """Import what is asked for, so that ``streamer --help`` need not import anything."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Headlines that are only how their texts begin.

A plugin that has no headlines writes the first ten words of the text there, with an
ellipsis where it goes on. They say nothing, and would change with the text. Each is judged
by its own text alone: what others in the list do must not take a headline away or give it
back.
"""

from dataclasses import replace

from streamer.model import Update
from streamer.text import normalise

_ELLIPSES = ("[...]", "...")


def without_opening(update: Update) -> Update:
    """Return *update* without a headline that is the beginning of its text, or all of it."""
    head, text = normalise(update.headline), normalise(update.text)
    mark = next((mark for mark in _ELLIPSES if head.endswith(mark)), "")
    opens = text.startswith(head.removesuffix(mark).rstrip()) if mark else head == text
    return replace(update, headline="") if head and opens else update

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
# How far into a text its first words are compared before all of it is.
_GLANCE = 40


def without_opening(update: Update) -> Update:
    """Return *update* without a headline that is the beginning of its text, or all of it."""
    head = normalise(update.headline)
    mark = next((mark for mark in _ELLIPSES if head.endswith(mark)), "")
    bare = head.removesuffix(mark).rstrip()
    if not head or not _may_open(bare, update.text):
        return update
    text = normalise(update.text)
    opens = text.startswith(bare) if mark else head == text
    return replace(update, headline="") if opens else update


def _may_open(head: str, text: str) -> bool:
    """Whether the first words of a text are those of *head*; few texts need a longer look."""
    glance = text[:_GLANCE]
    if not glance.isascii() or "&" in glance:
        return True
    # What follows may join with the last character.
    first = normalise(glance[:-1])
    return head.startswith(first) or first.startswith(head)

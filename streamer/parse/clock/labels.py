"""The labels of an item: by its words, its classes, and what its texts begin with."""

import re
from typing import Final

from streamer.text import bare_headline

# The words with which newsrooms mark an update, and what we call them.
_LABELS: Final = {
    "key event": "key-event",
    "breaking": "breaking",
    "breaking news": "breaking",
    "eilmeldung": "breaking",
    "urgent": "breaking",
    "терміново": "breaking",
    "срочно": "breaking",
    "pinned": "pinned",
    "pinned post": "pinned",
    "angepinnt": "pinned",
    "angeheftet": "pinned",
    "épinglé": "pinned",
    "закріплено": "pinned",
    "correction": "correction",
    "corrected": "correction",
    "korrektur": "correction",
    "updated": "updated",
    "update": "updated",
}
_CLASSES: Final = frozenset({"pinned", "breaking", "correction"})


def label(text: str) -> str:
    """Return the label that the words of a line are, ``""`` if they are none."""
    return _LABELS.get(text.strip(" :–—-!").casefold(), "")


def class_labels(names: str) -> frozenset[str]:
    """Return the labels that the classes of an item's element name."""
    parts = re.split(r"[\s_-]+", names.casefold())
    return frozenset({"pinned" if one == "sticky" else one for one in parts} & _CLASSES)


def prefix_labels(headline: str, text: str) -> frozenset[str]:
    """Return the labels that headline and text begin with, as ``Correction: …`` does."""
    updated = {"updated"} if bare_headline(headline) != headline else set()
    heads = (said.partition(":") for said in (headline, text))
    return frozenset(updated | {label(head) for head, colon, _ in heads if colon} - {""})

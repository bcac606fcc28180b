"""RFC 6721: the entries that an Atom feed itself says are deleted.

The feed library drops them, so they are read from the text: one pass, no entities, no
regular expression that spans more than a tag.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from streamer.parse.dates import instant
from streamer.text import unescape

NAMESPACE = "http://purl.org/atompub/tombstones/1.0"
_HIDDEN = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_TAG = re.compile(r"<(?:[\w.-]{1,50}:)?deleted-entry\b([^<>]{1,5000})>")
_ATTRIBUTE = re.compile(r"(?<![\w:.-])(ref|when)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def tombstones(text: str) -> Mapping[str, datetime | None]:
    """Return the ids of the deleted entries, and since when they are gone."""
    if NAMESPACE not in text:
        return {}
    found: dict[str, datetime | None] = {}
    for attributes in _tags(text):
        said = {name: one or other for name, one, other in _ATTRIBUTE.findall(attributes)}
        if said.get("ref"):
            found[unescape(said["ref"]).strip()] = instant(said.get("when"))
    return found


def _tags(text: str) -> Iterator[str]:
    """Yield the attributes of each such tag outside of comments and CDATA."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        end = next((last for first, last in _HIDDEN if text.startswith(first, at)), "")
        if end:
            at = text.find(end, at)
            if at < 0:
                return
            continue
        tag = _TAG.match(text, at)
        if tag:
            yield tag[1]
        at += 1

"""Whether the first page of the next blog is one: until it is, the old blog is followed.

It is another blog, so that it shows less or older things than the last one says nothing.
But its address may lead to a wall or to a front page, and a page of no live blog can be
read by its clocks.
"""

from datetime import timedelta
from typing import Final

from streamer.doubt import damage
from streamer.model import Facts, Known, Snapshot
from streamer.parse.address import canonical, site
from streamer.parse.onward.live_address import is_elsewhere, is_slug

# Families that read nearly any page, and how long one of them is doubted after another's.
_ANY_PAGE: Final = frozenset(["microdata", "clock-page", "clock-text"])
_PATIENCE: Final = timedelta(days=1)


def stranger(known: Known, snapshot: Snapshot, before: Facts, *, asked: str, landed: str) -> str:
    """Return why *snapshot* is not the next blog, or not yet; ``""`` if it is.

    Args:
        known: The state of the source, that of the old blog.
        snapshot: What the page shows.
        before: The facts of the old blog; ``wary`` since when the next one is doubted.
        asked: The address of the next blog.
        landed: The address that its document came from.

    """
    if not snapshot.updates:
        return "shows nothing yet"
    if not _is_there(asked, landed):
        return f"is not there yet: it leads to {landed}"
    if reason := damage(known, snapshot, before):
        return reason
    kind, was = snapshot.memo.get("kind", ""), before.memo.get("kind", "")
    waited = before.wary is not None and snapshot.fetched - before.wary > _PATIENCE
    if kind in _ANY_PAGE and was not in ("", kind) and not waited:
        return f"looks like {kind}, and the last one was read as {was}"
    return ""


def _is_there(asked: str, landed: str) -> bool:
    """Whether a redirect stays on the site, and leads to no list or front page."""
    if canonical(asked) == canonical(landed):
        return True
    return site(asked) == site(landed) and is_slug(landed) and not is_elsewhere(landed)

"""The lookout of a source: a sitemap that names its newest live blog.

Between two looks the blog itself is polled, whatever its family; what is known of the
lookout goes with it in the memo.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from streamer.model import Memo, Request, Snapshot
from streamer.parse.address import path
from streamer.parse.page import Page

# What a memo holds of the lookout begins so; it outlives a blog.
LOOKOUT: Final = "lookout."
# The sitemap; the blog that it named; one that it names now, not followed yet; when it was read.
URL: Final = f"{LOOKOUT}url"
BLOG: Final = f"{LOOKOUT}blog"
NEXT: Final = f"{LOOKOUT}next"
AT: Final = f"{LOOKOUT}at"

_EVERY: Final = timedelta(minutes=15)


def written(memo: Memo, *, url: str, at: datetime, blog: str = "", following: str = "") -> Memo:
    """Return *memo* after a look at *url*."""
    seen = {URL: url, AT: str(int(at.timestamp())), BLOG: blog, NEXT: following}
    kept = {name: said for name, said in memo.items() if not name.startswith(LOOKOUT)}
    return kept | {name: said for name, said in seen.items() if said}


def due(memo: Memo, now: datetime) -> str:
    """Return the address of the lookout if it is time to look again, else ``""``."""
    if not memo.get(URL) or not memo.get(BLOG):
        return ""
    try:
        last = datetime.fromtimestamp(int(memo.get(AT, "")), UTC)
    except (ValueError, OverflowError, OSError):
        return memo[URL]
    return memo[URL] if now - last >= _EVERY else ""


def kept(snapshot: Snapshot, page: Page) -> Snapshot:
    """Return what a blog shows with what is known of its lookout, if it has one."""
    known = {name: said for name, said in page.memo.items() if name.startswith(LOOKOUT)}
    if URL not in known or BLOG not in known:
        return snapshot
    if _is_followed(page, known):
        known[BLOG] = known.pop(NEXT)
    return replace(
        snapshot,
        memo={**snapshot.memo, **known},
        start=snapshot.start or Request(url=page.url),
    )


def _is_followed(page: Page, known: Mapping[str, str]) -> bool:
    """Whether the page is the blog that the lookout named last, and is read at last.

    It may have another address by now; but then nothing else is known of it.
    """
    if NEXT not in known:
        return False
    there = path(page.url)
    return there == path(known[NEXT]) or ("kind" not in page.memo and there != path(known[BLOG]))

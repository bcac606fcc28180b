"""The document of a blog: whether it is over, and how many posts it may hold."""

from typing import Final

from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json, mapping, text

ROLE: Final = "blog"
_OVER: Final = ("closed", "deleted")
_NO_LIMIT: Final = 100_000_000


def document(page: Page) -> Json:
    """Return the document that was fetched, an empty one if it was refused."""
    there = page.more.get(ROLE)
    return mapping(there.json) if there is not None else {}


def is_over(blog: Json) -> bool:
    return text(blog, "blog_status") in _OVER


def limit(blog: Json, known: int) -> int:
    """Return how many posts a blog may hold; *known* without its document.

    None and 0 stand for no limit, and versions that name none have none.
    """
    if not blog:
        return known
    value = _count(blog, "posts_limit")
    return value if 0 < value < _NO_LIMIT else _NO_LIMIT


def total(blog: Json) -> int:
    """Return how many posts there are without those that were deleted, 0 if it does not say."""
    return _count(blog, "total_posts")


def _count(blog: Json, field: str) -> int:
    value = blog.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

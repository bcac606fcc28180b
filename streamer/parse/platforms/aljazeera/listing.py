"""Which posts there are: the blog's own list, and the complete one where that one is in doubt.

Both are asked for at the first poll, and again wherever the blog's own list lacks a post
that we know: no post is gone that either of them holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from streamer.model import Memo, Request
from streamer.parse.page import Page
from streamer.parse.platforms.aljazeera.post import as_number
from streamer.parse.platforms.aljazeera.queries import CHILDREN, Blog
from streamer.parse.platforms.aljazeera.seen import Seen
from streamer.parse.platforms.json_values import Json, mapping

# Says in a memo that the complete list held posts that the blog's own one did not.
_SHORT: Final = "short"
# A day has some hundred posts. Of a longer list only the newest are looked at.
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The posts that there are.

    Attributes:
        numbers: In the order of the blog.
        whole: Whether there are no others.
        short: Whether the blog's own list lacks some.
        wants: What has to be asked to make sure.
    """

    numbers: tuple[int, ...]
    whole: bool = False
    short: bool = False
    wants: tuple[Request, ...] = ()

    def memo(self) -> Memo:
        """Return what to remember of the lists."""
        return {_SHORT: "1"} if self.short else {}


def listing(article: Json, blog: Blog, seen: Seen, memo: Memo, more: Mapping[str, Page]) -> Listing:
    """Return the posts that the blog lists.

    Args:
        article: The blog, as the API gives it.
        blog: Where it can be asked for.
        seen: What was fetched until now.
        memo: What was remembered of the lists.
        more: What was fetched in this poll.

    """
    own = numbers(article)
    known = seen.fetched | seen.empty
    if known and known <= {*own} and _SHORT not in memo:
        return Listing(numbers=own, whole=len(own) < _MOST)
    if not blog.origin:
        return Listing(numbers=own)
    if CHILDREN not in more:
        return Listing(numbers=own, short=_SHORT in memo, wants=(blog.children(),))
    complete = numbers(mapping(more[CHILDREN].json, "data", "article"))
    if not complete:
        # Refused, or answered as if there were no such blog.
        return Listing(numbers=own, short=_SHORT in memo)
    return Listing(
        numbers=tuple(dict.fromkeys((*complete, *own))),
        whole=len(complete) < _MOST,
        short=not {*complete} <= {*own},
    )


def numbers(article: Json) -> tuple[int, ...]:
    """Return the posts of a list, each once."""
    children = article.get("children")
    found = map(as_number, children[:_MOST] if isinstance(children, list) else ())
    return tuple(dict.fromkeys(number for number in found if number))

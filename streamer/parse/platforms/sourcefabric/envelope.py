"""Answers of the API, and rows of them: pages of all posts, or of their changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from streamer.model import Request
from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json, mapping, name, objects
from streamer.parse.platforms.sourcefabric.post import is_post

_MOST_PAGES: Final = 25
_REFUSED: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The pages of one list, as far as they are there.

    Attributes:
        items: As the API writes them.
        total: How many there are, says the server; 0 if it does not.
        wants: The pages that are missing yet.
        fault: Why these are not all, ``""`` if they are.
    """

    items: list[Json]
    total: int = 0
    wants: tuple[Request, ...] = ()
    fault: str = ""


def answer(page: Page | None) -> Json | None:
    """Return a list of posts, None if it is none or was refused."""
    return None if page is None else page.once(_answer)


def _answer(page: Page) -> Json | None:
    if page.document.status >= _REFUSED or not isinstance(page.json, dict):
        return None
    items = page.json.get("_items")
    if not isinstance(items, list) or "_meta" not in page.json:
        return None
    return page.json if all(is_post(one) for one in objects(items)) else None


def total_of(said: Json) -> int:
    """Return how many there are on all pages, 0 if the server does not say."""
    total = mapping(said, "_meta").get("total")
    return total if isinstance(total, int) and not isinstance(total, bool) and total > 0 else 0


def row(first: Page, page: Page, role: str, url: Callable[[int], str]) -> Row:
    """Return the pages of a list.

    Args:
        first: Its first page.
        page: The first document of the poll, with what was fetched for it.
        role: What the pages are known by; a number follows.
        url: The address of a page, by its number.

    """
    start = answer(first)
    if start is None:
        return Row(items=[], fault=f"page 1 was refused: {first.document.status}")
    size, total = len(objects(start["_items"])), total_of(start)
    pages = -(-total // size) if size else 1
    numbers = range(2, min(max(pages, 1), _MOST_PAGES) + 1)
    wants = tuple(
        Request(url=url(one), role=f"{role} {one}")
        for one in numbers
        if f"{role} {one}" not in page.more
    )
    found = [answer(page.more.get(f"{role} {one}")) for one in numbers]
    answers = [start, *(one for one in found if one is not None)]
    items = [item for said in answers for item in objects(said["_items"])]
    fault = ""
    if not wants:
        fault = _fault(answers, items, len(numbers) + 1)
    return Row(items=items, total=total, wants=wants, fault=fault)


def _fault(answers: list[Json], items: list[Json], pages: int) -> str:
    if len(answers) != pages:
        return f"{pages - len(answers)} pages were refused"
    if len({total_of(one) for one in answers}) > 1:
        return "the posts were counted anew meanwhile"
    total = total_of(answers[0])
    there = len({name(one, "_id") for one in items})
    return "" if there == total else f"{there} of {total}"

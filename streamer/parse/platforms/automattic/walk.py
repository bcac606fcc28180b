"""Everything there is: all pages of the present state, or the log from its beginning.

Pages stand still behind an anchor, the newest entry of the first page. If that entry is
deleted meanwhile, the server begins at the newest again and does not say so; then the
counts differ, or an entry comes twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from streamer.model import Request
from streamer.parse.page import Page
from streamer.parse.platforms.automattic import windows
from streamer.parse.platforms.automattic.entry import anchor, is_entry
from streamer.parse.platforms.automattic.settings import number
from streamer.parse.platforms.json_values import Json, name, objects

FIRST: Final = "walk 1"
LOG: Final = "log"
# With five entries a page that is a hundred of them; of more the whole log is asked for.
_MOST_PAGES: Final = 20
_REFUSED: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What was seen of it.

    Attributes:
        entries: As the API writes them.
        whole: Whether that is everything.
        wants: What is missing yet.
        problems: Why it is not everything.
    """

    entries: list[Json] = field(default_factory=list)
    whole: bool = False
    wants: tuple[Request, ...] = ()
    problems: tuple[str, ...] = ()


def answer(page: Page | None) -> Json | None:
    """Return an answer of the API, None if it is none or was refused.

    A list whose numbers have gaps is written as an object by PHP.
    """
    if page is None or page.document.status >= _REFUSED or not isinstance(page.json, Mapping):
        return None
    entries = page.json.get("entries")
    if isinstance(entries, Mapping):
        entries = list(entries.values())
    if not isinstance(entries, list) or not all(is_entry(one) for one in objects(entries)):
        return None
    return {**page.json, "entries": entries}


def first(endpoint: str, end: int, interval: int) -> Request:
    """Return what a walk begins with."""
    if windows.is_rest(endpoint):
        return Request(url=windows.state(endpoint, 1, windows.LATEST), role=FIRST)
    return log(endpoint, end, interval)


def walk(page: Page, endpoint: str, end: int, interval: int) -> Walk:
    """Return what was seen of everything, and what to fetch to see all of it.

    Args:
        page: The first document of the poll, with what was fetched for it.
        endpoint: Where the API is.
        end: The present time of the server.
        interval: Seconds between two polls.

    """
    whole = page.more.get(LOG)
    start = page.more.get(FIRST)
    if whole is not None:
        return _whole_log(whole)
    if start is None:
        return Walk(wants=(first(endpoint, end, interval),))
    said = answer(start)
    pages = number(said.get("pages")) if said else 0
    if said is None or pages > _MOST_PAGES:
        return Walk(wants=(log(endpoint, end, interval),))
    return _pages(page, said, endpoint, max(pages, 1))


def log(endpoint: str, end: int, interval: int) -> Request:
    """Return what asks for the log from the beginning on."""
    return Request(url=windows.log(endpoint, 0, end, interval), role=LOG)


def _whole_log(page: Page) -> Walk:
    said = answer(page)
    if said is None:
        return Walk(problems=(f"not all entries were seen: {page.document.status}",))
    return Walk(entries=objects(said["entries"]), whole=True)


def _pages(page: Page, start: Json, endpoint: str, pages: int) -> Walk:
    behind = anchor(start["entries"])
    wants = tuple(
        Request(url=windows.state(endpoint, one, behind), role=f"walk {one}")
        for one in range(2, pages + 1)
        if f"walk {one}" not in page.more
    )
    answers = [start]
    for one in range(2, pages + 1):
        said = answer(page.more.get(f"walk {one}"))
        answers += [said] if said else []
    entries = [entry for said in answers for entry in objects(said["entries"])]
    if wants:
        return Walk(entries=entries, wants=wants)
    why = _fault(answers, entries, pages)
    return Walk(
        entries=entries,
        whole=not why,
        problems=(f"not all entries were seen: {why}",) if why else (),
    )


def _fault(answers: list[Json], entries: list[Json], pages: int) -> str:
    """Return why pages are not everything, ``""`` if they are."""
    if len(answers) != pages:
        return f"{pages - len(answers)} pages were refused"
    if len({(number(one.get("pages")), number(one.get("total"))) for one in answers}) > 1:
        return "the pages were counted anew while they were walked"
    if len({name(one, "id") for one in entries}) != len(entries):
        return "an entry stands on two pages"
    if pages > 1 and len(entries) <= (pages - 1) * len(objects(answers[0]["entries"])):
        return "pages are missing"
    total = answers[0].get("total")
    if isinstance(total, int) and total != len(entries):
        return f"{len(entries)} of {total}"
    return ""

"""How the search of a server wants to be asked, which is found out at the first poll."""

from datetime import datetime, timedelta
from typing import Final

from streamer.model import Request
from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json
from streamer.parse.platforms.sourcefabric import queries
from streamer.parse.platforms.sourcefabric.envelope import answer
from streamer.parse.platforms.sourcefabric.post import read_posts

_ROLE: Final = "trial"
_BACK: Final = timedelta(minutes=2)


def trial(page: Page, api: str) -> tuple[str, tuple[Request, ...]]:
    """Return how changes are asked for, ``""`` if not at all, or what to ask to find out."""
    since = page.fetched - _BACK
    for form in queries.FORMS:
        role = f"{_ROLE} {form}"
        tried = page.more.get(role)
        if tried is None:
            return "", (Request(url=queries.changes(api, since, form), role=role),)
        if (said := answer(tried)) is not None and _obeys(said, since, page.fetched):
            return form, ()
    return "", ()


def _obeys(said: Json, since: datetime, now: datetime) -> bool:
    """Whether an answer holds only what was asked for; a server may not heed the question."""
    posts = read_posts(said["_items"], now, "")
    times = [(one.touched, one.published) for one in posts]
    return all(any(at and at >= since for at in both) for both in times)

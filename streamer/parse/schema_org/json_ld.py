"""schema.org LiveBlogPosting in JSON-LD: a page's own list of its updates."""

from collections.abc import Mapping
from dataclasses import replace

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.page import Page
from streamer.parse.schema_org.linked import BLOG, LISTS, types
from streamer.parse.schema_org.live_blog import read_blogs
from streamer.parse.schema_org.posting import Thing, scalar


def recognise(page: Page) -> bool:
    """Whether the page lists updates, or would if its script were not broken."""
    return any(name in blog for blog in page.once(_blogs) for name in LISTS) or _broken(page) > 0


def announced(page: Page) -> bool:
    """Whether the page is a live blog that lists nothing, as before the event begins."""
    return bool(page.once(_blogs))


def read(page: Page) -> Snapshot:
    """Return what the page lists, and what it shows besides; both are windows.

    Raises:
        ParseError: The script with the list is broken. Another way of reading would
            find other ids, and tell every update anew.

    """
    blogs = page.once(_blogs)
    if not blogs:
        raise ParseError(
            _no_json(_broken(page), f" with a {BLOG}"),
            outcome="malformed-partial",
        )
    named = {thing["@id"]: thing for thing in page.linked.things() if _is_named(thing)}
    shown = read_blogs(blogs, page, format="json-ld", named=named)
    return replace(shown, problems=(*_noted(page), *shown.problems))


def _blogs(page: Page) -> list[Thing]:
    """Return the live blogs of the page, each once.

    Where one is in two scripts, the first is believed, and the other one completes it.
    """
    found: dict[object, dict[str, object]] = {}
    for place, thing in enumerate(page.linked.things()):
        if BLOG not in types(thing):
            continue
        name = scalar(thing.get("@id") or thing.get("url"))
        one = found.setdefault(name if isinstance(name, str) else place, {})
        one.update({key: value for key, value in thing.items() if not one.get(key)})
    return list(found.values())


def _broken(page: Page) -> int:
    return sum(BLOG in script for script in page.linked.broken)


def _is_named(thing: Mapping[str, object]) -> bool:
    return isinstance(thing.get("@id"), str)


def _noted(page: Page) -> tuple[str, ...]:
    count = len(page.linked.broken)
    return (_no_json(count),) if count else ()


def _no_json(count: int, which: str = "") -> str:
    return f"{count} JSON-LD script{f'{which} is' if count == 1 else f's{which} are'} no JSON"

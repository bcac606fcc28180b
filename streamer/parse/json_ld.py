"""schema.org LiveBlogPosting: a page's own list of its updates.

The list is believed field by field, see ``shared_fields``. ``coverageEndTime`` is never
read as "closed": one newsroom sets it while live, another a day ahead.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import fragment_text
from streamer.parse.ids import unique
from streamer.parse.linked import BLOG as _BLOG
from streamer.parse.linked import LISTS, types
from streamer.parse.page import Page
from streamer.parse.page_items import find
from streamer.parse.posting import Thing, body, scalar, string, update
from streamer.parse.shared_fields import shared
from streamer.parse.union import Sides, unite

_ELLIPSES = ("…", "...")
# Cuts are made at round lengths: 1000 characters, 250, 160 and so on.
_ROUND = 10


def recognise(page: Page) -> bool:
    """Whether the page lists updates, or would if its script were not broken."""
    return any(name in blog for blog in _blogs(page) for name in LISTS) or _broken(page) > 0


def announced(page: Page) -> bool:
    """Whether the page is a live blog that lists nothing, as before the event begins."""
    return any(True for _ in _blogs(page))


def read(page: Page) -> Snapshot:
    """Return what the page lists, and what it shows besides; both are windows.

    Raises:
        ParseError: The script with the list is broken. Another way of reading would
            find other ids, and tell every update anew.

    """
    blogs = list(_blogs(page))
    if not blogs:
        raise ParseError(
            f"{_broken(page)} JSON-LD scripts with a {_BLOG} are no JSON",
            outcome="malformed-partial",
        )
    things = _things(blogs, page)
    read_as = [update(thing, page.url, page.zone or UTC) for thing in things]
    listed, twins = unique(read_as)
    title = fragment_text(string(blogs[0].get("headline") or blogs[0].get("name")))
    theirs = shared(listed, title, _dates(blogs, page, "datePublished", "dateModified"))
    cut = _cut([body(thing) for thing in things])
    sides = Sides(
        listed=listed,
        items=find(page, [one.id for one in listed]),
        cut={one.id for one, is_cut in zip(read_as, cut, strict=True) if is_cut},
        shared=theirs,
        url=page.url,
        zone=page.zone,
    )
    updates, left_out = unite(sides)
    return Snapshot(
        updates=updates,
        view="window",
        fetched=page.fetched,
        format="json-ld",
        title=title,
        modified=_modified(blogs, page),
        next=_next(page),
        problems=(*_noted(page), *twins, *_told(theirs.names), *left_out),
    )


def _blogs(page: Page) -> Iterator[Thing]:
    """Yield the live blogs of the page, each once."""
    seen = set()
    for thing in page.linked.things():
        if _BLOG not in types(thing):
            continue
        name = scalar(thing.get("@id") or thing.get("url"))
        if not isinstance(name, str) or name not in seen:
            seen.add(name if isinstance(name, str) else "")
            yield thing


def _broken(page: Page) -> int:
    return sum(_BLOG in script for script in page.linked.broken)


def _things(blogs: Sequence[Thing], page: Page) -> list[Thing]:
    """Return the postings of all lists, flat; a mere reference stands for what it names."""
    named = {thing["@id"]: thing for thing in page.linked.things() if _is_named(thing)}
    found: list[Thing] = []
    queue = [blog.get(name) for blog in reversed(blogs) for name in reversed(LISTS)]
    while queue:
        value = queue.pop()
        if isinstance(value, list):
            queue.extend(reversed(value))
        elif isinstance(value, Mapping) and value:
            found.append(named.get(value.get("@id"), value) if len(value) == 1 else value)
    return found


def _is_named(thing: Thing) -> bool:
    return isinstance(thing.get("@id"), str)


def _cut(bodies: Sequence[str]) -> list[bool]:
    """Tell of each text whether the list cut it: at an ellipsis, or at its limit."""
    limit = max(map(len, bodies), default=0)
    limited = limit and limit % _ROUND == 0
    return [
        text.rstrip().endswith(_ELLIPSES) or bool(limited and len(text) == limit) for text in bodies
    ]


def _dates(blogs: Sequence[Thing], page: Page, *names: str) -> list[datetime]:
    found = (instant(scalar(blog.get(name)), page.zone) for blog in blogs for name in names)
    return [date for date in found if date]


def _modified(blogs: Sequence[Thing], page: Page) -> datetime | None:
    """Return the page's own last change; one in the future of the fetch says nothing."""
    claims = _dates(blogs, page, "dateModified")
    return max((claim for claim in claims if claim <= page.fetched), default=None)


def _next(page: Page) -> tuple[str, ...]:
    links = page.tree.css('link[rel="next"][href]')
    found = (absolute(link.attributes.get("href"), page.url) for link in links)
    return tuple(dict.fromkeys(address for address in found if address))


def _noted(page: Page) -> tuple[str, ...]:
    count = len(page.linked.broken)
    return (f"{count} JSON-LD scripts are no JSON",) if count else ()


def _told(names: Sequence[str]) -> tuple[str, ...]:
    return (f"the same on every update, so the page's: {', '.join(names)}",) if names else ()

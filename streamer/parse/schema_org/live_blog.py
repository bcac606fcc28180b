"""schema.org LiveBlogPosting, however a page writes it: its list, and its own elements.

The list is believed field by field, see ``shared_fields``. ``coverageEndTime`` is never
read as "closed": one newsroom sets it while live, another a day ahead.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from streamer.model import Snapshot
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import fragment_text
from streamer.parse.ids import unique
from streamer.parse.page import Page
from streamer.parse.schema_org.linked import LISTS
from streamer.parse.schema_org.openings import without_opening
from streamer.parse.schema_org.page_items import Item, find
from streamer.parse.schema_org.posting import Thing, body, scalar, string, update
from streamer.parse.schema_org.shared_fields import shared
from streamer.parse.schema_org.union import Sides, unite

_ELLIPSES = ("…", "...")
# Cuts are made at round lengths: 1000 characters, 250, 160 and so on.
_ROUND = 10
# A list may be an ItemList of ListItems that hold the postings.
_HOLDERS = ("itemListElement", "item")
# What a posting must have something of, to be more than a place in the list.
_TELLING = ("@id", "identifier", "url", "headline", "name", "articleBody", "text", "description")


def read_blogs(
    blogs: Sequence[Thing],
    page: Page,
    *,
    format: str,  # noqa: A002  # the snapshot's own word for it
    named: Mapping[object, Thing] | None = None,
    own: Collection[int] = (),
) -> Snapshot:
    """Return what *blogs* list, and what the page shows besides; both are windows.

    Args:
        blogs: At least one.
        page: The page.
        format: The format to name.
        named: The things of the page by their ``@id``, for a list of mere references.
        own: The memory ids of the elements that the things were read from, so that none
            is an update once more, by another id.

    """
    things = _things(blogs, named or {})
    read_as = [without_opening(update(thing, page.url, page.zone or UTC)) for thing in things]
    listed, twins = unique(read_as)
    title = fragment_text(string(blogs[0].get("headline") or blogs[0].get("name")))
    theirs = shared(listed, title, _dates(blogs, page, "datePublished", "dateModified"))
    cut = _cut([body(thing) for thing in things])
    sides = Sides(
        listed=listed,
        items=_elements(page, [one.id for one in listed], own),
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
        format=format,
        title=title,
        modified=_modified(blogs, page),
        next=_next(page),
        problems=(*twins, *_told(theirs.names), *left_out),
    )


def _elements(page: Page, ids: Sequence[str], own: Collection[int]) -> list[Item]:
    known = frozenset(ids)
    return [one for one in find(page, ids) if one.id in known or one.node.mem_id not in own]


def _things(blogs: Sequence[Thing], named: Mapping[object, Thing]) -> list[Thing]:
    """Return the postings of all lists, flat; a mere reference stands for what it names."""
    found: list[Thing] = []
    queue = [blog.get(name) for blog in reversed(blogs) for name in reversed(LISTS)]
    while queue:
        value = queue.pop()
        if isinstance(value, list):
            queue.extend(reversed(value))
        elif not isinstance(value, Mapping):
            continue
        elif held := [value[name] for name in _HOLDERS if name in value]:
            queue.extend(held)
        else:
            one = named.get(value.get("@id"), value) if len(value) == 1 else value
            found += [one] if any(one.get(name) for name in _TELLING) else []
    return found


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


def _told(names: Sequence[str]) -> tuple[str, ...]:
    return (f"the same on every update, so the page's: {', '.join(names)}",) if names else ()

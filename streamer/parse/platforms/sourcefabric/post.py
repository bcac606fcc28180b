"""One post: whether readers see it, and what it says.

``_updated`` moves with pins, highlights and the order as well; ``content_updated_date``
moves only with the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from streamer.model import Update
from streamer.parse.dates import changed, instant
from streamer.parse.html import fragment_text, sanitise
from streamer.parse.platforms.json_values import Json, mapping, name, objects, text
from streamer.parse.platforms.own_words import own_words
from streamer.text import squash

Standing = Literal["shown", "held", "deleted", "withdrawn", "other"]

_OPEN: Final = "open"
# Back at the desk: an editor took it from the readers.
_WITHDRAWN: Final = ("submitted", "draft")
_ADVERT: Final = "advert"
_PICTURES: Final = ("image", "gallery", "video")
_MAIN: Final = ("main", "grpRole:Main")
_LONGEST_ID: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post.

    Attributes:
        standing: ``shown`` to readers; ``held`` for a time to come; ``deleted``;
            ``withdrawn`` by an editor; ``other`` for comments and advertisements.
        deleted: Whether it has the mark of a deletion, whatever it is.
        created: When it was made.
        published: When it came out.
        touched: When anything of it was changed last.
        update: What it says; None unless it is shown.
    """

    id: str
    standing: Standing
    deleted: bool
    created: datetime | None
    published: datetime | None
    touched: datetime | None
    update: Update | None


def is_post(thing: Json) -> bool:
    """Whether an object looks like a post of the API."""
    return bool(_id(thing)) and ("post_status" in thing or thing.get("particular_type") == "post")


def read_posts(items: object, now: datetime, web: str) -> list[Post]:
    """Return the posts of an answer, each once, as it was changed last.

    Args:
        items: As the API writes them. While pages shift, a post may stand on two.
        now: The present instant; what comes out later is held.
        web: The address where readers find the blog.

    """
    found: dict[str, Post] = {}
    for one in objects(items):
        if is_post(one):
            post = _post(one, now, web)
            found[post.id] = max(found.get(post.id, post), post, key=_age)
    return list(found.values())


def _age(post: Post) -> datetime:
    return post.touched or datetime.min.replace(tzinfo=UTC)


def _post(thing: Json, now: datetime, web: str) -> Post:
    published = instant(thing.get("published_date"), UTC)
    items = list(_items(thing))
    standing = _standing(thing, items, published, now)
    return Post(
        id=_id(thing),
        standing=standing,
        deleted=thing.get("deleted") is True,
        created=instant(thing.get("_created"), UTC) or published,
        published=published,
        touched=instant(thing.get("_updated"), UTC),
        # Most posts of an old blog are gone, and their words are of no use.
        update=_update(thing, items, published, web) if standing == "shown" else None,
    )


def _standing(
    thing: Json, items: list[Json], published: datetime | None, now: datetime
) -> Standing:
    status = text(thing, "post_status") or _OPEN
    if _is_advert(thing, items) or status not in (_OPEN, *_WITHDRAWN):
        return "other"
    if thing.get("deleted") is True:
        return "deleted"
    unpublished = instant(thing.get("unpublished_date"), UTC)
    if status in _WITHDRAWN or (unpublished and published and unpublished > published):
        return "withdrawn"
    return "held" if published and published > now else "shown"


def _is_advert(thing: Json, items: list[Json]) -> bool:
    kinds = [text(one, "item_type").casefold() for one in items]
    if text(thing, "post_items_type").casefold().startswith(_ADVERT):
        return True
    return bool(kinds) and all(kind.startswith(_ADVERT) for kind in kinds)


def _update(thing: Json, items: list[Json], published: datetime | None, web: str) -> Update:
    first = published or instant(thing.get("firstcreated"), UTC) or instant(thing.get("_created"))
    marks = {
        "pinned": thing.get("sticky") is True,
        "highlight": True in (thing.get("lb_highlight"), thing.get("highlight")),
    }
    author = _author(thing, items)
    return Update(
        id=_id(thing),
        headline=fragment_text(text(thing, "headline")),
        text=squash(" ".join(_words(one) for one in items)),
        html=sanitise("".join(text(one, "text") for one in items), web),
        url=web,
        authors=(author,) if author else (),
        published=first,
        modified=changed(first, instant(thing.get("content_updated_date"), UTC)),
        labels=tuple(label for label, there in marks.items() if there),
    )


def _items(thing: Json) -> Iterator[Json]:
    """Yield the items of a post: of its main group, or bare as the second API lists them."""
    groups = [one for one in objects(thing.get("groups")) if _is_main(one)]
    refs = [ref for one in groups for ref in objects(one.get("refs"))]
    for one in refs or objects(thing.get("items")):
        yield mapping(one, "item") or one


def _is_main(group: Json) -> bool:
    return group.get("id") in _MAIN or group.get("role") in _MAIN


def _words(item: Json) -> str:
    kind = text(item, "item_type").casefold()
    if kind.startswith((_ADVERT, *_PICTURES)):
        return ""
    asked = text(mapping(item, "poll_body"), "question")
    return f"{own_words(text(item, 'text'))} {fragment_text(asked)}"


def _author(thing: Json, items: list[Json]) -> str:
    people = [
        mapping(thing, who) for who in ("original_creator", "publisher", "syndicated_creator")
    ]
    names = [text(one, "byline", "display_name") for one in people]
    names += [text(thing, "byline"), *(text(one, "commenter") for one in items)]
    return next((said for said in map(squash, names) if said), "")


def _id(thing: Json) -> str:
    found = name(thing, "_id")
    return found if len(found) <= _LONGEST_ID else ""

"""The Content API: ``https://content.guardianapis.com/<path>?show-blocks=body…``.

https://open-platform.theguardian.com/documentation/item. The blocks that were asked for by
``body`` are in ``blocks.body``, those of narrower wishes under their wish in
``blocks.requestedBodyBlocks``; ``totalBodyBlocks`` is how many there are.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from streamer.key_names import GUARDIAN as HOST
from streamer.key_names import key_name
from streamer.model import Request, Snapshot
from streamer.parse.address import absolute
from streamer.parse.dates import instant
from streamer.parse.html import fragment_text
from streamer.parse.page import Page
from streamer.parse.platforms.guardian.block import block_id, is_withdrawn, update
from streamer.parse.platforms.json_values import Json, mapping, objects, text
from streamer.parse.platforms.sight import BLOCKS, Sight

LATEST = "body:latest:100"
ALL = "body"
_FIELDS = "headline,lastModified,liveBloggingNow"


def recognise(page: Page) -> bool:
    """Whether it is the answer about one live blog; a search lists many items."""
    if page.text.lstrip()[:1] != "{" or '"response"' not in page.text:
        return False
    return has_blocks(page) or _content(page).get("type") == "liveblog"


def has_blocks(page: Page) -> bool:
    """Whether blocks were asked for; without a wish the API shows none."""
    blocks = mapping(_content(page), "blocks")
    wishes = blocks.get("requestedBodyBlocks")
    return isinstance(blocks.get("body"), list) or isinstance(wishes, dict)


def read(page: Page) -> Sight:
    """Return what an answer shows."""
    content = _content(page)
    fields = mapping(content, "fields")
    blocks = mapping(content, "blocks")
    web = absolute(content.get("webUrl"), page.url)
    newest = _named(_newest(blocks))
    others = _named(_others(blocks))
    every = newest | {name: block for name, block in others.items() if name not in newest}
    live = {name: block for name, block in every.items() if not is_withdrawn(block)}
    total = blocks.get("totalBodyBlocks")
    count = total if isinstance(total, int) and not isinstance(total, bool) else 0
    whole = 0 < count <= len(live)
    only_newest = bool(newest) and not others.keys() - newest.keys()
    changed = instant(fields.get("lastModified"))
    snapshot = Snapshot(
        updates=tuple(update(block, name, web) for name, block in live.items()),
        view="full" if whole else "window" if only_newest else "merge",
        fetched=page.fetched,
        format="guardian/content-api",
        title=fragment_text(text(content, "webTitle") or text(fields, "headline")),
        modified=changed if changed and changed <= page.fetched else None,
        closed=fields.get("liveBloggingNow") in ("false", False),
        tombstones=tuple(name for name in every if name not in live),
    )
    return Sight(snapshot=snapshot, count=count, unit=BLOCKS)


def request(page: Page, blocks: str, role: str) -> Request:
    """Return the question for *blocks* of a blog.

    Args:
        page: A page of the blog, or an answer of the API: then it is asked again in the
            same way, but for the blocks.
        blocks: What to show, ``LATEST`` or ``ALL``.
        role: What the answer is known by.

    """
    parts = urlsplit(page.url)
    scheme, host, said = "https", HOST, [("show-fields", _FIELDS)]
    if recognise(page):
        ours = ("show-blocks", key_name(page.url) if page.keyed else "")
        scheme, host = parts.scheme, parts.netloc
        said = [(name, value) for name, value in parse_qsl(parts.query) if name not in ours]
    query = urlencode([("show-blocks", blocks), *said], safe=":,")
    url = urlunsplit((scheme, host, parts.path.removesuffix(".json"), query, ""))
    return Request(url=url, role=role, key=key_name(url) if page.keyed else "")


def _content(page: Page) -> Json:
    return mapping(page.json, "response", "content")


def _named(blocks: Iterable[Json]) -> dict[str, Json]:
    """Return the blocks that have an id by it."""
    return {name: block for block in blocks if (name := block_id(block))}


def _newest(blocks: Json) -> Iterator[Json]:
    """Yield the blocks of lists that go from the newest down without holes."""
    yield from objects(blocks.get("body"))
    for wish, found in mapping(blocks, "requestedBodyBlocks").items():
        if wish == ALL or wish.startswith("body:latest"):
            yield from objects(found)


def _others(blocks: Json) -> Iterator[Json]:
    for wish, found in mapping(blocks, "requestedBodyBlocks").items():
        if not wish.startswith("main"):
            yield from objects(found)

"""What a page holds that no family reads, in one sentence for whoever named its address."""

from collections.abc import Iterator

from streamer.parse.address import absolute
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.root import root
from streamer.parse.schema_org.linked import BLOG
from streamer.stamps.clocks import leading_clock, may_begin_with_clock, read_clock

_SHOWN = 5
_LONGEST_TITLE = 200
_LONGEST_NAME = 40
# So many times on a page without a feed may be those of a live blog.
_SOME_TIMES = 2
_FEEDS = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml",
    "application/feed+json", "application/json+feed",
)  # fmt: skip
# What betrays the platform of a blog that is drawn by a script.
_PLATFORMS = {
    "24liveblog": ("24liveblog.com", "24liveplus.com", "lb24_live_content"),
    "Arena": ("arena.im", "arena-liveblog"),
    "Norkon Live Center": ("livecenter.com", "norkon.net"),
    "ScribbleLive": ("scribblelive.com",),
    "Sourcefabric Live Blog": ("liveblog.pro", "lb.api_host"),
    "Tickaroo": ("tickaroo.com", "tik4-"),
    "Automattic Live Blog": ("liveblog_settings",),
    "easy-liveblogs": ("elb-liveblog",),
}


def seen(page: Page) -> str:
    """Return what a document holds."""
    if page.json is not None:
        return f"{media(page)}, {_json(page.json)}"
    if not root(page.text):
        what = "that are no text" if "\0" in page.text else "of text"
        return f"{media(page)}, {len(page.document.body)} bytes {what}"
    counted = (
        _count(len(page.linked.values) + len(page.linked.broken), "JSON-LD script") + _types(page),
        _count(len(page.tree.css("time")), "<time> element"),
        _count(_clocks(page), "line") + " beginning with a clock",
    )
    head = f"{media(page)}, <{root(page.text)}>, title {title_of(page)!r}"
    return ", ".join((head, *counted)) + "".join(_hints(page))


def media(page: Page) -> str:
    """Return the media type that the server named, or that it named none."""
    return page.media_type or "no media type"


def _json(value: object) -> str:
    if isinstance(value, dict):
        names = ", ".join(name[:_LONGEST_NAME] for name in list(value)[:_SHOWN])
        more = ", …" if len(value) > _SHOWN else ""
        return f"a JSON object with {names}{more}" if names else "an empty JSON object"
    return f"a JSON list of {_count(len(value), 'value')}" if isinstance(value, list) else "JSON"


def title_of(page: Page) -> str:
    """Return the title of an HTML page, cut to what fits in a sentence."""
    node = page.tree.css_first("title")
    return text_of(node)[:_LONGEST_TITLE] if node else ""


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _types(page: Page) -> str:
    kinds = page.linked.types()
    more = ", …" if len(kinds) > _SHOWN else ""
    return f" ({', '.join(kinds[:_SHOWN])}{more})" if kinds else ""


def _clocks(page: Page) -> int:
    lines = (block.text for block in page.layout.blocks if may_begin_with_clock(block.text))
    return sum(bool(read_clock(line, dotted=True) or leading_clock(line)) for line in lines)


def _hints(page: Page) -> Iterator[str]:
    """Yield what may help: an empty blog, the platform behind it, and the page's feed."""
    if BLOG in page.text:
        yield f", a {BLOG} without updates"
    low = page.text.lower()
    platforms = [name for name, marks in _PLATFORMS.items() if any(mark in low for mark in marks)]
    if platforms:
        yield f", and marks of {' and '.join(platforms)}"
    if feeds := list(dict.fromkeys(_feeds(page))):
        yield f"; its feed is {feeds[0]}"
        yield f" (and {len(feeds) - 1} more)" if len(feeds) > 1 else ""
    elif len(page.tree.css("time")) + _clocks(page) >= _SOME_TIMES:
        yield "; if it is a live blog, selectors can describe it (kind: css)"


def _feeds(page: Page) -> Iterator[str]:
    """Yield the addresses of the feeds that a page advertises."""
    for link in page.tree.css('link[rel~="alternate"][href]'):
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        address = absolute(link.attributes.get("href"), page.url)
        if kind in _FEEDS and address:
            yield address

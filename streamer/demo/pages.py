"""The newsroom's pages as HTML: one with clocks only, one with JSON-LD, and a front page.

Each printing carries the noise of real templates: a comment with the number of the
printing, a counter of readers, an image address with a new signature. None of it is news.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import resources
from zoneinfo import ZoneInfo

from streamer.demo.newsroom import Desk, Item, Newsroom

NOTE = (
    "A demonstration that runs on your own machine. Some figures were reported in "
    "October 2024; everything else is made up."
)
SHAPES = {
    "clocks": "A live blog whose items show a clock and nothing else",
    "json-ld": "A live blog with schema.org data",
    "atom": "An Atom feed",
}
_ON_TOP = 3
_NAME = "The newsroom"

_STYLE = resources.files("streamer.demo").joinpath("style.css").read_text(encoding="utf-8")
_WATCH = resources.files("streamer.demo").joinpath("watch.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What a page depends on besides its desk.

    Attributes:
        base: The newsroom's address without a slash at its end.
        design: The template's number; even and odd ones differ in their elements.
        changed: When the desk last changed.
        number, readers, signature: The noise.
    """

    base: str
    zone: ZoneInfo
    design: int
    changed: datetime
    number: int
    readers: int
    signature: str


def front_page(room: Newsroom, printing: Printing) -> str:
    """Return the page that lists the desks, each with what it has on top."""
    desks = "\n".join(_desk_card(desk, printing) for desk in room.desks.values())
    intro = "The desks at work. What changes lights up here and on their own pages."
    return _page(_NAME, intro, desks, printing)


def _desk_card(desk: Desk, printing: Printing) -> str:
    latest = "".join(
        f"<li><time>{item.published.astimezone(printing.zone):%H:%M}</time> "
        f"{escape(item.headline)}</li>"
        for item in desk.shown[:_ON_TOP]
    )
    return (
        f'<article class="item"><h4><a href="/{desk.name}">{escape(desk.title)}</a></h4>'
        f'<p class="byline">{SHAPES[desk.shape]}</p><ul>{latest}</ul></article>'
    )


def clock_page(desk: Desk, printing: Printing) -> str:
    """Return *desk* as a page whose items have neither ids nor dates."""
    items = "\n".join(_clock_item(item, printing) for item in desk.shown)
    return _page(desk.title, desk.intro, items, printing)


def json_ld_page(desk: Desk, printing: Printing) -> str:
    """Return *desk* as a page with a LiveBlogPosting and articles with the same ids."""
    items = "\n".join(_dated_item(item, printing) for item in desk.shown)
    posting = json.dumps(_posting(desk, printing), ensure_ascii=False).replace("</", "<\\/")
    script = f'<script type="application/ld+json">{posting}</script>'
    return _page(desk.title, desk.intro, items, printing, head=script)


def _clock_item(item: Item, printing: Printing) -> str:
    """Return an item in the manner of newsrooms that mark an edit without telling when."""
    clock = f"{item.published.astimezone(printing.zone):%I:%M %p}".lstrip("0")
    marker, prefix = ("  (Updated: )", "Updated: ") if item.revised else ("", "")
    body = f"<h4>{prefix}{escape(item.headline)}</h4>{_paragraphs(item)}"
    if printing.design % 2:
        return f'<div class="entry"><h3>{clock}{marker}</h3><div class="words">{body}</div></div>'
    return f'<article class="item"><h3>{clock}{marker}</h3>{body}</article>'


def _dated_item(item: Item, printing: Printing) -> str:
    local = item.published.astimezone(printing.zone)
    when = f'<time datetime="{item.published.isoformat()}">{local:%H:%M}</time>'
    kind = "entry" if printing.design % 2 else "item"
    pin = " pinned" if item.pinned else ""
    return (
        f'<article id="{item.id}" class="{kind}{pin}">{when}'
        f"<h4>{escape(item.headline)}</h4>{_paragraphs(item)}</article>"
    )


def _paragraphs(item: Item) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)


def _posting(desk: Desk, printing: Printing) -> dict[str, object]:
    address = f"{printing.base}/{desk.name}"
    return {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": address,
        "url": address,
        "headline": desk.title,
        "datePublished": min(item.published for item in desk.items).isoformat(),
        "dateModified": printing.changed.isoformat(),
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "@id": f"{address}#{item.id}",
                "url": f"{address}#{item.id}",
                "headline": item.headline,
                "articleBody": _paragraphs(item),
                "datePublished": item.published.isoformat(),
                "dateModified": (item.revised or item.published).isoformat(),
                "author": {"@type": "Organization", "name": "The newsroom"},
            }
            for item in desk.shown
        ],
    }


def _page(title: str, intro: str, body: str, printing: Printing, *, head: str = "") -> str:
    way_back = "" if title == _NAME else f'<nav><a href="/">{_NAME}</a></nav>'
    main = f'<section class="wide">{body}</section>' if printing.design % 2 else body
    picture = f"/map.svg?width=672&amp;s={printing.signature}"
    return f"""<!doctype html>
<!-- printing {printing.number} -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
{head}
</head>
<body>
<header>
{way_back}
<h1>{escape(title)}</h1>
<p class="intro">{escape(intro)}</p>
<img src="{picture}" alt="" width="672" height="90">
</header>
<main>
{main}
</main>
<footer>
<p>Thank you for reading. {printing.readers} people are with us.</p>
<p>{NOTE}</p>
</footer>
<script>{_WATCH}</script>
</body>
</html>
"""

"""A live blog of the Guardian's kind, in our own words: one list of blocks, three documents."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from uuid import uuid4

from streamer.model import Document
from streamer.parse import parse

WEB = "https://www.theguardian.com/harbour/live/2024/oct/21/storm"
API = "https://content.guardianapis.com/harbour/live/2024/oct/21/storm"
NOW = datetime(2024, 10, 21, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block as the newsroom knows it."""

    number: int
    body: str
    title: str = ""
    edited: timedelta = timedelta()
    pinned: bool = False
    key: bool = False
    withdrawn: bool = False

    @property
    def id(self) -> str:
        return f"{int(self.created.timestamp()):x}8f08e408b758af{self.number:02x}"

    @property
    def created(self) -> datetime:
        return NOW - timedelta(minutes=300 - self.number)

    @property
    def first(self) -> datetime:
        return self.created + timedelta(seconds=40)

    @property
    def last(self) -> datetime:
        return self.first + self.edited


def block(number, body="", **more):
    return Block(
        number=number, body=body or f"<p>Boat {number} is back in the harbour.</p>", **more
    )


def blocks(count, first=1):
    """Return so many blocks, newest first."""
    return [block(number) for number in range(first, first + count)][::-1]


def milliseconds(at):
    return int(at.timestamp() * 1000)


def as_json(one):
    """Return a block of the page JSON; each fetch makes other ids and signatures."""
    return {
        "id": one.id,
        "elements": [
            {
                "_type": "model.dotcomrendering.pageElements.TextBlockElement",
                "html": one.body,
                "elementId": str(uuid4()),
            }
        ],
        "attributes": {"pinned": one.pinned, "keyEvent": one.key, "summary": False},
        "blockCreatedOn": milliseconds(one.created),
        "blockFirstPublished": milliseconds(one.first),
        "blockFirstPublishedDisplay": f"{one.first:%H.%M}\u00a0GMT",
        "blockLastUpdated": milliseconds(one.last),
        "blockLastUpdatedDisplay": f"{one.last:%H.%M}\u00a0GMT",
        "title": one.title,
        "contributors": [],
        "primaryDateLine": "Mon 21 Oct 2024 09.30 BST",
    }


def page_json(rows, *, page=1, pages=3, older=None, **more):
    """Return a page of the blog as JSON; *older* is the first block of the next page."""
    place = {"currentPage": page, "totalPages": pages}
    if older:
        place["older"] = f"?page=with:block-{older.id}&filterKeyEvents=false"
    return {
        "contentType": "LiveBlog",
        "webURL": WEB,
        "headline": "Storm at the harbour – live",
        "format": {"design": "LiveBlogDesign"},
        "pagination": place,
        "keyEvents": [],
        "blocks": [as_json(one) for one in rows],
        **more,
    }


def article(one, *, pinned=False):
    """Return a block as an element; the pinned copy has no id and no time of its own."""
    name = "" if pinned else f' id="block-{one.id}"'
    stamp = f'<time dateTime="{one.first:%Y-%m-%dT%H:%M:%S}.000Z">4m ago</time>'
    title = f"<h2>{escape(one.title)}</h2>" if one.title else ""
    edited = (
        f'<time dateTime="{one.last:%Y-%m-%dT%H:%M:%S}.000Z">Updated at {one.last:%H.%M} GMT</time>'
        if one.edited
        else ""
    )
    return (
        f'<article{name} class="block dcr-1r02hz5"><header><div>'
        f'<a href="{WEB}?page=with:block-{one.id}#block-{one.id}">{"" if pinned else stamp}'
        f"<span>{one.first:%H.%M} GMT</span></a></div>{title}</header>"
        f'{one.body}<footer><ul><li><a href="https://share.example">Share on Harbour</a></li></ul>'
        f"<div>{edited}</div></footer></article>"
    )


def listing(rows, title="Storm at the harbour – live"):
    """Return the page's JSON-LD, in which each update has the page's headline and times."""
    shared = {
        "headline": title,
        "datePublished": "2024-10-21T04:00:00.000Z",
        "dateModified": "2024-10-21T09:29:00.000Z",
    }
    updates = [
        {"@type": "BlogPosting", "@id": one.id, "articleBody": one.body, **shared} for one in rows
    ]
    return {"@type": "LiveBlogPosting", "@id": WEB, **shared, "liveBlogUpdate": updates}


def page_dom(  # noqa: PLR0913  # each is one thing that such a page can show
    rows, *, page=1, pages=3, older=None, pinned=None, listed=None, title=None, live=True
):
    """Return a page of the blog as HTML; its charset is declared too late to be found there."""
    title = title or "Storm at the harbour – live"
    top = f'<div id="pinned-post">{article(pinned, pinned=True)}</div>' if pinned else ""
    follow = (
        f'<a href="?page=with:block-{older.id}&amp;filterKeyEvents=false">Next</a>' if older else ""
    )
    state = json.dumps({"config": {"page": {"isLive": live}}})
    data = json.dumps([listing(rows if listed is None else listed, title)])
    return (
        f"<!doctype html><html><head><title>{title}</title>"
        f"<!-- {'x' * 3000} --><meta charset='utf-8'>"
        f'<script type="application/ld+json">{data}</script>'
        f"<script>window.guardian = {state};</script></head>"
        f'<body><h1>{title}</h1><div data-gu-name="body"><div id="liveblog-body">{top}'
        f"{''.join(map(article, rows))}</div>"
        f'<nav id="liveblog-navigation"><a>Newest</a><div>{page}</div><span> of </span>'
        f"<div>{pages}</div>{follow}</nav></div></body></html>"
    )


def api(rows, *, total=None, wish="", **more):
    """Return an answer of the Content API; under *wish* if that is narrower than ``body``."""
    body = [
        {
            "id": one.id,
            "bodyHtml": one.body,
            "title": one.title or None,
            "attributes": {"pinned": True} if one.pinned else {},
            "published": not one.withdrawn,
            "firstPublishedDate": f"{one.first:%Y-%m-%dT%H:%M:%S}Z",
            "lastModifiedDate": f"{one.last:%Y-%m-%dT%H:%M:%S}Z",
            "contributors": [],
        }
        for one in rows
    ]
    shown = {"requestedBodyBlocks": {wish: body}} if wish else {"body": body}
    count = {} if total is None else {"totalBodyBlocks": total}
    content = {
        "id": "harbour/live/2024/oct/21/storm",
        "type": "liveblog",
        "webTitle": "Storm at the harbour – live",
        "webUrl": WEB,
        "blocks": {**shown, **count},
        **more,
    }
    return {"response": {"status": "ok", "total": 1, "content": content}}


def document(body, *, url=WEB, minutes=0, role="", status=200):
    """Return a document: HTML as text, JSON as its value."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    return Document(
        url=url,
        body=text.encode(),
        fetched=NOW + timedelta(minutes=minutes),
        headers={"content-type": f"{kind}; charset=utf-8"},
        status=status,
        role=role,
    )


def poll(first, site, memo=None, **more):
    """Read a first document with whatever it wants of *site*; return the snapshot and the wishes.

    Args:
        first: The first document.
        site: What the servers say: a request to a body, or None to refuse it.
        memo: That of the poll before.
        more: Further keywords of ``parse``.

    """
    answers, asked = [], []
    while True:
        snapshot = parse(first, *answers, memo=memo, **more)
        if not snapshot.wants:
            return snapshot, asked
        for request in snapshot.wants:
            asked.append(request)
            body = site(request)
            answers.append(
                Document(
                    url=request.url,
                    body=b"" if body is None else document(body).body,
                    fetched=first.fetched,
                    status=403 if body is None else 200,
                    role=request.role,
                )
            )
        assert len(asked) < 40

"""Documents for the parsers' tests, made of the few words that matter."""

from datetime import UTC, datetime

import orjson

from streamer.model import Document

FETCHED = datetime(2024, 10, 21, 9, 30, tzinfo=UTC)
PAGE = "https://harbour.example/live/storm"


def document(body, *, url=PAGE, content_type="", **headers):
    named = {"content-type": content_type} if content_type else {}
    return Document(
        url=url,
        body=body if isinstance(body, bytes) else body.encode(),
        fetched=FETCHED,
        headers={**named, **headers},
    )


def rss(*items, channel=""):
    inside = f"<title>Harbour</title>{channel}{''.join(items)}"
    return f'<rss version="2.0"><channel>{inside}</channel></rss>'


def item(guid="", title="", link="", date="", text=""):
    return (
        "<item>"
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + (f"<title>{title}</title>" if title else "")
        + (f"<link>{link}</link>" if link else "")
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + (f"<description>{text}</description>" if text else "")
        + "</item>"
    )


def posting(name, headline, text="", published="2024-10-21T08:00:00Z", **more):
    return {
        "@type": "BlogPosting",
        "url": f"{PAGE}#{name}",
        "headline": headline,
        "articleBody": text,
        "datePublished": published,
        **more,
    }


def blog(*updates, **more):
    return {
        "@type": "LiveBlogPosting",
        "@id": PAGE,
        "headline": "Storm",
        "liveBlogUpdate": list(updates),
        **more,
    }


def page(*things, body="<h1>Storm</h1>"):
    scripts = "".join(
        f'<script type="application/ld+json">{orjson.dumps(thing).decode()}</script>'
        for thing in things
    )
    return (
        f"<!doctype html><html><head><title>Storm</title>{scripts}</head><body>{body}</body></html>"
    )

"""A site with the liveblog plugin: entries are comments, edits and deletions too.

It answers as the plugin does, traps included: an edit rewrites the original, a deletion
takes it away, an anchor that is gone begins at the newest entry again.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from streamer.diff import diff, fold
from streamer.model import Document
from streamer.parse import parse

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOST = "https://harbour.example"
PAGE = f"{HOST}/live/storm/"
API = f"{HOST}/wp-json/liveblog/v1/77/"


@dataclass
class Comment:
    id: int
    at: int
    content: str
    replaces: int = 0
    key: bool = False


@dataclass
class Site:
    """The site; ``asked`` are the addresses of what it was asked for."""

    now: datetime = NOON
    comments: list = field(default_factory=list)
    state: str = "enable"
    interval: int = 10
    per_page: int = 3
    ahead: int = 0  # by how many seconds entry_time is ahead
    clock: int = 0  # by how many seconds the server's clock is ahead of ours
    refused: tuple = ()
    endpoint: str = API
    asked: list = field(default_factory=list)
    number: int = 100

    def time(self):
        return int(self.now.timestamp()) + self.clock

    def write(self, content, *, replaces=0, key=False):
        self.number += 1
        self.comments.append(Comment(self.number, self.time(), content, replaces, key))
        return str(self.number)

    def edit(self, name, content):
        self.write(content, replaces=int(name))
        self.original(name).content = content

    def delete(self, name):
        self.write("", replaces=int(name))
        gone = {int(name)}
        self.comments = [
            one
            for one in self.comments
            if one.id not in gone and not (one.replaces in gone and one.content)
        ]

    def original(self, name):
        return next(one for one in self.comments if one.id == int(name))

    def entry(self, comment):
        kind = "new"
        if comment.replaces:
            kind = "update" if comment.content else "delete"
        shown = comment.replaces or comment.id
        first = next((one for one in self.comments if one.id == shown), comment)
        return {
            "id": str(shown),
            "type": kind,
            "render": f"<p>{comment.content}</p>\n" if comment.content else "",
            "content": f"<p>{comment.content}</p>" if comment.content else "",
            "css_classes": "liveblog-entry" + (" type-key" if comment.key else ""),
            "timestamp": comment.at,
            "authors": [{"id": 1, "key": "ada", "name": "Ada Quay", "avatar": "<img>"}],
            "entry_time": str(first.at + self.ahead),
            "share_link": f"{PAGE}#{shown}",
            "key_event": comment.key,
        }

    def log(self, start, end):
        found = {one.id: one for one in self.comments if start <= one.at <= end}
        kept = [one for one in found.values() if one.replaces not in found]
        return {
            "entries": [self.entry(one) for one in kept],
            "latest_timestamp": max((one.at for one in kept), default=0),
            "refresh_interval": self.interval,
            "pages": 1,
        }

    def pages(self, page, anchor):
        flat = {}
        for one in sorted(self.comments, key=lambda one: one.at):
            name = one.replaces or one.id
            if one.replaces and not one.content:
                flat.pop(name, None)
            else:
                flat[name] = one
        names = list(reversed(flat))
        first = anchor.partition("-")[0]
        if first.isdecimal() and int(first) in names:
            names = names[names.index(int(first)) :]
        shown = names[(page - 1) * self.per_page : page * self.per_page]
        return {
            "entries": [self.entry(flat[name]) for name in shown],
            "page": page,
            "pages": -(-len(names) // self.per_page),
            "total": len(names),
        }

    def page(self):
        settings = {
            "permalink": PAGE,
            "post_id": "77",
            "state": self.state,
            "key": "liveblog",
            "latest_entry_id": str(self.number),
            "latest_entry_timestamp": str(max((one.at for one in self.comments), default="")),
            "timestamp": str(self.time()),
            "entries_per_page": "3",
            "refresh_interval": str(self.interval),
            "endpoint_url": self.endpoint,
        }
        return (
            "<!doctype html><html><head><title>Storm</title></head><body><h1>Storm</h1>"
            '<div id="wpcom-liveblog-container" class="77"></div><script>\n'
            f"/* <![CDATA[ */\nvar liveblog_settings = {json.dumps(settings)};\n/* ]]> */</script>"
            "</body></html>"
        )

    def answer(self, url):
        """Return the body for an address, None where it is refused."""
        self.asked.append(url)
        if any(part in url for part in self.refused):
            return None
        if url == PAGE:
            return self.page()
        rest = url.removeprefix(self.endpoint)
        if found := re.fullmatch(r"(?:entries/)?(\d+)/(\d+)/", rest):
            return json.dumps(self.log(int(found[1]), int(found[2])))
        found = re.fullmatch(r"get-entries/(\d+)/(latest|\d+-\d+)", rest)
        return json.dumps(self.pages(int(found[1]), found[2]))


class Follower:
    """Polls a site as the poller does, and keeps what it would keep."""

    def __init__(self, site, url=PAGE):
        self.site, self.url = site, url
        self.known, self.absent, self.memo, self.start = {}, {}, {}, None
        self.snapshot = None

    def ask(self, url, role=""):
        body = self.site.answer(url)
        date = self.site.now + timedelta(seconds=self.site.clock)
        return Document(
            url=url,
            body=(body or "").encode(),
            fetched=self.site.now,
            headers={"date": format_datetime(date, usegmt=True)},
            status=200 if body else 404,
            role=role,
        )

    def gather(self, during=None):
        documents = [self.ask(self.start.url if self.start else self.url)]
        while True:
            snapshot = parse(*documents, memo=self.memo)
            there = {one.role for one in documents}
            missing = [one for one in snapshot.wants if one.role not in there]
            if not missing:
                return snapshot
            for request in missing:
                documents.append(self.ask(request.url, request.role))
                if during:
                    during(request.role)

    def poll(self, seconds=0, during=None):
        """Return the events of a poll so many seconds after the last one."""
        self.site.now += timedelta(seconds=seconds)
        self.site.asked.clear()
        self.snapshot = self.gather(during)
        changes = diff(self.known, self.snapshot, self.absent, source="s", baseline=not self.known)
        self.known, self.absent = fold(self.known, changes.events), changes.absent
        self.memo, self.start = self.snapshot.memo, self.snapshot.start
        return [(event.kind.removeprefix("update."), event.subject) for event in changes.events]

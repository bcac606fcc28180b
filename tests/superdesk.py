"""A live blog of the Superdesk kind: its server keeps what is gone, with a mark."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from streamer.diff import diff, fold
from streamer.model import Document
from streamer.parse import parse

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BLOG = "0123456789abcdef01234567"
API = f"https://desk.example/api/client_blogs/{BLOG}"
FRAMED = "https://harbour.example/live/storm-framed"
FRAME = "https://files.example/blogs/storm/index.html"
PAGE = "https://harbour.example/live/storm"


def iso(at):
    return at.isoformat(timespec="seconds")


def item(text, kind="text", **more):
    return {"item": {"item_type": kind, "text": text, "meta": {}, **more}}


@dataclass
class Desk:
    """The server; ``asked`` are the addresses of what it was asked for."""

    now: datetime = NOON
    posts: dict = field(default_factory=dict)
    limit: int = 0
    status: str = "open"
    size: int = 100
    knows: str = "filtered"  # the filters that its search knows, "" for none
    heeds: bool = True
    refused: tuple = ()
    asked: list = field(default_factory=list)

    def write(self, text="Rain.", name="", **more):
        name = name or f"urn:desk:{len(self.posts) + 1}"
        self.posts[name] = {
            "_id": name,
            "_created": iso(self.now),
            "_updated": iso(self.now),
            "content_updated_date": iso(self.now),
            "published_date": iso(self.now),
            "post_status": "open",
            "particular_type": "post",
            "deleted": False,
            "sticky": False,
            "lb_highlight": False,
            "order": len(self.posts),
            "groups": [
                {"id": "root", "refs": [{"idRef": "main"}]},
                {"id": "main", "refs": [item(f"<p>{text}</p>")]},
            ],
            "original_creator": {"display_name": "Ada Quay"},
            **more,
        }
        if self.limit:
            there = [one for one in self.posts.values() if not one["deleted"]]
            for one in sorted(there, key=lambda one: one["_created"])[: -self.limit]:
                self.touch(one["_id"], deleted=True)
        return name

    def count(self):
        return sum(not one["deleted"] for one in self.posts.values())

    def touch(self, name, **changes):
        """Change fields of a post that are no words."""
        self.posts[name] |= {"_updated": iso(self.now), **changes}

    def edit(self, name, text):
        self.touch(name, content_updated_date=iso(self.now))
        self.posts[name]["groups"][1]["refs"] = [item(f"<p>{text}</p>")]

    def search(self, query):
        either = query.get("bool", {}).get("should")
        either = either or query["filtered"]["filter"]["or"]
        (since,) = {next(iter(one["range"].values()))["gte"] for one in either}
        names = [next(iter(one["range"])) for one in either]
        return [
            one
            for one in self.posts.values()
            if any((one.get(name) or "") >= since for name in names)
        ]

    def listed(self, query):
        """Return an answer: of what is to come the server itself says nothing."""
        source = json.loads(query["source"]) if "source" in query else None
        found = list(self.posts.values())
        if source and self.heeds:
            if self.knows not in source["query"]:
                return None
            found = sorted(self.search(source["query"]), key=lambda one: one["_updated"])
        else:
            found.sort(key=lambda one: -one["order"])
        found = [one for one in found if str(one.get("published_date") or "x") <= iso(self.now)]
        size = min(int(query.get("max_results", 25)), self.size)
        page = int(query.get("page", 1))
        shown = found[(page - 1) * size : page * size]
        return {
            "_items": shown,
            "_meta": {"page": page, "total": len(found), "max_results": size},
            "_links": {},
        }

    def answer(self, url):
        self.asked.append(url)
        if any(part in f"{url}$" for part in self.refused):
            return None
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if url == FRAMED:
            return (
                f'<body><h1>Storm</h1><iframe id="liveblog-iframe" src="{FRAME}"></iframe></body>'
            )
        if url in (PAGE, FRAME):
            said = {"api_host": "//desk.example/", "blog": {"_id": BLOG}, "settings": {}}
            script = f"<script>window.LB = {json.dumps(said)};</script>"
            return f"<html><body><h1>Storm</h1>{script}</body></html>"
        if url == API:
            limit = {"posts_limit": self.limit or None, "total_posts": self.count()}
            return json.dumps({"_id": BLOG, "title": "Storm", "blog_status": self.status, **limit})
        said = self.listed(query)
        return None if said is None else json.dumps(said)


class Follower:
    """Polls a blog as the poller does, and keeps what it would keep."""

    def __init__(self, desk, url=f"{API}/posts"):
        self.desk, self.url = desk, url
        self.known, self.absent, self.memo, self.start = {}, {}, {}, None
        self.snapshot = None

    def ask(self, url, role=""):
        body = self.desk.answer(url)
        return Document(
            url=url,
            body=(body or "").encode(),
            fetched=self.desk.now,
            status=200 if body else 404,
            role=role,
        )

    def gather(self):
        documents = [self.ask(self.start.url if self.start else self.url)]
        while True:
            snapshot = parse(*documents, memo=self.memo)
            there = {one.role for one in documents}
            missing = [one for one in snapshot.wants if one.role not in there]
            if not missing:
                return snapshot
            documents += [self.ask(one.url, one.role) for one in missing]

    def poll(self, seconds=0):
        """Return the events of a poll so many seconds after the last one."""
        self.desk.now += timedelta(seconds=seconds)
        self.desk.asked.clear()
        self.snapshot = self.gather()
        changes = diff(self.known, self.snapshot, self.absent, source="s", baseline=not self.known)
        self.known, self.absent = fold(self.known, changes.events), changes.absent
        self.memo, self.start = self.snapshot.memo, self.snapshot.start
        assert sum(len(name) + len(said) for name, said in self.memo.items()) < 4000
        return [(event.kind.removeprefix("update."), event.subject) for event in changes.events]

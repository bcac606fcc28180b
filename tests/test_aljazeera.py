"""A newsroom that answers one question a post: what is asked, what is believed, what stays."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import Desk, Site, told

from streamer.diff import diff, fold
from streamer.doubt import doubt
from streamer.errors import ParseError
from streamer.model import Document, Facts, Request, Source
from streamer.parse import parse
from streamer.parse.platforms.aljazeera.queries import blog_at, slug_in
from streamer.parse.platforms.aljazeera.seen import Seen, Turn, choose, learned

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SLUG = "harbour-live-storm-reaches-the-coast"
PAGE = f"https://www.aljazeera.com/news/liveblog/2026/3/4/{SLUG}"
NOBODY = {"data": {"article": None}, "errors": [{"message": "no_posts_found"}]}


def iso(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S")


@dataclass
class Newsroom:
    """Answers as the real one does; ``asked`` are the roles of what it was asked for."""

    posts: dict = field(default_factory=dict)
    article: dict = field(default_factory=dict)
    children: object = None  # what the complete list says, where that is not the same
    own: object = None  # what the blog itself lists, where that is not the same
    asked: list = field(default_factory=list)
    slug: str = SLUG

    def post(self, number, minutes=0, title="", content="", **more):
        """Have a post that was published so many minutes before noon."""
        at = NOON - timedelta(minutes=minutes)
        said = {
            "id": str(number),
            "title": title or f"Title {number}",
            "content": content or f"<p>Words of {number}.</p>",
            "date": iso(at),
            "modified_gmt": iso(at),
            "shouldDisplayTitle": True,
            "author": [],
            "link": urlsplit(PAGE).path,
            "postLabel": [],
        }
        self.posts[number] = {**said, **more}

    def numbers(self):
        by_time = sorted(self.posts, key=lambda one: self.posts[one]["date"], reverse=True)
        return by_time if self.own is None else self.own

    def blog(self):
        meta = [
            {"id": str(one), "publishedTime": str(int(at(self.posts[one]["date"]).timestamp()))}
            for one in self.numbers()
            if one in self.posts
        ]
        return {
            "id": "900",
            "slug": self.slug,
            "title": "Storm",
            "link": urlsplit(PAGE).path.replace(SLUG, self.slug),
            "isLive": True,
            "children": self.numbers(),
            "childrenMeta": meta,
            "modified_gmt": iso(NOON),
            "correctionText": None,
            **self.article,
        }

    def answer(self, request):
        parts = urlsplit(request.url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == "/graphql"
        assert query["extensions"] == "{}"
        assert dict(request.headers) == {"wp-site": query["wp-site"]}
        self.asked.append(request.role)
        variables = json.loads(query["variables"])
        if query["operationName"] == "ArchipelagoSingleLiveBlogQuery":
            if variables["name"] != self.slug:
                return NOBODY
            assert variables == {"name": self.slug, "postType": "liveblog", "preview": ""}
            return {"data": {"article": self.blog()}}
        if query["operationName"] == "SingleLiveBlogChildrensQuery":
            if variables != {"postName": self.slug}:
                return NOBODY
            children = self.numbers() if self.children is None else self.children
            return {"data": {"article": {"children": children}}} if children else NOBODY
        number = variables.pop("postID")
        assert variables == {"postType": "liveblog-update", "preview": "", "isAmp": False}
        post = self.posts.get(number)
        return {"data": {"posts": post}} if post else NOBODY


def at(date):
    return datetime.fromisoformat(date).replace(tzinfo=UTC)


def document(said, *, url=PAGE, role="", fetched=NOON, status=200):
    body = said.encode() if isinstance(said, str) else said
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Document(url=url, body=body, fetched=fetched, role=role, status=status)


def page_of(url=PAGE):
    return f'<!doctype html><html><body class="liveblog"><h1>Storm</h1><p>{url}</p></body></html>'


class Follower:
    """Polls a newsroom as the poller does, and keeps what it would keep."""

    def __init__(self, newsroom):
        self.newsroom = newsroom
        self.known, self.absent, self.memo, self.start = {}, {}, {}, None
        self.now = NOON
        self.snapshot, self.events = None, ()

    def peek(self):
        """Return what the next poll would show."""
        self.newsroom.asked.clear()
        first = document(page_of(), fetched=self.now)
        if self.start:
            answer = self.newsroom.answer(self.start)
            first = document(answer, url=self.start.url, fetched=self.now)
        return gather(self.newsroom, first, self.memo)

    def poll(self, minutes=1):
        """Return the events of one poll, as kind and subject."""
        snapshot = self.peek()
        changes = diff(self.known, snapshot, self.absent, source="s", baseline=not self.known)
        self.known, self.absent = fold(self.known, changes.events), changes.absent
        self.events = changes.events
        self.memo, self.start, self.snapshot = snapshot.memo, snapshot.start, snapshot
        self.now += timedelta(minutes=minutes)
        return [(event.kind, event.subject) for event in changes.events]


def gather(newsroom, first, memo):
    documents = [first]
    for _ in range(10):
        snapshot = parse(*documents, memo=memo)
        there = {one.role for one in documents}
        missing = [one for one in snapshot.wants if one.role not in there]
        if not missing:
            return snapshot
        assert snapshot.view == "merge"
        assert len(snapshot.wants) <= 31
        documents += [
            document(newsroom.answer(one), url=one.url, role=one.role, fetched=first.fetched)
            for one in missing
        ]
    raise AssertionError("it never has enough")


def newsroom(count=3, every=15):
    room = Newsroom()
    for number in range(count):
        room.post(1000 + number, minutes=every * (count - number))
    return room


# What is asked for


def test_a_page_leads_to_the_blog_and_its_posts():
    follower = Follower(newsroom())
    events = follower.poll()
    assert follower.newsroom.asked == ["article", "children", "post 1002", "post 1001", "post 1000"]
    assert events == [("update.new", str(number)) for number in (1000, 1001, 1002)]
    assert follower.snapshot.view == "full"
    assert follower.snapshot.title == "Storm"


def test_the_next_poll_begins_with_the_blog():
    follower = Follower(newsroom())
    follower.poll()
    follower.newsroom.post(1003, minutes=-1)
    assert follower.poll() == [("update.new", "1003")]
    assert follower.newsroom.asked[0] == ""
    assert "children" not in follower.newsroom.asked


@pytest.mark.parametrize(
    ("url", "origin", "site"),
    [
        (PAGE, "https://www.aljazeera.com", "aje"),
        ("https://www.aljazeera.net/news/liveblog/2026/3/4/x", "https://www.aljazeera.net", "aja"),
        (
            "https://www.aljazeera.com/graphql?wp-site=aja&variables={}",
            "https://www.aljazeera.com",
            "aja",
        ),
        ("https://www.aljazeera.com/graphql?wp-site=%0d%0aX", "https://www.aljazeera.com", "aje"),
        ("", "", "aje"),
        ("file:///x", "", "aje"),
        ("https://[", "", "aje"),
    ],
)
def test_s51_each_edition_is_asked_for_by_its_own_name(url, origin, site):
    blog = blog_at(url, "x")
    assert (blog.origin, blog.site) == (origin, site)
    if origin:
        assert blog.children().headers == (("wp-site", site),)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        (PAGE, SLUG),
        (f"{PAGE}/?update=1000", SLUG),
        (
            "https://www.aljazeera.net/news/liveblog/2026/3/4/%D9%85%D9%8A%D9%86%D8%A7%D8%A1",
            "ميناء",
        ),
        ("https://www.aljazeera.com/news/2026/3/4/no-blog", ""),
        ("https://www.aljazeera.com/graphql?variables=%7B%22postName%22:%22x-y%22%7D", "x-y"),
        ("https://www.aljazeera.com/graphql?variables=[1]", ""),
        ("https://www.aljazeera.com/graphql?variables={", ""),
        ("https://[/liveblog/2026/3/4/x", ""),
    ],
)
def test_the_name_of_a_blog(url, slug):
    assert slug_in(url) == slug


def test_an_address_of_the_api_is_a_source_too():
    room = newsroom()
    blog = blog_at(PAGE, SLUG)
    for request in (blog.article(), blog.children()):
        first = document(room.answer(request), url=request.url)
        snapshot = gather(room, first, {})
        assert [one.id for one in snapshot.updates] == ["1002", "1001", "1000"]
        assert snapshot.start == replace(blog.article(), role="")


def test_a_large_blog_is_read_in_turns_newest_first():
    follower = Follower(newsroom(60, every=2))
    assert len(follower.poll()) == 25
    assert {one.id for one in follower.snapshot.updates} == {str(n) for n in range(1035, 1060)}
    assert len(follower.snapshot.listed) == 35
    assert len(follower.poll()) == 25
    assert len(follower.poll()) == 10
    assert follower.poll() == []
    assert len(follower.known) == 60


def test_a_post_that_is_not_given_is_asked_for_again_but_keeps_no_other_waiting():
    room = newsroom(2)
    room.own = [2000, 1001, 1000]
    follower = Follower(room)
    assert len(follower.poll()) == 2
    assert "2000" in follower.snapshot.listed
    room.post(2000, minutes=1)
    assert follower.poll() == [("update.new", "2000")]


# What is edited


def test_edits_of_young_posts_are_found_within_a_few_polls():
    follower = Follower(newsroom(12, every=10))
    follower.poll()
    for number in range(1000, 1012):
        follower.newsroom.posts[number]["content"] = f"<p>Other words of {number}.</p>"
    turns = [follower.poll() for _ in range(3)]
    assert [len(events) for events in turns] == [5, 5, 2]


def test_edits_of_old_posts_are_found_in_time():
    follower = Follower(newsroom(24, every=60))
    follower.poll()
    follower.newsroom.posts[1000]["content"] = "<p>Corrected at last.</p>"
    events = [event for _ in range(24) for event in follower.poll()]
    assert events == [("update.edited", "1000")]


def test_the_newest_are_looked_at_first():
    follower = Follower(newsroom(12, every=10))
    follower.poll()
    follower.poll()
    assert follower.newsroom.asked == [
        "",
        "post 1011",
        "post 1010",
        "post 1009",
        "post 1008",
        "post 1007",
    ]


# What is removed


@pytest.mark.parametrize("title", ["Title 1000", "Another title"])
def test_s31_a_post_with_the_words_of_a_listed_one_is_another(title):
    follower = Follower(newsroom(12, every=10))
    follower.poll()
    follower.newsroom.post(2000, minutes=120, title=title, content="<p>Words of 1000.</p>")
    events = follower.poll()
    assert "1000" in follower.snapshot.listed
    assert events == [("update.new", "2000")]
    assert [follower.poll() for _ in range(4)] == [[], [], [], []]


def test_a_list_of_more_posts_than_a_blog_has_is_not_the_whole_truth():
    room = newsroom(2)
    room.own = [*room.numbers(), *range(5000, 11_000)]
    snapshot = gather(room, document(page_of()), {})
    assert snapshot.view == "merge"
    assert len(snapshot.listed) == 5000


def test_a_post_that_leaves_both_lists_is_removed_at_the_second_look():
    follower = Follower(newsroom(4))
    follower.poll()
    del follower.newsroom.posts[1001]
    assert follower.poll() == []
    assert "children" in follower.newsroom.asked
    assert follower.poll() == [("update.removed", "1001")]
    assert follower.poll() == []


def test_s27_a_post_that_only_the_blogs_own_list_lacks_stays():
    room = newsroom(4)
    follower = Follower(room)
    follower.poll()
    room.children, room.own = room.numbers(), [1003, 1001]
    assert [follower.poll() for _ in range(4)] == [[], [], [], []]


def test_s27_without_the_complete_list_nothing_is_gone():
    room = newsroom(4)
    follower = Follower(room)
    follower.poll()
    room.children, room.own = [], [1003, 1001]
    assert [follower.poll() for _ in range(4)] == [[], [], [], []]
    assert follower.snapshot.view == "merge"


def test_many_removals_are_no_reason_to_doubt_what_is_listed():
    follower = Follower(newsroom(40, every=2))
    follower.poll()
    follower.poll()
    for number in range(1005, 1012):
        del follower.newsroom.posts[number]
    assert doubt(follower.known, follower.peek(), Facts()) == ""
    for number in range(1012, 1030):
        del follower.newsroom.posts[number]
    assert "of 40 updates" in doubt(follower.known, follower.peek(), Facts())


def test_s23_a_post_that_comes_back_is_restored():
    follower = Follower(newsroom(4))
    follower.poll()
    gone = follower.newsroom.posts.pop(1001)
    follower.poll()
    follower.poll()
    follower.newsroom.posts[1001] = gone
    assert follower.poll() == [("update.restored", "1001")]


def test_s24_a_post_that_is_listed_and_not_given_any_more_stays():
    room = newsroom(2)
    follower = Follower(room)
    follower.poll()
    room.own = room.numbers()
    del room.posts[1001]
    assert [follower.poll() for _ in range(3)] == [[], [], []]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(NOBODY, id="no such blog"),
        pytest.param({"data": {"article": None}}, id="null"),
        pytest.param({"data": {"article": []}}, id="a list"),
        pytest.param({"data": None, "errors": [{"message": 7}]}, id="no data"),
        pytest.param("<html></html>", id="no json"),
        pytest.param(b"", id="refused"),
    ],
)
def test_s53_a_blog_that_the_api_does_not_give_is_an_error(said):
    answer = document(said, role="article", status=200 if said else 404)
    with pytest.raises(ParseError) as error:
        parse(document(page_of()), answer)
    assert error.value.outcome == "malformed-empty"


def test_s53_no_data_instead_of_the_blog_that_was_read_before():
    follower = Follower(newsroom())
    follower.poll()
    snapshot = parse(document(NOBODY, url=follower.start.url), memo=follower.memo)
    assert (snapshot.updates, snapshot.view) == ((), "merge")
    assert [one.role for one in snapshot.wants] == ["page"]


def test_s53_no_posts_are_no_removals():
    room = newsroom(3)
    follower = Follower(room)
    follower.poll()
    room.own, room.children = [], []
    assert [follower.poll() for _ in range(3)] == [[], [], []]


def test_the_answer_about_another_post_is_none():
    room = newsroom(2)
    room.own = room.numbers()
    room.posts[1001]["id"] = "1000"
    follower = Follower(room)
    assert follower.poll() == [("update.new", "1000")]
    assert "1001" in follower.snapshot.listed


def moved(follower, slug):
    """Return the request and the answer of a poll after the blog got another name."""
    answer = document(NOBODY, url=follower.start.url, fetched=follower.now)
    (want,) = parse(answer, memo=follower.memo).wants
    page = document(page_of(), url=want.url.replace(SLUG, slug), role=want.role)
    return want, (answer, page)


def test_s32_a_blog_with_another_name_is_found_at_its_page():
    follower = Follower(newsroom())
    follower.poll()
    want, documents = moved(follower, "storm-leaves-the-coast")
    assert want.url == PAGE
    (question,) = parse(*documents, memo=follower.memo).wants
    assert "storm-leaves-the-coast" in question.url
    blog = {**follower.newsroom.blog(), "slug": "storm-leaves-the-coast"}
    found = document({"data": {"article": blog}}, role=question.role)
    snapshot = parse(*documents, found, memo=follower.memo)
    assert snapshot.start
    assert "storm-leaves-the-coast" in snapshot.start.url
    assert [one.role for one in snapshot.wants] == ["post 1002", "post 1001", "post 1000"]


def test_s53_a_blog_that_is_gone_from_its_page_too_is_an_error():
    follower = Follower(newsroom())
    follower.poll()
    _, documents = moved(follower, SLUG)
    with pytest.raises(ParseError, match="no_posts_found"):
        parse(*documents, memo=follower.memo)
    refused = document(b"", url=PAGE, role=documents[1].role, status=404)
    with pytest.raises(ParseError, match="no_posts_found"):
        parse(documents[0], refused, memo=follower.memo)


# What a post says


def one(**more):
    room = Newsroom()
    room.post(1000, minutes=15, **more)
    (update,) = gather(room, document(page_of()), {}).updates
    return update


def test_a_post():
    update = one(
        title="Quay &#8216;closed&#8217;",
        content='<p>The <a href="/news/2026/3/4/quay">quay</a> is shut.</p>',
        author=[{"name": "Ann  Ash"}, {"name": None}, 7],
        modified_gmt=iso(NOON),
        postLabel=["Breaking News", {"name": "Key"}, None],
    )
    assert (update.headline, update.text) == ("Quay ‘closed’", "The quay is shut.")
    assert 'href="https://www.aljazeera.com/news/2026/3/4/quay"' in update.html
    assert update.url == f"{PAGE}?update=1000"
    assert update.authors == ("Ann Ash",)
    assert update.published == NOON - timedelta(minutes=15)
    assert update.modified == NOON
    assert update.labels == ("breaking-news", "key")


@pytest.mark.parametrize("shown", [False, None, True])
def test_a_title_that_is_not_displayed_is_no_headline(shown):
    assert one(shouldDisplayTitle=shown).headline == ("" if shown is False else "Title 1000")


def test_authors_that_are_not_shown():
    assert one(showAuthor=False, author=[{"name": "Ann"}]).authors == ()
    assert one(writeInAuthor="Bo").authors == ("Bo",)


def test_captions_and_embeds_are_not_the_posts_words():
    tweet = '<blockquote class="twitter-tweet"><p>chirp</p></blockquote>'
    frame = '<iframe title="chirp"></iframe>'
    picture = "<figure><img><figcaption>a quay</figcaption></figure>"
    said = {one(content=f"{picture}<p>Shut.</p>bare{embed}").text for embed in (tweet, frame, "")}
    assert said == {"Shut. bare"}


def test_the_blogs_own_time_wins_over_a_date_without_zone():
    room = Newsroom()
    room.post(1000, minutes=15)
    blog = room.blog()
    room.article = {"childrenMeta": blog["childrenMeta"]}
    room.posts[1000]["date"] = iso(NOON + timedelta(hours=3))
    (update,) = gather(room, document(page_of()), {}).updates
    assert update.published == NOON - timedelta(minutes=15)


def test_s18_a_back_dated_post_is_late():
    follower = Follower(newsroom(3))
    follower.poll()
    follower.newsroom.post(1009, minutes=31)
    assert follower.poll() == [("update.new", "1009")]
    (event,) = follower.events
    assert event.late
    assert event.update.published == NOON - timedelta(minutes=31)


@pytest.mark.parametrize("meta", [True, False])
def test_a_post_for_later_is_held_back(meta):
    room = newsroom(1)
    room.post(1005, minutes=-2)
    if not meta:
        room.article = {"childrenMeta": None}
    follower = Follower(room)
    assert follower.poll() == [("update.new", "1000")]
    assert follower.poll() == []
    assert follower.poll() == [("update.new", "1005")]


def test_s29_s30_a_blog_that_is_not_live_is_closed_and_loses_nothing():
    follower = Follower(newsroom(3))
    follower.poll()
    follower.newsroom.article = {"isLive": False}
    follower.newsroom.post(
        1010, content='<p>We go on <a href="/news/liveblog/2026/3/5/x-y">here</a>.</p>'
    )
    assert follower.poll() == [("update.new", "1010"), ("source.closed", "")]
    assert follower.snapshot.successor == "https://www.aljazeera.com/news/liveblog/2026/3/5/x-y"
    newest = follower.snapshot.updates[0]
    assert 'href="https://www.aljazeera.com/news/liveblog/2026/3/5/x-y"' in newest.html
    assert follower.poll() == []


def test_s47_the_blogs_correction_is_an_update():
    follower = Follower(newsroom(1))
    follower.poll()
    follower.newsroom.article = {
        "correctionText": "<p>Correction: it was the other quay.</p>",
        "correctionDate": iso(NOON),
    }
    assert follower.poll() == [("update.new", "correction-900")]
    update = follower.snapshot.updates[-1]
    assert (update.text, update.labels) == ("Correction: it was the other quay.", ("correction",))
    follower.newsroom.article["correctionText"] = "<p>Correction: it was the other pier.</p>"
    assert follower.poll() == [("update.edited", "correction-900")]


def test_s57_what_the_blog_says_of_its_own_change():
    room = newsroom(1)
    assert gather(room, document(page_of()), {}).modified == NOON
    room.article = {"modified_gmt": iso(NOON + timedelta(hours=1))}
    assert gather(room, document(page_of()), {}).modified is None


# What is not ours


@pytest.mark.parametrize(
    "said",
    [
        {"data": {"article": {"title": "An article"}}},
        {"data": {"posts": {"id": "1"}}},
        {"data": {"article": None}},
        {"article": {"children": []}},
        [1],
    ],
)
def test_other_json_is_not_ours(said):
    with pytest.raises(ParseError) as error:
        parse(document(said, url="https://harbour.example/x.json"))
    assert error.value.outcome == "not-a-feed"


@pytest.mark.parametrize(
    "url",
    ["https://www.aljazeera.com/", "https://harbour.example/news/liveblog/2026/3/4/x", ""],
)
def test_other_pages_are_not_ours(url):
    with pytest.raises(ParseError):
        parse(document(page_of(), url=url))


def test_a_page_on_another_host_that_says_whose_it_is():
    head = f'<head><link rel="canonical" href="{PAGE}"></head>'
    said = f'<html>{head}<body data-x="wp-site aljazeera liveblog"></body></html>'
    snapshot = parse(document(said, url="http://127.0.0.1:9/live"))
    (want,) = snapshot.wants
    assert want.url.startswith("http://127.0.0.1:9/graphql?")


# With the poller


class Api(Site):
    """A site whose API knows the blogs of a newsroom."""

    def __init__(self, *blogs):
        super().__init__(now=NOON, pages={PAGE: page_of()})
        self.blogs = blogs
        self.newsroom = blogs[0]

    async def fetch(self, url, validators, headers=()):
        if urlsplit(url).path == "/graphql":
            answers = [blog.answer(Request(url=url, headers=headers)) for blog in self.blogs]
            known = [answer for answer in answers if answer != NOBODY]
            self.pages[url] = json.dumps(known[0] if known else NOBODY)
        return await super().fetch(url, validators, headers)


async def test_the_poller_asks_no_more_than_it_needs():
    desk = Desk(Api(newsroom(3)), Source(id="storm", url=PAGE))
    assert len(told(await desk.poll())) == 3
    assert [urlsplit(url).path for url in desk.site.asked] == [
        urlsplit(PAGE).path,
        *["/graphql"] * 5,
    ]
    desk.site.newsroom.post(1004, minutes=0)
    desk.site.newsroom.posts[1000]["content"] = "<p>Other words.</p>"
    assert told(await desk.poll()) == [("update.edited", "1000"), ("update.new", "1004")]
    assert len(desk.site.asked) == 5
    del desk.site.newsroom.posts[1001]
    assert [told(await desk.poll()) for _ in range(2)] == [[], [("update.removed", "1001")]]
    assert all(headers == (("wp-site", "aje"),) for headers in desk.site.headers[1:])


async def test_s32_the_poller_finds_a_blog_with_another_name():
    desk = Desk(Api(newsroom(3)), Source(id="storm", url=PAGE))
    await desk.poll()
    desk.site.newsroom.slug = "storm-leaves-the-coast"
    there = PAGE.replace(SLUG, "storm-leaves-the-coast")
    desk.site.moved[PAGE], desk.site.pages[there] = there, page_of()
    polled = await desk.poll()
    assert (polled.error, told(polled)) == (None, [])
    desk.site.newsroom.post(1004)
    assert told(await desk.poll()) == [("update.new", "1004")]


async def test_s30_the_poller_goes_on_at_the_blog_of_the_next_day():
    there = "/news/liveblog/2026/3/5/storm-leaves-the-coast"
    first = newsroom(3)
    second = Newsroom(slug="storm-leaves-the-coast", article={"link": there})
    second.post(3001, minutes=1)
    desk = Desk(Api(first, second), Source(id="storm", url=PAGE))
    await desk.poll()
    words = f'<p>This live page is closing. We go on <a href="{there}">here</a>.</p>'
    first.post(1010, content=words)
    desk.site.pages[f"https://www.aljazeera.com{there}"] = page_of()
    assert told(await desk.poll()) == [
        ("update.new", "1010"),
        ("source.rollover", ""),
        ("update.new", "3001"),
    ]
    second.post(3002, minutes=-1)
    assert told(await desk.poll()) == [("update.new", "3002")]
    assert told(await desk.poll()) == []


# The memo


NUMBERS = st.sets(st.integers(min_value=1, max_value=10**9), max_size=12)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NUMBERS, NUMBERS)
def test_a_memo_says_what_was_put_into_it(fetched, empty):
    seen = Seen(fetched=frozenset(fetched), empty=frozenset(empty), young=7, old=8)
    assert Seen.told(seen.memo()) == seen


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["fetched", "empty", "young", "old"]), st.text()))
def test_any_memo_can_be_read(memo):
    Seen.told(memo)


def test_a_memo_of_a_huge_blog_stays_small_and_its_end_is_not_fetched_anew():
    numbers = range(4_000_000, 4_000_000 + 40 * 3000, 40)
    seen = learned(Seen(), Turn(), numbers, numbers, ())
    memo = seen.memo()
    assert sum(map(len, memo.values())) < 4000
    assert choose(list(numbers), {}, Seen.told(memo), NOON).new == ()


# Hostile input


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
FIELDS = ["id", "slug", "link", "title", "isLive", "children", "childrenMeta", "correctionText"]
POST = ["id", "title", "content", "date", "modified_gmt", "author", "postLabel", "link"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=2),
    st.dictionaries(st.sampled_from(POST), JSON, max_size=2),
)
def test_any_value_may_stand_anywhere(article, post):
    room = newsroom(1)
    documents = [
        document(page_of()),
        document({"data": {"article": {**room.blog(), **article}}}, role="article"),
        document({"data": {"article": {"children": [1000]}}}, role="children"),
        document({"data": {"posts": {**room.posts[1000], **post}}}, role="post 1000"),
    ]
    snapshot = parse(*documents)
    assert len({one.id for one in snapshot.updates}) == len(snapshot.updates)


def test_a_cut_answer_is_an_error_or_no_more_than_it_says():
    room = newsroom(1)
    whole = orjson.dumps({"data": {"article": room.blog()}})
    for end in range(0, len(whole), 7):
        with pytest.raises(ParseError):
            parse(document(page_of()), document(whole[:end], role="article"))


@pytest.mark.parametrize("name", FIELDS)
def test_a_key_may_be_missing(name):
    room = newsroom(1)
    blog = room.blog()
    del blog[name]
    parse(document(page_of()), document({"data": {"article": blog}}, role="article"))


# The real thing


def test_the_real_answers(shared):
    folder = shared / "liveblogs" / "aljazeera"
    article = (folder / "ArchipelagoSingleLiveBlogQuery--reduced.json").read_bytes()
    lists = [folder / f"SingleLiveBlogChildrensQuery--snapshot-{n}.json" for n in (0, 2)]
    posts = {path.stem.split("--")[1]: path for path in folder.glob("LiveBlogUpdateQuery*")}
    link = orjson.loads(article)["data"]["article"]["link"]
    first = document(
        article,
        url="https://www.aljazeera.com/graphql?wp-site=aje",
        fetched=datetime(2026, 4, 23, 1, tzinfo=UTC),
    )
    shown = []
    for children in lists:
        answers = [document(children.read_bytes(), role="children")]
        asked = parse(first, *answers)
        for want in asked.wants:
            given = posts.get(want.role.removeprefix("post "))
            said = given.read_bytes() if given else orjson.dumps(NOBODY)
            answers.append(document(said, role=want.role))
        shown.append(parse(first, *answers))
    before, after = shown
    assert [len(one.updates) + len(one.listed) for one in shown] == [25, 27]
    assert [one.id for one in before.updates] == ["4512107"]
    assert [one.id for one in after.updates] == ["4514963", "4512107"]
    assert [str(one.published) for one in after.updates] == [
        "2026-04-22 23:59:00+00:00",
        "2026-04-22 03:45:00+00:00",
    ]
    assert "https://www.aljazeera.com/news/liveblog/2026/4/23/" in after.updates[0].html
    assert all(
        one.url.startswith(f"https://www.aljazeera.com{link}?update=") for one in after.updates
    )
    assert before.view == after.view == "full"
    assert "/news/liveblog/2026/4/23/" in after.successor
    soft = (folder / "soft404--wrong-postType.json").read_bytes()
    with pytest.raises(ParseError):
        parse(document(soft, url=first.url))


def test_a_request_of_the_next_poll_has_no_role():
    assert isinstance(blog_at(PAGE, SLUG).article(role=""), Request)

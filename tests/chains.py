"""A newsroom whose live blogs lead from one to the next, and what it expects to be told."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from documents import blog, page, posting
from histories import words
from hypothesis import strategies as st
from sites import Desk, Site

from streamer import codec
from streamer.errors import FetchError
from streamer.model import Source
from streamer.repeats import FEWEST_RUNS

HARBOUR = "https://harbour.example"
WALL = "https://consent.example/wall"
# Addresses that name no day, and such that do.
SERIES = [
    [f"{HARBOUR}/news/live/storm-c0ffee{n}{n}" for n in range(1, 5)],
    [f"{HARBOUR}/live/storm-2026-05-0{n}" for n in range(4, 8)],
]
WAYS = ["", "?utm_source=app&fbclid=1", "#top", "/", "/?xtor=RSS-1#p2"]
LENGTHS = {"long": 60, "short": 6}
SOON, NEXT_LOOK = timedelta(minutes=1), timedelta(minutes=16)

_ways = st.sampled_from(WAYS)
_lengths = st.sampled_from(list(LENGTHS))
_faults = st.sampled_from(["missing", "busy", "empty", "wall", "back"])
_acts = st.one_of(
    st.tuples(st.just("post"), _lengths),
    st.tuples(st.just("edit"), st.integers(0, 9)),
    st.tuples(st.just("fault"), _faults),
    st.tuples(st.just("wait"), st.integers(1, 20)),
    st.tuples(st.just("look back"), _ways),
    st.tuples(st.just("drop copies"), st.none()),
)
_copies = st.tuples(
    st.integers(0, 9), st.sampled_from(["as it was", "edited", "another id", "later"])
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What happens on one blog, and how it leads to the next one.

    Attributes:
        acts: What its newsroom does, a poll after each.
        way: What is behind the address of the next blog in the closing post.
        faults: What is there before the next blog is.
        last: What is there in place of the old blog when the next one comes, if it is away.
        copies: Which of its updates the next blog shows, and how.
    """

    acts: list
    way: str
    faults: list
    last: str | None
    copies: list


PARTS = st.lists(
    st.builds(
        Part,
        acts=st.lists(_acts, max_size=6),
        way=_ways,
        faults=st.lists(_faults, max_size=2),
        last=st.none() | st.sampled_from(["missing", "busy"]),
        copies=st.lists(_copies, max_size=4, unique_by=lambda copy: copy[0]),
    ),
    min_size=2,
    max_size=4,
)


@dataclass(frozen=True, kw_only=True)
class Post:
    """An update on a page. Its headline names it in whatever blog, its id only in one."""

    id: str
    headline: str
    text: str
    at: object
    home: str
    link: str = ""
    copied: bool = False
    # Told beside the news, as a repetition.
    beside: bool = False

    @property
    def tells(self):
        """Whether it says so much that the same words are no chance."""
        return len(f"{self.headline} {self.text}".split()) > FEWEST_RUNS + 2

    def shown(self):
        said = f'{self.text} <a href="{self.link}">here</a>' if self.link else self.text
        own = {"url": f"{self.home}#{self.id}"}
        return posting(self.id, self.headline, said, published=f"{self.at:%FT%TZ}", **own)


@dataclass
class Chain:
    """The newsroom of a chain of blogs, what it expects to be told, and who polls it.

    Attributes:
        addresses: Those of its blogs.
        reused: Whether each blog numbers its updates from the beginning.
        news: Kind and headline of what is to be told.
        beside: Headlines of what is to be told as a repetition.
    """

    addresses: list
    reused: bool
    site: Site = field(default_factory=Site)
    number: int = 0
    posts: list = field(default_factory=list)
    made: int = 0
    news: list = field(default_factory=list)
    beside: list = field(default_factory=list)

    def __post_init__(self):
        self.desk = Desk(self.site, Source(id="storm", url=f"{self.addresses[0]}?utm_medium=rss"))

    @property
    def here(self):
        return self.addresses[self.number]

    @property
    def there(self):
        return self.addresses[self.number + 1]

    def write(self, length="long", **more):
        self.made += 1
        own = [post for post in self.posts if not post.copied]
        post = Post(
            id=f"p{len(own) + 1}" if self.reused else f"p{self.made}",
            headline=words(f"headline {self.made}", 4),
            text=words(f"text {self.made}", LENGTHS[length]),
            at=self.moment(),
            home=self.here,
        )
        self.posts.append(replace(post, **more))
        self.news.append(("update.new", post.headline))

    def moment(self):
        self.site.now += timedelta(minutes=1)
        return self.site.now

    def edited(self, post):
        """Return *post* with other words; a repetition that says something else is news."""
        self.made += 1
        self.news.append(("update.new" if post.beside else "update.edited", post.headline))
        said = words(f"text {self.made}", len(post.text.split()))
        return replace(post, text=said, beside=False)

    def copied(self, post, how):
        """Return *post* as the next blog shows it."""
        post = replace(post, copied=True)
        if how == "as it was" and not self.reused:
            return post
        if how == "edited" and not (self.reused or post.link):
            return replace(self.edited(post), home=self.here)
        self.made += 1
        again = replace(post, id=f"c{self.made}", home=self.here)
        if how == "later" and not post.link:
            again = replace(again, at=self.moment())
            if not post.tells:
                self.news.append(("update.new", post.headline))
                return replace(again, beside=False)
        self.beside.append(post.headline)
        return replace(again, beside=True)

    def show(self):
        """Show the blog, the newest update first."""
        rows = sorted(self.posts, key=lambda post: post.at, reverse=True)
        shown = {**blog(*(post.shown() for post in rows)), "@id": self.here}
        self._put(self.here, page(shown))

    def fail(self, address, fault):
        """Show something else at *address*."""
        match fault:
            case "missing":
                self._put(address, FetchError("no such page", outcome="http-4xx"))
            case "busy":
                self._put(address, FetchError("busy", outcome="http-5xx"))
            case "empty":
                self._put(address, page(blog()))
            case "wall":
                self._put(address, "<html><body><p>Your consent, please</p></body></html>", WALL)
            case "back":
                before = self.addresses[max(0, self.addresses.index(address) - 1)]
                self._put(address, self.site.pages[before], before)

    def _put(self, address, shown, landed=""):
        self.site.pages[landed or address] = shown
        asked = {address, *(f"{address}{way}" for way in ("/", "?utm_medium=rss"))}
        self.site.moved |= dict.fromkeys(asked, landed or address)

    async def poll(self, after=SOON):
        """Poll with what a new poller would read from its store."""
        stream = self.desk.stream
        kept = {
            subject: f"{codec.token(one)} 1 ".encode() + codec.pack(subject, one)
            for subject, one in (await stream.load("storm")).items()
        }
        stream._states["storm"] = dict(map(codec.unpack, kept.values()))  # noqa: SLF001
        self.desk.facts = codec.unpack_facts(codec.pack_facts(self.desk.facts))
        await self.desk.poll(after)

    async def act(self, what, how):
        """Do one thing that a newsroom or its server does, and poll."""
        match what:
            case "post":
                self.write(how)
            case "edit":
                plain = [at for at, post in enumerate(self.posts) if not post.link]
                at = plain[how % len(plain)]
                self.posts[at] = self.edited(self.posts[at])
            case "fault":
                self.fail(self.here, how)
                await self.poll()
            case "wait":
                await self.poll(timedelta(minutes=how))
            case "look back" if self.number:
                back = f"{self.addresses[self.number - 1]}{how}"
                self.write(text="This live page is closing. All of it is", link=back)
            case "drop copies":
                self.posts = [post for post in self.posts if not post.copied]
        self.show()
        await self.poll()

    async def go_on(self, part):
        """Close the blog; the next one comes at last, and may find the old one away."""
        self.fail(self.there, "missing")
        said = "This live page is closing. Our coverage goes on"
        self.write(text=said, link=self.there + part.way)
        self.show()
        for fault in part.faults:
            self.fail(self.there, fault)
            await self.poll(NEXT_LOOK)
        left, old = self.here, self.posts
        self.number, self.posts = self.number + 1, []
        self.posts = [self.copied(old[at], how) for at, how in part.copies if at < len(old)]
        self.write()
        self.write("short")
        self.show()
        if part.faults and part.last:
            was = self.site.pages[left]
            self.fail(left, part.last)
            await self.poll(NEXT_LOOK)
            self._put(left, was)
        await self.poll(NEXT_LOOK)
        await self.poll(NEXT_LOOK)

"""Whatever newsrooms copy of each other, the two logs hold together and nothing is told twice."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from commits import verify
from histories import words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import Opened
from test_poller import NOON, Desk, Site

from streamer.history import recall
from streamer.model import Source, Update
from streamer.repeats import Repeats
from streamer.stream import MemoryStream

SOURCES = ("one", "two", "three")
# Four reports, and of the first a version with a slip of the pen.
REPORTS = [words(f"report {n}", 60) for n in range(4)]
TEXTS = [*REPORTS, " ".join(["mistyped", *REPORTS[0].split()[1:]])]

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["write", "edit", "remove", "restore"]),
            st.sampled_from(SOURCES),
            st.integers(0, 3),
            st.integers(0, len(TEXTS) - 1),
        ),
        st.tuples(st.just("poll"), st.sampled_from(SOURCES)),
        st.tuples(st.just("both"), st.sampled_from(SOURCES), st.sampled_from(SOURCES)),
        st.tuples(st.just("restart")),
    ),
    max_size=40,
)


class Slow:
    """A store that takes its time, so that two polls are on their way at once.

    ``told`` is what both logs were told, in the order of its coming.
    """

    def __init__(self, stream):
        self.stream = stream
        self.told = []

    def __getattr__(self, name):
        return getattr(self.stream, name)

    async def commit(self, commit):
        for _ in range(5):
            await asyncio.sleep(0)
        entries = await self.stream.commit(commit)
        self.told.append([entry.event for entry in entries])
        return entries


@dataclass
class Newsrooms:
    """Blogs that copy each other, and one daemon that polls them."""

    stream: Slow
    posts: dict = field(default_factory=lambda: {name: {} for name in SOURCES})
    desks: dict = field(default_factory=dict)
    minutes: int = 0

    def __post_init__(self):
        repeats = Repeats()
        for name in SOURCES:
            source = Source(id=name, url=f"http://{name}.example")
            self.desks[name] = Desk(Site(view="full"), self.stream, source=source, repeats=repeats)

    def write(self, name, number, text):
        at = NOON - timedelta(hours=4) + timedelta(minutes=self.minutes)
        post = Update(id=f"p{number}", text=TEXTS[text], published=at)
        self.posts[name].setdefault(number, [post, True])

    def edit(self, name, number, text):
        if row := self.posts[name].get(number):
            row[0] = replace(row[0], text=TEXTS[text])

    def remove(self, name, number, _text):
        if row := self.posts[name].get(number):
            row[1] = False

    def restore(self, name, number, _text):
        if row := self.posts[name].get(number):
            row[1] = True

    def shown(self, name):
        return [post for post, there in self.posts[name].values() if there]

    async def poll(self, name):
        # An anchor, so that a blog never shows nothing.
        anchor = Update(id="anchor", text=f"Live from {name}.", published=NOON - timedelta(hours=5))
        self.minutes += 1
        desk = self.desks[name]
        desk.site.polls = self.minutes
        desk.site.shows = [*self.shown(name), anchor]
        return await desk.poll()

    async def both(self, one, other):
        await asyncio.gather(*(self.poll(name) for name in {one: 0, other: 0}))

    async def restart(self):
        """A new daemon: what it knows is what is in the store."""
        repeats = await recall(self.stream, NOON + timedelta(minutes=self.minutes))
        for name, desk in self.desks.items():
            desk.repeats, desk.facts = repeats, await self.stream.facts(name)

    async def step(self, what, *more):
        self.minutes += 1
        result = getattr(self, what)(*more)
        if asyncio.iscoroutine(result):
            await result

    async def settle(self):
        """Poll until everything was seen twice, and what was doubted was believed."""
        for name in SOURCES * 4:
            await self.poll(name)


def report(text):
    """Return which report a text is, None for what is too short to tell."""
    number = TEXTS.index(text) if text in TEXTS else None
    return 0 if number == len(REPORTS) else number


class Replay:
    """Both logs, read commit by commit: what is said where now, and what was."""

    def __init__(self, *, alone):
        self.alone = alone  # whether no two polls were on their way at once
        self.live, self.main, self.beside, self.sayings = {}, set(), set(), set()

    def commit(self, events):
        gone = {key(event) for event in events if event.kind == "update.removed"}
        self.live = {name: said for name, said in self.live.items() if name not in gone}
        for event in events:
            if event.duplicate_of:
                self._beside(event)
            else:
                self._told(event)

    def _beside(self, event):
        assert key(event) not in self.main, "what was told never becomes a duplicate"
        assert (event.kind == "update.new") == (key(event) not in self.beside)
        self.beside.add(key(event))
        if self.alone and event.kind in {"update.new", "update.edited"}:
            assert event.duplicate_of in self.live, "it repeats what is there"

    def _told(self, event):
        assert (event.kind == "update.new") == (key(event) not in self.main)
        said = report(event.update.text)
        if self.alone and said is not None and event.kind == "update.new":
            assert said not in self.live.values(), "nothing is told twice"
        self.main.add(key(event))
        self.sayings.add((event.source, said))
        if event.kind != "update.removed":
            self.live[key(event)] = said


def key(event):
    return f"{event.source}/{event.subject}"


async def check(rooms, *, alone):
    log = Replay(alone=alone)
    for events in rooms.stream.told:
        log.commit(events)
    await verify(rooms.stream)
    for name in SOURCES:
        known = await rooms.stream.load(name)
        there = {n: one for n, one in known.items() if not one.removed and n != "anchor"}
        assert {n: one.update.text for n, one in there.items()} == {
            post.id: post.text for post in rooms.shown(name)
        }
        for one in there.values():
            told = {said for _, said in log.sayings}
            assert report(one.update.text) in told, "nothing is lost"
            if one.duplicate_of:
                source, _, original = one.duplicate_of.partition("/")
                assert one.duplicate_of in log.main
                gone = source == name and known[original].removed
                # It is said by another one now, or another source took it back since.
                also = {who for who, said in log.sayings if said == report(one.update.text)}
                assert not gone or report(one.update.text) in log.live.values() or also - {name}


async def play(stream, steps):
    rooms = Newsrooms(Slow(stream))
    for step in steps:
        await rooms.step(*step)
    await rooms.settle()
    await check(rooms, alone=not any(step[0] == "both" for step in steps))
    await rooms.restart()
    told = len(rooms.stream.told)
    await rooms.settle()
    assert len(rooms.stream.told) == told


@settings(max_examples=100)
@given(STEPS)
def test_whatever_is_copied_is_told_once(steps):
    asyncio.run(play(MemoryStream(), steps))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_so_it_is_on_a_server(server_of, steps):
    async def on_a_server():
        server = server_of("valkey")
        async with server.client() as client:
            await client.flushall()
        async with Opened(server) as stream:
            await play(stream, steps)

    asyncio.run(on_a_server())

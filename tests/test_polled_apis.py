"""Two families that ask an API, followed by the real poller from a page on."""

from dataclasses import dataclass, field
from datetime import timedelta

import liveblog_plugin
import pytest
import superdesk
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import Desk, told

from streamer.errors import FetchError
from streamer.model import Document, Source, Validators
from streamer.ports import Reply


@dataclass
class Server:
    """A simulated publisher, behind the seam that the poller asks."""

    inner: object
    asked: list = field(default_factory=list)

    @property
    def now(self):
        return self.inner.now

    @now.setter
    def now(self, now):
        self.inner.now = now

    def clock(self):
        return self.inner.now

    async def fetch(self, url, _validators, _headers=()):
        self.asked.append(url)
        body = self.inner.answer(url)
        if body is None:
            raise FetchError("no such document", outcome="http-4xx")
        document = Document(url=url, body=body.encode(), fetched=self.inner.now)
        return Reply(document=document, validators=Validators(etag=f'"{hash(body)}"'))


@dataclass
class Newsroom:
    """What the two publishers are told in their own ways."""

    inner: object

    def delete(self, name):
        if isinstance(self.inner, superdesk.Desk):
            self.inner.touch(name, deleted=True)
        else:
            self.inner.delete(name)

    def close(self):
        if isinstance(self.inner, superdesk.Desk):
            self.inner.status = "closed"
        else:
            self.inner.state = "archive"


@pytest.mark.parametrize(
    ("publisher", "page"),
    [(liveblog_plugin.Site, liveblog_plugin.PAGE), (superdesk.Desk, superdesk.FRAMED)],
    ids=["automattic", "sourcefabric"],
)
async def test_a_blog_is_followed_from_its_page_to_its_end(publisher, page):
    inner = publisher()
    newsroom = Newsroom(inner)
    for number in range(7):
        inner.write(f"Update {number}")
        inner.now += timedelta(minutes=5)
    desk = Desk(Server(inner), Source(id="blog", url=page))

    assert len(told(await desk.poll())) == 7
    name = inner.write("Fog")
    assert told(await desk.poll()) == [("update.new", name)]
    inner.edit(name, "Fog, and wind")
    assert told(await desk.poll()) == [("update.edited", name)]
    newsroom.delete(name)
    assert told(await desk.poll()) == [("update.removed", name)]

    quiet = [await desk.poll() for _ in range(25)]
    assert [told(polled) for polled in quiet if polled.error or told(polled)] == []
    newsroom.close()
    last = [entry for _ in range(13) for entry in told(await desk.poll())]
    assert last == [("source.closed", "")]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "edit", "delete", "walk", "poll", "poll"]),
        st.integers(0, 30),
        st.integers(0, 90),
    ),
    max_size=30,
)


def shown(follower):
    return {
        name: one.update.text
        for name, one in follower.known.items()
        if name and not one.removed and one.update
    }


def there(publisher):
    """Return what readers of the publisher see: names and words."""
    if isinstance(publisher, superdesk.Desk):
        return {
            name: post["groups"][1]["refs"][0]["item"]["text"][3:-4]
            for name, post in publisher.posts.items()
            if not post["deleted"]
        }
    return {str(one.id): one.content for one in publisher.comments if not one.replaces}


@pytest.mark.parametrize("module", [liveblog_plugin, superdesk], ids=["automattic", "sourcefabric"])
@settings(deadline=None, max_examples=40)
@given(steps=STEPS, clock=st.integers(-40, 40))
def test_whatever_a_newsroom_does_is_told_once(module, steps, clock):
    plugin = module is liveblog_plugin
    publisher = module.Site(clock=clock) if plugin else module.Desk()
    newsroom = Newsroom(publisher)
    publisher.write("The first")
    follower = module.Follower(publisher)
    follower.poll()
    for number, (step, which, seconds) in enumerate(steps):
        names = sorted(there(publisher))
        name = names[which % len(names)] if names else ""
        publisher.now += timedelta(seconds=seconds)
        if step == "write":
            publisher.write(f"Update {number}")
        elif step == "edit" and name:
            publisher.edit(name, f"Edited {number}")
        elif step == "delete" and len(names) > 1:
            newsroom.delete(name)
        else:
            follower.poll(600 if step == "walk" else 0)
    follower.poll(20)
    follower.poll(20)
    assert shown(follower) == there(publisher)
    assert follower.poll(20) == []
    assert follower.poll(700) == []
    assert follower.poll(700) == []

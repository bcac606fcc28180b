"""What a site shows in place of its blog, polled by the real poller: nothing comes of it."""

import pytest
from documents import PAGE, blog, page, posting
from sites import Desk, Site, told

from streamer.model import Source

CHANGED = "2026-05-04T08:00:00Z"


def post(n, text="", **more):
    words = text or f"The “harbour master” of pier {n} said: it’s too early to sail from here."
    return posting(f"u{n}", f"Pier {n}", words, published=f"2026-05-04T0{n}:00:00Z", **more)


def shown(*posts, **more):
    return page(blog(*posts, **{"dateModified": CHANGED, **more}))


POSTS = [post(n) for n in range(6, 0, -1)]
GARBLED = [
    {**one, "articleBody": one["articleBody"].encode().decode("cp1252", "replace")} for one in POSTS
]
SHORT = [{**one, "articleBody": one["articleBody"][:20]} for one in POSTS]
WALL = "<!doctype html><html><head><title>{}</title></head><body><p>{}</p></body></html>"


@pytest.fixture
async def desk():
    """A desk that knows a blog of six updates."""
    desk = Desk(Site(), Source(id="storm", url=PAGE))
    desk.site.pages[PAGE] = shown(*POSTS)
    assert len(told(await desk.poll())) == 6
    return desk


async def held_back(desk, body, outcome):
    """Check that *body* leaves all as it was, and counts as a failure of the source."""
    before = desk.facts
    desk.site.pages[PAGE] = body
    polled = await desk.poll()
    assert (told(polled), polled.outcome) == ([], outcome)
    assert (desk.facts.failures, desk.facts.absent) == (1, before.absent)
    assert (desk.facts.validators, desk.facts.body) == (before.validators, before.body)
    desk.site.pages[PAGE] = shown(post(7), *POSTS)
    assert told(await desk.poll()) == [("update.new", "u7")]
    assert desk.facts.failures == 0


async def test_s52_noise_in_place_of_marks(desk):
    await held_back(desk, shown(*GARBLED), "doubtful")


@pytest.mark.parametrize("words", ["Page not found", "Sorry, something went wrong."])
async def test_s53_an_error_page_that_says_all_is_well(desk, words):
    await held_back(desk, WALL.format(words, words), "not-a-feed")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param(WALL.format("Your privacy", "We and our partners"), "challenge", id="consent"),
        pytest.param(WALL.format("Just a moment...", "Wait."), "challenge", id="bot wall"),
        pytest.param(shown(), "doubtful", id="a list of nothing"),
    ],
)
async def test_s54_a_wall_before_the_page(desk, body, outcome):
    await held_back(desk, body, outcome)


async def test_s54_no_number_of_empty_pages_removes_anything(desk):
    desk.site.pages[PAGE] = shown()
    for _ in range(5):
        assert "update.removed" not in [kind for kind, _ in told(await desk.poll())]


async def test_s55_bodies_that_are_all_cut(desk):
    await held_back(desk, shown(*SHORT, isAccessibleForFree=False), "doubtful")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
async def test_s56_a_page_that_breaks_off(desk, share):
    whole = shown(*POSTS)
    await held_back(desk, whole[: int(share * len(whole))], "malformed-partial")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            shown(POSTS[0], post(5, "What was said before."), dateModified="2026-05-04T07:00:00Z"),
            id="by its change",
        ),
        pytest.param(shown(*POSTS[1:], dateModified=""), id="by its newest update"),
    ],
)
async def test_s57_an_older_copy(desk, body):
    await held_back(desk, body, "doubtful")


async def test_s58_a_page_that_is_rendered_anew_each_time(desk):
    """It is another body, so it is read; it says the same, so that nothing is told."""
    for time in ("09:00", "09:01"):
        desk.site.pages[PAGE] = f"{shown(*POSTS)}<!-- generated at {time} -->"
        polled = await desk.poll()
        assert (told(polled), polled.outcome) == ([], "unchanged")

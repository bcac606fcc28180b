"""A quick part of ``make accuracy``: what must hold is asserted, not only printed."""

from collections import Counter

import pytest

from benchmarks.accuracy import story
from benchmarks.accuracy.causes import CAUSES
from benchmarks.accuracy.forms import FORMS
from benchmarks.accuracy.moments import expected
from benchmarks.accuracy.pages import look_alikes, real
from benchmarks.accuracy.reading import read
from benchmarks.accuracy.score import score

# Without ids: of the events so many are told at least, of 1,000 posts so many wrongly at most.
RECALL, FALSE = 0.98, 1


@pytest.fixture(scope="module")
def invented():
    return story.invented(60)


@pytest.fixture
def blog(shared):
    return story.real(shared / "liveblogs/pages/mirror_uk_riots_live_2024-08-05.html")


def test_look_alikes_are_read_as_written_down():
    results = [read(one) for one in look_alikes()]
    assert len(results) > 20
    assert [one for one in results if not one.all_right] == []


def test_real_pages_are_read_as_written_down(shared):
    results = [read(one) for one in real(shared / "liveblogs")]
    pages = {one.name: one for one in results if one.name.startswith(("pages/", "seed"))}
    assert pages["pages/mirror_uk_riots_live_2024-08-05.html"].right == (428, 428, 428, 428)
    assert len(pages) == 5
    assert [one.name for one in pages.values() if not one.all_right] == []


@pytest.mark.parametrize("form", ["ids", "no ids", "clocks only"])
@pytest.mark.parametrize("cause", CAUSES)
def test_of_a_look_alike_everything_is_told_and_nothing_else(invented, cause, form):
    result = score(CAUSES[cause](invented), FORMS[form])
    assert result.missed == result.false == Counter()


@pytest.mark.parametrize(
    ("cause", "form"),
    [
        ("edited: second half cut", "ids"),
        ("removed from the middle, and back", "no ids"),
        ("edited: a number", "clocks only"),
    ],
)
def test_of_the_real_blog_everything_is_told_and_nothing_else(blog, cause, form):
    result = score(CAUSES[cause](blog[150:280]), FORMS[form])
    assert result.missed == result.false == Counter()


def test_clocks_alone_date_all_of_the_real_blog(blog):
    (*_, last) = CAUSES["grows, all on the page"](blog)
    result = score([last], FORMS["clocks only"])
    assert result.dated == (428, 428)


def test_an_expectation_knows_each_post_by_name(invented):
    """The yardstick itself: so many new, edited, removed and restored."""
    back = expected(CAUSES["removed from the middle, and back"](invented))
    kinds = Counter(kind for kind, _ in back.elements())
    assert kinds["update.new"] == len(invented)
    assert kinds["update.removed"] == kinds["update.restored"] > 0
    edited = expected(CAUSES["edited: a typo"](invented))
    assert sum(kind == "update.edited" for kind, _ in edited.elements()) > 5

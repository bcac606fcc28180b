"""What repeats another update goes beside the stream, and comes back once it differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from streamer.diff import confirm, diff, fold
from streamer.model import Document, Snapshot, Update
from streamer.numerals import numbers
from streamer.parse import parse
from streamer.repeats import FEWEST_RUNS, Repeats
from tests.histories import words

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SAID = words("the harbour", 60)


def post(name, text=SAID, minutes=0, headline="Harbour closed", **more):
    at = NOON + minutes * MINUTE
    return Update(**{"id": name, "headline": headline, "text": text, "published": at} | more)


def other(name, minutes=0):
    return post(name, words(name, 60), minutes, headline=words(f"head of {name}", 4))


def swapped(text, place=30, word="mistyped"):
    row = text.split()
    return " ".join([*row[:place], word, *row[place + 1 :]])


def cut(text, share):
    row = text.split()
    return " ".join(row[: int(len(row) * share)])


# -- when one text is another ------------------------------------------------------------

WITH_NUMBER = f"{SAID} 3 people {words('end', 20)}"
IN_WORDS = f"{SAID} three people {words('end', 20)}"
IN_GERMAN = f"{SAID} drei Menschen {words('end', 20)}"
PAIRS = [
    pytest.param(post("a"), post("b"), True, id="the same"),
    pytest.param(post("a"), post("b", headline="HARBOUR CLOSED!"), True, id="marks and case"),
    pytest.param(post("a"), post("b", headline="Update: Harbour closed"), True, id="Update:"),
    pytest.param(post("a"), post("b", headline="Ferries wait"), True, id="another headline"),
    pytest.param(post("a"), post("b", swapped(SAID)), True, id="a slip of the pen"),
    pytest.param(post("a"), post("b", f"(Agency) - {SAID}"), True, id="an agency's name"),
    pytest.param(post("a"), post("b", f"{SAID} {words('more', 15)}"), False, id="a quarter more"),
    pytest.param(post("a"), post("b", cut(SAID, 0.7)), False, id="a teaser"),
    pytest.param(post("a"), other("b"), False, id="other words"),
    pytest.param(
        post("a", WITH_NUMBER), post("b", WITH_NUMBER.replace("3", "4")), False, id="a number"
    ),
    pytest.param(
        post("a", IN_WORDS), post("b", IN_WORDS.replace("three", "four")), False, id="in words"
    ),
    pytest.param(
        post("a", IN_GERMAN), post("b", IN_GERMAN.replace("drei", "vier")), False, id="in German"
    ),
    pytest.param(
        post("a"), post("b", headline="4 harbours closed"), False, id="a number in the headline"
    ),
    pytest.param(post("a", "Goal!"), post("b", "Goal!"), False, id="a cry"),
    pytest.param(
        post("a", words("it", FEWEST_RUNS - 2)),
        post("b", words("it", FEWEST_RUNS - 2)),
        False,
        id="too short to tell",
    ),
    pytest.param(
        post("a", words("it", 40), headline="Ferry to Reni"),
        post("b", words("it", 40), headline="Ferry to Izmail and to all of the islands"),
        False,
        id="a form with another headline",
    ),
    pytest.param(post("a"), post("b", minutes=24 * 60), True, id="within a day"),
    pytest.param(post("a"), post("b", minutes=24 * 60 + 1), False, id="another day"),
    pytest.param(post("a"), post("b", minutes=-24 * 60 - 1), False, id="the day before"),
]


@pytest.mark.parametrize(("one", "two", "same"), PAIRS)
def test_what_repeats_another(one, two, same):
    told = Repeats()
    told.add("blog/a", one)
    assert told.find(two) == ("blog/a" if same else "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 dead, 4,500 homes at 10:35", {"3", "4,500", "10:35"}),
        ("Zwölf Verletzte, dos muertos, п’ять людей", {"zwölf", "dos", "п'ять"}),
        ("One of the sixth formers was once due", set()),
    ],
)
def test_numbers_are_found_in_digits_and_in_words(text, found):
    assert numbers(text) == found


# -- the memory of what was told ---------------------------------------------------------


def test_the_most_alike_is_named_and_of_equals_the_oldest():
    told = Repeats()
    told.add("x/1", post("1", swapped(SAID)))
    told.add("x/2", post("2", minutes=5))
    told.add("x/3", post("3", minutes=4))
    assert told.find(post("new", minutes=9)) == "x/3"
    assert told.find(post("new"), but="x/") == ""


def test_what_was_dropped_or_says_something_else_is_not_found():
    told = Repeats()
    told.add("x/1", post("1"))
    told.add("x/1", other("1"))
    assert told.find(post("new")) == ""
    assert told.find(other("1")) == "x/1"
    told.drop("x/1")
    told.drop("x/1")
    assert told.find(other("1")) == ""
    assert len(told) == 0


def test_it_is_bounded_in_number_and_in_runs():
    few, small = Repeats(most=3), Repeats(most_runs=300)
    for n in range(9):
        few.add(f"x/{n}", other(f"{n}"))
        small.add(f"x/{n}", other(f"{n}"))
    assert [n for n in range(9) if few.find(other(f"{n}"))] == [6, 7, 8]
    assert 0 < len(small) < 3
    assert few.find(other("8")) == "x/8"


def test_a_text_that_is_no_update_is_not_compared():
    told, long = Repeats(), words("a book", 4000)
    told.add("x/1", post("1", long))
    assert len(told) == 0
    assert told.find(post("2", long)) == ""


# -- inside a blog -----------------------------------------------------------------------


def page(*updates, at=60, view="full", **more):
    return Snapshot(updates=updates, view=view, fetched=NOON + at * MINUTE, **more)


class Blog:
    """A source, its state, and what its pages told."""

    def __init__(self, source="blog", elsewhere=lambda _: ""):
        self.source = source
        self.elsewhere = elsewhere
        self.known, self.absent, self.events = {}, {}, []

    def show(self, *updates, at=None, **more):
        """Show a page, twice; return what it told: kind, subject, what it repeats."""
        at = 60 + len(self.events) if at is None else at
        shown = page(*updates, at=at, **more)
        told = self.read(shown)
        assert self.read(shown) == [], "the same page says nothing new"
        return told

    def read(self, shown):
        changes = diff(self.known, shown, self.absent, source=self.source, elsewhere=self.elsewhere)
        self.known, self.absent = fold(self.known, changes.events), changes.absent
        self.events += changes.events
        assert fold({}, self.events) == self.known
        return [(e.kind.removeprefix("update."), e.subject, e.duplicate_of) for e in changes.events]


A, B = post("a"), post("b", minutes=10)


def test_s31_a_repost_is_a_duplicate_of_what_is_known():
    blog = Blog()
    assert blog.show(A) == [("new", "a", "")]
    assert blog.show(B, A) == [("new", "b", "blog/a")]
    assert blog.known["b"].duplicate_of == "blog/a"


def test_of_one_page_the_older_is_the_original_whatever_the_order():
    for shown in ((A, B), (B, A)):
        assert Blog().show(*shown) == [("new", "a", ""), ("new", "b", "blog/a")]


def test_what_was_told_first_is_the_original_even_if_the_repost_is_dated_before():
    blog = Blog()
    blog.show(B)
    assert blog.show(B, A) == [("new", "a", "blog/b")]


def test_a_third_repeats_the_original_and_not_the_second():
    blog = Blog()
    assert blog.show(A, B, post("c", minutes=20))[2] == ("new", "c", "blog/a")


def test_an_edit_that_leaves_it_a_duplicate_stays_beside_the_stream():
    blog = Blog()
    blog.show(A, B)
    edit = post("b", swapped(SAID), 10)
    assert blog.show(A, edit) == [("edited", "b", "blog/a")]
    assert blog.events[-1].before.text == SAID
    assert blog.events[-1].revision == 2


def test_an_edit_that_makes_it_differ_is_new():
    blog = Blog()
    blog.show(A, B)
    assert blog.show(A, post("b", f"{SAID} {words('news', 30)}", 10)) == [("new", "b", "")]
    event = blog.events[-1]
    assert (event.revision, event.before, event.words) == (2, None, {})
    assert blog.known["b"].duplicate_of == ""
    assert blog.show(A, B) == [("edited", "b", "")]


def test_another_number_is_news():
    blog = Blog()
    blog.show(post("a", WITH_NUMBER))
    assert blog.show(post("a", WITH_NUMBER), post("b", WITH_NUMBER.replace("3", "4"))) == [
        ("new", "b", "")
    ]


def test_a_told_update_that_becomes_like_another_stays_in_the_stream():
    blog = Blog()
    blog.show(A, other("b", 10))
    assert blog.show(A, B) == [("edited", "b", "")]


def test_the_removal_and_the_return_of_a_duplicate_stay_beside_the_stream():
    blog = Blog()
    blog.show(A, B)
    assert blog.show(A, tombstones=("b",)) == [("removed", "b", "blog/a")]
    assert blog.show(A, B) == [("restored", "b", "blog/a")]
    blog.show(A, tombstones=("b",))
    assert blog.show(A, post("b", swapped(SAID), 10)) == [("restored", "b", "blog/a")]
    blog.show(A, tombstones=("b",))
    assert blog.show(A, other("b", 10)) == [("new", "b", "")]
    assert [event.revision for event in blog.events if event.subject == "b"] == [*range(1, 8)]


def test_what_was_removed_may_be_said_again():
    blog = Blog()
    blog.show(A)
    assert blog.show(B, tombstones=("a",)) == [("removed", "a", ""), ("new", "b", "")]


def test_once_its_original_is_removed_a_duplicate_is_the_news():
    blog = Blog()
    blog.show(A, B, post("c", minutes=20))
    assert blog.show(B, post("c", minutes=20), tombstones=("a",)) == [
        ("removed", "a", ""),
        ("new", "b", ""),
    ]
    # The third now repeats the second, and if that goes as well, it is the last to say so.
    assert blog.show(post("c", minutes=20), tombstones=("a", "b"))[-1] == ("new", "c", "")


def test_a_duplicate_is_the_news_although_a_list_of_changes_does_not_show_it():
    blog = Blog()
    blog.show(A, B)
    assert blog.show(other("x", 30), view="merge", tombstones=("a",)) == [
        ("removed", "a", ""),
        ("new", "b", ""),
        ("new", "x", ""),
    ]
    assert blog.known["b"].duplicate_of == ""


def test_nor_does_an_unchanged_page_that_makes_sure_of_the_removal():
    blog = Blog()
    blog.show(A, B)
    blog.read(page(B, at=70))
    events = confirm(blog.known, blog.absent, NOON + 71 * MINUTE, source="blog")
    assert [(e.kind, e.subject, e.duplicate_of) for e in events] == [
        ("update.removed", "a", ""),
        ("update.new", "b", ""),
    ]
    known = fold(blog.known, events)
    assert confirm(known, {}, NOON + 72 * MINUTE, source="blog") == ()


def test_what_may_be_gone_itself_is_no_news():
    blog = Blog()
    blog.show(A, B, other("x", 30))
    shown = page(other("x", 30), at=70, tombstones=("a",))
    assert blog.read(shown) == [("removed", "a", "")]
    assert blog.read(replace(shown, fetched=NOON + 71 * MINUTE)) == [("removed", "b", "blog/a")]


@pytest.mark.parametrize("there", [other("a"), None], ids=["an edit", "a return"])
def test_what_an_edit_or_a_return_says_is_not_new_beside_it(there):
    """Both in one document: the edited or restored one is told, the new one repeats it."""
    blog = Blog()
    blog.show(there or A, other("x", 5))
    if there is None:
        blog.show(other("x", 5), tombstones=("a",))
    assert blog.show(A, other("x", 5), B)[-1] == ("new", "b", "blog/a")


def test_a_page_that_moves_a_post_to_another_id_loses_nothing():
    blog = Blog()
    blog.show(A)
    assert blog.show(B, at=62) == [("new", "b", "blog/a")]
    assert blog.show(B, at=63) == [("removed", "a", ""), ("new", "b", "")]


def test_a_baseline_may_hold_duplicates():
    changes = diff({}, page(A, B), {}, source="blog", baseline=True)
    assert [(e.baseline, e.duplicate_of) for e in changes.events] == [(True, ""), (True, "blog/a")]


# -- two sources -------------------------------------------------------------------------


def test_two_sources_that_follow_one_blog_tell_it_once():
    told = Repeats()
    one = Blog("one", lambda update: told.find(update, but="one/"))
    two = Blog("two", lambda update: told.find(update, but="two/"))
    one.show(A, other("x"))
    told.tell(one.events)
    assert two.show(A, other("x")) == [("new", "a", "one/a"), ("new", "x", "one/x")]
    told.tell(two.events)
    assert one.show(A, other("x"), other("y", 5)) == [("new", "y", "")]


def test_s51_editions_in_two_languages_are_never_one():
    told = Repeats()
    told.add("en/1", post("1", words("english", 80), url="https://a.example/1"))
    assert told.find(post("1", words("ukrainian", 80), url="https://a.example/1")) == ""


def test_what_is_not_committed_is_not_told():
    blog, told = Blog(), Repeats()
    blog.show(A)
    blog.show(other("a"))
    first, second = blog.events
    undo = told.tell([first])
    assert told.find(B, but="two/") == "blog/a"
    undo()
    assert (told.find(B), len(told)) == ("", 0)
    told.tell([first])
    undo = told.tell([second])
    assert (told.find(B), told.find(other("a"))) == ("", "blog/a")
    undo()
    assert (told.find(B), told.find(other("a"))) == ("blog/a", "")


def test_a_removal_frees_its_words():
    blog, told = Blog(), Repeats()
    blog.show(A)
    blog.show(tombstones=("a",))
    told.tell(blog.events)
    assert told.find(B) == ""


# -- real pages --------------------------------------------------------------------------


def test_the_reposts_of_a_real_blog_are_found_and_nothing_else(shared):
    """428 updates of three days: four are said again under another id, one by one checked."""
    body = (shared / "liveblogs/pages/mirror_uk_riots_live_2024-08-05.html").read_bytes()
    fetched = datetime(2024, 8, 6, tzinfo=UTC)
    shown = parse(Document(url="https://example.org/live", body=body, fetched=fetched))
    changes = diff({}, shown, {}, source="blog", baseline=True)
    assert len(changes.events) == 428
    assert sum(bool(event.duplicate_of) for event in changes.events) == 4
    # One after another, as they came, they are the same four.
    blog = Blog()
    for update in sorted(shown.updates, key=lambda one: one.published)[150:330]:
        blog.read(replace(shown, updates=(update,), view="merge"))
    assert sum(bool(event.duplicate_of) for event in blog.events) >= 1
    assert {e.subject for e in blog.events if e.duplicate_of} <= {
        e.subject for e in changes.events if e.duplicate_of
    }

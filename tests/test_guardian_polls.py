"""The Guardian, poll after poll: counts that fall, pages that are walked."""

from dataclasses import replace
from functools import partial

import pytest
from guardian_blogs import API, WEB, api, block, blocks, document, page_dom, page_json, poll
from histories import read

from streamer.parse import parse

JSON = f"{WEB}.json?dcr"


def kinds(events):
    return [event.kind for event in events]


def answer(body, _request):
    return body


def follow(states):
    """Poll a blog whose API shows the newest three; return the events and how often it asked.

    Args:
        states: All blocks of the blog at each poll, newest first.

    """
    memo, snapshots, wishes = {}, [], []
    for n, rows in enumerate(states):
        live = [one for one in rows if not one.withdrawn]
        first = document(api(rows[:3], total=len(live), wish="body:latest:3"), url=API, minutes=n)
        every = api(live, total=len(live))
        snapshot, asked = poll(first, partial(answer, every), memo)
        memo = snapshot.memo
        snapshots.append(snapshot)
        wishes.append(len(asked))
    events, _ = read(snapshots)
    return events, wishes


class TestCount:
    """s27: a count that falls without a tombstone is looked into, and is no event itself."""

    def test_s27_a_block_that_went_away_at_the_far_end_is_removed_after_two_looks(self):
        rows = blocks(8)
        less = [one for one in rows if one.number != 2]
        seen = [rows, rows, less, less, less, less]
        events, wishes = follow(seen)
        # Its words were never shown in the window, so the looks at everything tell of all else.
        assert wishes == [0, 0, 1, 1, 0, 0]
        assert "update.removed" not in kinds(events)

    def test_s27_a_block_that_was_known_is_removed_after_two_looks(self):
        rows = blocks(8)
        grown = [rows[8 - n :] for n in range(3, 9)]
        less = [one for one in rows if one.number != 2]
        events, wishes = follow([*grown, rows, less, less, less])
        assert wishes == [0] * 7 + [1, 1, 0]
        assert kinds(events) == ["update.new"] * 8 + ["update.removed"]
        assert (events[-1].subject, events[-1].reason) == (block(2).id, "absent")

    def test_s27_one_look_is_not_believed(self):
        rows = blocks(8)
        grown = [rows[8 - n :] for n in range(3, 9)]
        less = [one for one in rows if one.number != 2]
        events, _ = follow([*grown, less, rows, rows])
        assert kinds(events) == ["update.new"] * 8

    def test_s27_a_fall_behind_a_new_block_is_a_fall(self):
        rows = blocks(9)
        grown = [rows[9 - n :] for n in range(3, 9)]
        less = [one for one in rows if one.number != 2]
        events, wishes = follow([*grown, less, less, less])
        assert wishes == [0] * 6 + [1, 1, 0]
        assert kinds(events) == ["update.new"] * 9 + ["update.removed"]

    def test_s27_a_tombstone_accounts_for_the_fall(self):
        rows = blocks(6)
        grown = [rows[6 - n :] for n in range(3, 7)]
        gone = [rows[0], block(5, withdrawn=True), *rows[2:]]
        events, wishes = follow([*grown, gone, gone])
        assert wishes == [0] * 6
        assert kinds(events) == ["update.new"] * 6 + ["update.removed"]

    def test_a_window_that_lost_touch_is_filled_at_once(self):
        events, wishes = follow([blocks(3), blocks(9), blocks(9)])
        assert wishes == [0, 1, 0]
        assert kinds(events) == ["update.new"] * 9

    def test_what_cannot_be_had_is_said_and_not_asked_for_ever(self):
        rows = blocks(8)
        memo = parse(document(api(rows[:3], total=8, wish="body:latest:3"), url=API)).memo
        first = document(api(rows[:3], total=7, wish="body:latest:3"), url=API)
        problems, asked = [], 1
        for _ in range(4):
            snapshot, wishes = poll(first, lambda _: None, memo)
            memo, asked = snapshot.memo, len(wishes)
            problems += snapshot.problems
        assert asked == 0
        assert problems == ["not all updates were seen: 403"] * 2
        assert snapshot.view == "window"


class Site:
    """A blog of pages of three blocks, anchored at blocks as the Guardian's are."""

    def __init__(self, rows, make):
        self.rows = rows
        self.make = make

    def __call__(self, request):
        anchor = request.url.partition("with:block-")[2][:24]
        place = next((n for n, one in enumerate(self.rows) if one.id == anchor), None)
        return None if place is None else self.page(place // 3 + 1)

    def page(self, number):
        pages = [self.rows[n : n + 3] for n in range(0, len(self.rows), 3)]
        older = pages[number][0] if number < len(pages) else None
        return self.make(pages[number - 1], page=number, pages=len(pages), older=older)


MAKERS = {"page": (page_dom, WEB), "page-json": (page_json, JSON)}


@pytest.mark.parametrize("shape", MAKERS)
class TestPages:
    def test_older_pages_are_named_for_a_gap(self, shape):
        make, url = MAKERS[shape]
        rows = blocks(9)
        first = parse(document(Site(rows, make).page(1), url=url))
        (address,) = first.next
        assert address.startswith(url.removesuffix("?dcr"))
        assert f"page=with:block-{rows[3].id}" in address
        older = parse(document(Site(rows, make).page(2), url=address))
        assert older.view == "unknown"
        assert f"with:block-{rows[6].id}" in older.next[0]
        assert parse(document(Site(rows, make).page(3), url=address)).next == ()

    def test_s27_fewer_pages_are_all_looked_at_twice(self, shape):
        make, url = MAKERS[shape]
        rows = blocks(10)
        less = [one for one in rows if one.number != 1]
        grown = [rows[10 - n :] for n in range(3, 11)]
        memo, snapshots, wishes = {}, [], []
        for n, state in enumerate([*grown, rows, less, less, less]):
            site = Site(state, make)
            snapshot, asked = poll(document(site.page(1), url=url, minutes=n), site, memo)
            memo = snapshot.memo
            snapshots.append(snapshot)
            wishes.append(len(asked))
        assert wishes == [0] * 9 + [2, 2, 0]
        assert [one.view for one in snapshots[-3:]] == ["full", "full", "window"]
        events, _ = read(snapshots)
        assert kinds(events) == ["update.new"] * 10 + ["update.removed"]
        assert events[-1].subject == block(1).id

    def test_s28_a_block_that_comes_while_pages_are_walked(self, shape):
        """The anchors stay where they are: nothing is lost, nothing is there twice."""
        make, url = MAKERS[shape]
        rows, memo = blocks(10), {"pages": "5"}
        site = Site(rows, make)
        first = document(site.page(1), url=url)

        def shifting(request):
            body = site(request)
            site.rows = [block(10 + len(site.rows)), *site.rows]
            return body

        snapshot, asked = poll(first, shifting, memo)
        assert snapshot.view == "full"
        assert sorted(one.id for one in snapshot.updates) == sorted(one.id for one in rows)
        assert len(asked) >= 3

    def test_a_walk_that_fails_claims_no_more_than_its_first_page(self, shape):
        make, url = MAKERS[shape]
        first = document(Site(blocks(10), make).page(1), url=url)
        snapshot, _ = poll(first, lambda _: None, {"pages": "5"})
        assert (snapshot.view, len(snapshot.updates)) == ("window", 3)
        assert snapshot.problems == ("not all updates were seen: page 2 was refused: 403",)

    def test_a_cut_page_is_no_page(self, shape):
        """Half of the last page would make the other half look removed."""
        make, url = MAKERS[shape]
        site = Site(blocks(6), make)
        first = document(site.page(1), url=url)
        waiting = parse(first, memo={"pages": "3"})
        (wanted,) = waiting.wants
        # Until all was seen, nothing else is remembered.
        assert waiting.memo == {"pages": "3", "kind": "guardian"}
        whole = document(site(wanted), url=wanted.url, role=wanted.role)
        assert parse(first, whole, memo={"pages": "3"}).view == "full"
        cut = replace(whole, body=whole.body[: -len(whole.body) // 3])
        assert parse(first, cut, memo={"pages": "3"}).view == "window"

    def test_pages_that_lead_in_a_circle_end(self, shape):
        make, url = MAKERS[shape]
        page = Site(blocks(10), make).page(1)
        snapshot, asked = poll(document(page, url=url), lambda _: page, {"pages": "5"})
        assert len(asked) <= 29
        assert (snapshot.view, len(snapshot.updates)) == ("window", 3)
        assert "not all updates were seen" in snapshot.problems[0]


def test_a_page_that_does_not_count_is_not_taken_for_all():
    """A look is still to be taken, and the pager is gone."""
    bare = page_dom(blocks(3)).replace("liveblog-navigation", "other")
    assert parse(document(bare), memo={"pages": "2", "looks": "1"}).view == "window"

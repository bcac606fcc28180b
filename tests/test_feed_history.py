"""Feeds of live blogs: their ids, changes and tombstones, and archives after a gap."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from documents import FETCHED, document, item, rss

from streamer.diff import diff, fold, lost_overlap
from streamer.parse import parse

SITE = "https://harbour.example"
LIVE = f"{SITE}/live/storm"
NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" '
    'xmlns:fh="http://purl.org/syndication/history/1.0"'
)


def read(body, *more, **options):
    return parse(document(body, **options), *more)


def ids(snapshot):
    return [update.id for update in snapshot.updates]


def guided(*pairs, channel=f"<link>{SITE}/</link>"):
    items = [
        f"<item><guid>{guid}</guid><link>{link}</link><title>T{n}</title></item>"
        for n, (guid, link) in enumerate(pairs)
    ]
    return rss(*items, channel=channel)


OWN = f"<link>{LIVE}</link>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            guided((LIVE, f"{LIVE}#update-3"), (LIVE, f"{LIVE}#update-2")),
            ["update-3", "update-2"],
            id="the page is the guid of all",
        ),
        pytest.param(
            guided((LIVE, f"{LIVE}#update-3"), channel=OWN), ["update-3"], id="and of the one left"
        ),
        pytest.param(
            guided((f"{LIVE}/", f"{LIVE}#a"), (f"{LIVE}/", f"{LIVE}#b")), ["a", "b"], id="a slash"
        ),
        pytest.param(
            guided((LIVE, f"{LIVE}#a"), (LIVE, LIVE), channel=OWN), ["a", LIVE], id="the page too"
        ),
        pytest.param(
            guided((f"{LIVE}#a", f"{LIVE}#a"), channel=OWN), [f"{LIVE}#a"], id="guid with fragment"
        ),
        pytest.param(
            guided((LIVE, f"{SITE}/soup#a"), channel=OWN), [LIVE], id="the fragment of another page"
        ),
        pytest.param(guided(("7", f"{LIVE}#a"), channel=OWN), ["7"], id="a guid of its own"),
        pytest.param(guided((f"{SITE}/soup", f"{SITE}/soup#a")), [f"{SITE}/soup"], id="an article"),
        pytest.param(
            guided((LIVE, f"{LIVE}#comments"), channel=OWN), [LIVE], id="the way to the comments"
        ),
        pytest.param(
            rss(item("", "A", f"{SITE}/a#xtor=RSS-1"), item("", "B", f"{SITE}/b#xtor=RSS-1")),
            [f"{SITE}/a#xtor=RSS-1", f"{SITE}/b#xtor=RSS-1"],
            id="how the reader came",
        ),
    ],
)
def test_what_tells_the_updates_of_a_feed_apart(body, expected):
    shown = read(body)
    assert ids(shown) == expected
    assert shown.problems == ()


def test_a_change_is_told_in_rss_too():
    one = item("1", "t", date="Mon, 21 Oct 2024 07:00:00 GMT").replace(
        "</item>", "<a10:updated>2024-10-21T08:00:00Z</a10:updated></item>"
    )
    body = rss(one).replace("<rss ", '<rss xmlns:a10="http://www.w3.org/2005/Atom" ')
    (update,) = read(body).updates
    assert update.published == datetime(2024, 10, 21, 7, tzinfo=UTC)
    assert update.modified == datetime(2024, 10, 21, 8, tzinfo=UTC)


def test_a_tombstone_in_rss_buries():
    grave = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="{}"/>'
    shown = read(rss(item("1"), item("2"), channel=grave.format("2")))
    assert (ids(shown), shown.tombstones) == (["1"], ("2",))
    body = guided((LIVE, f"{LIVE}#a"), channel=OWN + grave.format(f"{LIVE}#b"))
    assert set(read(body).tombstones) == {"b", f"{LIVE}#b"}
    buried = guided((LIVE, f"{LIVE}#a"), channel=OWN + grave.format(f"{LIVE}#a"))
    assert ids(read(buried)) == []


def atom(*numbers, head="", gone=()):
    entries = "".join(
        f"<entry><id>e{n}</id><title>Words {n}</title>"
        f"<updated>2024-10-21T{n:02}:00:00Z</updated></entry>"
        for n in numbers
    )
    graves = "".join(f'<at:deleted-entry ref="e{n}" when="2024-10-21T09:00:00Z"/>' for n in gone)
    return f"<feed {NAMESPACES}><title>Harbour</title>{head}{graves}{entries}</feed>"


def before(address):
    return f'<link rel="prev-archive" href="{address}"/>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("", "window", id="a feed"),
        pytest.param("<fh:complete/>", "full", id="complete"),
        pytest.param(
            '<h:complete xmlns:h="http://purl.org/syndication/history/1.0"/>', "full", id="prefix"
        ),
        pytest.param(
            '<itunes:complete xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">yes'
            "</itunes:complete>",
            "window",
            id="of a podcast",
        ),
        pytest.param("<entry><id>x</id><fh:complete/></entry>", "window", id="of an entry"),
        pytest.param("<!-- <fh:complete/> -->", "window", id="a comment"),
        pytest.param("<fh:complete/>" + before("/1"), "window", id="with more elsewhere"),
        pytest.param('<fh:complete/><link rel="next" href="?2"/>', "window", id="or a next page"),
        pytest.param("<fh:complete/><title>a & b</title>", "window", id="broken"),
        pytest.param("<fh:archive/>", "merge", id="archive"),
        pytest.param("<fh:archive/><fh:complete/>", "merge", id="both"),
    ],
)
def test_how_much_of_its_source_a_feed_shows(head, expected):
    assert read(atom(3, 2, head=head)).view == expected


def test_what_a_complete_feed_misses_twice_is_removed():
    head = "<fh:complete/>"
    known, absent = {}, {}
    told = []
    for hour, numbers in ((5, (3, 2, 1)), (6, (3, 1)), (7, (3, 1)), (8, (3,)), (9, (3, 1))):
        page = document(atom(*numbers, head=head))
        shown = parse(replace(page, fetched=FETCHED.replace(hour=hour)))
        changes = diff(known, shown, absent, source="s")
        known, absent = fold(known, changes.events), changes.absent
        told += [(event.kind, event.subject) for event in changes.events]
    assert told[3:] == [("update.removed", "e2")]


def archive(number, body):
    return document(body, url=f"{SITE}/archive/{number}")


def answer(number, one):
    return replace(one, role=f"older {number}")


def walked(first, *older):
    answers = [answer(n, archive(n, body)) for n, body in enumerate(older, 1)]
    return parse(document(first, url=f"{SITE}/feed"), *answers)


def state(*numbers):
    return fold({}, diff({}, read(atom(*numbers)), {}, source="s").events)


def test_archives_are_walked_until_the_overlap_is_found():
    first = atom(8, 7, head=before("/archive/1"))
    one = atom(6, 5, head="<fh:archive/>" + before("/archive/2"))
    two = atom(4, 3, head="<fh:archive/>" + before("/archive/3"))
    known = state(3, 2)

    shown = walked(first)
    assert lost_overlap(known, shown)
    assert shown.next == (f"{SITE}/archive/1",)
    shown = walked(first, one)
    assert lost_overlap(known, shown)
    assert shown.next == (f"{SITE}/archive/2",)
    shown = walked(first, one, two)
    assert not lost_overlap(known, shown)
    assert (ids(shown), shown.view) == (["e8", "e7", "e6", "e5", "e4", "e3"], "window")

    events = diff(known, shown, {}, source="s").events
    assert [(event.kind, event.subject) for event in events] == [
        ("update.new", f"e{n}") for n in (4, 5, 6, 7, 8)
    ]
    after = fold(known, events)
    assert diff(after, shown, {}, source="s").events == ()
    assert diff(after, walked(first), {}, source="s").events == ()


def test_a_newer_page_has_the_last_word_on_an_entry():
    old = atom(6, 5, head="<fh:archive/>").replace("Words 6", "Wrods 6")
    shown = walked(atom(8, 6, head=before("/archive/1")), old)
    assert {update.id: update.headline for update in shown.updates} == {
        "e8": "Words 8",
        "e6": "Words 6",
        "e5": "Words 5",
    }


def test_what_a_newer_page_buries_an_archive_does_not_bring_back():
    shown = walked(atom(8, head=before("/archive/1"), gone=[5]), atom(6, 5, head="<fh:archive/>"))
    assert (ids(shown), shown.tombstones) == (["e8", "e6"], ("e5",))
    known = state(6, 5)
    events = diff(known, shown, {}, source="s").events
    assert [(event.kind, event.subject) for event in events] == [
        ("update.removed", "e5"),
        ("update.new", "e8"),
    ]


def test_what_an_archive_buries_a_newer_page_brings_back():
    shown = walked(
        atom(8, 6, head=before("/archive/1")), atom(5, head="<fh:archive/>", gone=[6, 4])
    )
    assert (ids(shown), shown.tombstones) == (["e8", "e6", "e5"], ("e4",))


def test_an_archive_that_is_no_feed_is_passed_over():
    shown = walked(atom(8, head=before("/archive/1")), "<html><body>Soup</body></html>", atom(7))
    assert ids(shown) == ["e8", "e7"]


@pytest.mark.parametrize("number", range(48))
def test_s15_real_feeds_in_another_order_say_nothing_new(shared, number):
    body = sorted((shared / "feeds").iterdir())[number].read_bytes()
    first = parse(document(body, url=f"{SITE}/feed"))
    known = fold({}, diff({}, first, {}, source="s", baseline=True).events)
    for again in (body, permute(body, Random(number))):
        shown = parse(document(again, url=f"{SITE}/feed"))
        assert {one.id for one in shown.updates} == {one.id for one in first.updates}
        assert diff(known, shown, {}, source="s").events == ()


def permute(body, random):
    """Return the feed with its entries in another order, and all else as it was."""
    name = b"entry" if b"</entry>" in body else b"item"
    closing = b"</" + name + b">"
    opening = b"<" + name
    start = min(at for sign in (b" ", b">", b"\n") if (at := body.find(opening + sign)) >= 0)
    end = body.rfind(closing) + len(closing)
    entries = [one + closing for one in body[start:end].split(closing)[:-1]]
    assert len(entries) > 1
    random.shuffle(entries)
    return body[:start] + b"".join(entries) + body[end:]

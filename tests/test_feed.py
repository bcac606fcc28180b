"""RSS and Atom: ids, dates, links, tombstones, and feeds that are broken or cut."""

from datetime import UTC, datetime

import pytest
from documents import FETCHED, document, item, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.parse import parse
from streamer.parse.feeds.tombstones import tombstones
from streamer.parse.html import sanitise
from streamer.parse.root import root

NOON = "Mon, 21 Oct 2024 12:00:00 GMT"


def read(body, **options):
    return parse(document(body, **options), kind="feed")


def ids(snapshot):
    return [update.id for update in snapshot.updates]


def atom(*entries, head=""):
    tombs = "http://purl.org/atompub/tombstones/1.0"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="{tombs}">'
    return f"{feed}<title>Harbour</title>{head}{''.join(entries)}</feed>"


def entry(name, updated="2024-10-21T08:00:00Z", text=""):
    return f"<entry><id>{name}</id><updated>{updated}</updated><summary>{text}</summary></entry>"


def gone(ref, when=""):
    since = f' when="{when}"' if when else ""
    return f'<at:deleted-entry ref="{ref}"{since}/>'


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(item("g1", "t", "https://h.example/#u1"), "g1", id="guid"),
        pytest.param(item("", "t", "https://h.example/#u1"), "u1", id="fragment"),
        pytest.param(item("", "t", "https://h.example/1"), "https://h.example/1", id="link"),
        pytest.param(item("", "t"), "~", id="ours"),
    ],
)
def test_the_id_is_the_best_that_there_is(one, expected):
    (found,) = ids(read(rss(one)))
    assert found.startswith("~") if expected == "~" else found == expected


def test_an_id_of_ours_comes_from_date_and_title():
    shown = read(rss(item("", "A", date=NOON), item("", "B", date=NOON), item("", "A")))
    assert len(set(ids(shown))) == 3
    again = read(rss(item("", "Update: A", date=NOON, text="more")))
    assert ids(again) == ids(shown)[:1]


def test_a_guid_is_not_resolved_so_it_outlives_the_feeds_address():
    body = rss("<item><guid>7</guid><title>t</title></item>")
    assert ids(read(body, url="https://a.example/x")) == ids(read(body, url="http://b.example"))
    assert read(body).updates[0].url == ""


def test_twins_are_told_apart_by_their_links():
    twins = [item("g", "A", "https://h.example/1"), item("g", "B", "https://h.example/2")]
    shown = read(rss(*twins, item("h", "C")))
    assert len(set(ids(shown))) == 3
    assert all(name.startswith("g~") for name in ids(shown)[:2])
    assert shown.problems == ("2 updates share the id 'g'",)


def test_a_constant_guid_and_link_leave_dates_or_headlines_to_tell():
    dated = [
        item("g", "Same", "https://h.example/", f"Mon, 21 Oct 2024 1{n}:00:00 GMT") for n in "012"
    ]
    assert len(ids(read(rss(*dated)))) == 3
    titled = [item("g", name, "https://h.example/") for name in "ABC"]
    assert len(ids(read(rss(*titled)))) == 3


def test_an_update_shown_twice_is_one_with_its_newer_words():
    old = item("g", "A", "https://h.example/1", NOON, "teh crew")
    new = old.replace("teh crew", "the crew").replace(
        "</item>",
        '<updated xmlns="http://www.w3.org/2005/Atom">2024-10-21T12:30:00Z</updated></item>',
    )
    for body in (rss(old, new), rss(new, old)):
        (update,) = read(body).updates
        assert (update.id, update.text) == ("g", "the crew")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            item,
            guid=st.sampled_from(["", "a", "b", "c"]),
            title=st.sampled_from(["", "A", "B"]),
            link=st.sampled_from(["", "https://h.example/1", "https://h.example/#u2"]),
            date=st.sampled_from(["", NOON, "Mon, 21 Oct 2024 13:00:00 GMT"]),
            text=st.sampled_from(["", "x", "y"]),
        ),
        max_size=7,
    ).flatmap(lambda items: st.tuples(st.just(items), st.permutations(items)))
)
def test_permuting_the_items_permutes_the_updates(both):
    shown, permuted = (read(rss(*items)) for items in both)
    assert {u.id: u for u in shown.updates} == {u.id: u for u in permuted.updates}
    assert shown.problems == permuted.problems


def test_updated_is_a_change_only_where_it_was_said():
    body = rss(item("1", "t", date=NOON))
    (update,) = read(body).updates
    assert update.published == datetime(2024, 10, 21, 12, tzinfo=UTC)
    assert update.modified is None


def test_dates_without_a_zone_are_read_in_that_of_the_source():
    body = rss(item("1", "t", date="Mon, 21 Oct 2024 12:00:00"))
    (update,) = parse(document(body), zone="Europe/Kyiv").updates
    assert update.published == datetime(2024, 10, 21, 9, tzinfo=UTC)


def test_the_feeds_own_change_date_is_kept_unless_it_lies_ahead():
    past = "<lastBuildDate>Mon, 21 Oct 2024 09:00:00 GMT</lastBuildDate>"
    assert read(rss(item("1"), channel=past)).modified == datetime(2024, 10, 21, 9, tzinfo=UTC)
    ahead = "<lastBuildDate>Mon, 21 Oct 2034 09:00:00 GMT</lastBuildDate>"
    assert read(rss(item("1"), channel=ahead)).modified is None
    published = "<pubDate>Mon, 21 Oct 2024 09:00:00 GMT</pubDate>"
    assert read(rss(item("1"), channel=published)).modified is None
    assert read(rss()).fetched == FETCHED


def test_markup_leaves_clean_and_absolute():
    link = '&lt;a href="map" onclick="x()"&gt;map&lt;/a&gt;&lt;script&gt;x()&lt;/script&gt;'
    shown = read(rss(item("1", text=link), channel="<link>https://h.example/live/</link>"))
    assert shown.updates[0].text == "map"
    assert shown.updates[0].html == (
        '<a href="https://h.example/live/map" rel="noopener noreferrer">map</a>'
    )


def test_links_from_an_impossible_address_stay_as_they_are():
    assert sanitise('<a href="map">x</a>', "https://\ufffdh.example/").startswith('<a href="map"')


@pytest.mark.parametrize(
    ("short", "long"), [("description", "content"), ("content", "description")]
)
def test_the_text_is_the_longer_of_content_and_summary(short, long):
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in ((short, "x"), (long, "xyz")))
    body = rss(f"<item><guid>1</guid>{parts.replace('content>', 'content:encoded>')}</item>")
    named = body.replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    assert read(named).updates[0].text == "xyz"


@pytest.mark.parametrize("name", ["/etc/hostname", "https://h.example/feed", "feed.xml"])
def test_a_body_that_is_a_path_or_an_address_is_not_opened(name):
    with pytest.raises(ParseError) as error:
        read(name)
    assert error.value.outcome == "not-a-feed"


def test_entities_are_not_expanded_into_memory_or_files():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    body = f'<!DOCTYPE rss [<!ENTITY e0 "lol">{bomb}<!ENTITY x SYSTEM "/etc/hostname">]>'
    shown = read(body + rss(item("1", "a&e8;b&x;c")))
    assert len(shown.updates[0].headline) < 100


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_cut_feed_is_never_a_short_feed(cut):
    whole = rss(*(item(str(n), f"Title {n}", text="Words") for n in range(9)))
    with pytest.raises(ParseError) as error:
        read(whole[: len(whole) * cut // 6])
    assert error.value.outcome == "malformed-partial"


def test_a_feed_with_a_fault_and_an_end_is_believed_and_told():
    shown = read(rss(item("1", "Bread & water"), item("2", "B")))
    assert ids(shown) == ["1", "2"]
    assert shown.updates[0].headline == "Bread & water"
    assert shown.problems[0].startswith("not well-formed: ")


def test_control_characters_are_no_fault():
    shown = read(rss(item("1", "A\x0bB\x00C")))
    assert (shown.updates[0].headline, shown.problems) == ("ABC", ())


def test_a_broken_feed_without_entries_is_not_an_empty_feed():
    with pytest.raises(ParseError) as error:
        read('<rss version="2.0"><channel><title>a & b</title></channel></rss>')
    assert error.value.outcome == "malformed-partial"
    assert read(rss()).updates == ()


def test_tombstones_are_read_and_what_they_bury_is_not_shown():
    shown = read(
        atom(
            gone("a", "2024-10-21T09:00:00Z"),
            gone("later", "2024-10-21T07:00:00Z"),
            gone("same", "2024-10-21T08:00:00Z"),
            gone("whenever"),
            entry("later"),
            entry("same"),
            entry("whenever"),
            entry("alive"),
        )
    )
    assert ids(shown) == ["later", "alive"]
    assert shown.tombstones == ("a", "same", "whenever")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(atom(gone("a&amp;b")), {"a&b"}, id="escaped"),
        pytest.param(atom("<!--", gone("a"), "-->"), set(), id="comment"),
        pytest.param(atom("<![CDATA[", gone("a"), "]]>", gone("b")), {"b"}, id="cdata"),
        pytest.param(
            atom('<deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0" ref="a"/>'),
            {"a"},
            id="namespace of its own",
        ),
        pytest.param(atom("<at:deleted-entry xref='a'/>"), set(), id="no ref"),
        pytest.param(atom("<at:deleted-entry ref='a"), set(), id="cut"),
        pytest.param("<x:deleted-entry ref='a'/>", set(), id="no namespace"),
    ],
)
def test_tombstones(body, expected):
    assert set(tombstones(body)) == expected


def test_a_hostile_tombstone_is_found_in_one_pass():
    body = atom("<!--" * 100_000, "<at:deleted-entry " * 50_000)
    assert tombstones(body) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<?xml version="1.0"?><rss>', "rss"),
        ("<!-- <html> --><!DOCTYPE rss [<!ENTITY a '>'>]><rdf:RDF>", "rdf:RDF"),
        ("  plain < text", ""),
        ("<!-- never ends", ""),
        ("", ""),
    ],
)
def test_root(text, expected):
    assert root(text) == expected


def test_a_date_without_a_word_is_none():
    (update,) = read(rss("<item><title>Tide</title><pubDate></pubDate></item>")).updates
    assert (update.published, update.derived) == (None, True)

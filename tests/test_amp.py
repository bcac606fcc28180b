"""AMP live lists: what is an update, when it was made, and how a list is followed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from documents import FETCHED, document
from followed import Followed
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.parse import parse

URL = "https://harbour.example/amp/storm"
SECONDS = 1_729_500_000  # 2024-10-21T08:40Z
AT = datetime(2024, 10, 21, 8, 40, tzinfo=UTC)


def entry(name, text="", *, sort=SECONDS, update="", more=""):
    times = f'data-sort-time="{sort}"' + (f' data-update-time="{update}"' if update else "")
    return f'<div id="{name}" {times} {more}><p>{text}</p></div>'


def live(*entries, more='data-poll-interval="20000"', pager=""):
    pages = f"<div pagination>{pager}</div>" if pager else ""
    return (
        f'<amp-live-list id="l" data-max-items-per-page="10" {more}><button update>New</button>'
        f"<div items>{''.join(entries)}</div>{pages}</amp-live-list>"
    )


def amp(*lists, head=""):
    return (
        f"<!doctype html><html amp><head><title>Storm</title>{head}</head>"
        f"<body><h1>Storm at the harbour</h1>{''.join(lists)}</body></html>"
    )


def read(*entries, url=URL, **options):
    return parse(document(amp(live(*entries, **options)), url=url), kind="amp")


def ids(snapshot):
    return [update.id for update in snapshot.updates]


# --- what an entry says ---------------------------------------------------------------


def test_an_entry():
    shown = read(
        '<div id="post-7" class="post post--pinned" data-sort-time="1729500000000"'
        ' data-update-time="1729500300000"><header><h2>Ferry stops</h2>'
        '<span class="author">By Ann Ook</span></header>'
        '<time datetime="2024-10-21T06:00:00Z">09:41</time>'
        '<p>It has <a href="/x">stopped</a>.</p><div>Bare words<br>follow.</div>'
        "<amp-social-share>Share</amp-social-share><figure><figcaption>Quay</figcaption></figure>"
        "<amp-ad><p>Advertisement</p></amp-ad></div>"
    )
    (update,) = shown.updates
    assert (update.id, update.url) == ("post-7", f"{URL}#post-7")
    assert (update.headline, update.text) == (
        "Ferry stops",
        "It has stopped. Bare words follow.",
    )
    assert "Advertisement" not in update.html
    assert "https://harbour.example/x" in update.html
    # The list decides, whatever other times stand in the entry.
    assert (update.published, update.modified) == (AT, AT + timedelta(minutes=5))
    assert (update.clock, update.authors, update.labels) == ("09:41", ("Ann Ook",), ("pinned",))
    assert (shown.format, shown.view, shown.title) == (
        "amp-live-list",
        "window",
        "Storm at the harbour",
    )


def test_s14_seconds_and_milliseconds_in_one_list():
    shown = read(
        entry("post-1", "a", sort=1_691_986_779), entry("post-2", "b", sort="1691986780000")
    )
    assert {update.published.date().isoformat() for update in shown.updates} == {"2023-08-14"}
    one, other = (update.published for update in shown.updates)
    assert other - one == timedelta(seconds=1)


@pytest.mark.parametrize(
    "ad",
    [
        pytest.param(entry("ad-7", "Buy boats"), id="id"),
        pytest.param(entry("clean-blocks", "Buy boats"), id="clean"),
        pytest.param(entry("x", "Buy boats", sort=1), id="sort time 1"),
        pytest.param(entry("x", "Buy boats", more='class="ad-slot"'), id="class"),
        pytest.param(
            f'<div id="x" data-sort-time="{SECONDS}"><amp-ad width="3"></amp-ad></div>', id="markup"
        ),
        pytest.param("<div><p>No id</p></div>", id="no id"),
    ],
)
def test_s44_advertisements_are_no_updates(ad):
    shown = read(entry("post-1", "News"), ad)
    assert ids(shown) == ["post-1"]
    assert shown.tombstones == ()


def test_s44_a_sponsored_update_is_kept_and_labelled():
    (update,) = read(entry("post-1", "Paid words", more='class="post is-sponsored"')).updates
    assert update.labels == ("sponsored",)


def test_s42_a_counter_in_a_line_of_its_own_is_no_text():
    rows = [entry(name, f"Rain.</p><p>{n} shares") for name, n in (("a", 312), ("b", 313))]
    alone = entry("c", "312 shares")
    assert [one.text for one in read(*rows, alone).updates] == ["Rain.", "Rain.", "312 shares"]


def test_s45_an_update_of_one_picture_is_kept():
    picture = f'<div id="p" data-sort-time="{SECONDS}"><amp-img src="/a"></amp-img></div>'
    (update,) = read(picture).updates
    assert (update.id, update.text) == ("p", "")


@pytest.mark.parametrize("ago", ["4m ago", "vor 5 Minuten", "1 hour ago"])
def test_s10_relative_times_are_no_text(ago):
    stamp = f'<amp-timeago datetime="2024-10-21T08:40:00Z" layout="fixed">{ago}</amp-timeago>'
    wrapped = f"<p>{ago}</p><span class='time'>{ago}</span>"
    (update,) = read(
        f'<div id="p" data-sort-time="{SECONDS}"><p>{stamp}</p>{wrapped}<p>News</p></div>'
    ).updates
    assert (update.text, update.clock) == ("News", "")


def test_a_time_in_the_midst_of_a_text_belongs_to_it():
    (update,) = read(entry("p", "The plan:</p><p>10:35</p><p>All clear")).updates
    assert update.text == "The plan: 10:35 All clear"


@pytest.mark.parametrize(
    ("sort", "stamp", "expected", "labels"),
    [
        # 2034-10-21T08:40Z: ten years ahead, as one theme pins.
        pytest.param(2_045_032_800, "", AT, ("pinned",), id="ten years"),
        # Of an archive: 2024, pinned in 2014.
        pytest.param(
            SECONDS, "2014-10-21T08:40:00Z", AT.replace(year=2014), ("pinned",), id="archive"
        ),
        pytest.param(
            SECONDS + 86_400,
            "2024-10-21T08:00:00Z",
            datetime(2024, 10, 21, 8, tzinfo=UTC),
            (),
            id="stamp",
        ),
        pytest.param(SECONDS + 86_400, "", None, (), id="nothing else"),
        pytest.param(
            "", "2024-10-21T08:00:00Z", datetime(2024, 10, 21, 8, tzinfo=UTC), (), id="no sort time"
        ),
        pytest.param("101691986780", "", None, (), id="no real time"),
    ],
)
def test_a_sort_time_ahead_is_no_publication(sort, stamp, expected, labels):
    said = f'<time datetime="{stamp}">9:00</time>' if stamp else ""
    (update,) = read(f'<div id="p" data-sort-time="{sort}">{said}<p>News</p></div>').updates
    assert (update.published, update.labels) == (expected, labels)


def test_an_update_time_ahead_says_nothing():
    (update,) = read(entry("p", "x", update=SECONDS + 86_400)).updates
    assert update.modified is None


def test_s11_the_time_shown_differs_from_the_sort_time_and_is_no_edit():
    def page(shown):
        stamp = f'<time datetime="2024-10-21T{shown}:00Z">{shown}</time>'
        return amp(live(f'<div id="p" data-sort-time="{SECONDS}">{stamp}<p>News</p></div>'))

    source = Followed(URL, lambda _url, poll: page(["09:01", "09:20"][poll]))
    assert source.poll() == [("new", "p")]
    (update,) = source.snapshot.updates
    assert (update.published, update.clock) == (AT, "09:01")
    assert source.poll() == []


def test_a_list_in_a_list_is_part_of_its_entry():
    inner = live(entry("score-1", "2:1"))
    shown = read(f'<div id="p" data-sort-time="{SECONDS}"><p>Match</p>{inner}</div>')
    assert ids(shown) == ["p"]


def test_several_lists_are_one_blog_with_the_shortest_interval():
    page = amp(
        live(entry("a-1", "x"), more='id="a" data-poll-interval="60000"'),
        live(entry("b-1", "y"), more='id="b" data-poll-interval="30000"'),
    )
    shown = parse(document(page, url=URL))
    assert ids(shown) == ["a-1", "b-1"]
    assert shown.wait == timedelta(seconds=30)


# --- the interval, the end, older pages -----------------------------------------------


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        ('data-poll-interval="60000"', 60),
        ('data-poll-interval="15000"', 15),
        ('data-poll-interval="200"', 15),
        ('data-poll-interval="-5"', 15),
        ('data-poll-interval="soon"', 15),
        ('data-poll-interval="999999999999999999"', 15),
        ('data-poll-interval="999999999"', 86_400),
        ("", 15),
    ],
)
def test_s59_the_interval_of_the_list_is_a_floor(more, seconds):
    shown = read(entry("p", "x"), more=more)
    assert shown.wait == timedelta(seconds=seconds)
    # It is told again at each poll, also if nothing has changed.
    assert not shown.tells_all


def test_s29_a_disabled_list_is_over_and_left_alone_for_a_day():
    shown = read(entry("p", "x"), more="disabled")
    assert (shown.closed, shown.wait, shown.start) == (True, timedelta(days=1), None)


def test_a_blog_is_not_over_while_one_list_is_open():
    over = 'data-poll-interval="15000" disabled'
    page = amp(live(entry("a", "x"), more=over), live(entry("b", "y")))
    shown = parse(document(page, url=URL))
    assert (shown.closed, shown.wait) == (False, timedelta(seconds=20))


def test_a_list_that_ends_between_two_polls_is_asked_whole_from_then_on():
    def serve(url, _poll):
        return amp(live(entry("p", "x"), more="disabled" if "?" in url else ""))

    source = Followed(URL, serve)
    source.poll()
    source.poll()
    assert source.poll() == [("closed", "")]
    assert (source.snapshot.start, source.snapshot.wait) == (None, timedelta(days=1))


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ('<a href="?p=2" class="next">Next</a><a href="?p=9">Last</a>', ["?p=2"]),
        ('<a href="?p=2">Next »</a><a href="?p=9">Last »</a>', ["?p=2"]),
        ('<a href="?p=2" rel="next">2</a>', ["?p=2"]),
        ('<a href="?p=2">Older posts</a>', ["?p=2"]),
        ('<span>1</span><a href="?p=2">2</a><a href="?p=3">3</a>', ["?p=2", "?p=3"]),
        ('<a href="?p=1">1</a><b>2</b><a href="?p=3">3</a>', ["?p=3"]),
        ('<a href="?p=0">Previous</a><a href="?p=1">First</a>', []),
        ('<a href="https://elsewhere.example/?p=2">Next</a>', []),
        ('<a href="#top">Next</a>', []),
        ("", []),
    ],
)
def test_the_pager_leads_to_older_pages(pager, expected):
    assert list(read(entry("p", "x"), pager=pager).next) == [URL + query for query in expected]


# --- ids ------------------------------------------------------------------------------


def test_s33_an_edit_that_changes_the_id_is_one_edit():
    texts = ["The ferry stops at noon.", "The ferry stops at one.", "The ferry sails again now."]
    pages = [
        amp(
            live(
                entry(f"post{SECONDS + 60}", "Wind grows.", sort=SECONDS + 60),
                entry(f"post{SECONDS + 300 * number}", text, sort=SECONDS),
            )
        )
        for number, text in enumerate(texts)
    ]
    source = Followed(URL, lambda _url, poll: pages[poll])
    assert source.poll() == [("new", f"post{SECONDS}"), ("new", f"post{SECONDS + 60}")]
    assert source.poll() == [("edited", f"post{SECONDS}")]
    assert source.poll() == [("edited", f"post{SECONDS}")]
    assert source.snapshot.updates[1].url == f"{URL}#post{SECONDS + 600}"


def test_s33_words_are_replaced_altogether_and_it_is_still_one_edit():
    pages = [
        amp(live(entry(f"post{SECONDS}", "The ferry stops."))),
        amp(live(entry(f"post{SECONDS + 90}", "Nothing of that was true, sorry!"))),
    ]
    source = Followed(URL, lambda _url, poll: pages[poll])
    source.poll()
    assert source.poll() == [("edited", f"post{SECONDS}")]


def test_two_updates_of_one_second_stay_two():
    page = amp(
        live(
            entry(f"post{SECONDS}", "The ferry stops at noon."),
            entry(f"post{SECONDS + 9}", "A tree lies across the coast road."),
        )
    )
    source = Followed(URL, lambda _url, _poll: page)
    assert [kind for kind, _ in source.poll()] == ["new", "new"]
    assert source.poll() == []


def test_s37_an_id_is_one_key_for_every_way_to_write_it():
    (name,) = ids(read(entry("block-64a0f1c28f08e408b758af93", "x")))
    assert name == "64a0f1c28f08e408b758af93"
    (long,) = ids(read(entry("x" * 100_000, "x")))
    assert len(long) < 600


@pytest.mark.parametrize("name", ["post-1288914", "post1600000000", "post3000000000", "p-1"])
def test_ids_that_are_no_times_stay_as_they_are(name):
    assert ids(read(entry(name, "x"))) == [name]


def test_a_time_for_an_id_without_a_sort_time_is_only_a_name():
    shown = read(entry(f"post{SECONDS + 9}", "x"), entry(f"post{SECONDS + 60}", "y", sort=""))
    assert ids(shown) == [f"post{SECONDS + 9}", f"post{SECONDS + 60}"]


# --- following ------------------------------------------------------------------------


class Server:
    """A list that answers with what changed since, as Sourcefabric's does."""

    def __init__(self):
        self.entries = {}
        self.asked = []

    def put(self, name, text, at, *, gone=False):
        first = self.entries.get(name, (at, 0, "", False))[0]
        self.entries[name] = (first, at, text, gone)

    def drop(self, name):
        del self.entries[name]

    def __call__(self, url, _poll):
        since = parse_qs(urlsplit(url).query).get("amp_latest_update_time")
        self.asked.append(int(since[0]) if since else None)
        if since:
            shown = {n: e for n, e in self.entries.items() if e[1] > int(since[0])}
        else:
            shown = {n: e for n, e in self.entries.items() if not e[3]}
        newest = sorted(shown.items(), key=lambda item: -item[1][0])
        return amp(
            live(
                *(
                    entry(
                        name,
                        text,
                        sort=first * 1000,
                        update=changed * 1000,
                        more="data-tombstone" if gone else "",
                    )
                    for name, (first, changed, text, gone) in newest
                )
            )
        )


@pytest.fixture
def server():
    made = Server()
    for number in range(4):
        made.put(f"u{number}", f"News number {number} of the day", SECONDS + 60 * number)
    return made


def milliseconds(server):
    """Let the server read times in the unit that its page writes."""
    ask = server.__call__

    def serve(url, poll):
        parts = urlsplit(url)
        since = parse_qs(parts.query).get("amp_latest_update_time")
        if since:
            url = f"{URL}?amp_latest_update_time={int(since[0]) // 1000}"
        return ask(url, poll)

    return serve


def test_s24_a_tombstone_is_one_removal_at_once(server):
    source = Followed(URL, milliseconds(server))
    assert len(source.poll()) == 4
    assert source.poll() == []
    server.put("u1", "", SECONDS + 500, gone=True)
    assert source.poll() == [("removed", "u1")]
    assert source.poll() == []
    assert server.asked[:2] == [None, None]
    assert server.asked[2:] == [SECONDS + 180, SECONDS + 500]


def test_s24_a_tombstone_names_its_update_however_often_that_was_edited():
    shown = read(entry(f"post{SECONDS + 300}", more="data-tombstone"))
    assert (shown.tombstones, shown.updates) == ((f"post{SECONDS}",), ())


def test_a_tombstone_does_not_remove_the_other_update_of_its_second():
    shown = read(
        entry(f"post{SECONDS}", "The ferry stops."),
        entry(f"post{SECONDS + 9}", more="data-tombstone"),
    )
    assert (ids(shown), shown.tombstones) == ([f"post{SECONDS}"], ())


def test_a_tombstone_that_says_false_is_none():
    shown = read(entry("p", "x", more='data-tombstone="false"'))
    assert (ids(shown), shown.tombstones) == (["p"], ())


def test_only_what_changed_is_asked_for_and_believed(server):
    source = Followed(URL, milliseconds(server))
    source.poll()
    source.poll()
    server.put("u4", "A new boat", SECONDS + 600)
    assert source.poll() == [("new", "u4")]
    assert [update.id for update in source.snapshot.updates] == ["u4"]
    assert source.snapshot.view == "merge"
    server.put("u0", "News number 0 of the day, corrected", SECONDS + 700)
    assert source.poll() == [("edited", "u0")]
    assert source.poll() == []
    assert server.asked[-1] == SECONDS + 700


def test_what_vanishes_without_a_tombstone_is_found_by_whole_pages(server):
    source = Followed(URL, milliseconds(server), every=timedelta(minutes=1))
    source.poll()
    source.poll()
    server.drop("u2")
    told = {}
    for minute in range(2, 15):
        for event in source.poll():
            told[minute] = event
    assert list(told.values()) == [("removed", "u2")]
    assert min(told) >= 10
    whole = [number for number, since in enumerate(server.asked) if since is None]
    assert len(whole) == 4


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(amp(live()), id="empty list"),
        pytest.param("<!doctype html><html><body></body></html>", id="no list"),
        pytest.param("<html></html>", id="nothing"),
    ],
)
def test_an_empty_answer_is_no_change(server, answer):
    serve = milliseconds(server)
    source = Followed(URL, lambda url, poll: answer if "?" in url else serve(url, poll))
    source.poll()
    source.poll()
    assert "amp_latest_update_time=1729500180000" in source.snapshot.start.url
    for _ in range(3):
        assert source.poll() == []
    assert "amp_latest_update_time=1729500180000" in source.snapshot.start.url


def test_s59_an_answer_without_a_list_keeps_the_interval_of_the_page():
    page = amp(live(entry("p", "x"), more='data-poll-interval="60000"'))
    source = Followed(URL, lambda url, _poll: "<html></html>" if "?" in url else page)
    for _ in range(4):
        source.poll()
        assert source.snapshot.wait == timedelta(seconds=60)


def test_after_a_long_silence_a_hole_before_the_page_is_noticed(server):
    source = Followed(URL, milliseconds(server))
    source.poll()
    source.poll()
    source.now += timedelta(hours=1)
    for number in range(20, 24):
        server.put(f"u{number}", f"Much later, {number}", SECONDS + 600 + number)
    for number in range(4):
        server.drop(f"u{number}")
    assert [kind for kind, _ in source.poll()] == ["gap", *["new"] * 4]
    assert source.asked[-2:] == [f"{URL}?amp_latest_update_time={SECONDS + 180}000", URL]


def test_s24_a_tombstone_counts_where_the_whole_page_is_looked_at_beside_it(server):
    source = Followed(URL, milliseconds(server))
    source.poll()
    source.poll()
    source.now += timedelta(hours=1)
    server.put("u1", "", SECONDS + 500, gone=True)
    assert source.poll() == [("removed", "u1")]
    assert source.asked[-1] == URL
    source.poll()
    assert source.snapshot.start.url.endswith(f"={SECONDS + 500}000")


@pytest.mark.parametrize("whole", [404, "<html><body>Sorry</body></html>"])
def test_without_the_whole_page_what_changed_is_still_told(server, whole):
    serve = milliseconds(server)
    source = Followed(URL, lambda url, poll: serve(url, poll) if "?" in url or poll < 2 else whole)
    source.poll()
    source.poll()
    source.now += timedelta(hours=1)
    server.put("u9", "Much later", SECONDS + 600)
    assert source.poll() == [("new", "u9")]
    assert source.snapshot.problems == ("the whole page is not to be had",)


def test_a_wall_before_the_answer_is_no_empty_list(server):
    serve = milliseconds(server)
    wall = "<html><head><title>Just a moment...</title></head><body>Checking</body></html>"
    source = Followed(URL, lambda url, poll: wall if "?" in url else serve(url, poll))
    source.poll()
    source.poll()
    with pytest.raises(ParseError) as error:
        source.poll()
    assert error.value.outcome == "challenge"


def test_the_time_of_a_pinned_update_ahead_is_not_asked_with():
    shown = read(
        entry("pin", "x", sort=2_045_032_800),
        entry("ad-9", "x", sort=SECONDS + 99),
        entry("p", "y", sort=f"{SECONDS}000", update=f"{SECONDS + 5}000"),
    )
    assert shown.memo["since"] == f"{SECONDS + 5}000"


def test_the_query_of_the_page_is_kept():
    url = f"{URL}?a=1&amp_latest_update_time=5&b=%20"
    memo = {"kind": "amp", "since": "1729500000", "whole": str(int(FETCHED.timestamp()))}
    shown = parse(document(amp(live()), url=url), memo=memo)
    assert shown.start.url == f"{URL}?a=1&b=%20&amp_latest_update_time=1729500000"
    (update,) = parse(document(amp(live(entry("p", "x"))), url=url), memo=memo).updates
    assert update.url == f"{URL}?a=1&b=%20#p"


def test_json_ld_beside_the_list_changes_nothing():
    script = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":'
        '[{"@type":"BlogPosting","headline":"Other","datePublished":"2024-10-21T01:00:00Z",'
        f'"url":"{URL}#liveblogPost1"}}]}}</script>'
    )
    page = amp(live(entry("post-1", "</p><h2>Own</h2><p>Words")), head=script)
    (update,) = parse(document(page, url=URL)).updates
    assert (update.id, update.headline, update.published) == ("post-1", "Own", AT)


# --- what breaks ----------------------------------------------------------------------


WHOLE = amp(
    live(
        entry("post-2", "B", update=SECONDS + 5, more='class="pinned"'),
        entry("post-1", "A", more="data-tombstone"),
        pager='<a href="?p=2">Next</a>',
    )
)


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_a_cut_page_is_refused_or_read(end):
    try:
        shown = parse(document(WHOLE[:end], url=URL), kind="amp")
    except ParseError:
        return
    assert set(ids(shown)) <= {"post-2"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(*[st.text(max_size=16) | st.integers().map(str)] * 4), max_size=4),
    st.text(max_size=8),
)
def test_any_value_may_stand_in_any_attribute(rows, more):
    def quoted(value):
        return value.replace("&", "&amp;").replace('"', "&quot;")

    entries = [
        f'<div id="{quoted(name)}" data-sort-time="{quoted(sort)}"'
        f' data-update-time="{quoted(update)}" class="{quoted(classes)}"><p>x</p></div>'
        for name, sort, update, classes in rows
    ]
    interval = f'data-poll-interval="{quoted(more)}"'
    shown = parse(document(amp(live(*entries, more=interval)), url=URL), kind="amp")
    assert len({update.id for update in shown.updates}) == len(shown.updates)


def test_nested_lists_are_read_in_time():
    deep = "<amp-live-list><div items>" * 3_000
    parse(document(f"<html><body>{deep}</body></html>", url=URL), kind="amp")

"""The BBC's live pages: three ways to carry the same posts, and the stream of the years before."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from histories import read
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.errors import ParseError
from streamer.model import Document, Snapshot
from streamer.parse import parse
from streamer.parse.platforms.bbc.rich_text import rich_text

URL = "https://www.bbc.com/news/live/c1harbour"
NOW = datetime(2024, 10, 21, 9, 30, tzinfo=UTC)


def fragment(text, *attributes):
    return {"type": "fragment", "model": {"text": text, "attributes": list(attributes)}}


def paragraph(*parts):
    blocks = [fragment(part) if isinstance(part, str) else part for part in parts]
    said = "".join(one["model"].get("text", "") for one in blocks)
    return {"type": "paragraph", "model": {"text": said, "blocks": blocks}}


def tree(kind, *blocks):
    return {"type": kind, "model": {"blocks": list(blocks)}}


def post(number, *content, headline="", edited=timedelta(), **more):
    """Return a post; its blocks have ids that are new at each rendering."""
    first = NOW - timedelta(minutes=300 - number)
    content = content or (paragraph(f"Boat {number} is back in the harbour."),)
    head = tree("headline", tree("text", paragraph(headline)))
    return {
        "urn": f"asset:00000000-0000-4000-8000-{number:012}",
        "type": "POST",
        "header": {"model": {"blocks": [head]}} if headline else None,
        "content": {"model": {"blocks": list(content)}},
        "options": {"isBreakingNews": False},
        "dates": {
            "firstPublished": f"{first:%Y-%m-%dT%H:%M:%S}.000Z",
            "lastPublished": f"{first + edited:%Y-%m-%dT%H:%M:%S}.000Z",
            "curated": f"{first:%Y-%m-%dT%H:%M:%S}.586Z",
        },
        "titles": [{"title": None, "source": "primary"}],
        "link": None,
        **more,
    }


def name(number):
    return post(number)["urn"]


def world_service(posts, *, page=1, pages=3, **more):
    content = {"data": {"results": posts, "page": {"index": page, "total": pages}}}
    return {
        "data": {
            "title": "Storm at the harbour",
            "isLive": True,
            "seo": {"dateModified": "2024-10-21T09:29:00.000Z"},
            "summaryPoints": {"content": {"model": {"blocks": [paragraph("A summary")]}}},
            "liveTextStream": {"id": "1", "content": content},
            **more,
        }
    }


def document(body, *, url=URL, minutes=0, role=""):
    text = body if isinstance(body, str) else json.dumps(body)
    fetched = NOW + timedelta(minutes=minutes)
    return Document(url=url, body=text.encode(), fetched=fetched, role=role)


def html(script):
    return f"<!doctype html><html><head><title>Storm</title></head><body>{script}</body></html>"


def initial_data(value):
    """Return the page of the one site: JSON, as a string of JavaScript."""
    literal = json.dumps(json.dumps(value)).replace("<", "\\x3c").replace("'", "\\'")
    return html(f"<script>window.__INITIAL_DATA__={literal};window.other=1;</script>")


def initial_object(value):
    return html(f"<script>window.__INITIAL_DATA__ = {json.dumps(value)};</script>")


def next_data(value):
    """Return the page of the other site; the state holds another page's stream as well."""
    other = {"results": [post(999)], "page": {"index": 1, "total": 1}}
    state = {"props": {"pageProps": {"page": {'@"live",1': value}, "more": other}}}
    script = json.dumps(state).replace("</", "<\\/")
    return html(f'<script id="__NEXT_DATA__" type="application/json">{script}</script>')


SHAPES = {
    "world-service": document,
    "initial-data": lambda value, **more: document(initial_data(value), **more),
    "initial-object": lambda value, **more: document(initial_object(value), **more),
    "next-data": lambda value, **more: document(next_data(value), **more),
}


def kinds(events):
    return [event.kind for event in events]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_post(shape):
    told = post(
        7,
        paragraph("The ", fragment("ferry", "bold"), " isn't <late>."),
        tree("unorderedList", tree("listItem", paragraph("Wind"))),
        tree("orderedList", tree("listItem", paragraph("Rain"))),
        headline="Ferry & storm",
        edited=timedelta(minutes=3),
        options={"isBreakingNews": True},
    )
    snapshot = parse(SHAPES[shape](world_service([told, post(6)])))
    one, other = snapshot.updates
    assert (snapshot.format, snapshot.view) == ("bbc/live", "window")
    assert snapshot.title == "Storm at the harbour"
    assert (one.id, other.id) == (name(7), name(6))
    assert (one.headline, one.text) == ("Ferry & storm", "The ferry isn't <late>. Wind Rain")
    assert "<b>ferry</b> isn't &lt;late&gt;." in one.html
    assert one.published == NOW - timedelta(minutes=293)
    assert one.modified == one.published + timedelta(minutes=3)
    assert one.labels == ("breaking",)
    assert (other.modified, other.labels) == (None, ())


def test_the_real_document(shared):
    body = (shared / "liveblogs/bbc/c07zr0zwjnnt_reduced.json").read_text()
    snapshot = parse(document(body))
    assert [one.headline[-2:] for one in snapshot.updates] == ["66", "55", "54", "53"]
    assert snapshot.closed
    assert snapshot.next == (f"{URL}?page=2",)
    for wrap in (initial_data, next_data):
        assert parse(document(wrap(json.loads(body)))).updates == snapshot.updates


@pytest.mark.parametrize("shape", SHAPES)
def test_s17_summary_points_and_other_things_are_no_updates(shape):
    among = {"type": "PROMO", "urn": "asset:1", "dates": None}
    snapshot = parse(SHAPES[shape](world_service([among, post(1), {}, None])))
    assert [one.id for one in snapshot.updates] == [name(1)]


def test_the_live_text_is_the_stream_though_another_is_longer():
    other = {"results": [post(n) for n in range(50, 60)], "page": {"index": 1, "total": 1}}
    for state in (
        {"a": other, **world_service([post(1)])},
        world_service([post(1)]) | {"z": other},
    ):
        assert [one.id for one in parse(document(initial_object(state))).updates] == [name(1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_ids_of_blocks_are_noise(shape):
    """They are new at each rendering, as s42 has it."""
    states = []
    for n in range(3):
        block = paragraph("The ferry is late.") | {"id": f"{n:08x}"}
        states.append(parse(SHAPES[shape](world_service([post(1, block)]), minutes=n)))
    events, _ = read(states)
    assert kinds(events) == ["update.new"]


def test_s12_dates_of_one_publication_are_no_edit():
    (update,) = parse(document(world_service([post(1, edited=timedelta(seconds=2))]))).updates
    assert update.modified is None


@pytest.mark.parametrize(
    ("block", "words", "markup"),
    [
        (paragraph("One", fragment(" two", "bold", "italic")), "One two", "<i><b> two</b></i>"),
        (tree("blockquote", paragraph("Said.")), "Said.", "<blockquote><p>Said.</p></blockquote>"),
        (
            {"type": "urlLink", "model": {"locator": 'x"y', "blocks": [fragment("there")]}},
            "there",
            '<a href="x&quot;y">there</a>',
        ),
        ({"type": "paragraph", "model": {"text": "Bare"}}, "Bare", "Bare"),
        (tree("text", paragraph("One."), paragraph("Two.")), "One. Two.", "<p>One.</p><p>Two.</p>"),
        (tree("image", tree("caption", paragraph("The pier"))), "", ""),
        (tree("socialEmbed", paragraph("12 likes")), "", ""),
        (tree("video", paragraph("Watch")), "", ""),
        ({"type": 7, "model": [1]}, "", ""),
        (None, "", ""),
    ],
)
def test_rich_text(block, words, markup):
    said, shown = rich_text(block)
    assert said == words
    assert markup in shown


def test_a_tree_of_any_depth():
    deep = paragraph("End")
    for _ in range(5_000):
        deep = tree("text", deep)
    assert rich_text(deep)[0] == "End"


def test_an_end_is_said_so():
    assert parse(document(world_service([post(1)], isLive=False))).closed
    assert not parse(document(world_service([post(1)]))).closed


def test_a_live_page_that_has_not_begun_is_empty():
    snapshot = parse(document(world_service([], pages=1)))
    assert (snapshot.updates, snapshot.view) == ((), "full")


def test_a_title_stands_in_for_a_header():
    titled = post(1, titles=[None, {"title": None}, {"title": "Ferry &amp; storm"}])
    assert parse(document(world_service([titled]))).updates[0].headline == "Ferry & storm"


@pytest.mark.parametrize(
    ("page", "pages", "url", "following", "view"),
    [
        (1, 1, URL, (), "full"),
        (1, 3, URL, (f"{URL}?page=2",), "window"),
        (2, 3, f"{URL}?a=b&page=2#x", (f"{URL}?a=b&page=3",), "unknown"),
        (3, 3, f"{URL}?page=3", (), "unknown"),
        (None, "3", URL, (), "window"),
    ],
)
def test_pages(page, pages, url, following, view):
    snapshot = parse(document(world_service([post(1)], page=page, pages=pages), url=url))
    assert (snapshot.next, snapshot.view) == (following, view)


class TestFewerPages:
    """s27: pages that get fewer are all looked at, twice; that is no event itself."""

    @staticmethod
    def follow(states):
        memo, snapshots, wishes = {}, [], []
        for minutes, numbers in enumerate(states):
            pages = [numbers[n : n + 3] for n in range(0, len(numbers), 3)]
            bodies = [
                world_service([post(one) for one in page], page=n + 1, pages=len(pages))
                for n, page in enumerate(pages)
            ]
            first, more = document(bodies[0], minutes=minutes), []
            while (snapshot := parse(first, *more, memo=memo)).wants:
                (request,) = snapshot.wants
                number = int(request.url.rpartition("=")[2])
                more.append(document(bodies[number - 1], url=request.url, role=request.role))
            memo = snapshot.memo
            snapshots.append(snapshot)
            wishes.append(len(more))
        return read(snapshots)[0], wishes

    def test_s27_a_post_that_went_away_is_removed_after_two_looks(self):
        every = list(range(10, 0, -1))
        grown = [every[10 - n :] for n in range(3, 11)]
        less = [one for one in every if one != 1]
        events, wishes = self.follow([*grown, less, less, less])
        assert wishes == [0] * 8 + [2, 2, 0]
        assert kinds(events) == ["update.new"] * 10 + ["update.removed"]
        assert events[-1].subject == name(1)

    def test_s20_posts_that_go_to_the_next_page_are_there(self):
        every = list(range(12, 0, -1))
        events, wishes = self.follow([every[12 - n :] for n in range(3, 13)])
        assert kinds(events) == ["update.new"] * 12
        assert not any(wishes)


def old_post(clock, text, number=0, headline="", *, more="", stamp=""):  # noqa: PLR0913  # its parts
    named = f' id="post_{number:024x}"' if number else ""
    head = f'<span class="lx-stream-post__header-text">{headline}</span>' if headline else ""
    meta = f'<span class="qa-post-auto-meta">{clock}</span>' if clock else ""
    return (
        f'<li class="lx-stream__post-container">'
        f'<article{named} class="qa-post lx-stream-post{more}"><header><h3>{head}</h3>'
        f'<time class="lx-stream-post__meta-time"{stamp}>{meta}</time></header>'
        f'<div class="lx-stream-post-body"><p>{text}</p>'
        f"<figure><figcaption>The pier</figcaption></figure></div></article></li>"
    )


def old_page(*posts):
    points = '<ol class="lx-c-summary-points"><li>A summary</li></ol>'
    return html(f"<h1>Storm</h1>{points}<ol class='lx-stream__feed'>{''.join(posts)}</ol>")


class TestOldStream:
    def test_clocks_get_the_days_that_they_mean(self):
        """British clocks, newest first; one that goes up is of the day before."""
        page = old_page(
            old_post("10:05", "A boat is back.", 3, "Good news"),
            old_post("09:10", "Twelve are missing.", 2, more=" lx-stream-post--breaking"),
            old_post("22:40", "The storm is here.", 1),
        )
        snapshot = parse(document(page))
        assert snapshot.format == "bbc/stream"
        assert [f"{one.published:%d %H:%M}" for one in snapshot.updates] == [
            "21 09:05",
            "21 08:10",
            "20 21:40",
        ]
        first, second, _ = snapshot.updates
        assert (first.id, first.headline, first.text) == (
            f"post_{3:024x}",
            "Good news",
            "A boat is back.",
        )
        assert (first.published_basis, first.clock) == ("date-inferred", "10:05")
        assert (second.headline, second.labels) == ("", ("breaking",))

    def test_a_post_without_a_clock_is_as_old_as_the_one_before(self):
        page = old_page(old_post("10:05", "One", 2), old_post("", "Two", 1))
        assert [one.clock for one in parse(document(page)).updates] == ["10:05", "10:05"]

    def test_nothing_is_older_than_the_first_clock(self):
        page = old_page(old_post("", "One", 2), old_post("10:05", "Two", 1))
        snapshot = parse(document(page))
        assert [one.text for one in snapshot.updates] == ["Two"]
        assert snapshot.problems == ("posts without a clock: 1",)

    def test_a_machine_time_wins(self):
        stamp = ' datetime="2024-10-19T08:05:00Z"'
        (update,) = parse(document(old_page(old_post("10:05", "One", 1, stamp=stamp)))).updates
        assert update.published == datetime(2024, 10, 19, 8, 5, tzinfo=UTC)
        assert update.published_basis == "stated"

    def test_s03_a_date_stays_after_midnight(self):
        page = old_page(old_post("10:05", "One", 2), old_post("09:00", "Two", 1))
        states = [parse(document(page, minutes=minutes)) for minutes in (0, 900, 1500)]
        events, known = read(states)
        assert kinds(events) == ["update.new"] * 2
        assert known[f"post_{2:024x}"].update.published.day == 21


class TestHostile:
    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(["model", "blocks", "text", "x"]), inner, max_size=2
                )
            ),
            max_leaves=4,
        ),
        place=st.integers(0, 400),
        drop=st.booleans(),
    )
    @settings(max_examples=150, deadline=None)
    def test_any_value_in_place_of_another(self, value, place, drop):
        blog = world_service([post(1, headline="x"), post(2)])
        holders = list(containers(blog))
        holder = holders[place % len(holders)]
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            before = holder[key]
            if drop and isinstance(holder, dict):
                del holder[key]
            else:
                holder[key] = value
            reads(document(blog))
            holder[key] = before

    @pytest.mark.parametrize("shape", SHAPES)
    def test_a_cut_document(self, shape):
        whole = SHAPES[shape](world_service([post(1, headline="x"), post(2)]))
        for end in range(0, len(whole.body), 61):
            reads(Document(url=URL, body=whole.body[:end], fetched=NOW))

    def test_a_string_that_never_ends_is_read_in_time(self):
        endless = 'window.__INITIAL_DATA__="liveTextStream' + '\\" ' * 500_000
        reads(document(html(f"<script>{endless}")))


def containers(value):
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from containers(one)


def reads(one):
    with suppress(ParseError):
        assert isinstance(parse(one), Snapshot)

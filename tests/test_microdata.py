"""LiveBlogPosting in microdata: whose property is whose, and the anchors."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from documents import PAGE, document
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.errors import ParseError
from streamer.model import Snapshot
from streamer.parse import parse

BLOG = (
    '<html><body><article id="top" itemscope itemtype="http{0}://schema.org/LiveBlogPosting">'
    '<h1 itemprop="headline">Storm</h1><meta itemprop="dateModified" content="2024-10-21T09:00Z">'
    '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
    '<i itemprop="name">Ada</i></span>{1}</article></body></html>'
)
POST = (
    '<div id="{id}" class="block {state}" itemprop="liveBlogUpdate" itemscope '
    'itemtype="https://schema.org/BlogPosting">'
    '<p class="block-time published-time"><time datetime="{time}" itemprop="datePublished">x'
    '</time></p><h2 class="block-title" itemprop="headline">{head}</h2>'
    '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
    '<i itemprop="name">Bo</i><b itemprop="headline">Chief</b></span>'
    '<div itemprop="articleBody"><p>{text}</p></div></div>'
)
ROWS = (
    {"id": "block-64a0f1c28f08e408b758af93", "state": "is-key-event", "head": "Mast",
     "text": "It <b>fell</b>.", "time": "2024-10-21T08:20:45.546Z"},
    {"id": "block-64a0f1c28f08e408b758af92", "state": "is-summary", "head": "Ferry",
     "text": "It stays.", "time": "2024-10-21T08:10:00+0000"},
    {"id": "block-64a0f1c28f08e408b758af91", "state": "is-pinned", "head": "Wind",
     "text": "It blows.", "time": "2024-10-21T08:00:00Z"},
)  # fmt: skip


def html(rows=ROWS, *, post=POST, secure="s"):
    return BLOG.format(secure, "".join(post.format(**row) for row in rows))


def read(body, **options):
    return parse(document(body), **options)


@pytest.mark.parametrize("secure", ["", "s"])
def test_what_is_marked_up_is_read(secure):
    shown = read(html(secure=secure))
    assert (shown.format, shown.view, shown.title) == ("microdata", "window", "Storm")
    assert [(one.id, one.headline, one.text, one.authors, one.labels) for one in shown.updates] == [
        ("64a0f1c28f08e408b758af93", "Mast", "It fell.", ("Bo",), ("key-event",)),
        ("64a0f1c28f08e408b758af92", "Ferry", "It stays.", ("Bo",), ("summary",)),
        ("64a0f1c28f08e408b758af91", "Wind", "It blows.", ("Bo",), ("pinned",)),
    ]
    assert shown.updates[0].published == datetime(2024, 10, 21, 8, 20, 45, 546_000, tzinfo=UTC)
    assert shown.updates[1].published == datetime(2024, 10, 21, 8, 10, tzinfo=UTC)
    assert shown.modified == datetime(2024, 10, 21, 9, tzinfo=UTC)
    assert shown.updates[0].html == "<div><p>It <b>fell</b>.</p></div>"


@pytest.mark.parametrize(
    ("mark", "field", "value"),
    [
        ('<meta itemprop="datePublished" content="2024-10-21T07:00Z">', "published", 7),
        ('<p itemprop="datePublished"><time datetime="2024-10-21T07:00Z">x</time></p>',
         "published", 7),
        ('<p class="block-time"><time datetime="2024-10-21T07:00Z">9am</time></p>', "published", 7),
        ('<span itemprop="datePublished dateCreated">2024-10-21T07:00Z</span>', "published", 7),
        ('<a itemprop="url" href="#x9">#</a>', "id", "x9"),
        ('<link itemprop="url" href="/live/storm/card/x9">', "id", "card-x9"),
        ('<span itemprop="url" content="https://harbour.example/live/storm#x9">', "id", "x9"),
    ],
)  # fmt: skip
def test_a_value_is_where_its_element_has_it(mark, field, value):
    post = POST.replace('<time datetime="{time}" itemprop="datePublished">x</time>', "")
    body = html(post=post)
    start = body.index("<h2 class")
    (update, *_) = read(body[:start] + mark + body[start:]).updates
    found = update.published.hour if field == "published" else getattr(update, field)
    assert found == value


def test_an_update_whose_template_forgot_its_scope_has_its_own_headline():
    bare = POST.replace(
        'itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting"',
        'itemprop="liveBlogUpdate"',
    )
    body = html(post=bare)
    head = '<h1 itemprop="headline">Storm</h1>'
    shown = read(body.replace(head, "").replace("</article>", f"{head}</article>"))
    assert shown.title == "Storm"
    assert [one.headline for one in shown.updates] == ["Mast", "Ferry", "Wind"]


def test_a_blog_without_updates_in_its_scope_is_read_by_its_clocks():
    item = '<div class="entry" id="e{0}"><time>{1}</time><p>{2} {3}</p>'
    item += '<i class="votes" data-val="{0},8,24,">32'
    rows = "".join(
        item.format(904240 + n, f"19:{30 + n}", "Nobody may pass the bridge today", "said so " * 4)
        + "</i></div>"
        for n in (3, 2, 1)
    )
    rows = f"<!-- liveBlogUpdate -->{rows}"
    shown = read(BLOG.format("s", rows), zone="Europe/Warsaw")
    assert shown.format == "clock-page"
    assert [one.id for one in shown.updates] == ["e904243", "e904242", "e904241"]
    later = read(
        BLOG.format("s", rows.replace(",8,24,", ",9,31,").replace(">32<", ">40<")),
        zone="Europe/Warsaw",
    )
    known = fold({}, diff({}, shown, {}, source="s").events)
    assert not diff(known, later, {}, source="s").events


def test_updates_elsewhere_on_the_page_are_none_of_the_blogs():
    other = '<div itemscope itemtype="https://schema.org/Blog">{}</div>'
    outside = other.format(POST.format(**ROWS[0] | {"id": "teaser"}))
    body = html(ROWS[1:]).replace("</article>", f"</article>{outside}")
    assert [one.headline for one in read(body).updates] == ["Ferry", "Wind"]


def test_what_only_the_pages_elements_have_is_united_with_it():
    unmarked = POST.format(**ROWS[2]).replace('itemprop="liveBlogUpdate" itemscope', "")
    body = html(ROWS[:2]).replace("</article>", f"{unmarked}</article>")
    assert [one.headline for one in read(body).updates] == ["Mast", "Ferry", "Wind"]


def test_json_ld_has_the_first_word():
    script = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","@id":"'
        + PAGE
        + '","liveBlogUpdate":[{"@type":"BlogPosting","@id":"u1","headline":"A"}]}</script>'
    )
    assert read(html().replace("<body>", f"<body>{script}")).format == "json-ld"


@pytest.mark.parametrize("length", range(0, len(html()), 41))
def test_any_cut_is_read_or_refused(length):
    with suppress(ParseError):
        assert isinstance(read(html()[:length] or "<"), Snapshot)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_attribute_may_be_missing_or_odd(data):
    body = html()
    words = ["itemscope", "itemprop", "headline", "datePublished", "liveBlogUpdate", "BlogPosting"]
    old = data.draw(st.sampled_from(words))
    new = data.draw(st.sampled_from(["", "x", "url", "author", "liveBlogUpdate", "articleBody"]))
    with suppress(ParseError):
        assert isinstance(read(body.replace(old, new)), Snapshot)


def test_scopes_in_scopes_are_read_to_a_depth():
    deep = '<div itemprop="author" itemscope>' * 2000 + "x"
    body = html(({**ROWS[0], "text": deep},))
    assert len(read(body).updates) == 1

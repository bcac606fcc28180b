"""LiveBlogPosting: what of the list is believed, and what the page's elements add."""

from datetime import UTC, datetime

import orjson
import pytest
from documents import PAGE, blog, document, page, posting
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.errors import ParseError
from streamer.parse import parse
from streamer.parse.dates import instant
from streamer.parse.ids import key
from streamer.text import normalise

REAL = {
    "express": (
        "express_live_2024-07-18",
        "https://www.express.co.uk/news/royal/1924698/prince-harry-meghan-markle-live-grifters",
        "express.jsonld",
    ),
    "mirror": (
        "mirror_uk_riots_live_2024-08-05",
        "https://www.mirror.co.uk/news/uk-news/uk-riots-live-hotel-rotherham-33386398",
        "mirror.jsonld",
    ),
    "guardian": (
        "guardian_ukraine_live_2023-05-15",
        "https://www.theguardian.com/world/live/2023/may/15/live",
        "guardian.dom",
    ),
}


def read(*things, **options):
    return parse(document(page(*things, **options)), kind="json-ld")


def ids(snapshot):
    return [update.id for update in snapshot.updates]


def entry(name, headline, text, **times):
    marks = "".join(f' data-{key.replace("_", "-")}="{value}"' for key, value in times.items())
    return f'<div class="entry" id="{name}"{marks}><h3>{headline}</h3><p>{text}</p></div>'


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(blog(posting("u1", "A")), id="object"),
        pytest.param([{"@type": "WebPage"}, blog(posting("u1", "A"))], id="list"),
        pytest.param({"@graph": [blog(posting("u1", "A"))]}, id="graph"),
        pytest.param({"@type": "WebPage", "mainEntity": blog(posting("u1", "A"))}, id="inside"),
        pytest.param({**blog(), "liveBlogUpdate": posting("u1", "A")}, id="single"),
        pytest.param(blog([[posting("u1", "A")], None, "text", {}]), id="nested"),
        pytest.param({**blog(), "blogPosts": [posting("u1", "A")]}, id="other name"),
        pytest.param(
            {**blog(posting("u1", "A")), "@type": ["Article", "LiveBlogPosting"]}, id="types"
        ),
        pytest.param(
            {**blog(posting("u1", "A")), "@type": "https://schema.org/LiveBlogPosting"}, id="iri"
        ),
        pytest.param({**blog(posting("u1", "A")), "@type": "schema:LiveBlogPosting"}, id="prefix"),
    ],
)
def test_every_shape_of_the_list_is_found(listed):
    assert ids(read(listed)) == ["u1"]


def test_a_blog_in_two_scripts_is_read_once():
    shown = read(blog(posting("u1", "A")), blog(posting("u1", "A"), posting("u2", "B")))
    assert ids(shown) == ["u1"]
    assert shown.problems == ()


@pytest.mark.parametrize("first", [{}, {"liveBlogUpdate": []}, {"liveBlogUpdate": None}])
def test_a_blog_that_is_in_two_scripts_and_listed_in_one_is_read(first):
    announced = {"@type": ["NewsArticle", "LiveBlogPosting"], "@id": PAGE, **first}
    for things in ((announced, blog(posting("u1", "A"))), (blog(posting("u1", "A")), announced)):
        assert ids(read(*things)) == ["u1"]


def test_a_list_of_list_items_holds_what_is_in_them():
    rows = [{"@type": "ListItem", "position": n, "item": posting(f"u{n}", "A")} for n in (1, 2)]
    things = {"@type": "ItemList", "itemListElement": rows}
    assert ids(read({**blog(), "liveBlogUpdate": things})) == ["u1", "u2"]


def test_a_posting_that_says_nothing_is_no_update():
    assert ids(
        read(blog({"@type": "BlogPosting", "datePublished": "2024"}, posting("u", "A")))
    ) == ["u"]


TEN = "The old mast of the harbour fell on pier four at"


@pytest.mark.parametrize(
    ("headline", "text", "expected"),
    [
        (f"{TEN}…", f"{TEN} noon.", ""),
        (f"{TEN} …", f"<p>{TEN} noon.</p>", ""),
        (f"{TEN}&hellip;", f"{TEN} noon.", ""),
        (f"{TEN} [&hellip;]", f"{TEN} noon.", ""),
        ("It fell.", "It fell.", ""),
        ("And then…", "It fell.", "And then..."),
        ("It fell", "It fell. Nobody was hurt.", "It fell"),
        ("It fell", "", "It fell"),
    ],
)
def test_a_headline_that_is_the_opening_of_its_text_is_none(headline, text, expected):
    shown = read(blog(posting("u2", headline, text), posting("u1", "Ferry", "It stays.")))
    assert normalise(shown.updates[0].headline) == expected
    assert shown.updates[1].headline == "Ferry"


def test_an_edit_of_the_opening_is_one_of_the_text_alone():
    first = read(blog(posting("u2", f"{TEN}…", f"{TEN} noon."), posting("u1", "Ferry", "Stays.")))
    later = read(blog(posting("u2", "Two old masts…", "Two old masts fell."),
                      posting("u1", "Ferry", "Stays.")))  # fmt: skip
    known = fold({}, diff({}, first, {}, source="s").events)
    (event,) = diff(known, later, {}, source="s").events
    assert (event.kind, event.subject) == ("update.edited", "u2")
    assert (event.before.headline, event.update.headline) == ("", "")


def test_s46_the_pages_last_change_on_every_update_is_no_change_of_any():
    def at(clock):
        rows = (posting(f"u{n}", "Storm live", f"Text {n}", f"2024-10-21T0{n}:00:00+0530",
                        dateModified=f"2024-10-21T{clock}+05:30") for n in (3, 2, 1))  # fmt: skip
        return read(blog(*rows, headline="Storm live", dateModified=f"2024-10-21T{clock}+05:30"))

    first, later = at("12:00:00"), at("12:30:00")
    assert [(u.headline, u.modified, u.published.minute) for u in first.updates] == [
        ("", None, 30)
    ] * 3
    known = fold({}, diff({}, first, {}, source="s").events)
    assert not diff(known, later, {}, source="s").events
    assert first.updates == later.updates


def test_s26_a_list_longer_than_the_page_and_a_page_longer_than_the_list():
    rows = [posting(f"u10{n}", f"Head {n}", f"Text {n}.") for n in range(9, 0, -1)]
    shown = [entry(f"u10{n}", f"Head {n}", f"Text {n}.") for n in range(9, 0, -1)]
    whole = [f"u10{n}" for n in range(9, 0, -1)]
    assert ids(read(blog(*rows), body="".join(shown[:3]))) == whole
    assert ids(read(blog(*rows[:3]), body="".join(shown))) == whole
    assert ids(read(blog(*rows[2:]), body="".join(shown[:7]))) == whole


def test_two_parts_of_a_blog_are_united():
    first = blog(posting("u2", "B"))
    second = {**blog(posting("u1", "A")), "@id": f"{PAGE}#part-2"}
    assert ids(read(first, second)) == ["u2", "u1"]


def test_a_blog_inside_of_an_update_is_not_this_one():
    other = {**blog(posting("u9", "Elsewhere")), "@id": "https://harbour.example/other"}
    assert ids(read(blog({**posting("u1", "A"), "isBasedOn": other}))) == ["u1"]


def test_a_change_of_the_page_that_lies_ahead_says_nothing():
    past, ahead = "2024-10-21T09:00:00Z", "2034-10-21T09:00:00Z"
    assert read(blog(posting("u1", "A"), dateModified=past)).modified == instant(past)
    assert read(blog(posting("u1", "A"), dateModified=ahead)).modified is None


def test_an_end_of_coverage_closes_nothing():
    assert not read(blog(posting("u1", "A"), coverageEndTime="2024-10-21T08:00:00Z")).closed


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("", f"{PAGE}.html/#x", "x"),
        ("", f"{PAGE}.html#x", "x"),
        ("", f"{PAGE}?page=with:x#x", "x"),
        ("", f"{PAGE}?page=with:x", "x"),
        ("", f"{PAGE}#card-x", "card-x"),
        ("", f"{PAGE}/card/x", "card-x"),
        ("", f"{PAGE}?liveblog._id=urn:newsml:x:2024:1__27.125", "urn:newsml:x:2024:1"),
        ("", f"{PAGE}?liveblog._id=urn%3Anewsml%3Ax__3&x=1", "urn:newsml:x"),
        ("", f"{PAGE}/card/x/", "card-x"),
        (f"{PAGE}#x", "", "x"),
        ("x", "", "x"),
        (751105, "", "751105"),
        ("64a0f1c28f08e408b758af93", "", "64a0f1c28f08e408b758af93"),
        ("", f"{PAGE}#block-64a0f1c28f08e408b758af93", "64a0f1c28f08e408b758af93"),
        ("", f"{PAGE}#caf%C3%A9", "café"),
        ("", "https://harbour.example/a/7", "https://harbour.example/a/7"),
        (PAGE, PAGE, ""),
        ("", f"{PAGE}/", ""),
        (None, "", ""),
    ],
)
def test_s37_one_key_for_the_many_ways_to_write_it(name, url, expected):
    assert key(name, url, PAGE) == expected


def test_s46_what_is_the_same_on_every_update_is_the_pages():
    times = {"published": "2024-10-21T06:00:00Z", "dateModified": "2024-10-21T09:00:00Z"}
    shown = read(blog(*(posting(f"u{n}", "Storm", f"Text {n}", **times) for n in (3, 2, 1))))
    assert {(u.headline, u.published, u.modified) for u in shown.updates} == {("", None, None)}
    assert "headline, published, modified" in shown.problems[0]


def test_s46_a_change_of_the_pages_headline_changes_no_update():
    before, after = (
        read(blog(*(posting(f"u{n}", name, f"Text {n}") for n in (2, 1)), headline=name))
        for name in ("Storm", "Storm: all boats back")
    )
    assert before.updates == after.updates


def test_two_updates_of_one_minute_keep_it_unless_it_is_the_pages():
    both = (posting("u2", "B"), posting("u1", "A"))
    assert all(update.published for update in read(blog(*both)).updates)
    owned = read(blog(*both, datePublished="2024-10-21T08:00:00Z"))
    assert not any(update.published for update in owned.updates)


def test_a_first_update_with_the_pages_headline_has_none():
    (update,) = read(blog(posting("u1", "Storm", "Text"))).updates
    assert update.headline == ""
    (update,) = read(blog(posting("u1", "Mast broken", "Text"))).updates
    assert update.headline == "Mast broken"


def test_s13_two_offsets_of_one_instant_are_no_change():
    (update,) = read(
        blog(
            posting(
                "u1", "A", published="2024-10-21T21:22:53.212+01:00",
                dateModified="2024-10-21T20:22:53.212Z",
            )
        )
    ).updates  # fmt: skip
    assert update.modified is None


def test_a_time_without_a_zone_is_read_in_that_of_the_source():
    body = page(blog(posting("u1", "A", published="2024-10-21T11:00:00")))
    (update,) = parse(document(body), zone="Europe/Kyiv").updates
    assert update.published == datetime(2024, 10, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        *({"headline": None}, {"headline": ["a", "b"]}, {"headline": {"@value": "x"}}),
        *({"author": None}, {"author": [None, 7, {"name": None}, {"name": ["x"]}, []]}),
        *({"url": None}, {"url": "http://["}, {"url": 7}, {"@id": []}, {"@id": {"a": 1}}),
        *({"datePublished": None}, {"datePublished": {}}, {"articleBody": None}, {"url": []}),
    ],
)
def test_fields_of_any_kind_lose_only_themselves(fields):
    shown = read(blog({**posting("u1", "A"), **fields}, posting("u2", "B")))
    assert len(shown.updates) == 2
    assert shown.updates[1].headline == "B"


def test_a_deep_list_is_read_without_recursion():
    nested = posting("u1", "A")
    deep = "[" * 900 + orjson.dumps(nested).decode() + "]" * 900
    body = page(blog()).replace('"liveBlogUpdate":[]', f'"liveBlogUpdate":{deep}')
    assert ids(parse(document(body))) == ["u1"]


def test_s56_a_page_whose_list_is_broken_is_not_read_in_another_way():
    broken = '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlog</script>'
    body = f"<html><body>{broken}<h3>10:35 Mast broken</h3><p>On pier 4.</p></body></html>"
    with pytest.raises(ParseError) as error:
        parse(document(body))
    assert error.value.outcome == "malformed-partial"


LISTED = (posting("u103", "Mast", "It fell."), posting("u102", "Ferry", "It stays."))


def test_updates_that_only_the_page_has_are_added_in_its_order():
    body = (
        entry("u104", "Ring", "Found.", post_time=1729501800250, last_modified_time=1729501860000)
        + entry("u103", "Mast", "It fell.")
        + '<div class="entry" id="ad-99"><p>Buy!</p></div>'
        + '<div class="entry" id="newsletter"><p>Read!</p></div>'
        + entry("u102", "Ferry", "It stays.")
        + entry("u101", "Wind", "It blows.")
    )
    shown = read(blog(*LISTED), body=body)
    assert ids(shown) == ["u104", "u103", "u102", "u101"]
    new = shown.updates[0]
    assert (new.headline, new.text, new.html) == ("Ring", "Found.", "<p>Found.</p>")
    assert new.url == f"{PAGE}#u104"
    assert new.published == datetime(2024, 10, 21, 9, 10, 0, 250_000, tzinfo=UTC)
    assert new.modified == datetime(2024, 10, 21, 9, 11, tzinfo=UTC)


@pytest.mark.parametrize("where", ["<h2>{}</h2>", "<header>{}</header>", "<p>{}</p>", "{}"])
def test_s11_the_label_of_the_page_is_kept_beside_the_time_of_the_list(where):
    def shown(*labels):
        body = "".join(
            f'<div class="entry" id="{name}">'
            f"{where.format(f'<time>{label}</time>')}<p>Rain.</p></div>"
            for name, label in zip(("u103", "u102"), labels, strict=True)
        )
        return read(blog(*LISTED), body=body)

    plain, seen = read(blog(*LISTED)), shown("21 mins ago12.01pm", "9:10 BST")
    assert [one.clock for one in seen.updates] == ["12.01pm", "9:10 BST"]
    assert [one.clock for one in shown("4m ago", "Mast").updates] == ["", ""]
    for field in ("id", "published", "published_basis", "headline", "text"):
        assert [getattr(one, field) for one in seen.updates] == [
            getattr(one, field) for one in plain.updates
        ]
    for before, after in ((plain, seen), (seen, plain), (seen, shown("12.02pm", "3m"))):
        known = fold({}, diff({}, before, {}, source="s").events)
        assert diff(known, after, {}, source="s").events == ()


def test_a_page_with_other_words_than_its_list_adds_nothing():
    body = "".join(
        entry(name, head, f"Live from the pier. {text}")
        for name, head, text in (
            ("u103", "Mast", "It fell."), ("u102", "Ferry", "It stays."), ("u101", "Wind", "x")
        )
    )  # fmt: skip
    shown = read(blog(*LISTED), body=body)
    assert ids(shown) == ["u103", "u102"]
    assert "left out" in shown.problems[0]


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param('<article id="block-{}">{}</article>', id="id with a prefix"),
        pytest.param('<li data-id="{}">{}</li>', id="data-id"),
        pytest.param('<li data-post-id="{}">{}</li>', id="data-post-id"),
        pytest.param('<section><a href="#{}">#</a><div>{}</div></section>', id="permalink"),
        pytest.param(
            f'<section><a href="{PAGE}?share=1#{{}}">#</a><div>{{}}</div></section>', id="address"
        ),
    ],
)
def test_the_shape_of_an_element_is_learned(mark):
    items = [("u103", "Mast", "It fell."), ("u102", "Ferry", "It stays."), ("u101", "Wind", "Up.")]
    body = "".join(mark.format(name, f"<h4>{h}</h4><p>{t}</p>") for name, h, t in items)
    shown = read(blog(*LISTED), body=f"<div>{body}</div>")
    assert ids(shown) == ["u103", "u102", "u101"]
    assert (shown.updates[2].headline, shown.updates[2].text) == ("Wind", "Up.")


def test_a_table_of_contents_holds_no_update():
    contents = "<ul><li><a href='#u103'>Mast</a></li><li><a href='#u102'>Ferry</a></li></ul>"
    item = "<section><a href='#{}'>#</a><div><h4>{}</h4><p>{}</p></div></section>"
    items = [("u103", "Mast", "It fell."), ("u102", "Ferry", "It stays."), ("u101", "Wind", "Up.")]
    elsewhere = "<section><a href='https://other.example/live#u100'>Theirs</a></section>"
    body = contents + "".join(item.format(*each) for each in items) + elsewhere
    shown = read(blog(*LISTED), body=body)
    assert [update.headline for update in shown.updates] == ["Mast", "Ferry", "Wind"]


def test_a_list_that_cuts_its_texts_is_completed_by_the_page():
    whole = "The harbour master spoke for an hour. " * 5
    listed = (posting("u103", "Mast", whole[:100]), posting("u102", "Ferry", "It stays."))
    full = entry("u103", "Mast", whole) + entry("u102", "Ferry", "It stays.")
    assert read(blog(*listed), body=full).updates[0].text == whole.strip()
    other = full.replace("The harbour", "Their harbour")
    assert read(blog(*listed), body=other).updates[0].text == whole[:100].strip()
    # Where the page shows less than the list, elements come and go: the list is enough.
    assert len(read(blog(*listed), body=entry("u103", "Mast", whole)).updates[0].text) < 101


@settings(max_examples=30, deadline=None)
@given(st.permutations([("u101", "A"), ("u102", "B"), ("u103", "C"), ("", "D"), ("", "E")]))
def test_permuting_the_list_permutes_the_updates(order):
    postings = [
        posting(name, head, f"Text {head}")
        if name
        else {"headline": head, "articleBody": f"Text {head}"}
        for name, head in order
    ]
    shown = read(blog(*postings))
    assert [update.headline for update in shown.updates] == [head for _, head in order]
    alphabetical = read(blog(*sorted(postings, key=lambda each: each["headline"])))
    assert sorted(shown.updates, key=lambda each: each.headline) == list(alphabetical.updates)


@pytest.mark.parametrize("name", REAL)
def test_real_pages(shared, name):
    file, url, golden = REAL[name]
    body = (shared / "liveblogs" / "pages" / f"{file}.html").read_bytes()
    page = document(body, url=url, content_type="text/html; charset=utf-8")
    shown = parse(page, kind="json-ld")
    wanted = orjson.loads((shared / "liveblogs" / "golden" / f"{golden}.json").read_bytes())
    known = {
        update["id"].removeprefix("block-"): update
        for update in wanted["updates"]
        if not update.get("pinned_copy")
    }
    assert shown.format == "json-ld"
    assert ids(shown) == list(known)
    for update in shown.updates:
        expected = known[update.id]
        modified = instant(expected.get("modified") or expected.get("updated"))
        assert normalise(update.headline) == normalise(expected["headline"] or "")
        assert update.published == instant(expected["published"])
        assert update.modified in (modified, None)
        if update.modified is None and modified:
            assert abs((modified - update.published).total_seconds()) <= 2
        # The golden texts have a blank wherever a tag was.
        assert same(update.text, expected["text"])


def same(one, other):
    return normalise(one).replace(" ", "") == normalise(other).replace(" ", "")

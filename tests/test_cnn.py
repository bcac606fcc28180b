"""Live stories of two templates, and the JSON behind them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.errors import ParseError
from streamer.model import Document
from streamer.parse import parse
from streamer.parse.platforms.cnn.names import authors, post_name

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PAGE = "https://edition.harbour.example/world/live-news/storm-03-04-26"


def read(body, url=PAGE, fetched=NOON, **more):
    text = body if isinstance(body, str) else json.dumps(body)
    return parse(Document(url=url, body=text.encode(), fetched=fetched), **more)


def post(name="h_aaaa1111", headline="Quay is shut", text="<p>The quay is shut.</p>", **more):
    updated = more.get("updated", "2026-03-04T11:40:00.364Z")
    kind = more.get("kind", "live-story-post liveStoryPost")
    head = more.get("head", "<span class='live-story-post__timestamp'>18 min ago</span>")
    link = f'<button data-url="{PAGE}#{name}">Link Copied!</button>' if name else ""
    share = '<button data-url="https://www.facebook.com/sharer?u=x">f</button>'
    return (
        f'<article class="{kind}" data-last-updated="{updated}">'
        f'<header>{head}<h2 class="live-story-post__headline">{headline}</h2>'
        f'<div class="live-story-post__byline">From CNN’s Ann Ash</div>{share}{link}</header>'
        f'<div class="live-story-post__content">{text}</div></article>'
    )


def page(*posts):
    return f"<!doctype html><html><body><h1>Storm</h1>{''.join(posts)}</body></html>"


def older(name, shown, headline, text="Words."):
    return (
        f'<article id="{name}"><header><span>{shown}</span><h2>{headline}</h2></header>'
        f'<div class="post-content-rendered"><p>{text}</p></div></article>'
    )


def older_page(*posts):
    return page(f'<div id="posts-and-button">{"".join(posts)}</div>')


# The page


def test_a_post():
    (update,) = read(page(post())).updates
    assert (update.id, update.headline, update.text) == (
        "h_aaaa1111",
        "Quay is shut",
        "The quay is shut.",
    )
    assert update.url == f"{PAGE}#h_aaaa1111"
    assert update.authors == ("Ann Ash",)
    assert (update.published_basis, update.published) == ("date-inferred", update.modified)


def test_s10_what_changes_while_nothing_does_is_no_edit():
    noisy = (
        '<p>The quay is <a href="/x">shut</a>.</p>'
        '<div class="image_live-story"><span data-editable="metaCaption">A quay</span></div>'
        '<div class="ad-slot">Ad Feedback</div>'
    )
    one = read(page(post()))
    other = read(page(post(text=noisy, head="<span>31 min ago</span>")))
    known = fold({}, diff({}, one, {}, source="s").events)
    assert diff(known, other, {}, source="s").events == ()


def test_s03_the_first_instant_that_is_seen_stays():
    one = read(page(post()))
    known = fold({}, diff({}, one, {}, source="s").events)
    later = read(page(post(text="<p>It is open.</p>", updated="2026-03-04T11:55:00Z")))
    (event,) = diff(known, later, {}, source="s").events
    assert event.kind == "update.edited"
    assert event.update.published == NOON - timedelta(minutes=20) + timedelta(milliseconds=364)
    assert event.update.modified == NOON - timedelta(minutes=5)


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(post(kind="live-story-post_pinned liveStoryPost"), id="by its class"),
        pytest.param(f'<div class="live-story__spotlight">{post()}</div>', id="by its place"),
    ],
)
def test_s16_a_pinned_copy_is_a_label(pinned):
    newest = post("h_bbbb1111", "Wind", "<p>Strong.</p>")
    pinned = pinned.replace("The quay is shut.", "The quay …")
    shown = read(page(pinned, newest, post())).updates
    assert shown[-1].text == "The quay is shut."
    assert [(one.id, one.labels) for one in shown] == [
        ("h_bbbb1111", ()),
        ("h_aaaa1111", ("pinned",)),
    ]


def test_a_pinned_post_that_the_list_lacks():
    (update,) = read(page(f'<div class="live-story__spotlight">{post()}</div>')).updates
    assert update.labels == ("pinned",)


def test_s47_a_correction_is_said():
    amended = '<p>Shut.</p><div class="correction"><p>Correction: the other quay.</p></div>'
    (update,) = read(page(post(text=amended))).updates
    assert update.labels == ("correction",)
    assert update.text == "Shut. Correction: the other quay."


def test_s35_posts_without_names():
    shown = read(page(post("", "Quay is shut"), post("", "Wind"))).updates
    assert len({one.id for one in shown}) == 2
    assert all(one.derived for one in shown)


def test_s06_the_older_template_names_its_zone_and_day():
    shown = read(
        older_page(
            older("h_0123456789abcdef", "12:09 a.m. ET, October 30, 2023", "Quay is shut"),
            older("h_1123456789abcdef", "11:55 p.m. ET, October 29, 2023", "Wind"),
            older("h_2123456789abcdef", "12:09 a.m. ET, January 30, 2023", "Snow"),
        )
    ).updates
    assert [one.published for one in shown] == [
        datetime(2023, 10, 30, 4, 9, tzinfo=UTC),
        datetime(2023, 10, 30, 3, 55, tzinfo=UTC),
        datetime(2023, 1, 30, 5, 9, tzinfo=UTC),
    ]
    assert {one.published_basis for one in shown} == {"stated"}
    assert shown[0].clock == "12:09 a.m. ET"
    assert shown[0].url == f"{PAGE}#h_0123456789abcdef"


def test_a_page_that_lists_its_updates_in_json_ld_is_read_from_there():
    blog = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "url": f"{PAGE}#h_aaaa1111", "headline": "Quay is shut"}
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(blog)}</script>'
    assert read(page(script, post())).format == "json-ld"


@pytest.mark.parametrize("body", ["<p>live-story-post</p>", '<p class="live-story-posts">x</p>'])
def test_other_pages_are_not_ours(body):
    with pytest.raises(ParseError):
        read(page(body))


def test_a_story_that_shows_no_posts_any_more_is_an_error():
    memo = read(page(post())).memo
    with pytest.raises(ParseError):
        read(page(), memo=memo)


def test_s56_a_cut_page_is_an_error():
    whole = page(post(), post("h_bbbb1111", "Wind"))
    with pytest.raises(ParseError) as error:
        read(whole[: len(whole) // 2])
    assert error.value.outcome == "malformed-partial"


def test_posts_in_posts_are_one():
    (update,) = read(page(f'<div class="live-story-post">{post()}</div>')).updates
    assert update.id == "h_aaaa1111"


# Names


@pytest.mark.parametrize(
    ("address", "others", "expected"),
    [
        (f"{PAGE}#h_aaaa1111", (), "h_aaaa1111"),
        (f"{PAGE}?post-id=cm0123", (), "cm0123"),
        (f"{PAGE}/h_aaaa1111", (), "h_aaaa1111"),
        (PAGE, ("h_aaaa1111",), "h_aaaa1111"),
        (
            "",
            ("cms.harbour.example/_components/live-story-post/instances/h_aaaa1111@published",),
            "h_aaaa1111",
        ),
        ("", ("", "a b", "<script>"), ""),
        ("https://[#h_aaaa1111", (), "h_aaaa1111"),
        ("https://[?id=1", (), ""),
    ],
)
def test_s37_one_name_for_each_way_to_write_it(address, others, expected):
    assert post_name(address, PAGE, others) == expected


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("From CNN's Ann Ash and Bo Birch", ("Ann Ash and Bo Birch",)),
        ("By  Ann Ash", ("Ann Ash",)),
        ("Ann Ash", ("Ann Ash",)),
        ("", ()),
        ("x" * 300, ()),
    ],
)
def test_authors(byline, expected):
    assert authors(byline) == expected


# The JSON


def ref(kind, name):
    return f"cms.harbour.example/_components/{kind}/instances/{name}@published"


def component(kind="paragraph", name="c1", **said):
    return {"_ref": ref(kind, name), **said}


def cms_post(name="h_aaaa1111", content=None, **more):
    return {
        "_ref": ref("live-story-post", name),
        "__fields": {
            "created_at": "2026-03-04T11:30:00.000Z",
            "updated_at": "2026-03-04T11:40:00.000Z",
        },
        "headline": "Quay is shut",
        "byline": "From CNN's Ann Ash",
        "content": content or [component(text="The <b>quay</b> is shut.")],
        **more,
    }


def story(*items, spotlight=()):
    main = {
        "_ref": ref("live-story", "s1"),
        "configuration": [{"canonicalUrl": PAGE, "headline": "Storm"}],
        "spotlight": list(spotlight),
        "items": list(items),
    }
    return {"__meta": {"pageType": "live-story"}, "main": [main]}


def test_json_of_a_story():
    snapshot = read(story(cms_post()), url="https://api.harbour.example/json")
    (update,) = snapshot.updates
    assert (snapshot.title, snapshot.view) == ("Storm", "window")
    assert (update.id, update.headline, update.text) == (
        "h_aaaa1111",
        "Quay is shut",
        "The quay is shut.",
    )
    assert update.published == NOON - timedelta(minutes=30)
    assert update.modified == NOON - timedelta(minutes=20)
    assert update.authors == ("Ann Ash",)


def test_json_names_posts_as_the_page_does():
    shared = {"canonicalUrl": f"{PAGE}#h_cccc1111"}
    (update,) = read(story(cms_post(socialShare=shared))).updates
    assert update.id == "h_cccc1111"
    assert update.id == read(page(post("h_cccc1111"))).updates[0].id


def test_s16_the_spotlight_is_a_pinned_copy():
    shown = read(story(cms_post("h_bbbb1111"), cms_post(), spotlight=[cms_post()])).updates
    assert [(one.id, one.labels) for one in shown] == [
        ("h_bbbb1111", ()),
        ("h_aaaa1111", ("pinned",)),
    ]


def test_components():
    content = [
        component("correction", prefix="CORRECTION:", text="The other quay."),
        component("list", items=[{"text": "one"}, {"text": None}, 7]),
        component("image", metadata={"caption": "A quay"}),
        component("related-content", text="Read this"),
        component("subheader", text="More"),
        7,
    ]
    (update,) = read(story(cms_post(content=content))).updates
    assert update.text == "CORRECTION: The other quay. one More"
    assert update.labels == ("correction",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
FIELDS = ["_ref", "__fields", "headline", "byline", "content", "socialShare"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3), JSON)
def test_any_value_may_stand_anywhere(fields, other):
    said = story({**cms_post(), **fields}, cms_post("h_bbbb1111"), other)
    assert read(said).updates


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=900))
def test_a_page_may_end_anywhere(end):
    whole = page(post(), post("h_bbbb1111", "Wind"))
    try:
        shown = read(whole[:end])
    except ParseError:
        return
    assert len(shown.updates) <= 2

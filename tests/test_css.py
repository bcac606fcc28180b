"""Pages that their reader describes by CSS selectors."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from documents import FETCHED, document
from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.errors import ParseError
from streamer.model import Selectors, Snapshot
from streamer.parse import parse
from streamer.parse.described.selecting import fault

SELECTORS = Selectors(
    item="li.note", id="@data-no", headline="b.head", text="div.says", time="span.when"
)
NOTE = (
    '<li class="note" data-no="{0}"><span class="when">{1}</span><b class="head">{2}</b>'
    '<div class="says">{3}</div></li>'
)
NOTES = (
    ("n3", "10:35", "Mast broken", "It fell on <i>pier 4</i>."),
    ("n2", "09:10", "Ferry waits", "Nobody may board."),
    ("n1", "23:50", "Wind rises", "Gusts at the mole."),
)


def html(*notes, template=NOTE, above="", below=""):
    listed = "".join(template.format(*note) for note in notes or NOTES)
    return f"<html><body><h1>Storm</h1>{above}<ul>{listed}</ul>{below}</body></html>"


def read(body, selectors=SELECTORS, **options):
    return parse(document(body), selectors=selectors, zone="Europe/Kyiv", **options)


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def test_what_is_described_is_read():
    shown = read(html())
    assert (shown.format, shown.view, shown.title, shown.problems) == ("css", "window", "Storm", ())
    assert [(one.id, one.headline, one.text, one.clock) for one in shown.updates] == [
        ("n3", "Mast broken", "It fell on pier 4.", "10:35"),
        ("n2", "Ferry waits", "Nobody may board.", "09:10"),
        ("n1", "Wind rises", "Gusts at the mole.", "23:50"),
    ]
    assert [one.published for one in shown.updates] == [
        at("2024-10-21T10:35+03:00"), at("2024-10-21T09:10+03:00"), at("2024-10-20T23:50+03:00"),
    ]  # fmt: skip
    assert {one.published_basis for one in shown.updates} == {"date-inferred"}
    assert shown.updates[0].html == "<div>It fell on <i>pier 4</i>.</div>"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<p>It fell.</p><p>312 shares</p>", "It fell."),
        ("<p>It fell.</p><span>312 shares</span>", "It fell."),
        ("<span>312 shares</span><p>It fell.</p><p>5 comments</p>", "It fell."),
        ("<p>312 shares</p>", "312 shares"),
        ("It sold <span>312 shares</span>", "It sold 312 shares"),
    ],
)
def test_s42_a_counter_in_a_line_of_its_own_is_no_text(said, text):
    assert [one.text for one in read(html(("n1", "10:35", "Mast", said))).updates] == [text]
    parts = replace(SELECTORS, text="div.says p")
    if "span" not in said:
        assert read(html(("n1", "10:35", "Mast", said)), parts).updates[0].text == text


def test_a_page_without_selectors_is_read_as_ever():
    with pytest.raises(ParseError, match="needs selectors"):
        parse(document(html()), kind="css")
    with pytest.raises(ParseError, match="unsupported"):
        parse(document("<html><body><p>Nothing"))


@pytest.mark.parametrize(
    ("time", "selector", "published"),
    [
        ('<time datetime="2024-10-21T07:35:00Z">10:30</time>', "time", "2024-10-21T07:35Z"),
        ('<time datetime="2024-10-21T10:35:00">10:30</time>', "time", "2024-10-21T07:35Z"),
        ('<span class="when" data-ts="1729496100">just now</span>', ".when", "2024-10-21T07:35Z"),
        ('<span class="when" data-time="1729496100000">x</span>', ".when", "2024-10-21T07:35Z"),
        ('<span class="when" data-x="1729496100">y</span>', ".when@data-x", "2024-10-21T07:35Z"),
        ('<span class="when">2024-10-21 10:35</span>', ".when", "2024-10-21T07:35Z"),
        ('<p><time datetime="2024-10-21T07:35Z">1</time></p>', "p", "2024-10-21T07:35Z"),
        ('<i title="Mon, 21 Oct 2024 07:35:00 +0000">x</i>', "i@title", "2024-10-21T07:35Z"),
        ('<i title="10:35">x</i>', "i@title", "2024-10-21T07:35Z"),
        ("<i>10:35 AM (Updated: )</i>", "i", "2024-10-21T07:35Z"),
        ("<i>20 October 2024, 10:35</i>", "i", "2024-10-20T07:35Z"),
        ('<time datetime="2024-10-20">10:35</time>', "time", "2024-10-20T07:35Z"),
        ("<i>4 minutes ago</i>", "i", None),
        ("<i>soon</i>", "i", None),
        ("", "i", None),
    ],
)
def test_times(time, selector, published):
    body = html(
        ("a1", time, "Mast", "It fell."),
        template=NOTE.replace('<span class="when">{1}</span>', "{1}"),
    )
    (update,) = read(body, replace(SELECTORS, time=selector)).updates
    assert update.published == (at(published) if published else None)
    assert (update.headline, update.text) == ("Mast", "It fell.")


def test_a_second_time_is_that_of_the_change():
    stamp = '<time datetime="2024-10-21T0{}:00Z">x</time>'
    body = html(("a1", stamp.format(7) + stamp.format(8), "Mast", "It fell."))
    (update,) = read(body, replace(SELECTORS, time="time")).updates
    assert update.modified - update.published == timedelta(hours=1)


def test_s46_a_machine_time_that_is_the_pages_dates_nothing():
    stamp = '<time datetime="2024-10-21T08:00:00Z">x</time>'
    body = html(*((*note[:1], stamp, *note[2:]) for note in NOTES))
    shown = read(body, replace(SELECTORS, time="time"))
    assert [update.published for update in shown.updates] == [None, None, None]


def test_s04_day_headings_date_the_items_under_them():
    notes = [NOTE.format(*note) for note in NOTES]
    listed = f"<h2>Saturday, 19 October</h2>{notes[0]}<h2>Friday, 18 October</h2>{notes[1]}"
    shown = read(f"<html><body><div>{listed.replace('li', 'article')}</div></body></html>",
                 replace(SELECTORS, item="article.note"))  # fmt: skip
    assert [update.published for update in shown.updates] == [
        at("2024-10-19T10:35+03:00"), at("2024-10-18T09:10+03:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("selector", "template", "ids"),
    [
        ("", '<li class="note" id="n{0}">{1} {2}<div class="says">{3}</div></li>', ["n7", "n8"]),
        ("a@href", '<li class="note"><a href="#n{0}">#</a><div class="says">{3}</div></li>',
         ["n7", "n8"]),
        ("@data-u", '<li class="note" data-u="/live/storm#x{0}"><div class="says">{3}</div></li>',
         ["x7", "x8"]),
    ],
)  # fmt: skip
def test_ids(selector, template, ids):
    body = html(("7", "10:00", "", "Mast."), ("8", "09:00", "", "Ferry."), template=template)
    shown = read(body, Selectors(item=".note", id=selector, text=".says"))
    assert [update.id for update in shown.updates] == ids


def test_an_id_of_ours_depends_on_time_and_headline_and_not_on_the_place():
    described = replace(SELECTORS, id="")
    bare = NOTE.replace(' data-no="{0}"', "")
    before = read(html(*NOTES[1:], template=bare), described).updates
    after = read(html(*NOTES, template=bare), described).updates
    assert all(update.derived for update in after)
    assert after[1:] == before
    timed = [(n, f'<time datetime="2024-10-21T0{8 - i}:00Z">x</time>', "Update", t)
             for i, (n, _, _, t) in enumerate(NOTES)]  # fmt: skip
    known = read(html(*timed[1:], template=bare), replace(described, time="time")).updates
    grown = read(html(*timed, template=bare), replace(described, time="time")).updates
    assert grown[1:] == known


@pytest.mark.parametrize(
    ("template", "selectors"),
    [
        ("<li class='note'><h4>{1}: {2}</h4><p>{3}</p></li>", {"headline": "h4", "time": "h4"}),
        ("<li class='note'><h4><u>{1}</u> {2}</h4><p>{3}</p></li>",
         {"headline": "h4", "time": "u"}),
        ("<li class='note'><section><u>{1}</u><h4>{2}</h4>{3}</section></li>",
         {"headline": "h4", "time": "u", "text": "section"}),
        ("<li class='note'><p>{1} <b>{2}</b> {3}</p></li>",
         {"headline": "b", "time": "p", "text": "p"}),
        ("<li class='note'><time>{1}</time><h4>{2}</h4><p>{3}</p></li>", {}),
        ("<li class='note' data-h='{2}'><time>{1}</time><p>{3}</p></li>",
         {"headline": "@data-h", "text": "p"}),
    ],
)  # fmt: skip
def test_what_stands_in_each_other_is_told_apart(template, selectors):
    shown = read(html(template=template), Selectors(item="li.note", **selectors))
    assert [(one.headline, one.text, one.clock) for one in shown.updates] == [
        (note[2], note[3].replace("<i>", "").replace("</i>", ""), note[1]) for note in NOTES
    ]
    assert all(note[2] not in one.html for note, one in zip(NOTES, shown.updates, strict=True))


FLAT = "<h4>{1}: {2}</h4><p>{3}</p><figure>A view</figure>"


@pytest.mark.parametrize("text", ["~ p", "~p", "~ p, ul"])
def test_items_without_an_element_of_their_own_go_on_behind_their_headline(text):
    body = html(template=FLAT, below="<p>Our newsletter</p>").replace("ul>", "div>")
    flat = Selectors(item="h4", headline=":scope", time=":scope", text=text)
    shown = read(body.replace("</div>", "<h3>More</h3><p>Other news</p></div>"), flat)
    assert [(one.headline, one.text, one.clock) for one in shown.updates] == [
        ("Mast broken", "It fell on pier 4.", "10:35"),
        ("Ferry waits", "Nobody may board.", "09:10"),
        ("Wind rises", "Gusts at the mole.", "23:50"),
    ]


def test_what_is_missing_is_told():
    shown = read(html(), replace(SELECTORS, headline="h6", text="q"))
    assert len(shown.updates) == 3
    assert shown.problems == (
        'no headline: "h6" finds nothing in 3 items', 'no text: "q" finds nothing in 3 items',
    )  # fmt: skip


def test_a_page_that_changed_is_no_page_without_updates():
    with pytest.raises(ParseError, match=r'"li\.note" matches nothing') as error:
        read(html(template="<li>{1} {2}</li>"))
    assert error.value.outcome == "not-a-feed"


def test_a_wall_is_no_changed_page():
    with pytest.raises(ParseError) as error:
        read("<html><head><title>Just a moment...</title></head><body></body></html>")
    assert error.value.outcome == "challenge"


def test_a_page_that_is_cut_says_nothing():
    with pytest.raises(ParseError) as error:
        read(html()[:-80])
    assert error.value.outcome == "malformed-partial"


def test_what_was_found_until_now_and_is_lost_everywhere_edits_nothing():
    memo = read(html()).memo
    moved = html(template=NOTE.replace("says", "body"))
    with pytest.raises(ParseError, match=r"text \"div\.says\"") as error:
        read(moved, memo=memo)
    assert error.value.outcome == "doubtful"
    assert read(moved, replace(SELECTORS, text="div.body"), memo=memo).updates


def test_a_source_that_is_described_later_leaves_its_family():
    assert read(html(), memo={"kind": "clock-page"}).format == "css"


def test_an_item_in_an_item_and_an_advertisement_are_none():
    inner = NOTE.replace("li", "div").format("x", "08:00", "Inner", "Quoted.")
    notes = (("n2", "10:00", "Mast", f"It fell. {inner}"), ("n1", "09:00", "Ferry", "It waits."))
    below = NOTE.replace('"note"', '"note ad"').format("ad", "10:01", "Boots", "Buy!")
    shown = read(html(*notes, below=below), replace(SELECTORS, item=".note"))
    assert [update.id for update in shown.updates] == ["n2", "n1"]


def test_s16_a_pinned_copy_is_no_second_update():
    pin = f'<ol class="pin">{NOTE.format(*NOTES[1])}</ol>'
    assert [one.id for one in read(html(above=pin)).updates] == ["n3", "n2", "n1"]


def test_an_edit_is_one_event_and_markup_is_none():
    first = read(html())
    known = fold({}, diff({}, first, {}, source="s").events)
    edited = html(("n3", "10:35", "Mast broken", "It fell on <b>pier 5</b>."), *NOTES[1:])
    (event,) = diff(known, read(edited), {}, source="s").events
    assert (event.kind, event.subject) == ("update.edited", "n3")
    assert not diff(known, read(html().replace("<i>", "<u>").replace("</i>", "</u>")), {},
                    source="s").events  # fmt: skip


@pytest.mark.parametrize(
    ("text", "whole", "good"),
    [
        ("article.post", True, True),
        ('[href*="@"]', True, True),
        ("a:has(b), c > d", True, True),
        ("time@datetime", False, True),
        ("@data-id", False, True),
        (":scope", False, True),
        (":scope", True, False),
        ("~ p", False, True),
        ("~ p", True, False),
        ("~", False, False),
        ("time@datetime", True, False),
        ("@data-id", True, False),
        ("", True, False),
        ("div..x", False, False),
        ("@", False, False),
        ("h3 @", False, False),
        ("[@x", False, False),
        ("x" * 2000, False, False),
    ],
)
def test_selectors_are_checked(text, whole, good):
    assert (fault(text, whole=whole) == "") is good


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["item", "id", "headline", "text", "time"]))
def test_any_selector_is_read_or_refused(text, name):
    read_or_refused(html(), replace(SELECTORS, **{name: text}))


@pytest.mark.parametrize("length", range(0, len(html()), 37))
def test_any_cut_is_read_or_refused(length):
    read_or_refused(html()[:length] or "<", SELECTORS)


def read_or_refused(body, selectors):
    with suppress(ParseError):
        assert isinstance(read(body, selectors), Snapshot)


def test_fetched_is_the_instant_of_the_document():
    assert read(html()).fetched == FETCHED

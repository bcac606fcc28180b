"""Selectors that `inspect` proposes for a page that it knew by its clocks."""

from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_clock_page import LONG, ROWS, TEMPLATES, at, document, printed

from streamer import config
from streamer.cli.inspecting import show_snapshot
from streamer.codec import snapshot_json
from streamer.errors import ParseError
from streamer.model import Selectors, Snapshot
from streamer.parse import parse

GOLDEN = Path(__file__).parent / "golden"
PROPOSED = (
    "clock-entries", "clock-headings", "clock-named-zones", "clock-new-year",
    "clock-oldest-first", "clock-pinned",
)  # fmt: skip
# Their items begin with a line like any other, or with the headline above the clock.
UNTOLD = {"lines", "broken lines", "definitions", "flat, two lines", "flat, headline first"}


def said(snapshot):
    return [(one.id, one.headline, one.text, one.published, one.clock) for one in snapshot.updates]


def agree(body, **known):
    """Return what is proposed, and check that it reads the same."""
    shown = parse(document(body, **known), zone="UTC")
    assert shown.format == "clock-page"
    if shown.selectors:
        described = parse(document(body, **known), zone="UTC", selectors=shown.selectors)
        assert described.format == "css"
        assert said(described) == said(shown)
        assert described.problems == shown.problems
    return shown.selectors


@pytest.mark.parametrize("name", PROPOSED)
def test_what_is_proposed_reads_the_same_updates(name):
    case = orjson.loads((GOLDEN / name / "case.json").read_bytes())
    (file,) = (GOLDEN / name).glob("document.*")
    got = document(file.read_bytes(), fetched=at(case["fetched"]), url=case["url"])
    shown = parse(got, zone=case.get("zone"))
    assert shown.selectors
    described = parse(got, zone=case.get("zone"), kind="css", selectors=shown.selectors)
    assert said(described) == said(shown)


@pytest.mark.parametrize("name", TEMPLATES)
def test_most_templates_can_be_described(name):
    assert (agree(printed(name, ROWS)) is None) == (name in UNTOLD)


def test_an_item_is_told_by_what_all_items_have():
    row = (
        '<div class="post css-1x{0} {2}" id="p{0}"><b class="t">1{0}:00</b>'
        "<h3>Head {0}</h3><p>{1}</p></div>"
    )
    states = ("new", "pinned", "")
    body = "".join(row.format(3 - n, LONG, state) for n, state in enumerate(states))
    ad = '<div class="post ad" id="ad-1"><b class="t">12:00</b><p>Buy boots</p></div>'
    other = '<div class="teaser" id="p99"><p>Elsewhere</p></div>'
    assert agree(f"<html><body><main>{body}{ad}</main>{other}</body></html>") == Selectors(
        item="div.post", id="@id", headline="h3", text="p", time="b.t"
    )


def test_what_does_not_read_the_same_is_not_proposed():
    rows = "".join(
        f"<article><h3>1{n}:00</h3><h4>Road {n}</h4><p>{LONG}</p></article>" for n in (3, 2, 1)
    )
    other = "<article><p>An article of another kind, in the very same element.</p></article>"
    assert agree(f"<html><body><main>{rows}</main></body></html>")
    assert agree(f"<html><body><main>{rows}{other}</main></body></html>") is None


def test_all_items_have_their_say_in_the_end():
    rows = [
        (f"{23 - n // 3:02}:{59 - n % 3 * 9:02}", f"Head {n}", f"So, {LONG}") for n in range(50)
    ]
    body = printed("article", rows)
    assert agree(body)
    # One that is not tried out, because only some are, has its headline elsewhere.
    odd = body.replace("<h4>Head 1</h4>", "<h6>Head 1</h6>")
    assert odd != body
    assert agree(odd) is None


@pytest.mark.parametrize("tag", ['live"post', "live[post", "live.post", "live:post"])
def test_the_name_of_an_element_may_be_no_selector(tag):
    agree(printed("article", ROWS).replace("article>", f"{tag}>"))


def test_it_is_proposed_once_and_not_at_every_poll():
    got = document(printed("article", ROWS))
    first = parse(got, zone="UTC")
    assert first.selectors
    assert parse(got, zone="UTC", memo=first.memo).selectors is None


def test_the_json_of_inspect_has_it_where_there_is_one():
    shown = snapshot_json(parse(document(printed("article", ROWS)), zone="UTC"))
    assert set(shown["selectors"]) == {"item", "headline", "text", "time"}
    assert "selectors" not in snapshot_json(parse(document(printed("lines", ROWS)), zone="UTC"))


@pytest.mark.parametrize("name", ["article", "flat", "with caption"])
def test_the_lines_of_inspect_can_be_pasted(name, tmp_path, capfdbinary, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    got = document(printed(name, ROWS))
    shown = parse(got, zone="UTC")
    show_snapshot(got, shown, zone="UTC", json=False)
    lines = capfdbinary.readouterr()[0].decode().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("    kind: css"))
    text = "sources:\n  - id: a\n    url: https://x.example/\n" + "\n".join(lines[start:])
    path = tmp_path / "config.yaml"
    path.write_text(text)
    (source,) = config.load(path, {}).followed()
    assert (source.kind, source.selectors) == ("css", shown.selectors)


def test_the_real_page_with_day_headings_can_be_described(shared):
    body = (shared / "liveblogs/pages/nzz_nahost_2024-07-18.html").read_bytes()
    found = agree(body, fetched=at("2024-07-18T12:00+02:00"))
    assert found
    assert (found.item, found.id) == ("h5.articlecomponent", "@id")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(TEMPLATES)), st.text("<>/ap=\"'.#~ ", max_size=8), st.integers(0, 900)
)
def test_a_damaged_page_is_described_or_not(name, noise, place):
    body = printed(name, ROWS)
    with suppress(ParseError):
        got = document(body[:place] + noise + body[place:])
        assert isinstance(parse(got, zone="UTC"), Snapshot)

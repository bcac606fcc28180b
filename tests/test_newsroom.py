"""The newsroom of the demo: its story, and its pages over real HTTP."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, islice

import httpx
import pytest

from streamer.demo.editor import Editor
from streamer.demo.newsroom import SHOWN, Item
from streamer.demo.pages import Printing
from streamer.demo.script import Script, Step, load
from streamer.demo.server import PRINT, serving
from streamer.diff import diff, fold
from streamer.doubt import doubt
from streamer.errors import ConfigError
from streamer.model import Document, Facts
from streamer.parse import parse
from streamer.text import bare_headline, fingerprint, normalise, shingles, similarity

NOON = datetime(2024, 10, 21, 9, 0, tzinfo=UTC)
STEPS = 150


def told(script=None, steps=STEPS, between=timedelta(seconds=20), start=NOON):
    """The newsroom before and after each of its first steps."""
    script = script or load()
    room = script.open(start)
    for number, step in enumerate(islice(script.all_steps(), steps), 1):
        before, room = room, step.apply(room, start + number * between)
        yield step, before, room


@pytest.fixture
async def newsroom():
    """An editor who waits for steps, and a client for his pages."""
    ticks = iter(NOON + number * timedelta(seconds=20) for number in range(1000))
    editor = Editor(load(), lambda: next(ticks))
    async with (
        serving(editor, controls=True) as address,
        httpx.AsyncClient(base_url=address) as get,
    ):
        yield editor, get


# --- the story


def test_the_first_twenty_seconds_hold_the_whole_story():
    steps = [step for step in load().steps if step.at <= 20]
    assert len(steps) >= 20
    assert {step.act for step in steps} == set(Step.model_fields["act"].annotation.__args__)
    assert {step.desk for step in steps} >= {"live", "power", "notices"}
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def test_the_figures_of_the_day_are_told():
    said = " ".join(
        f"{item.headline} {item.text}"
        for _, _, room in told(steps=len(load().steps))
        for item in room.desks["live"].items
    )
    for figure in ("116", "59", "45", "10 are in the air", "12 people", "13 people", "11 injured"):
        assert figure in said


@pytest.mark.parametrize("between", [timedelta(seconds=20), timedelta(seconds=1)])
def test_an_event_is_expected_exactly_when_the_words_on_the_page_change(between):
    said = cache(fingerprint)

    def words(room):
        return {
            (desk.name, item.id): said(item.headline, item.text)
            for desk in room.desks.values()
            for item in desk.items
            if not item.deleted
        }

    for step, before, after in told(between=between):
        kept = {key for key in words(before) if key[1] in {i.id for i in after.desks[key[0]].items}}
        changed = {key: words(before)[key] for key in kept} != words(after)
        assert changed == (step.expected(after) is not None), step


def test_a_deleted_item_always_had_neighbours_in_time():
    """Else no reader could tell it from one that scrolled off."""
    deletions = [(step, room) for step, room, _ in told() if step.act == "delete"]
    assert len(deletions) > 5
    for step, room in deletions:
        desk = room.desks[step.desk]
        times = [item.published for item in desk.shown if not item.pinned]
        assert min(times) < desk.item(step.item).published < max(times), step


def test_items_without_ids_never_look_like_each_other():
    """Words alone tell them apart, so half of their shingles must differ for an hour."""
    items = {
        step.item: shingles(f"{item.headline} {item.text}")
        for step, _, room in told(steps=2500)
        if step.desk == "live" and (item := room.desks["live"].item(step.item))
    }
    assert len(items) > 200
    alike = max(combinations(items.values(), 2), key=lambda pair: similarity(*pair))
    assert similarity(*alike) < 0.4, alike


def test_a_corrected_item_still_looks_like_itself():
    for step, before, after in told():
        if step.act == "correct":
            one, other = (
                shingles(f"{item.headline} {item.text}")
                for item in (room.desks[step.desk].item(step.item) for room in (before, after))
            )
            assert similarity(one, other) >= 0.5, step


def test_a_long_story_keeps_its_pages_short():
    *_, (_, _, room) = told(steps=3000)
    for desk in room.desks.values():
        assert len(desk.shown) == SHOWN
        assert len(desk.items) <= 4 * SHOWN


def test_steps_that_cannot_be_made_are_refused():
    room = load().open(NOON)
    item = Item(id="water", published=NOON, headline="Twice", paragraphs=())
    with pytest.raises(ValueError, match="already has an item water"):
        room.publish("notices", item)
    with pytest.raises(ValueError, match="does not say 'wine'"):
        room.correct("notices", "water", swaps={"wine": "water"})
    with pytest.raises(KeyError, match="no item nobody"):
        room.mark("notices", "nobody", pinned=True)


def test_a_file_that_is_no_story_is_told(tmp_path):
    story = tmp_path / "story.yaml"
    story.write_text("zone: Europe/Kyiv\ndesks: {}\nopening: []\nsteps: [{act: invent}]\n")
    with pytest.raises(ConfigError, match="publish"):
        load(story)


# --- the pages


async def test_the_front_page_leads_to_every_desk(newsroom):
    editor, get = newsroom
    front = await get.get("/")
    assert front.headers["content-type"] == "text/html; charset=utf-8"
    for desk in editor.room.desks.values():
        assert f'href="/{desk.name}"' in front.text
        assert (await get.get(f"/{desk.name}")).status_code == 200
        assert desk.shown[0].headline in front.text, "what changes can be seen here, too"
    assert (await get.get("/nothing")).status_code == 404
    assert (await get.get("/map.svg?s=1")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("desk", "media"),
    [("live", "text/html"), ("power", "text/html"), ("notices", "application/atom+xml")],
)
async def test_each_page_names_its_type_and_charset(newsroom, desk, media):
    _, get = newsroom
    reply = await get.get(f"/{desk}")
    assert reply.headers["content-type"] == f"{media}; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("desk", ["live", "notices"])
async def test_who_has_an_edition_is_told_so_until_it_changes(newsroom, desk):
    editor, get = newsroom
    first = await get.get(f"/{desk}")
    asked = {"If-None-Match": first.headers["etag"]}
    again = await get.get(f"/{desk}", headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    while editor.step()[0].desk != desk:
        pass
    changed = await get.get(f"/{desk}", headers=asked)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert editor.reads[desk] == 3


async def test_a_feed_can_be_asked_by_date_too(newsroom):
    _, get = newsroom
    first = await get.get("/notices")
    asked = {"If-Modified-Since": first.headers["last-modified"]}
    assert (await get.get("/notices", headers=asked)).status_code == 304
    # RFC 9110 §13.1.3: a date is ignored beside a tag, and the tag is another one here.
    asked["If-None-Match"] = '"some other edition"'
    assert (await get.get("/notices", headers=asked)).status_code == 200


async def test_only_the_feed_is_the_same_byte_for_byte(newsroom):
    _, get = newsroom
    same = {
        desk: (await get.get(f"/{desk}")).content == (await get.get(f"/{desk}")).content
        for desk in ("live", "power", "notices")
    }
    assert same == {"live": False, "power": False, "notices": True}
    assert "etag" not in (await get.get("/power")).headers


async def test_the_clock_page_shows_no_id_and_no_date(newsroom):
    editor, get = newsroom
    page = (await get.get("/live")).text
    assert "11:35 AM" in page  # Kyiv, 25 minutes before noon there
    for item in editor.room.desks["live"].items:
        assert item.headline in page
        assert f'id="{item.id}"' not in page
    assert "2024-10-21" not in page
    assert "(Updated: )" not in page
    while editor.step()[0].act != "correct":
        pass
    assert "11:35 AM  (Updated: )" in (await get.get("/live")).text


async def test_steps_and_history_over_http(newsroom):
    editor, get = newsroom
    first = (await get.post("/_step")).json()
    assert first["number"] == 1
    assert first["expected"]["kind"] == "update.new"
    for _ in range(4):
        last = (await get.post("/_step")).json()
    assert (last["act"], last["expected"]) == ("pin", None)
    await get.get("/live")
    told = (await get.get("/_history")).json()
    assert told["made"] == editor.made == 5
    assert told["reads"] == {"live": 1}
    opening = sum(len(desk.items) for desk in load().open(NOON).desks.values())
    assert len(told["history"]) == opening + 4


async def test_the_controls_are_off_unless_asked_for():
    editor = Editor(load(), lambda: NOON)
    async with serving(editor) as address, httpx.AsyncClient(base_url=address) as get:
        assert (await get.post("/_step")).status_code == 405
        assert (await get.get("/_history")).status_code == 404
    assert editor.made == 0


async def test_nothing_is_overwritten_before_it_was_read():
    raw = load().model_dump()
    raw["steps"] = [{**step, "at": 0.0} for step in raw["steps"] if step["desk"] == "live"]
    script = Script.model_validate({**raw, "rounds": None})
    editor = Editor(script, lambda: NOON)
    playing = asyncio.create_task(editor.play())
    for number, step in enumerate(script.steps):
        await _until_idle()
        assert editor.made == number, step
        for _ in range(2 if number and script.steps[number - 1].act == "delete" else 1):
            assert editor.made == number
            await editor.note_read("live")
    await playing
    assert editor.made == len(script.steps)


# --- what the program reads there


@pytest.mark.parametrize("desk", ["live", "power", "notices"])
async def test_what_is_read_is_what_the_newsroom_has(newsroom, desk):
    """In every state of the story, whatever the template and the noise."""
    editor, get = newsroom
    for _ in range(80):
        page = await get.get(f"/{desk}")
        now = editor.edition(desk).changed + timedelta(seconds=5)
        document = Document(
            url=str(page.url), body=page.content, fetched=now, headers=dict(page.headers)
        )
        snapshot = parse(document, zone="Europe/Kyiv")
        assert snapshot.problems == ()
        assert snapshot.view in ("full", "window")
        told = {normalise(item.headline): item for item in editor.room.desks[desk].shown}
        read = {normalise(bare_headline(update.headline)): update for update in snapshot.updates}
        assert list(read) == list(told)
        for headline, update in read.items():
            _compare(update, told[headline], desk)
        editor.step()


def _compare(update, item, desk):
    assert fingerprint("", update.text) == fingerprint("", item.text)
    if desk == "live":
        assert update.derived
        # A clock tells the minute, and the day only to those who can count back.
        assert update.published == item.published.replace(second=0, microsecond=0)
        assert update.published_basis == "date-inferred"
        assert ("updated" in update.labels) == (item.revised is not None)
    else:
        assert update.id.endswith(item.id)
        assert update.url.endswith(f"/{desk}#{item.id}")
        assert update.published == item.published
        assert update.published_basis == "stated"


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        pytest.param(NOON, STEPS, id="noon"),
        pytest.param(datetime(2024, 10, 21, 20, 59, 30, tzinfo=UTC), 40, id="midnight"),
        pytest.param(datetime(2024, 12, 31, 21, 59, 30, tzinfo=UTC), 40, id="new year"),
        pytest.param(datetime(2024, 10, 27, 0, 59, 30, tzinfo=UTC), 40, id="an hour comes twice"),
        pytest.param(datetime(2024, 3, 31, 0, 59, 30, tzinfo=UTC), 40, id="an hour is missing"),
    ],
)
def test_who_sees_every_state_twice_finds_the_history(start, steps):
    """Parsers and diff together, over several rounds: nothing more, nothing less, in order."""
    script = load()
    readers = {name: PageReader(script, name) for name in script.desks}
    room = script.open(start)
    opening = [event for reader in readers.values() for event in reader.look(room, start)]
    assert len(opening) == sum(len(desk.items) for desk in room.desks.values())
    between = timedelta(seconds=2)
    for number, (step, _, room) in enumerate(told(script, steps, between, start), 1):
        now = start + number * between
        expected = step.expected(room)
        desks = [step.desk] if step.desk else script.desks
        found = [event for desk in desks for event in readers[desk].look(room, now)]
        assert found == ([(expected.kind, expected.headline)] if expected else []), step


class PageReader:
    """A reader of one desk, without network or store."""

    def __init__(self, script, desk):
        self._script = script
        self._desk = desk
        self._known, self._absent = {}, {}
        self._looks = 0

    def look(self, room, now):
        """Look twice at the page; return kind and headline of each event."""
        return [
            (event.kind, bare_headline(event.update.headline))
            for fetched in (now + timedelta(milliseconds=300), now + timedelta(milliseconds=600))
            for event in self._events(room, now, fetched)
        ]

    def _events(self, room, now, fetched):
        desk = room.desks[self._desk]
        self._looks += 1
        printing = Printing(
            base="http://127.0.0.1",
            zone=self._script.tz,
            design=room.design,
            changed=now,
            number=self._looks,
            readers=self._looks % 7,
            signature=str(self._looks),
        )
        body = PRINT[desk.shape](desk, printing).encode()
        document = Document(url=f"http://127.0.0.1/{desk.name}", body=body, fetched=fetched)
        snapshot = parse(document, zone=self._script.zone)
        assert doubt(self._known, snapshot, Facts(absent=self._absent)) == ""
        changes = diff(self._known, snapshot, self._absent, source=desk.name)
        self._known = fold(self._known, changes.events)
        self._absent = changes.absent
        return changes.events


async def _until_idle():
    """Let every task run that can."""
    for _ in range(20):
        await asyncio.sleep(0)

"""The laws of docs/design.md §4, and "cut and grow", on random histories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from streamer.diff import diff, fold, retired
from streamer.model import Snapshot, Update
from tests.histories import MINUTE, NOON, Newsroom, read, words

SECOND = timedelta(seconds=1)
# In a smaller window one cannot tell a pin from the order of the page.
SMALLEST = 6


def acts(room):
    """Return what the newsroom may do so that a reader of every page can see it."""
    seen = room.visible()
    allowed = [("publish", 0), ("late", 0), ("turn", 0)]
    allowed += [(what, post.number) for post in seen for what in ("edit", "pin")]
    allowed += [("remove", post.number) for post in seen if can_be_missed(room, seen, post)]
    gone = [post for post in room.posts if post.removed]
    return allowed + [("restore", post.number) for post in gone if is_in_reach(room, post)]


def can_be_missed(room, seen, post):
    """Whether the page shows that a post is missing: a window only between two others."""
    if room.window is None:
        return True
    return len(seen) > SMALLEST and seen[-1].published < post.published < seen[0].published


def is_in_reach(room, post):
    seen = room.visible()
    return room.window is None or len(seen) < room.window or post.published > seen[-1].published


def act(room, what, number, chance):
    match what:
        case "publish" | "turn":
            return getattr(room, what)()
        case "late":
            seen = room.visible()
            reach = int((room.now - seen[-1].published) / MINUTE) if seen else 0
            return room.publish(ago=MINUTE * (chance % max(reach, 1)))
        case "edit":
            return room.edit(number, chance)
        case _:
            return getattr(room, what)(number)


@st.composite
def histories(draw):
    """Draw the states of a newsroom, each one act after the last."""
    window = draw(st.sampled_from([None, SMALLEST + 2]))
    rooms = [Newsroom(ids=draw(st.booleans()), window=window)]
    for _ in range(draw(st.integers(0, 30))):
        choices = acts(rooms[-1])
        kind = draw(st.sampled_from(sorted({what for what, _ in choices})))
        number = draw(st.sampled_from([number for what, number in choices if what == kind]))
        rooms.append(act(rooms[-1], kind, number, draw(st.integers(0, 60))))
    return rooms


def pages(rooms):
    """Return what a reader sees who comes twice to every state."""
    return [page for room in rooms for page in (room.snapshot(), room.snapshot(later=30 * SECOND))]


def story(events):
    """Return what events tell, in the words of the newsroom's own record."""
    subjects = [event.subject for event in events if event.kind == "update.new"]
    return tuple((event.kind, subjects.index(event.subject), event.revision) for event in events)


@given(histories())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_cut_and_grow(rooms):
    """Whoever sees every state of a newsroom is told its history, and nothing else."""
    events, state = read(pages(rooms))
    assert story(events) == rooms[-1].record
    posts = {(post.headline, post.text): post.removed for post in rooms[-1].posts}
    folded = {
        (one.update.headline, one.update.text): one.removed for one in state.values() if one.update
    }
    assert folded == posts


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_s15_the_order_of_a_full_page_is_no_news(rooms, random):
    rooms = [replace(room, window=None) for room in rooms]
    shuffled = [permuted(page, random) for page in pages(rooms)]
    assert read(shuffled)[0] == read(pages(rooms))[0]


@given(histories())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_s60_a_history_with_every_snapshot_doubled_is_the_same(rooms):
    doubled = [page for page in pages(rooms) for _ in range(2)]
    assert read(doubled)[0] == read(pages(rooms))[0]


def permuted(page, random):
    return replace(page, updates=tuple(random.sample(page.updates, len(page.updates))))


@given(histories())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_r27_cut_and_grow_with_tombstones(rooms):
    """The same history, where the text of all that nothing shows is dropped after minutes."""
    events, _ = read(pages(rooms), keep=3 * MINUTE)
    assert story(events) == rooms[-1].record


# Pages that no newsroom makes: ids that collide, times that lie, words that repeat. All
# that parsers vouch for is that a made id is made of clock and headline, and that a date
# is inferred only where a clock was shown.
HEADLINES = ["", "Summary", "Update: Summary", "Explosion heard in Kharkiv", "Port closed"]
TEXTS = [
    "",
    "12 injured.",
    "Two people were injured in the attack, the mayor of the city says.",
    "Three people were injured in the attack, the mayor of the city says.",
    "Two people were injured in the attack, the mayor of the city says. More follows.",
    "The ferry leaves at nine as on every other day of the week.",
    # Long enough to be told as a duplicate of each other, but for the number.
    LONG := words("a long report", 70),
    LONG.replace(" ", " said ", 1),
    f"{LONG} 2 more",
    "This post has been removed.",
]
CLOCKS = ["", "04:00", "12:00", "20:00"]
LABELS = [(), ("pinned",), ("correction",)]
INSTANTS = st.integers(0, 6).map(lambda steps: NOON - timedelta(hours=8) * steps)


@st.composite
def updates(draw):
    clock, headline = draw(st.sampled_from(CLOCKS)), draw(st.sampled_from(HEADLINES))
    published = draw(st.none() | INSTANTS)
    inferred = published is not None and clock != "" and draw(st.booleans())
    return Update(
        id=draw(st.sampled_from(["a", "b", "c", "d"]) | st.just(f"~{clock} {headline[-9:]}")),
        headline=headline,
        text=draw(st.sampled_from(TEXTS)),
        published=published,
        published_basis="date-inferred" if inferred else "stated",
        clock=clock,
        labels=draw(st.sampled_from(LABELS)),
    )


snapshots = st.builds(
    Snapshot,
    updates=st.lists(updates(), max_size=8).map(tuple),
    view=st.sampled_from(["full", "window", "merge", "unknown"]),
    fetched=INSTANTS.map(lambda at: at + timedelta(days=3)),
    closed=st.booleans(),
    tombstones=st.lists(st.sampled_from(["a", "b"]), max_size=1).map(tuple),
)
on_any_history = given(st.lists(snapshots, max_size=5))
thoroughly = settings(max_examples=60, deadline=None, derandomize=True)


def states(history):
    """Yield, for each snapshot of a history, what was known and absent before it."""
    known, absent = {}, {}
    for snapshot in history:
        yield known, absent, snapshot
        changes = diff(known, snapshot, absent, source="blog")
        known, absent = fold(known, changes.events), changes.absent


@on_any_history
@thoroughly
def test_fold_of_a_diff_is_silent(history):
    for known, absent, snapshot in states(history):
        changes = diff(known, snapshot, absent, source="blog")
        folded = fold(known, changes.events)
        assert diff(folded, snapshot, changes.absent, source="blog").events == ()


@on_any_history
@thoroughly
def test_r27_what_shrinks_was_not_shown(history):
    for known, absent, snapshot in states(history):
        changes = diff(known, snapshot, absent, source="blog")
        folded = fold(known, changes.events)
        for subject in retired(folded, snapshot, keep=timedelta(hours=30)):
            folded[subject] = replace(folded[subject], update=None)
        assert diff(folded, snapshot, changes.absent, source="blog").events == ()


@on_any_history
@thoroughly
def test_an_event_twice_is_an_event_once(history):
    known, events = {}, []
    for before, absent, snapshot in states(history):
        changes = diff(before, snapshot, absent, source="blog")
        known, events = fold(before, changes.events), [*events, *changes.events]
        assert fold(known, changes.events) == known
    assert fold(known, events) == known == fold({}, events)


@on_any_history
@thoroughly
def test_events_are_a_story(history):
    for known, absent, snapshot in states(history):
        events = diff(known, snapshot, absent, source="blog").events
        told = [event for event in events if event.subject]
        assert told == sorted(told, key=place)
        assert len({event.subject for event in told}) == len(told)
        before = {subject: one.revision for subject, one in known.items()}
        for event in events:
            assert event.revision == before.get(event.subject, 0) + 1
            before[event.subject] = event.revision


def place(event):
    return event.update.published or datetime.min.replace(tzinfo=UTC), event.subject


@given(st.lists(snapshots, max_size=5), st.integers(0, 999))
@thoroughly
def test_s15_permuted_pages_say_the_same(history, seed):
    for known, absent, snapshot in states(history):
        there = diff(known, snapshot, absent, source="blog")
        here = diff(known, permuted(snapshot, Random(seed)), absent, source="blog")
        # The order of a window is evidence of what it should show; of all else it is not.
        if snapshot.view == "window":
            assert shown(here) == shown(there)
        else:
            assert here == there


def shown(changes):
    return [event for event in changes.events if event.kind != "update.removed"]

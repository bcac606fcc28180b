"""A note in place of an update: it was taken back, and what it said is kept."""

from dataclasses import replace

import pytest

from streamer.model import Update
from streamer.retraction import is_retracted
from tests.test_diff import A, B, C, events, flash, page, told

NOTES = [
    "This post has been removed",
    "This post was deleted.",
    "This update has been withdrawn because it was published in error.",
    "This entry has been removed: we could not verify it, as it turned out.",
    "[removed]",
    "[Deleted]",
    "(Post removed)",
    "Comment removed by moderator",
    "Dieser Beitrag wurde gelöscht.",
    "Dieser Eintrag wurde entfernt, weil er einen Fehler enthielt.",
    "Diese Meldung wurde zurückgezogen",
    "Beitrag gelöscht",
    "Ce message a été supprimé.",
    "Cette publication a été retirée",
    "Esta publicación ha sido eliminada.",
    "Questo post è stato rimosso",
    "Este post foi removido.",
    "Dit bericht is verwijderd",
    "Ten wpis został usunięty",
    "Цей допис видалено",
    "Это сообщение удалено",
    "Bu gönderi silindi",
]
NEWS = [
    "",
    "The post has been deleted from the minister's account, but not before it was shared.",
    "Removed from office after nine months",
    "This post office was closed in May.",
    "This post has been removed. " + "Here is what we know instead, as of now. " * 5,
    "He said that this post has been removed",
    "Road block removed",
    "Deleted scenes shown in Odesa",
    "Der Beitrag des Ministers wurde gelöscht",
]


@pytest.mark.parametrize("note", NOTES)
def test_s48_a_note_is_no_update(note):
    assert is_retracted(Update(id="1", text=note))
    assert is_retracted(Update(id="1", headline=note))
    assert is_retracted(Update(id="1", headline=note, text=note))
    assert is_retracted(Update(id="1", headline="Port closed", text=note))


@pytest.mark.parametrize("news", NEWS)
def test_s48_news_about_something_removed_are_news(news):
    assert not is_retracted(Update(id="1", text=news))
    assert not is_retracted(Update(id="1", headline=news))


def gone(update, note="This post has been removed.", **more):
    return replace(update, text=note, **more)


def test_s48_a_retraction_in_place_is_a_removal_that_keeps_the_words():
    (event,) = events(page(B, A), page(gone(B), A, at=61))
    assert (event.kind, event.subject, event.reason) == ("update.removed", "p1", "retracted")
    assert event.update == B
    assert told(page(B, A), page(gone(B, headline=""), A, at=61)) == [("removed", "p1")]


def test_s48_the_note_that_stays_says_nothing_more():
    first = page(B, A)
    assert told(first, page(gone(B), A, at=61), page(gone(B), A, at=62)) == []
    assert told(first, page(gone(B), A, at=61), page(gone(B, "[deleted]"), A, at=62)) == []
    assert told(first, page(gone(B), A, at=61), page(A, at=62), page(A, at=63)) == []


def test_s48_real_words_again_are_a_return():
    retracted = page(gone(B), A, at=61)
    assert told(page(B, A), retracted, page(B, A, at=62)) == [("restored", "p1")]
    other = replace(B, text=B.text.replace("nine", "ten"))
    (event,) = events(page(B, A), retracted, page(other, A, at=62))
    assert (event.kind, event.before.text, event.revision) == ("update.restored", B.text, 3)


def test_s48_what_was_never_seen_with_words_is_not_new():
    assert told(page(gone(C), B, A)) == [("new", "p0"), ("new", "p1")]
    assert told(page(gone(C), B, A), page(C, B, A, at=61)) == [("new", "p2")]


def test_s48_a_window_of_notes_alone_is_no_gap():
    note = page(gone(C), at=61, view="window")
    assert told(page(B, A, view="window"), note) == []


def test_s48_a_note_under_another_headline_is_an_edit():
    assert told(page(B, A), page(gone(B, headline="Ferries: what we know"), A, at=61)) == [
        ("edited", "p1")
    ]


def test_s48_a_parser_may_say_so_by_a_label():
    (event,) = events(page(B, A), page(replace(B, labels=("retracted",)), A, at=61))
    assert (event.kind, event.reason, event.update.text) == ("update.removed", "retracted", B.text)


def test_s48_without_ids_too():
    before, after = page(flash(1), flash(0)), page(gone(flash(1)), flash(0), at=61)
    (event,) = events(before, after)
    assert (event.kind, event.reason) == ("update.removed", "retracted")
    assert told(before, after, page(gone(flash(1)), flash(0), at=62)) == []

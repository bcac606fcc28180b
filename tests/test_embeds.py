"""What a newsroom writes for machines holds the posts of others in one form or another."""

from html import escape

import orjson
import pytest
from documents import blog, document, page, posting
from hypothesis import given
from hypothesis import strategies as st

from streamer.diff import diff, fold
from streamer.parse import embeds, parse
from streamer.parse.embeds import words_without_embeds

TWEET = '<blockquote class="{}"><p>Waves!</p>Ann <a href="https://x.example/1">now</a></blockquote>'
STATES = [
    TWEET.format("twitter-tweet"),
    TWEET.format("nojs-tweet"),
    TWEET.format("twitter-tweet tw-align-center")
    + "<script async src='//x.example/w.js'></script>",
    '<twitter-widget class="x" data-tweet-id="1">Waves!</twitter-widget>',
    '<div class="twitter-tweet twitter-tweet-rendered"><iframe src="//x.example/1"></iframe></div>',
    TWEET.format("instagram-media"),
    "",
]


def in_list(markup):
    # In a script of JSON nobody may write the end of a script.
    markup = markup.partition("<script")[0]
    return page(blog(posting("u1", "Mast", f"<p>It fell.</p>{markup}<p>It lies.</p>")))


def in_list_escaped(markup):
    return page(blog(posting("u1", "Mast", escape(f"<p>It fell.</p>{markup}<p>It lies.</p>"))))


def in_rss(markup):
    said = escape(f"<p>It fell.</p>{markup}<p>It lies.</p>")
    return (
        "<rss version='2.0'><channel><title>t</title><item><guid>u1</guid><title>Mast</title>"
        f"<description>{said}</description></item></channel></rss>"
    )


def in_atom(markup):
    said = escape(f"<p>It fell.</p>{markup}<p>It lies.</p>")
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>u1</id>"
        f"<title>Mast</title><content type='html'>{said}</content></entry></feed>"
    )


def in_json_feed(markup):
    item = {"id": "u1", "title": "Mast", "content_html": f"<p>It fell.</p>{markup}<p>It lies.</p>"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [item]}
    return orjson.dumps(feed).decode()


@pytest.mark.parametrize("form", [in_list, in_list_escaped, in_rss, in_atom, in_json_feed])
def test_s43_a_tweet_in_markup_is_no_word_of_an_update(form):
    shown = [parse(document(form(state))) for state in STATES]
    assert {one.text for (one,) in (snapshot.updates for snapshot in shown)} == {
        "It fell. It lies."
    }
    known = fold({}, diff({}, shown[0], {}, source="s").events)
    for snapshot in shown:
        assert diff(known, snapshot, {}, source="s").events == ()


def test_s43_the_words_around_a_tweet_are_followed():
    was, now = (parse(document(in_list(f"<p>{word}</p>{STATES[0]}"))) for word in ("Rain", "Hail"))
    (event,) = diff(fold({}, diff({}, was, {}, source="s").events), now, {}, source="s").events
    assert (event.kind, event.update.text) == ("update.edited", "It fell. Hail It lies.")


def test_s43_an_item_that_is_only_a_tweet_stays_one_update():
    def feed(state):
        item = {"id": "u1", "content_html": state, "content_text": "Waves! Ann now"}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [item]}
        return parse(document(orjson.dumps(feed).decode()))

    known = fold({}, diff({}, feed(STATES[0]), {}, source="s").events)
    assert list(known) == ["u1"]
    for state in STATES[:-1]:
        assert diff(known, feed(state), {}, source="s").events == ()


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("Ann: the class twitter-tweet is gone", "Ann: the class twitter-tweet is gone"),
        ("<blockquote><p>I saw it.</p></blockquote>said Ann", "I saw it. said Ann"),
        ("<p class='no-twitter-tweets'>Calm</p>", "Calm"),
        ("<i>twitter-tweet", "twitter-tweet"),
    ],
)
def test_s43_other_words_stay(fragment, words):
    assert words_without_embeds(fragment) == words


@given(st.from_regex(embeds.NAMED))
def test_a_name_is_never_passed_over_for_want_of_its_word(fragment):
    assert embeds.has_embeds(fragment)

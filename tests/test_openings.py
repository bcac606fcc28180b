"""Headlines that are only how their texts begin, found by a glance or by all of the text."""

from hypothesis import example, given
from hypothesis import strategies as st

from streamer.model import Update
from streamer.parse.schema_org.openings import without_opening
from streamer.text import normalise

_SIGNS = st.text("ab `’…-.&;[]½\u0301\u1161\u200b", max_size=60)
_ENDS = st.sampled_from(["", "…", " …", "...", "[...]", " [&hellip;]"])


def opens(headline, text):
    """Say the rule itself, without the glance."""
    head, words = normalise(headline), normalise(text)
    for mark in ("[...]", "..."):
        if head.endswith(mark):
            return words.startswith(head.removesuffix(mark).rstrip())
    return bool(head) and head == words


@given(_SIGNS, _ENDS, st.integers(0, 60), _SIGNS)
@example("a" * 39 + "b", "...", 39, "")
@example("a" * 39 + "\u0301", "...", 39, "")
@example("a" * 39 + "&#x301;", "", 60, "")
def test_a_glance_says_what_all_of_the_text_says(text, end, cut, other):
    for headline in (text[:cut] + end, other + end):
        read = without_opening(Update(id="u1", headline=headline, text=text))
        assert (read.headline == "") is (not headline or opens(headline, text))


def test_words_of_its_own_stay_a_headline():
    update = Update(id="u1", headline="The pier is shut…", text="Waves reach the lamps. " * 9)
    assert without_opening(update) == update

"""Which addresses look like that of a live blog."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit


def _row(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD: Final = re.compile(r"[^\W_]+")
_EXTENSION: Final = re.compile(r"\.(?:s?html?|php|aspx?|amp)$")
_LIVE: Final = _row("""
    live liveblog liveblogs liveticker livestory livefeed ticker newsticker newsblog directo
    diretta envivo endirect
""")
_PAIRS: Final = frozenset(
    [("en", "direct"), ("en", "vivo"), ("ao", "vivo"), ("a", "minuto"), ("live", "blog")]
)
# "Live" as people say it: where they live, live music, watch it live.
_BEFORE: Final = _row("""
    to who people they we you i can cannot not where watch listen stream streaming
""")
_AFTER: Final = _row("""
    in with without longer music stream streaming tv action album show shows concert
    concerts like together alone near under event events performance radio video nation free
""")
# What lists, plays or sorts things, and is no blog.
_ELSEWHERE: Final = _row("""
    tag tags topic topics category categories author authors profile search video videos
    watch tv live-tv livetv livestream live-stream audio radio podcast podcasts gallery
    photos pictures archive archives rss feed feeds newsletter newsletters sitemap thema
    themen mediathek temas tema etiqueta autor auteur
""")


def looks_live(url: str) -> bool:
    """Whether the path has ``live``, or another word for it, where a live blog has it.

    A section of its own (``/live/…``) or a word of the slug (``…/storm-live-…``), but not
    the last part alone, which lists all live blogs of a newsroom.
    """
    parts = segments(url)
    if not parts or is_elsewhere(url):
        return False
    return any(_is_live(_words(part)) for part in _own(parts))


def is_elsewhere(url: str) -> bool:
    """Whether the address is that of a list, a film, a feed: of no blog."""
    return not _ELSEWHERE.isdisjoint(segments(url))


def is_slug(url: str) -> bool:
    """Whether the last part of the path names one thing: several words, or a number."""
    parts = segments(url)
    words = _words(parts[-1]) if parts else []
    return len(words) > 1 or any(word.isdigit() or _is_code(word) for word in words)


def segments(url: str) -> list[str]:
    """Return the parts of the path in lower case, without extension and ``index``."""
    try:
        path = unquote(urlsplit(url).path).lower()
    except ValueError:
        return []
    parts = [_EXTENSION.sub("", part) for part in path.split("/") if part]
    return parts[:-1] if parts and parts[-1] == "index" else parts


def _own(parts: list[str]) -> list[str]:
    """Return the parts without a last one that is a mere section."""
    return parts if len(_words(parts[-1])) > 1 else parts[:-1]


def _words(part: str) -> list[str]:
    return _WORD.findall(part)


def _is_code(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _is_live(words: list[str]) -> bool:
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if (before, word) in _PAIRS:
            return True
        if word in _LIVE and before not in _BEFORE and (word != "live" or after not in _AFTER):
            return True
    return False

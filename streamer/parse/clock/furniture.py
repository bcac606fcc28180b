"""What stands on a page beside the news: share bars, captions, newsletters, advertisements."""

import re
from functools import lru_cache
from typing import Final

from streamer.text import squash

_BESIDE_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "figcaption"})
_ELSEWHERE_TAGS: Final = frozenset({"nav", "aside", "footer"})
_TOPS: Final = frozenset({"html", "body", "main", "article"})

# A class or id is cut at everything that is no letter, and before capitals: "newsCaption".
_TOKEN: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BESIDE: Final = frozenset(
    {"caption", "captions", "credit", "credits", "sharing", "social", "signup", "ad", "ads"}
    | {"related", "toolbar", "breadcrumb", "breadcrumbs", "reaction", "reactions", "likes"}
    | {"votes", "rating", "ratings", "emoji", "emojis"}
    | {"paywall", "print", "tweet", "twitter", "instagram", "tiktok", "bluesky"}
)
_BESIDE_STEMS: Final = ("share", "newsletter", "subscri", "promo", "advert", "sponsor", "recommend")
_ELSEWHERE: Final = re.compile(
    r"(?:comments?(?:-?(?:list|body|item|area|section|thread))?|replies|disqus_thread|sidebar|"
    r"related|most-?read|most-?viewed|latest-?news|schedule|programme|epg|tv-?guide|timetable)"
)
_END: Final = frozenset({"sharing", "social", "related", "comment", "comments"})
_END_STEMS: Final = ("share", "newsletter", "subscri", "recommend")
_AD_ITEM: Final = re.compile(r"(?:^|[\s_-])(?:ads?|advert\w*|sponsored|clean)(?:[\s_-]|$)")
_AD_WORDS: Final = re.compile(
    r"(?:advertisement|advertising|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|"
    r"publicidade|advertentie|reklama|реклама|annons|annonse|annonce|mainos)"
    r"(?:\W{0,4}(?:continue reading below|scroll to continue|weiterlesen))?",
    re.IGNORECASE,
)
_AUTHOR: Final = frozenset({"author", "authors", "byline", "contributor", "writer", "autor"})
_TIMELY: Final = frozenset({"time", "clock", "uhrzeit", "timestamp", "zeit", "hora", "heure"})

# A plea speaks of a subscription and speaks to the reader; news seldom does both at once.
_SUBSCRIPTION: Final = re.compile(
    r"newsletter|subscri(?:be|bing|ption)|mailing list|confirmation e-?mail|inbox|abonnier|abonnez|"
    r"sign(?:ed|ing)? up (?:for|to) (?:our|the|this)|(?:telegram|whatsapp) channel|posteingang|"
    r"inscrivez|suscr[ií]b|iscriviti|inscreva|підпи[сш]|розсилк|подпи[сш]|рассылк|zapisz się|"
    r"prenumer",
    re.IGNORECASE,
)
_READER: Final = re.compile(
    r"\b(?:you|your|our|we['’]ve|we['’]ll|thanks|(?-i:Sie|Ihre?[mnr]?)|dich|deine?n?|danke|"
    r"unsere[mnrs]?|vous|votre|vos|nos|merci|te|tuo|tua|nostra|gracias|grazie|você|nossa|"
    r"obrigado|вас|ваш\w*|наш\w*|дякуємо|спасибо|ci[ęe]|nasz\w*|dig|vårt?)\b",
    re.IGNORECASE,
)
_LONGEST_PLEA: Final = 300
_LONGEST_WORD: Final = 60


@lru_cache(maxsize=4096)
def is_beside(tag: str, names: str, name: str) -> bool:
    """Whether an element with these classes and that id is no part of a text."""
    if tag in _BESIDE_TAGS:
        return True
    return tag not in _TOPS and _any_of(_tokens(names, name), _BESIDE, _BESIDE_STEMS)


@lru_cache(maxsize=4096)
def is_elsewhere(tag: str, names: str, name: str) -> bool:
    """Whether the times in such an element are not those of the page's own updates.

    Whole names only: a wrapper named ``has-comments`` holds the page.
    """
    if tag in _ELSEWHERE_TAGS:
        return True
    whole = (one.casefold() for one in (*names.split(), name))
    return tag not in _TOPS and any(_ELSEWHERE.fullmatch(one) for one in whole)


@lru_cache(maxsize=4096)
def is_end(names: str, name: str) -> bool:
    """Whether nothing of the last update stands behind an element with these names."""
    return _any_of(_tokens(names, name), _END, _END_STEMS)


@lru_cache(maxsize=4096)
def is_author(names: str) -> bool:
    """Whether an element with these classes holds the name of its writer."""
    return not _AUTHOR.isdisjoint(_tokens(names, ""))


@lru_cache(maxsize=4096)
def is_timely(names: str) -> bool:
    """Whether an element with these classes holds a time."""
    return not _TIMELY.isdisjoint(_tokens(names, ""))


def is_ad_item(names: str, name: str) -> bool:
    """Whether an item with these classes and that id is an advertisement."""
    return bool(_AD_ITEM.search(f"{names} {name}".casefold()))


def is_ad_word(text: str) -> bool:
    """Whether *text* is only the word ``Advertisement``."""
    return len(text) <= _LONGEST_WORD and bool(_AD_WORDS.fullmatch(squash(text)))


def is_plea(text: str) -> bool:
    """Whether a paragraph asks its reader to subscribe, or thanks for it."""
    if len(text) > _LONGEST_PLEA:
        return False
    return bool(_SUBSCRIPTION.search(text) and _READER.search(text))


def _any_of(tokens: frozenset[str], words: frozenset[str], stems: tuple[str, ...]) -> bool:
    return not tokens.isdisjoint(words) or any(token.startswith(stems) for token in tokens)


@lru_cache(maxsize=4096)
def _tokens(names: str, name: str) -> frozenset[str]:
    return frozenset(token.casefold() for token in _TOKEN.findall(f"{names} {name}"))

"""Why nothing could be read: a wall before the page, a page that is cut, or no source."""

import re
from collections.abc import Sequence

from streamer.errors import ParseError
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.root import is_cut_page, root

_LONGEST_WALL = 3_000
_SHOWN = 5
_NAMED = 3
_TITLES = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)"
    r"|robot check|verify (?:that )?you|security (?:check|verification)|checking your browser"
    r"|pardon our interruption|unusual traffic|one more step|ddos.guard|captcha|bot (?:check|wall)"
    r"|before you continue|cookie (?:consent|wall)|your privacy|we value your privacy"
    r"|einwilligung|datenschutz|zustimmung|consentement|consentimiento|consenso|toestemming",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"enable javascript and cookies|checking (?:if the site connection|your browser)"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|i am not a robot|i'm not a robot"
    r"|unusual (?:traffic|activity)|request unsuccessful|complete the security check"
    r"|(?:accept|agree|reject) (?:to )?all(?: cookies)?|we and our (?:\d+ )?partners"
    r"|alle (?:cookies )?(?:akzeptieren|annehmen|ablehnen)|tout accepter|aceptar todo|accetta tutt",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"cf-chl|challenge-platform|cf-turnstile|g-recaptcha|h-captcha|px-captcha|_incapsula_resource"
    r"|captcha-delivery|awswafintegration|geetest|sgcaptcha|ddos-guard"
    r"|consent\.(?:google|yahoo|youtube)|consentmanager|sp_message_iframe|didomi|onetrust-consent",
    re.IGNORECASE,
)


def refusal(page: Page, kinds: Sequence[str]) -> ParseError:
    """Return the error for a page that no family recognises."""
    markup = bool(root(page.text))
    title = _title(page) if markup else ""
    if page.document.headers.get("cf-mitigated", "").lower() == "challenge":
        return ParseError("the server asks whether we are human", outcome="challenge")
    if markup and _is_wall(page, title):
        return ParseError(f"a wall before the page: {title!r}", outcome="challenge")
    if markup and is_cut_page(page.text):
        return ParseError("the page ends before its end", outcome="malformed-partial")
    wanted = ", ".join(kinds) if len(kinds) <= _NAMED else "every kind of source"
    return ParseError(f"looked for {wanted}; found {_found(page, title)}", outcome="not-a-feed")


def _is_wall(page: Page, title: str) -> bool:
    """Whether title, words or scripts are those of a challenge or a consent page.

    Words and scripts count only on a page that says little else: articles have both.
    """
    if _TITLES.search(title):
        return True
    said = text_of(page.tree.body) if page.tree.body else ""
    if len(said) > _LONGEST_WALL:
        return False
    return bool(_WORDS.search(said) or _MARKS.search(page.text))


def _title(page: Page) -> str:
    node = page.tree.css_first("title")
    return text_of(node)[:200] if node else ""


def _found(page: Page, title: str) -> str:
    """Say what the document is instead."""
    named = page.media_type or "no media type"
    if not root(page.text):
        what = "that are no text" if "\0" in page.text else "of text"
        return f"{named}, {len(page.document.body)} bytes {what}"
    kinds = page.linked.types()
    scripts = len(page.linked.values) + len(page.linked.broken)
    listed = f" ({', '.join(kinds[:_SHOWN])})" if kinds else ""
    return (
        f"{named}, <{root(page.text)}>, title {title!r}, {scripts} JSON-LD scripts{listed}, "
        f"{len(page.tree.css('time'))} <time> elements"
    )

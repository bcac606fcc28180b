"""Why nothing could be read: a wall before the page, a page that is cut, or no source."""

import re
from collections.abc import Sequence

from streamer.errors import ParseError
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.root import is_cut_page, root
from streamer.parse.seen import seen, title_of

_LONGEST_WALL = 3_000
# More kinds than these are told as groups.
_FEW = 3
_GROUPS = (
    "a feed, a known platform's API or page, a LiveBlogPosting that lists its updates, "
    "or items with clocks"
)
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
    if blocked := wall(page):
        return blocked
    if markup and is_cut_page(page.text):
        return ParseError("the page ends before its end", outcome="malformed-partial")
    return ParseError(
        f"unsupported: looked for {_wanted(kinds)}; found {seen(page)}", outcome="not-a-feed"
    )


def wall(page: Page) -> ParseError | None:
    """Return the error for a challenge or consent page that stands before the real one."""
    if page.document.headers.get("cf-mitigated", "").lower() == "challenge":
        return ParseError("the server asks whether we are human", outcome="challenge")
    if not root(page.text):
        return None
    title = title_of(page)
    if not _is_wall(page, title):
        return None
    return ParseError(f"a wall before the page: {title!r}", outcome="challenge")


def _wanted(kinds: Sequence[str]) -> str:
    """Name what was looked for: by groups where that is everything."""
    return ", ".join(kinds) if len(kinds) <= _FEW else _GROUPS


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

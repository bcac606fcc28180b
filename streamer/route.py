"""Where a source is followed: what is asked first, and where it goes on. Pure.

A source has an address in the settings. It may lead on: to an API that is asked instead, to
the blog of another day, to whatever blog a sitemap names.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from streamer.dated import later
from streamer.errors import ParseError
from streamer.model import Facts, Memo, Request, Source, Validators
from streamer.parse.address import canonical, site
from streamer.parse.onward import lookout

# How long a page is doubted that another family would read.
_PATIENCE: Final = timedelta(days=1)
# The next blog may be announced before it is there.
_BETWEEN_LOOKS: Final = timedelta(minutes=15)


def settled_in(before: Facts, source: Source) -> Facts:
    """Return *before*; where the settings name another address now, without the old one's.

    Without the key that it asks with, a source begins again at its own address.
    """
    if before.start and before.start.key and not source.key:
        before = begin_again(before)
    if before.home in ("", source.url):
        return before
    begun = begin_again(before)
    return replace(
        begun, memo={}, address="", landed="", trail=(), onward="", wary=None, closed=None
    )


def begin_again(facts: Facts) -> Facts:
    """Return *facts* with the source's own address first, whatever was asked instead."""
    return replace(facts, validators=Validators(), body="", start=None, modified=None)


def not_before(facts: Facts, wait: timedelta | None) -> datetime | None:
    """Return until when server and source want to be left alone after the poll of *facts*."""
    until = facts.polled + wait if facts.polled and wait else None
    return max(filter(None, (facts.not_before, until)), default=None)


def memo(before: Facts, now: datetime) -> Memo:
    """Return what the parser is told: only of the lookout once the rest failed for a day.

    A page that another family would read is doubted, and read anew if it stays so.
    """
    if before.doubted is None or now - before.doubted <= _PATIENCE:
        return before.memo
    return {name: said for name, said in before.memo.items() if name.startswith(lookout.LOOKOUT)}


def looking_out(before: Facts, now: datetime) -> Facts:
    """Return *before* with the lookout's address first, where it is time to look.

    Only here is it certain to be asked: an ended blog stays the same, and is not read
    again. A lookout that fails is left alone for a while, and the blog is followed on.
    """
    there = lookout.due(before.memo, now)
    if not there:
        return before
    asked = before.start.url if before.start else ""
    if asked != there:
        return replace(before, start=Request(url=there), validators=Validators(), body="")
    if before.failures == 0:
        return before
    blog = before.memo[lookout.BLOG]
    later = lookout.written(before.memo, url=there, at=now, blog=blog)
    return replace(before, start=Request(url=blog), memo=later)


def onward(facts: Facts, there: str, here: str, now: datetime) -> str:
    """Return where to look for the blog that goes on, ``""`` if nowhere or not now.

    Never back to where the source was followed before, and not at each poll while
    nothing is there.
    """
    looked = facts.looked is not None and now - facts.looked < _BETWEEN_LOOKS
    return "" if looked or leads_back(there, (here, *facts.trail)) else there


def leads_back(address: str, trail: Iterable[str]) -> bool:
    """Whether *address* is one of *trail*, in whatever way either is written."""
    return canonical(address) in map(canonical, trail)


def is_later_blog(before: Facts, settled: Facts) -> bool:
    """Whether the source's own address leads to the blog of a later day than before.

    What a parser asks for instead may name a day in its address, too: that of a cursor,
    or of a sitemap.
    """
    there = settled.landed
    return (
        before.start is None
        and later(before.landed, there)
        # A wall on the way names the address that it hides.
        and site(before.landed) == site(there)
    )


def check_way(before: Facts, settled: Facts) -> None:
    """Refuse a page that the source has left, to which its address leads back.

    Some caches hold the redirect of yesterday for a while. The old blog misses what the
    new one showed, and would roll over to it once more.

    Raises:
        ParseError: The page is doubted, for a day.

    """
    here = leads_back(settled.landed, (before.landed,))
    back = not here and leads_back(settled.landed, before.trail)
    if before.start is not None or not back:
        return
    if before.doubted is None or (settled.polled or before.doubted) - before.doubted <= _PATIENCE:
        raise ParseError(f"leads back to {settled.landed}", outcome="doubtful")

"""Ids: one key for the many ways to write one, and one update for each."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from urllib.parse import parse_qs, urlsplit

from streamer.model import Update
from streamer.parse.address import fragment, path
from streamer.text import normalise

_LONGEST = 500
_CARD = re.compile(r"/(card|post|block|update)s?/([\w.-]+)/?$", re.IGNORECASE)
# A page of one platform names its posts so; what follows the "__" is their place in it.
_POST = "liveblog._id"
# One newsroom writes its ids bare in one place and as an anchor in the other.
_ANCHOR = re.compile(r"^block-(?=[0-9a-f]{24}$)")
_LATEST = datetime.max.replace(tzinfo=UTC)


def key(name: object, url: str, page: str) -> str:
    """Return the one id of an update that is named in several ways, ``""`` if in none.

    Args:
        name: Its own id: bare, or an address.
        url: Its address, absolute.
        page: The address of the page that lists it.

    """
    name = str(name).strip() if isinstance(name, str | int) else ""
    for address in (url, name):
        found = fragment(address) if "#" in address else _anchor(address)
        if found:
            return _bounded(_ANCHOR.sub("", found))
    if name and path(name) != path(page):
        return _bounded(_ANCHOR.sub("", name))
    return _bounded(url) if url and path(url) != path(page) else ""


def _anchor(address: str) -> str:
    """Return the anchor that an address without fragment stands for."""
    if "://" not in address:
        return ""
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:
        return ""
    card = _CARD.search(parts.path)
    if _POST in asked:
        return asked[_POST][0].partition("__")[0]
    if (shown := asked.get("page", [""])[0]).startswith("with:"):
        return shown.removeprefix("with:")
    return f"{card[1].lower()}-{card[2]}" if card else ""


def _bounded(name: str) -> str:
    """Keep *name* short enough to be a key, and still its own."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…{_short(name)}"


def unique(updates: Sequence[Update]) -> tuple[tuple[Update, ...], tuple[str, ...]]:
    """Give every update an id of its own, whatever their order, and tell what was wrong.

    Two with one id are told apart by their addresses, else by their times or headlines.
    Those that differ in none of these are one update, shown twice: the newer words stay.
    """
    names = [update.id for update in updates]
    if len(set(names)) == len(names):
        return tuple(updates), ()
    problems = []
    for name, places in _places(names).items():
        seeds = _seeds([updates[place] for place in places])
        if len(places) > 1:
            problems.append(f"{len(places)} updates share the id {name!r}")
        if len(set(seeds)) > 1:
            for place, seed in zip(places, seeds, strict=True):
                names[place] = f"{name}~{_short(seed)}"
    kept: dict[str, Update] = {}
    for name, update in zip(names, updates, strict=True):
        one = replace(update, id=name)
        kept[name] = max(kept.get(name, one), one, key=_age)
    return tuple(kept.values()), tuple(sorted(problems))


def _places(names: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    return places


def _seeds(group: Sequence[Update]) -> list[str]:
    """Return for each update of a group with one id what tells it from the others."""
    undated = {update.url for update in group if not update.published}
    return [
        f"{update.url}\n{normalise(update.headline) if update.url in undated else update.published}"
        for update in group
    ]


def _age(update: Update) -> tuple[datetime, str, str]:
    return update.modified or update.published or _LATEST, update.headline, update.text


def _short(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=4).hexdigest()

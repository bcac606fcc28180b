"""What a page tells its own script: where the API is, how often it is asked, what state.

Older versions write numbers as texts.
"""

import re
from dataclasses import dataclass
from typing import Final

from streamer.parse.address import absolute
from streamer.parse.html import text_of
from streamer.parse.page import Page
from streamer.parse.platforms.hosts import same_site
from streamer.parse.platforms.inline_json import assigned
from streamer.parse.platforms.json_values import Json, name, text

MARK: Final = "liveblog_settings"
_REST: Final = re.compile(r"^(.{1,2000}?/liveblog/v1/\d{1,20}/)(?:entries|get-entries|lazyload)/")
_LEGACY: Final = re.compile(r"^(.{1,2000}/liveblog/)\d{1,12}/\d{1,12}/?$")
_ARCHIVE: Final = "archive"
_LONGEST: Final = 12
# The plugin asks every ten seconds, or every two while it is debugged.
DEFAULT: Final = 10
_SHORTEST, _LONGEST_INTERVAL = 2, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a page says.

    Attributes:
        endpoint: The address that all addresses of the API begin with; ``""`` if there is
            none on the host of the page.
        web: The page's own address.
        interval: Seconds between two polls.
        title: Of the page.
        newest: What the page says of its newest entry.
        archived: Whether nothing more will come.
    """

    endpoint: str
    web: str
    title: str
    interval: int
    newest: str
    archived: bool


def settings(page: Page) -> Settings | None:
    """Return the settings that a page carries, None if it has no live blog."""
    if MARK not in page.text or page.json is not None:
        return None
    for said in assigned(page.text, MARK):
        if "endpoint_url" in said or "post_id" in said:
            return _settings(said, page)
    return None


def _settings(said: Json, page: Page) -> Settings:
    endpoint = absolute(said.get("endpoint_url"), page.url)
    if not same_site(endpoint, page.url):
        endpoint = ""
    if endpoint and not endpoint.endswith("/"):
        endpoint += "/"
    web = absolute(said.get("permalink"), page.url)
    head = page.tree.css_first("h1")
    return Settings(
        endpoint=endpoint,
        web=web if same_site(web, page.url) else page.url,
        title=text_of(head) if head is not None else "",
        interval=interval(said.get("refresh_interval"), DEFAULT),
        newest=f"{name(said, 'latest_entry_id')[:20]}-{number(said.get('latest_entry_timestamp'))}",
        archived=text(said, "state") == _ARCHIVE,
    )


def endpoint_of(address: str) -> str:
    """Return the endpoint that an address of the API belongs to, ``""`` if it is none."""
    found = _REST.match(address) or _LEGACY.match(address)
    return found[1] if found else ""


def interval(value: object, known: int) -> int:
    """Return the seconds between two polls that a server asks for, *known* if it does not."""
    seconds = number(value)
    return min(max(seconds, _SHORTEST), _LONGEST_INTERVAL) if seconds else known


def number(value: object) -> int:
    """Return a number that is not negative, also one written as text; 0 for all else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    said = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    said = said.strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _LONGEST else 0

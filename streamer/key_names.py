"""How the APIs that ask for a key want to be told it."""

from typing import Final
from urllib.parse import urlsplit

GUARDIAN: Final = "content.guardianapis.com"
_BY_HOST: Final = {GUARDIAN: "api-key"}


def key_name(address: str) -> str:
    """Return the query parameter that takes a key at *address*, ``""`` if none does."""
    try:
        return _BY_HOST.get((urlsplit(address).hostname or "").lower(), "")
    except ValueError:
        return ""

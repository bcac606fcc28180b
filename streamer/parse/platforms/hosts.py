"""Whose server an address leads to: an API that a page names is asked only there."""

from urllib.parse import urlsplit


def host(address: str) -> str:
    """Return the host of an address of the web in lower case, ``""`` if it is none."""
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
    except ValueError:
        return ""
    return name.rstrip(".") if parts.scheme in ("http", "https") else ""


def same_site(address: str, page: str) -> bool:
    """Whether two addresses are of one host, with or without ``www``."""
    there = host(address).removeprefix("www.")
    return bool(there) and there == host(page).removeprefix("www.")

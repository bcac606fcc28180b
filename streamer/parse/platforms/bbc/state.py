"""Where the posts are: in a JSON document, or in the state that a page carries.

``window.__INITIAL_DATA__="…"`` is JSON as a string of JavaScript, ``__NEXT_DATA__`` is a
script of JSON. Both are caches whose keys name requests, so the posts are found by their
shape and not by a path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from streamer.parse.loose_json import loads
from streamer.parse.page import Page
from streamer.parse.platforms.json_values import Json, objects

_INITIAL = re.compile(r"window\.__INITIAL_DATA__\s*=\s*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|.)", re.DOTALL)
_URN = "asset:"
# The largest real state has some 60,000 values.
_MOST_VALUES = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The posts of one page of a live page, and what is around them.

    Attributes:
        posts: Posts and whatever else stands among them.
        page: Which page of how many, as the source writes it.
        about: The objects around the posts, the innermost first.
    """

    posts: list[Json]
    page: Json
    about: tuple[Json, ...]


def states(page: Page) -> list[object]:
    """Return the JSON values that a document is or carries."""
    if page.json is not None:
        return [page.json]
    found: list[object] = []
    mark = _INITIAL.search(page.text)
    if mark:
        found.append(_javascript(page.text, mark.end()))
    script = page.tree.css_first("script#__NEXT_DATA__")
    if script is not None:
        found += _loaded(script.text())
    return found


def find(values: list[object]) -> Stream | None:
    """Return the stream of posts in the values, None if there is none.

    Of several the live text, else the longest: a page also shows posts of other streams.
    """
    best: Stream | None = None
    stack: list[tuple[object, tuple[Json, ...]]] = [(value, ()) for value in values]
    for _ in range(_MOST_VALUES):
        if not stack:
            break
        value, around = stack.pop()
        if isinstance(value, list):
            stack += [(one, around) for one in value]
        elif isinstance(value, Mapping):
            stream = _stream(value, around)
            if stream and (best is None or _worth(stream) > _worth(best)):
                best = stream
            # Bounded, because around every value stands all that is around it.
            stack += [(one, (value, *around)[:12]) for one in value.values()]
    return best


def _worth(stream: Stream) -> tuple[bool, int]:
    return any("liveTextStream" in thing for thing in stream.about), len(stream.posts)


def _stream(value: Json, around: tuple[Json, ...]) -> Stream | None:
    results, page = value.get("results"), value.get("page")
    if not isinstance(results, list):
        return None
    posts = objects(results)
    if not any(is_post(one) for one in posts) and not _is_empty_stream(around, results):
        return None
    return Stream(
        posts=posts, page=page if isinstance(page, Mapping) else {}, about=(value, *around)
    )


def is_post(one: Json) -> bool:
    """Whether it has the identity and the dates of a post."""
    urn = one.get("urn")
    return isinstance(urn, str) and urn.startswith(_URN) and isinstance(one.get("dates"), Mapping)


def _is_empty_stream(around: tuple[Json, ...], results: list[object]) -> bool:
    return not results and any("liveTextStream" in thing for thing in around)


def _javascript(text: str, at: int) -> object:
    """Return the value that is assigned at *at*: JSON, or a string of JavaScript with JSON."""
    string = _STRING.match(text, at)
    if string is None:
        end = text.find("</script", at)
        values = _loaded(text[at : end if end >= 0 else len(text)])
        return values[0] if values else None
    inner = _loaded(string[0]) or _loaded(_ESCAPE.sub(_as_json, string[0]))
    values = _loaded(inner[0]) if inner and isinstance(inner[0], str) else []
    return values[0] if values else None


def _as_json(escape: re.Match[str]) -> str:
    """Return an escape of JavaScript as JSON writes it."""
    if escape[1]:
        return f"\\u00{escape[1]}"
    return "'" if escape[0] == "\\'" else escape[0]


def _loaded(text: str) -> list[object]:
    try:
        return [loads(text)]
    except ValueError:
        return []

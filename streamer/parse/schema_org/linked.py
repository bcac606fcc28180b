"""The JSON-LD of a page, script by script: a broken one loses only itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from streamer.parse.loose_json import loads

# The largest real page has 30,000 values in its scripts.
_MOST_NODES = 500_000
BLOG = "LiveBlogPosting"
# What a live blog lists are not things of the page themselves.
LISTS = ("liveBlogUpdate", "blogPosts", "blogPost")


@dataclass(frozen=True, slots=True)
class Linked:
    """The values of the scripts that could be read, and the text of those that could not."""

    values: tuple[object, ...]
    broken: tuple[str, ...]

    def things(self) -> Iterator[Mapping[str, object]]:
        """Yield every object with a type, outermost first, without the updates."""
        queue = list(reversed(self.values))
        for _ in range(_MOST_NODES):
            if not queue:
                return
            value = queue.pop()
            if isinstance(value, list):
                queue.extend(reversed(value))
            elif isinstance(value, dict):
                if "@type" in value:
                    yield value
                queue.extend(item for key, item in value.items() if key not in LISTS)

    def types(self) -> tuple[str, ...]:
        """Return the distinct types on the page, in its order."""
        return tuple(dict.fromkeys(name for thing in self.things() for name in types(thing)))


def types(thing: Mapping[str, object]) -> list[str]:
    """Return the bare names of a thing's types, such as ``LiveBlogPosting``."""
    named = thing.get("@type")
    names = named if isinstance(named, list) else [named]
    return [
        name.rpartition("/")[2].rpartition(":")[2].strip()
        for name in names
        if isinstance(name, str)
    ]


def read_scripts(tree: LexborHTMLParser) -> Linked:
    """Read every JSON-LD script of a page, whatever the case or charset of its type."""
    values, broken = [], []
    for script in tree.css("script[type]"):
        kind = (script.attributes.get("type") or "").partition(";")[0].strip().lower()
        text = script.text() if kind == "application/ld+json" else ""
        if not text.strip():
            continue
        try:
            values.append(loads(text))
        except ValueError:
            broken.append(text)
    return Linked(tuple(values), tuple(broken))

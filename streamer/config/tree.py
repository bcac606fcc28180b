"""Settings as a tree of text, and where in which file each value stands.

Every scalar stays the text that was written: the models make values of it, the same way
for the file and for the environment. YAML's own guesses (``no`` is false, ``1:30`` is
ninety) never happen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from streamer.harmless import harmless

Path = tuple[str | int, ...]
Tree = dict[str, "Tree"] | list["Tree"] | str | None

# Deeper than any setting; also ends an alias that holds itself.
_DEEPEST = 12
# An address with today's date in it that stands in no quotes.
_DATED = re.compile(r"https?:[^\s\"']*\{%")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value was written: a file with line and column, or a variable."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong or odd, and where."""

    place: Place
    text: str

    def __str__(self) -> str:
        return harmless(f"{self.place}: {self.text}")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of keys and values by their path, and what was wrong on the way."""

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, path: Path, *, key: bool = False) -> Place:
        """Return the place of *path*, else of what it should have been in."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place("settings"))

    def note(self, place: Place, text: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(place, text))


class _Text(yaml.SafeLoader):
    """A loader that keeps scalars as they are written, but for null and merge keys."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # PyYAML's own way to say it
        first: [(tag, pattern) for tag, pattern in rules if tag.endswith((":null", ":merge"))]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_tree(text: str, file: str, places: Places, at: Path = ()) -> Tree:
    """Return the tree that *text* describes, and note its places under the path *at*."""
    try:
        loader = _Text(text)
        node = loader.get_single_node()
        places.values[at] = Place(file, 1, 1)
        return _Reader(loader, file, places).read(node, at) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        said = error.problem or error.context or "not YAML"
        places.note(place, f"{said}{_advice(text, place.line)}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        places.note(Place(file, line, column), f"{error.reason}: {chr(error.character)}")
    return None


def _advice(text: str, line: int) -> str:
    """Return what mends a line whose dated address YAML took for a mapping."""
    written = text.splitlines()[line - 1 : line]
    dated = any(_DATED.search(one) for one in written)
    return '; put the address in quotes: "https://example.org/live-{%Y-%m-%d}"' if dated else ""


@dataclass(frozen=True, slots=True)
class _Reader:
    loader: _Text
    file: str
    places: Places

    def read(self, node: yaml.Node, path: Path) -> Tree:
        self.places.values[path] = self._place(node)
        if len(path) > _DEEPEST:
            self.places.note(self._place(node), "nested too deep")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        return None if node.tag.endswith(":null") else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Tree:
        own: set[str] = set()
        for key, _ in node.value:
            if key.value in own:
                self.places.note(self._place(key), f"{dotted((*path, key.value))}: given twice")
            own.add(str(key.value))
        self.loader.flatten_mapping(node)
        tree: dict[str, Tree] = {}
        for key, value in node.value:
            name = str(key.value)
            self.places.keys[*path, name] = self._place(key)
            tree[name] = self.read(value, (*path, name))
        return tree

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


def dotted(path: Path) -> str:
    """Return ``sources[0].url`` for ``("sources", 0, "url")``."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown


def merge(under: Tree, over: Tree) -> Tree:
    """Return *under* with the values of *over* in the place of its own."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        merged = dict(under)
        for key, value in over.items():
            merged[key] = merge(under.get(key), value)
        return merged
    return over

"""Settings of one source from the environment: ``STREAMER_SOURCES__EXAMPLE_LIVE__KEY``.

The middle part is the source's id in capitals, with ``_`` for all that is no letter and no
digit. So a key need not stand in the file: ``…__KEY_FILE`` names where it is.
"""

import re
from collections.abc import Mapping

from streamer.config.environ import SOURCES, branch, value_of
from streamer.config.models import child, fields
from streamer.config.tree import Path, Place, Places, Tree, merge
from streamer.nearest import hint

_NOT_IN_NAMES = re.compile(r"[\W_]")


def set_in_sources(tree: Tree, environ: Mapping[str, str], places: Places) -> Tree:
    """Return the settings with what the variables say of single sources."""
    listed = tree.get("sources") if isinstance(tree, dict) else None
    sources = list(listed) if isinstance(listed, list) else []
    for name in sorted(environ):
        if not name.startswith(SOURCES):
            continue
        variable = name.removesuffix("_FILE")
        given, _, setting = variable.removeprefix(SOURCES).partition("__")
        place = _place(given, name, sources, places)
        path: Path = ("sources", place, *setting.lower().split("__"))
        if child(path) is None:
            known = hint(setting.lower(), fields(("sources",)))
            places.note(Place(name), f"unknown setting of a source{known}")
        elif name != variable and variable in environ:
            places.note(Place(name), f"{variable} is set too, and only one may be")
        elif place >= 0 and (value := value_of(name, environ[name], places)) is not None:
            sources[place] = merge(sources[place], branch(path, value, name, places, under=2))
    return {**tree, "sources": sources} if isinstance(tree, dict) and sources else tree


def _place(given: str, name: str, sources: list[Tree], places: Places) -> int:
    """Return which source a variable means, -1 if that cannot be said."""
    names = [_named(source) for source in sources]
    found = [place for place, one in enumerate(names) if one == given.upper()]
    if len(found) == 1:
        return found[0]
    what = "several sources have" if found else "no source has"
    places.note(Place(name), f"{what} an id that is written {given} here{hint(given, names)}")
    return -1


def _named(source: Tree) -> str:
    name = source.get("id") if isinstance(source, dict) else None
    return _NOT_IN_NAMES.sub("_", name).upper() if isinstance(name, str) else ""

"""Settings from environment variables: ``STREAMER_FETCH__TIMEOUT=10s`` is ``fetch.timeout``.

``STREAMER_REDIS_FILE=/run/secrets/redis`` reads the value from a file, for secrets.
A value that is a list or a mapping is written in YAML's short form.
"""

import re
from collections.abc import Mapping
from pathlib import Path as File

from streamer.config.models import child, names
from streamer.config.tree import Path, Place, Places, Tree, merge, read_tree
from streamer.nearest import nearest

PREFIX = "STREAMER_"
# Of a single source, see ``by_source``.
SOURCES = f"{PREFIX}SOURCES__"
# What names the file itself, what `subscribe --exec` tells its command, and what Kubernetes sets
# for a service that is called streamer.
_OTHERS = re.compile(r"STREAMER_(CONFIG|EVENT_.*|SERVICE_.*|PORT|PORT_.*)")


def read_environ(environ: Mapping[str, str], places: Places) -> Tree:
    """Return the settings that the variables give, and note where each came from."""
    tree: Tree = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name.startswith(SOURCES) or _OTHERS.fullmatch(name):
            continue
        variable = name.removesuffix("_FILE")
        path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        if child(path) is None:
            known = [variable_of(option).removeprefix(PREFIX) for option in names()]
            meant = nearest(variable.removeprefix(PREFIX), known)
            told = f', did you mean "{PREFIX}{meant}"?' if meant else ""
            places.note(Place(name), f"unknown setting{told}")
        elif name != variable and variable in environ:
            places.note(Place(name), f"{variable} is set too, and only one may be")
        elif (value := value_of(name, environ[name], places)) is not None:
            tree = merge(tree, branch(path, value, name, places))
    return tree


def variable_of(path: tuple[str, ...]) -> str:
    """Return the variable that sets the option at *path*."""
    return PREFIX + "__".join(path).upper()


def value_of(name: str, value: str, places: Places) -> str | None:
    """Return the value of a variable, or what is in the file that it names."""
    if not name.endswith("_FILE"):
        return value
    try:
        return File(value).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        places.note(Place(name), f"cannot read {value}: {reason}")
        return None


def branch(path: Path, value: str, name: str, places: Places, *, under: int = 0) -> Tree:
    """Return the tree with just this one value in it, without its first *under* levels."""
    option = child(path)
    leaf: Tree = value
    if option is not None and option.compound:
        own = Places()
        leaf = read_tree(value, name, own, path)
        places.problems.extend(own.problems)
        places.values.update(dict.fromkeys(own.values, Place(name)))
        places.keys.update(dict.fromkeys(own.keys, Place(name)))
    places.values[path] = Place(name)
    for part in reversed(path[under:]):
        leaf = {str(part): leaf}
    return leaf

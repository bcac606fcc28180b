"""From a file and the environment to a ``Config``, or to every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from streamer.config.by_source import set_in_sources
from streamer.config.environ import read_environ
from streamer.config.options import Config
from streamer.config.rules import WithinError
from streamer.config.tree import Places, Tree, dotted, merge, read_tree
from streamer.config.verdict import check_ids, given_by, odd, sentence
from streamer.errors import ConfigError

DEFAULT = Path("config.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Good settings, and what a person may want to know about them nevertheless."""

    config: Config
    warnings: tuple[str, ...]


def find(option: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the file to read: the option's, else $STREAMER_CONFIG, else ./config.yaml."""
    if option is not None:
        return option
    if named := environ.get("STREAMER_CONFIG"):
        return Path(named)
    return DEFAULT if DEFAULT.is_file() else None


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Return the settings of the file at *path*, with those of the environment over them.

    Args:
        path: None for defaults and environment only.
        environ: ``os.environ``, or what stands for it.

    Raises:
        ConfigError: A line for each problem: file, line, column, setting, value, and
            the nearest right word.

    """
    return check(path, environ).config


def check(path: Path | None, environ: Mapping[str, str]) -> Checked:
    """Return the settings and what is odd about them; see ``load``."""
    places = Places()
    written = _read(path, places)
    given = read_environ(environ, places)
    tree = _settled(merge(written if path else {"sources": []}, given))
    tree = set_in_sources(tree, environ, places)
    check_ids(tree, places)
    config = _validated(tree, places)
    base = Path() if path is None or given_by(given, "data") else path.parent
    data = (base / config.data.expanduser()).absolute()
    config = config.model_copy(update={"data": data})
    return Checked(config=config, warnings=tuple(map(str, odd(config, tree, places))))


def _read(path: Path | None, places: Places) -> Tree:
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text") from error
    tree = read_tree(text, str(path), places)
    if tree is None:
        _refuse(places)
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}:1:1: expected a mapping, such as sources: []")
    return tree


def _refuse(places: Places) -> None:
    """Raise all problems at once, if there are any."""
    if places.problems:
        raise ConfigError("\n".join(str(problem) for problem in sorted(set(places.problems))))


def _settled(tree: Tree) -> Tree:
    """Take a key without a value, as when all below it is commented out, for no key."""
    if not isinstance(tree, dict):
        return tree
    settled = {key: _settled(value) for key, value in tree.items() if value is not None}
    return settled | ({"sources": []} if tree.get("sources", "") is None else {})


def _validated(tree: Tree, places: Places) -> Config:
    try:
        config = Config.model_validate(tree)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            path, at_key = error["loc"], error["type"] == "extra_forbidden"
            within = error.get("ctx", {}).get("error")
            if isinstance(within, WithinError):
                path, at_key = (*path, *within.path), within.at_key
            place = places.of(path, key=at_key)
            places.note(place, f"{dotted(path) or 'the file'}: {sentence(error)}")
    _refuse(places)
    return config

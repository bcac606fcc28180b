"""The names of kinds, as people write them."""

from collections.abc import Iterable, Iterator
from typing import Final, get_args

from streamer.model import Kind
from streamer.nearest import hint

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FAMILIES: Final = tuple(dict.fromkeys(kind.partition(".")[0] for kind in KINDS))
# "edited" is the short name of "update.edited"; no two kinds have the same.
_SHORT: Final = {kind.partition(".")[2]: kind for kind in KINDS}


def kinds_of(name: str) -> frozenset[Kind]:
    """Return the kinds that *name* means: a whole one, its last part, or all of a family.

    Raises:
        ValueError: It means none; the message has the nearest name that does.

    """
    found = frozenset(kind for kind in KINDS if name in (kind, *kind.split(".")))
    if not found:
        raise ValueError(f'"{name}" is no kind{hint(name, [*KINDS, *_SHORT, *FAMILIES])}')
    return found


def names_of(kinds: Iterable[str]) -> Iterator[str]:
    """Yield the shortest names that mean just these kinds, in the order of the glossary."""
    left = set(kinds)
    for family in FAMILIES:
        members = [kind for kind in KINDS if kind.startswith(f"{family}.")]
        if left.issuperset(members):
            left.difference_update(members)
            yield family
    yield from (name for name, kind in _SHORT.items() if kind in left)
    yield from sorted(left.difference(KINDS))

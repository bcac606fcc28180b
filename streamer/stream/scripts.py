"""The Lua scripts, by what they write or find."""

from dataclasses import dataclass, field
from hashlib import sha1
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Script:
    """A script and the name that the server knows it by."""

    text: str = field(repr=False)

    @property
    def sha(self) -> str:
        return sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _load(*names: str) -> Script:
    folder = files("streamer.stream")
    return Script("\n".join(folder.joinpath(f"{name}.lua").read_text() for name in names))


COMMIT = _load("commit")
SAVE = _load("save")
META = _load("meta")
SEEK = _load("find", "seek")
TRIM = _load("places", "find", "trim")
LEASE = _load("lease")
OPEN = _load("places", "open")
TAKE = _load("places", "take")
SETTLE = _load("places", "settle")
REPLAY = _load("places", "replay")
REMOVE = _load("places", "remove")
STANDING = _load("places", "standing")

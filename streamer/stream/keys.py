"""The names of keys: hashed ids under one hash tag, so that a script touches one slot."""

import re
from dataclasses import dataclass
from hashlib import blake2b

from streamer.errors import ConfigError, StoreError


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The keys of a log: its entries, and what it knows of itself."""

    entries: str
    meta: str

    @property
    def records(self) -> str:
        """What the names of the records begin with, in which subscriptions note losses."""
        return f"{self.entries}:of:"

    def record(self, subscription: str) -> str:
        return f"{self.records}{subscription}"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a partition. Text of a source never becomes a part of one."""

    prefix: str
    partition: int = 0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9:._-]+", self.prefix):
            raise StoreError(f"prefix {self.prefix!r}: write letters, digits and : . _ - only")

    @property
    def log(self) -> LogKeys:
        return LogKeys(f"{self._tag}:events", f"{self._tag}:meta")

    @property
    def duplicates(self) -> LogKeys:
        return LogKeys(f"{self._tag}:duplicates", f"{self._tag}:duplicates:meta")

    @property
    def meta(self) -> str:
        return self.log.meta

    @property
    def lease(self) -> str:
        return f"{self._tag}:lease"

    def parked(self, subscription: str) -> str:
        return f"{self._tag}:parked:{named(subscription)}"

    def again(self, subscription: str) -> LogKeys:
        """What was parked and is handed out again: a stream that counts nothing."""
        entries = f"{self._tag}:again:{named(subscription)}"
        return LogKeys(entries, f"{entries}:meta")

    def state(self, source: str) -> str:
        return f"{self._tag}:{hashed(source)}:state"

    def poll(self, source: str) -> str:
        return f"{self._tag}:{hashed(source)}:poll"

    @property
    def _tag(self) -> str:
        return f"{self.prefix}:{{{self.partition}}}"


def named(subscription: str) -> str:
    """Return the name of a subscription, if it may be a part of a key.

    Raises:
        ConfigError: It may not.

    """
    if not re.fullmatch(r"[\w.-]{1,100}", subscription):  # the settings say the same
        raise ConfigError(
            f'"{subscription}" is no name of a subscription: use letters, digits and - _ . only'
        )
    return subscription


def hashed(identifier: str) -> str:
    """Return the 16 hexadecimal digits that stand for an id in the store."""
    return blake2b(identifier.encode(errors="surrogatepass"), digest_size=8).hexdigest()

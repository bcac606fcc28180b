"""What an error of the server means, in one line for the one who must act."""

import re
from typing import Final

from redis import exceptions as redis_error

from streamer.errors import StoreError

# redis-py turns some replies into classes and cuts their code off; within a script, an old
# server wraps the code into a sentence.
_CODES: Final[dict[type[Exception], str]] = {
    redis_error.AuthenticationError: "NOAUTH",
    redis_error.AuthorizationError: "NOAUTH",
    redis_error.BusyLoadingError: "LOADING",
    redis_error.NoPermissionError: "NOPERM",
    redis_error.OutOfMemoryError: "OOM",
    redis_error.ReadOnlyError: "READONLY",
}
_SILENCE: Final = (redis_error.ConnectionError, redis_error.TimeoutError, OSError)
_CLUSTER: Final = "belongs to a cluster, which is not supported yet: use a single server"
_LOGIN: Final = "refuses the user or the password: correct them in the address of redis:"
_RIGHTS: Final = "forbids this user a command: allow it our keys, scripts and INFO"
_ADVICE: Final = {
    "NOAUTH": _LOGIN,
    "Authentication required": _LOGIN,
    "WRONGPASS": _LOGIN,
    "NOPERM": _RIGHTS,
    "ACL failure": _RIGHTS,
    "executing the script can't run": _RIGHTS,
    "OOM": "is full (maxmemory): free memory or raise the limit; nothing was written",
    "READONLY": "is a replica and takes no writes: put the address of the primary in redis:",
    "MISCONF": "cannot save to its disk and takes no writes: see its log, free some space",
    "NOREPLICAS": "has too few replicas and takes no writes: bring one back",
    "LOADING": "is still loading its data: try again in a moment",
    "MASTERDOWN": "is a replica that lost its primary: put the address of the primary in redis:",
    "WRONGTYPE": "holds another program's data under our keys (streamer:…): name another database",
    "BUSY": "is held up by somebody's long script: wait for it, or end it with SCRIPT KILL",
    "MOVED": _CLUSTER,
    "CROSSSLOT": _CLUSTER,
    "CLUSTERDOWN": _CLUSTER,
}
_CODE: Final = re.compile(rf"\b({'|'.join(_ADVICE)})\b")


def advise(error: Exception, address: str) -> StoreError:
    """Return what to say of *error*, which the server at *address* caused."""
    code = _code(error)
    if code == "AWAY":
        return StoreError(f"the store at {address} does not answer: {_first_line(error)}")
    if code:
        return StoreError(f"the store at {address} {_ADVICE[code]}")
    return StoreError(f"the store at {address} refused: {_first_line(error)}")


def is_away(error: Exception) -> bool:
    """Whether the server may be back in a moment, and perhaps only the reply was lost."""
    return _code(error) in {"AWAY", "LOADING"}


def is_gone(error: StoreError) -> bool:
    """Whether *error* says only that the server may be back in a moment."""
    return isinstance(error.__cause__, Exception) and is_away(error.__cause__)


def _code(error: Exception) -> str:
    for kind, code in _CODES.items():
        if isinstance(error, kind):
            return code
    if found := _CODE.search(str(error)):
        return found[1]
    return "AWAY" if isinstance(error, _SILENCE) else ""


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

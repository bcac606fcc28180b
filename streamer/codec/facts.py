"""The poll facts of a source as the store keeps them: a version digit and JSON."""

from datetime import timedelta
from typing import Any, Final

from streamer.codec.lossless import (
    VERSION,
    check_version,
    dumps,
    loads,
    read_instant,
    write_instant,
)
from streamer.errors import StoreError
from streamer.model import Facts, Request, Validators

_INSTANTS: Final = (
    *("polled", "due", "not_before", "changed", "modified", "doubted"),
    *("first", "looked", "wary", "closed"),
)


def pack_facts(facts: Facts) -> bytes:
    """Return the facts of a source; what is as at first is left out."""
    instants = {name: write_instant(getattr(facts, name)) for name in _INSTANTS}
    others = {
        "etag": facts.validators.etag,
        "last_modified": facts.validators.last_modified,
        "body": facts.body,
        "outcome": facts.outcome,
        "failures": facts.failures,
        "absent": {key: write_instant(at) for key, at in facts.absent.items()},
        "begun": facts.begun,
        "memo": dict(facts.memo),
        "start": _pack_request(facts.start) if facts.start else None,
        "view": facts.view if facts.view != "unknown" else "",
        "wait": facts.wait.total_seconds() if facts.wait else None,
        "home": facts.home,
        "address": facts.address,
        "landed": facts.landed,
        "trail": facts.trail,
        "onward": facts.onward,
    }
    packed = {key: at for key, at in instants.items() if at is not None}
    return VERSION + dumps(packed | {key: value for key, value in others.items() if value})


def unpack_facts(packed: bytes) -> Facts:
    """Return what ``pack_facts`` packed; fresh facts for no bytes.

    Raises:
        StoreError: They are damaged, or a newer streamer wrote them.

    """
    if not packed:
        return Facts()
    check_version(packed[:1])
    try:
        shown = loads(packed[1:])
        instants = {name: read_instant(shown.get(name)) for name in _INSTANTS}
        absent = {key: read_instant(at) for key, at in shown.get("absent", {}).items()}
        return Facts(
            validators=Validators(
                etag=shown.get("etag", ""), last_modified=shown.get("last_modified", "")
            ),
            body=shown.get("body", ""),
            outcome=shown.get("outcome"),
            failures=shown.get("failures", 0),
            absent={key: at for key, at in absent.items() if at is not None},
            begun=shown.get("begun", False),
            memo=shown.get("memo", {}),
            start=_request(*shown["start"]) if "start" in shown else None,
            view=shown.get("view", "unknown"),
            wait=timedelta(seconds=shown["wait"]) if "wait" in shown else None,
            home=shown.get("home", ""),
            address=shown.get("address", ""),
            landed=shown.get("landed", ""),
            trail=tuple(shown.get("trail", ())),
            onward=shown.get("onward", ""),
            **instants,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"the facts of a source are damaged: {error}") from error


def _pack_request(request: Request) -> list[Any]:
    return [request.url, request.role, request.headers, request.key]


def _request(url: str, role: str, headers: list[list[str]], key: str) -> Request:
    pairs = tuple((name, value) for name, value in headers)
    return Request(url=url, role=role, headers=pairs, key=key)

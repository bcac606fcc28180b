"""What a server's answer means: a reply, another place to ask, or a failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from streamer.errors import FetchError
from streamer.fetch.challenge import challenged
from streamer.fetch.freshness import fresh_until, retry_at
from streamer.fetch.target import Target
from streamer.model import Document, Outcome, Validators
from streamer.ports import Reply

_DOCUMENT = (200, 203)
_ELSEWHERE = (301, 302, 303, 307, 308)

_ADVICE = {
    401: "it wants a login; put user:password@ into the address, or stop following it",
    403: "it refuses us; see whether a browser may read the page without a login",
    404: "there is no such page; look whether the address has changed",
    410: "the page is gone for good, says the server; remove the source",
    429: "it asks for fewer requests",
    451: "it is not shown for legal reasons",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, read to its end.

    Attributes:
        headers: Names in lower case.
        given: The validators as they stood on the wire.
        body: The whole body of a document, else the beginning of the page that
            explains the status.
        received: When the last byte was there, and so later than all that the body says.
    """

    target: Target
    status: int
    received: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    given: Validators = field(default_factory=Validators)
    body: bytes = field(default=b"", repr=False)


def whole(status: int) -> bool:
    """Whether the body of an answer is a document, to be had whole or not at all."""
    return status in _DOCUMENT


def location(answer: Answer) -> str | None:
    """Return where the answer sends us, None if it is the end of the way.

    Raises:
        FetchError: It sends us on without saying where.

    """
    if answer.status not in _ELSEWHERE:
        return None
    if where := answer.headers.get("location", "").strip():
        return where
    raise _failure(answer, "redirect-loop", "redirects, but does not say where")


def reply(answer: Answer, asked: Validators) -> Reply:
    """Return what the end of the way gave.

    A 304 replaces only the validators that it repeats; a 200 replaces both, since the
    old ones belong to a body that is no more.

    Args:
        answer: The last answer.
        asked: The validators that were sent to this very address.

    Raises:
        FetchError: The answer holds no document, with the class of the failure.

    """
    fresh = fresh_until(answer.headers, answer.received)
    if challenged(answer.status, answer.headers, answer.body):
        raise _failure(answer, "challenge", "shows a challenge instead of the page", _CHALLENGE)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        if asked == Validators():
            raise _failure(answer, "malformed-empty", "says 'not modified' to a first request")
        kept = Validators(
            etag=answer.given.etag or asked.etag,
            last_modified=answer.given.last_modified or asked.last_modified,
        )
        return Reply(document=None, validators=kept, fresh_until=fresh)
    if not whole(answer.status):
        raise _failure(answer, _outcome(answer), f"answers {_named(answer.status)}")
    document = Document(
        url=answer.target.url,
        body=answer.body,
        fetched=answer.received,
        headers=answer.headers,
        status=answer.status,
    )
    return Reply(document=document, validators=answer.given, fresh_until=fresh)


_CHALLENGE = "ask the site to let our User-Agent pass, or follow its feed"
_CLASSES: tuple[tuple[int, Outcome], ...] = (
    (500, "http-5xx"),
    (400, "http-4xx"),
    (300, "redirect-loop"),
    (200, "malformed-empty"),
)


def _outcome(answer: Answer) -> Outcome:
    if answer.status == HTTPStatus.GONE:
        return "gone"
    # Some count requests and say 403; what tells them apart is that they say until when.
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS or (
        answer.status == HTTPStatus.FORBIDDEN and "retry-after" in answer.headers
    ):
        return "rate-limited"
    if answer.status == HTTPStatus.PARTIAL_CONTENT:
        return "malformed-partial"
    return next((name for least, name in _CLASSES if answer.status >= least), "http-5xx")


def _failure(answer: Answer, outcome: Outcome, what: str, advice: str = "") -> FetchError:
    later = None
    if answer.status in (403, 429, 503):
        later = retry_at(answer.status, answer.headers, answer.received)
    advice = advice or _ADVICE.get(answer.status, "")
    if later:
        advice = f"{advice}; " if advice else ""
        advice += f"not again before {later:%Y-%m-%d %H:%M} UTC"
    message = f"{answer.target} {what}" + (f": {advice}" if advice else "")
    return FetchError(message, outcome=outcome, retry_at=later)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)

"""The daemon's log: one line an event, on stderr, text for people and JSON for programs.

What a feed or a server wrote cannot forge a line or command a terminal, and no password
gets in.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, Literal, TextIO

import orjson
import structlog
from structlog.typing import Processor

from streamer.harmless import harmless, redact

_PLAIN: Final = (int, float, bool, type(None))
_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def start_log(
    level: Literal["debug", "info", "warning", "error"] = "info",
    form: Literal["auto", "json", "text"] = "auto",
    stream: TextIO | None = None,
    *,
    colors: bool | None = None,
) -> None:
    """Send every log line of the program and its libraries to *stream*.

    Args:
        level: The least important line that is written; of libraries, warnings at least.
        form: ``auto`` is text on a terminal and JSON anywhere else.
        stream: Where to; stderr by default.
        colors: Whether text is coloured; on a terminal by default.

    """
    stream = stream or sys.stderr
    terminal = stream.isatty()
    text = form == "text" or (form == "auto" and terminal)
    shared = [structlog.stdlib.add_log_level, _stamp(text=text)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer = _pretty(colors=terminal if colors is None else colors) if text else _json
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(shared, renderer))
    logging.root.handlers = [handler]
    logging.root.setLevel(max(_LEVELS[level], logging.WARNING))
    logging.getLogger("streamer").setLevel(_LEVELS[level])


def logger() -> structlog.typing.FilteringBoundLogger:
    """Return the program's logger."""
    return structlog.get_logger("streamer")  # type: ignore[no-any-return]  # untyped there


def _formatter(shared: list[Processor], renderer: Processor) -> logging.Formatter:
    """Return who writes a line, be it of the program or of a library."""
    return structlog.stdlib.ProcessorFormatter(
        # Lines of libraries come without what ours have from the beginning.
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _safe,
            renderer,
        ],
    )


def _stamp(*, text: bool) -> Processor:
    """Return who dates a line: for people by their own clock, for programs in full."""
    if text:
        return structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
    return structlog.processors.TimeStamper(fmt="iso", utc=True)


def _pretty(*, colors: bool) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=colors,
        pad_event_to=4,
        sort_keys=False,
        exception_formatter=structlog.dev.plain_traceback,
    )


def _safe(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Make every text of the line harmless, and take the passwords out."""
    for key, value in event.items():
        if isinstance(value, str):
            # A traceback is ours, and reads better on its own lines.
            lines = value.split("\n") if key == "exception" else [value]
            event[key] = "\n".join(harmless(redact(line)) for line in lines)
        elif key != "exc_info" and key[0] != "_" and not isinstance(value, _PLAIN):
            event[key] = harmless(redact(str(value)))
    return event


def _json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    """Return the line as one JSON object, the instant and the event first."""
    first = ("timestamp", "level", "event")
    ordered = {key: event[key] for key in first if key in event}
    return orjson.dumps(ordered | dict(event), default=str).decode()

"""The time that a described element has: a machine time, a clock, or both."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborNode

from streamer.parse.dates import instant
from streamer.parse.described.selecting import Selector
from streamer.parse.html import text_of
from streamer.stamps.clocks import Clock, is_relative, leading_clock, read_clock
from streamer.stamps.days import read_day

# Seconds, milliseconds, or ISO 8601 with its time: nothing that people read.
_MACHINE = re.compile(r"\d{9,13}(?:\.\d+)?|\d{4}-\d\d-\d\d[T ]\d\d:?\d\d.*")
_MAIL = re.compile(r".*\b\d{4}\s\d\d:\d\d(?::\d\d)?\s(?:[+-]\d{4}|[A-Z]{1,5})")
_TIMELY = re.compile(r"data-(?:.*(?:time|date|stamp|publish|creat)|(?:.*-)?ts$)")
_LONGEST_TIME = 100


def read_time(
    node: LexborNode, given: Selector, zone: tzinfo | None
) -> tuple[Clock | None, datetime | None]:
    """Return the clock that an element shows and its machine time."""
    if given.attribute:
        value = (node.attributes.get(given.attribute) or "").strip()
        stated = _machine(value, zone)
        return (None if stated else read_clock(value, dotted=True)), stated
    shown = text_of(node, _ages(node))
    led = None if (clock := read_clock(shown, dotted=True)) else leading_clock(shown, loose=True)
    clock = clock or (led[0] if led else None)
    written = list(_written(node))
    stated = next((one for value in written if (one := _machine(value, zone))), None)
    if clock and not clock.day:
        clock = replace(clock, day=next((day for one in written if (day := read_day(one))), None))
    return clock, stated or (None if clock else _machine(shown, zone))


def _ages(node: LexborNode) -> set[int]:
    """Return the memory ids of elements that only say how long ago it was."""
    inmost = (one for one in node.css("*") if next(one.iter(), None) is None)
    return {one.mem_id for one in inmost if is_relative(text_of(one))}


def _written(node: LexborNode) -> Iterator[str]:
    """Yield the attributes of an element that may hold its machine time."""
    inner = node if "datetime" in node.attributes else node.css_first("[datetime]") or node
    yield inner.attributes.get("datetime") or ""
    for name, value in node.attributes.items():
        if value and _TIMELY.match(name):
            yield value


def _machine(value: str, zone: tzinfo | None) -> datetime | None:
    value = value.strip()
    if len(value) > _LONGEST_TIME or not (_MACHINE.fullmatch(value) or _MAIL.fullmatch(value)):
        return None
    return instant(value, zone)

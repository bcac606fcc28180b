"""The daemon's log: one line an event, and nothing of a feed or a secret does harm in it."""

import json
import logging
from io import StringIO

import pytest

from streamer.log import logger, start_log

EVIL = 'x\x1b[31m\u202e\n{"event": "forged"}\r\u2028\x9b'


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def quiet_afterwards():
    """Leave the root logger as it was: pytest looks at it."""
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)


@pytest.fixture
def lines():
    """Return what was written since the log was started."""

    def start(stream=None, **options):
        stream = stream or StringIO()
        start_log(stream=stream, **options)
        return lambda: stream.getvalue().splitlines()

    return start


def test_json_off_a_terminal_and_text_on_it(lines):
    written = lines()
    logger().info("poll", source="blog", new=3)
    found = json.loads(written()[0])
    assert list(found)[:3] == ["timestamp", "level", "event"]
    assert (found["level"], found["event"], found["source"], found["new"]) == (
        "info", "poll", "blog", 3,
    )  # fmt: skip
    written = lines(Terminal())
    logger().info("poll", source="blog")
    assert "\x1b[" in written()[0]


def test_the_format_can_be_chosen(lines):
    written = lines(Terminal(), form="json")
    logger().info("poll")
    assert json.loads(written()[0])["event"] == "poll"
    written = lines(form="text")
    logger().info("poll", source="blog")
    assert "\x1b" not in written()[0]
    assert written()[0].endswith("source=blog")


def test_the_level_is_obeyed(lines):
    written = lines(level="warning")
    logger().info("poll")
    logger().warning("poll")
    assert len(written()) == 1


@pytest.mark.parametrize("form", ["json", "text"])
def test_one_event_is_one_harmless_line(lines, form):
    written = lines(form=form)
    logger().warning(EVIL, source=EVIL, error=ValueError(EVIL), many=[EVIL])
    logging.getLogger("some.library").warning("%s", EVIL)
    assert len(written()) == 2
    for line in written():
        assert line.isprintable()
        assert r"\u202e" in line
        assert r"\x1b" in line


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_password_gets_in(lines, form):
    written = lines(form=form)
    url = "redis://user:pa55word@host/0"
    logger().error(url, url=url, error=OSError(url))
    logging.getLogger("redis").error("cannot reach %s", url)
    logger().error("a bug", exc_info=RuntimeError(url))
    assert "pa55word" not in "\n".join(written())
    assert "host/0" in "\n".join(written())


def test_libraries_speak_of_trouble_only(lines):
    written = lines(level="debug")
    logging.getLogger("httpx").info("GET https://example.org")
    assert written() == []


def test_a_traceback_is_kept(lines):
    written = lines()
    logger().error("a bug", exc_info=RuntimeError("of ours"))
    assert "RuntimeError: of ours" in json.loads(written()[0])["exception"]

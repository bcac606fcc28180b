"""The demo as a person starts it: a process of its own."""

import json
import os
import pty
import signal
import subprocess
import time
from datetime import UTC, datetime

import pytest
from newsrooms import STREAMER, by_source, expected, processes_with

from streamer.demo.editor import Editor
from streamer.demo.script import load

pytestmark = pytest.mark.acceptance

NOON = datetime(2024, 10, 21, 9, tzinfo=UTC)


@pytest.fixture
def demo(tmp_path):
    """Start the demo with a folder for temporary files in which all it left can be seen."""
    started = []

    def start(*words, out=subprocess.PIPE, err=subprocess.PIPE):
        environ = os.environ | {"TMPDIR": str(tmp_path), "TERM": "xterm", "COLUMNS": "100"}
        process = subprocess.Popen([STREAMER, "demo", *words], stdout=out, stderr=err, env=environ)
        started.append(process)
        return process

    yield start
    for process in started:
        with process:  # closes its pipes and waits
            process.kill()
    assert list(tmp_path.iterdir()) == []
    assert processes_with(str(tmp_path)) == []


def history(steps):
    """What the newsroom tells of its opening and of its first steps, by source."""
    editor = Editor(load(), lambda: NOON)
    opening = len(editor.history)
    for _ in range(steps):
        editor.step()
    told = [expected(event) for event in editor.history]
    return by_source(told[:opening]), by_source(told[opening:])


def said(event):
    """Return a printed event as ``expected`` returns one that the newsroom tells of."""
    update = event["data"]["update"]
    headline = update["headline"].removeprefix("Updated: ")
    return event["source"], event["type"], headline, update["text"]


def test_the_demo_tells_the_history_of_its_newsroom(demo):
    process = demo("--for", "8", "--json")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["n"] for event in events] == list(range(1, len(events) + 1))
    opening, story = history(steps=12)
    assert by_source(said(event) for event in events if event["data"]["baseline"]) == opening
    told = by_source(said(event) for event in events if not event["data"]["baseline"])
    # However slow the machine: nothing but the story, in its order, and some of it.
    assert told == {desk: story[desk][: len(told[desk])] for desk in story}
    assert sum(map(len, told.values())) >= 3


def test_the_first_event_comes_within_seconds(demo):
    start = time.monotonic()
    process = demo("--json")
    event = json.loads(process.stdout.readline())
    waited = time.monotonic() - start
    process.terminate()
    _, err = process.communicate()
    assert (event["type"], event["data"]["baseline"]) == ("update.new", True)
    assert (process.returncode, err) == (0, b"")
    assert waited < 15, "5 s are promised, and a busy machine gets three times as much"


def test_ctrl_c_ends_with_the_summary(demo):
    leader, follower = pty.openpty()
    process = demo(out=follower, err=follower)
    os.close(follower)
    with os.fdopen(leader, "rb", buffering=0) as screen:
        shown = _read(screen)
        while b"baseline" not in shown:
            shown += _read(screen)
        process.send_signal(signal.SIGINT)
        while part := _read(screen):
            shown += part
    assert process.wait() == 0
    lines = shown.decode().splitlines()
    assert "open http://127.0.0.1:" in lines[0]
    assert " events: " in lines[-1]
    assert "Traceback" not in shown.decode()


def _read(screen):
    try:
        return screen.read(4096)
    except OSError:  # how Linux tells that nobody holds the other end
        return b""


def test_a_closed_pipe_ends_the_demo(demo):
    process = demo("--json")
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0

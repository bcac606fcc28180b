"""The command line: its words, its output, its exit codes."""

import asyncio
import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from streamer import __version__, cli, tail
from streamer.codec import event_json
from streamer.diff import diff, fold
from streamer.errors import ConfigError
from streamer.model import Facts, Snapshot, Update
from streamer.ports import Commit
from streamer.rules import parse_rule
from streamer.stream import open_store
from streamer.stream.embedded import Embedded

START = datetime(2024, 10, 21, 7, 35, tzinfo=UTC)
COMMANDS = [
    *("demo", "run", "poll", "tail", "replay", "subscribe", "inspect", "diff", "check", "status")
]
GROUPS = ["sources", "subscriptions", "parked"]
STREAMER = Path(sys.executable).with_name("streamer")


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def objects(self):
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def streamer(monkeypatch, capfdbinary):
    """Run a command as ``main`` does, in this process."""

    def run(*words, **environ):
        monkeypatch.setattr(sys, "argv", ["streamer", *map(str, words)])
        for name, value in environ.items():
            monkeypatch.setenv(name, str(value))
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place to be in, without settings."""
    for name in [name for name in os.environ if name.startswith("STREAMER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def update(number, headline, text="Some words of a text that is long enough to compare."):
    return Update(
        id=f"u{number}",
        headline=headline,
        text=text,
        published=START + timedelta(minutes=number),
    )


HISTORY = [
    ("live", [update(1, "59 of 116 drones shot down")]),
    ("live", [update(2, "Kharkiv: 12 wounded"), update(1, "59 of 116 drones shot down")]),
    ("feed", [update(3, "Shostka: one killed")]),
    ("live", [update(2, "Kharkiv: 13 wounded"), update(1, "59 of 116 drones shot down")]),
]


async def publish(data, history, *, at=START, fresh=True):
    """Commit what a poller would have found, ten seconds apart."""
    entries = []
    async with open_store(redis="embedded", data=data, durability="everysec") as stream:
        fence = await stream.fence()
        for number, (source, updates) in enumerate(history):
            now = at + timedelta(seconds=10 * number)
            known = await stream.load(source)
            snapshot = Snapshot(updates=tuple(updates), view="window", fetched=now)
            changes = diff(known, snapshot, {}, source=source, baseline=fresh and not known)
            commit = Commit(
                source=source,
                events=changes.events,
                known=fold(known, changes.events),
                time=now,
                fence=fence,
                facts=Facts(polled=now, changed=now, outcome="ok-new", begun=True),
            )
            entries += await stream.commit(commit)
    return entries


@contextmanager
def kept(data):
    """Keep the embedded store running between commands: starting it costs each a moment."""
    store = Embedded(data / "store", fsync="everysec")
    asyncio.run(store.__aenter__())
    try:
        yield
    finally:
        asyncio.run(store.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A data directory with a short history, and the entries of it."""
    data = tmp_path_factory.mktemp("history")
    with kept(data):
        yield data, asyncio.run(publish(data, HISTORY))


@pytest.fixture
def history(published, folder, monkeypatch):
    data, entries = published
    monkeypatch.setenv("STREAMER_DATA", str(data))
    monkeypatch.setenv("STREAMER_DURABILITY", "everysec")
    monkeypatch.setenv("TZ", "UTC")
    return entries


@pytest.fixture
def repeated(history, published):
    """What repeats an update of the history, in the log for that."""

    async def repeat():
        async with open_store(redis="embedded", data=published[0], durability="everysec") as stream:
            await stream.commit(
                Commit(
                    source="other",
                    events=[again],
                    known=fold(await stream.load("other"), [again]),
                    time=START,
                    fence=await stream.fence(),
                )
            )

    again = replace(history[1].event, source="other", duplicate_of="live/u2")
    asyncio.run(repeat())


def numbers(done):
    return [shown["n"] for shown in done.objects]


# What every command promises


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["sources", "list"]])
def test_every_command_has_help(streamer, folder, command):
    done = streamer(*command, "--help")
    assert done.code == 0
    assert f"Usage: streamer {' '.join(command)}" in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (["demo"], ["--for", "--json"]),
        (["run"], ["-c"]),
        (["poll"], ["[SOURCE]", "--json"]),
        (["tail"], ["--since", "--source", "--kind", "--match", "-n", "--no-follow", "--json"]),
        (["replay"], ["--since", "--until", "--source", "--match", "--speed", "--to", "--json"]),
        (["inspect"], ["URL-or-FILE", "--url", "--fetched", "--zone", "--json"]),
        (["diff"], ["{FILE}...\n", "OLD NEW [NEWER]...", "--url", "--fetched", "--zone", "--json"]),
        (["sources", "list"], ["--json"]),
        (["status"], ["--json"]),
        (["check"], ["-c"]),
    ],
)
def test_the_options_of_the_contract(streamer, folder, command, options):
    shown = streamer(*command, "--help").out
    assert [option for option in options if option not in shown] == []


def test_the_list_of_commands_is_whole_and_fits(streamer, folder):
    shown = streamer("--help").lines
    listed = shown[shown.index("Commands:") + 1 : -2]
    assert [line.split()[0] for line in listed if line[2] != " "] == [*COMMANDS, *GROUPS]
    assert not [line for line in listed if line.endswith("...")]


def test_the_version(streamer, folder):
    assert streamer("--version").out == f"streamer {__version__}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["tial"], 2, "No such command 'tial'"),
        (["tail", "--sicne", "2h"], 2, "No such option: --sicne"),
        (["tail", "--since", "yesterday"], 2, '"yesterday" is no WHEN'),
        (["tail", "--kind", "edted"], 2, 'did you mean "edited"?'),
        (["tail", "--match", "kidn:edited"], 2, 'column 1: "kidn" is no key, did you mean "kind"?'),
        (["tail", "--match", "a duplicates:in"], 2, "or say duplicates:only"),
        (["replay", "--match", r"url:/(a)\1/"], 2, "no backreferences"),
        (["replay", "--match", "duplicates:only", "--to", "x"], 2, "no duplicates"),
        (["tail", "-n", "-1"], 2, "greater than or equal to 0"),
        (["subscribe", "desk"], 2, "give one of them"),
        (["subscribe", "desk", "--jsonl", "--exec", "true"], 2, "give one of them"),
        (["subscribe", "desk", "--jsonl", "--since", "yesterday"], 2, "is no WHEN"),
        (["subscribe", "desk", "--jsonl", "--lease", "1ms"], 2, "at least 100ms"),
        (["subscribe", "desk", "--exec", "true", "--pause", "soon"], 2, '"soon" is no duration'),
        (["subscribe", "desk", "--exec", "it's"], 1, "No closing quotation"),
        (["subscribe", "desk", "--exec", " "], 1, "write a command"),
        (["subscribe", "desk", "--exec", "./nope"], 1, "--exec ./nope: no such command"),
        (["subscribe", "desk", "--exec", "/"], 1, "--exec /: no such command, or not"),
        (["subscribe", "desk", "--jsonl", "--match", "kinds:new"], 2, 'did you mean "kind"'),
        (["subscribe", "a/b", "--jsonl"], 1, "is no name of a subscription"),
        (["subscriptions", "remove", "desk"], 1, 'no subscription is called "desk"'),
        (["parked", "list", "desc"], 1, 'no subscription is called "desc"'),
        (["parked", "purge", "desc"], 1, 'no subscription is called "desc"'),
        (["parked", "list", "a b"], 1, "is no name of a subscription"),
        (["replay", "--until", "start"], 2, "nothing comes before the start"),
        (["replay", "--speed", "-1"], 2, "greater than or equal to 0"),
        (["diff", "one.html"], 2, "two documents at least"),
        (["diff", "a", "b", "--fetched", "2024-10-21"], 2, "once for each of the 2 documents"),
        (["diff", "a", "https://example.org/b"], 2, "saved documents, no addresses"),
        (["inspect", "a", "--zone", "Mars/Olympus"], 2, '"Mars/Olympus" is no time zone'),
        (["inspect", "a", "--zone", "Europe/Kyjiv"], 2, 'did you mean "Europe/Kyiv"?'),
        (["inspect", "a", "--fetched", "1.5"], 2, '"1.5" is no instant'),
        (["inspect", "a", "--kind", "rsss"], 2, '"rsss" is not one of auto, '),
        (["inspect", "a", "--kind", "feeds"], 2, 'did you mean "feed"?'),
        (["inspect", "missing.html"], 1, "error: missing.html: No such file or directory\n"),
        (["inspect", "example.org/live"], 1, "; an address begins with https://"),
        (["inspect", "ftp://example.org/live"], 1, "; an address begins with https://"),
        (["inspect", "http://[::1"], 2, '"http://[::1" is not an address'),
        (["inspect", "https://u:pw@x.org:0/"], 2, '"https://***@x.org:0/" has no usable port'),
        (["inspect", "https://x{%Y}.org/"], 2, "a day may stand in the path or the query"),
        (["inspect", "a", "--url", "example.org"], 2, "--url: an address begins with https://"),
        (["diff", "a", "b", "--url", "live"], 2, "--url: an address begins with https://"),
        (["inspect", "https://x.org", "--url", "https://y.org"], 2, "says something of a file"),
        (["inspect", "https://x.org", "--fetched", "2h"], 2, "says something of a file"),
        (["inspect", sys.executable], 1, "bytes that are no text"),
        (["inspect", sys.executable], 1, f"error: {sys.executable}: unsupported: looked for "),
        (["inspect", "/dev/null"], 1, "error: /dev/null: the document is empty"),
        (["diff", "/dev/null", "/dev/null"], 1, "error: /dev/null: the document is empty"),
        (["run"], 1, "error: no config.yaml here"),
        (["poll"], 1, "error: no config.yaml here"),
        (["sources", "list"], 1, "error: no config.yaml here"),
        (["check"], 1, "error: no config.yaml here"),
        (["run", "-c", "missing.yaml"], 1, "error: missing.yaml: No such file"),
        (["tail", "-c", "missing.yaml"], 1, "error: missing.yaml: No such file"),
    ],
)
def test_exit_codes(streamer, folder, words, code, said):
    done = streamer(*words)
    assert done.code == code
    assert done.out == ""
    assert said in done.err
    if code == 1:
        assert len(done.err.splitlines()) == 1


def test_an_error_of_the_store_is_one_line_without_its_password(streamer, folder):
    done = streamer("tail", "--no-follow", STREAMER_REDIS="redis://user:pa55@127.0.0.1:1/0")
    assert done.code == 1
    assert re.fullmatch(r"error: .*127\.0\.0\.1:1.*\n", done.err)
    assert "pa55" not in done.err


def test_an_empty_file_of_settings_is_named(streamer, folder):
    (folder / "config.yaml").write_text("# nothing yet")
    done = streamer("check")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("config.yaml:1:1: sources: missing")


def test_it_is_a_module_as_well(folder):
    words = [sys.executable, "-m", "streamer", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"streamer {__version__}\n"


def test_ctrl_c_while_a_command_loads_is_no_traceback(streamer, folder, monkeypatch):
    def interrupted(**_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    done = streamer("status")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_a_word_that_commands_a_terminal_comes_back_harmless(streamer, folder):
    done = streamer("poll", "\x1b]0;evil\x07", STREAMER_SOURCES="[]")
    assert done.code == 1
    assert "\x1b" not in done.err
    assert r"\x1b]0;evil" in done.err


# Reading


def test_tail_shows_the_last_ones_in_plain_lines(streamer, history):
    done = streamer("tail", "--no-follow")
    assert done.code == 0
    assert done.lines == [
        "2024-10-21T07:35:00Z  live  · baseline   59 of 116 drones shot down",
        "2024-10-21T07:35:10Z  live  + new        Kharkiv: 12 wounded",
        "2024-10-21T07:35:20Z  feed  · baseline   Shostka: one killed",
        "2024-10-21T07:35:30Z  live  ~ edited     Kharkiv: [-12-] {+13+} wounded",
    ]


def test_json_is_one_object_a_line_and_nothing_else(streamer, history):
    done = streamer("tail", "--no-follow", "--json")
    assert done.objects == [json.loads(json.dumps(event_json(entry))) for entry in history]
    assert done.err == ""
    assert streamer("replay", "--speed", "0", "--json").objects == done.objects


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-n", "2"], [3, 4]),
        (["-n", "0"], []),
        (["-n", "1", "--source", "feed"], [3]),
        (["--source", "live", "--source", "feed"], [1, 2, 3, 4]),
        (["--source", "nobody"], []),
        (["--kind", "edited"], [4]),
        (["--kind", "update.new", "--kind", "update.edited"], [1, 2, 3, 4]),
        (["--kind", "source"], []),
        (["--since", "start"], [1, 2, 3, 4]),
        (["--since", "now"], []),
        (["--since", "E.2"], [3, 4]),
        (["--since", "E.1", "-n", "1"], [4]),
        (["--since", "E.2", "--source", "live"], [4]),
    ],
)
def test_tail_shows_what_is_asked_for(streamer, history, words, expected):
    words = [word.replace("E.", f"{history[0].cursor.epoch}.") for word in words]
    assert numbers(streamer("tail", "--no-follow", "--json", *words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], [1, 2, 3, 4]),
        (["--since", "E.1", "--until", "E.3"], [2, 3]),
        (["--until", "2024-10-21T07:35:10"], [1, 2]),
        (["--source", "feed"], [3]),
        (["--since", "now"], []),
    ],
)
def test_replay_shows_what_is_asked_for(streamer, history, words, expected):
    words = [word.replace("E.", f"{history[0].cursor.epoch}.") for word in words]
    assert numbers(streamer("replay", "--speed", "0", "--json", *words)) == expected


BOTH = pytest.mark.parametrize("words", [["tail", "--no-follow"], ["replay", "--speed", "0"]])


@BOTH
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kharkiv", [2, 4]),
        ("KHARK* -13", [2]),
        ("12", [2, 4]),
        ("kind:edited", [4]),
        ("weight:major kharkiv", [2, 4]),
        ("headline:/^59/ baseline:in", [1]),
        ("baseline:only", [1, 3]),
        ("source:feed baseline:in", [3]),
        ("duplicates:only", []),
    ],
)
def test_what_a_rule_lets_through(streamer, history, words, rule, expected):
    done = streamer(*words, "--json", "--match", rule)
    assert (numbers(done), done.err) == (expected, "")


def test_a_rule_holds_beside_the_other_options(streamer, history):
    words = ["tail", "--no-follow", "--json", "--match", "kharkiv"]
    assert numbers(streamer(*words, "--kind", "new")) == [2]
    assert numbers(streamer(*words, "--source", "feed")) == []
    assert numbers(streamer(*words, "-n", "1")) == [4]
    assert numbers(streamer(*words, "--since", "start")) == [2, 4]


@BOTH
def test_a_rule_that_hides_the_baseline_says_so_once(streamer, history, words):
    done = streamer(*words, "--json", "--match", "drones|killed")
    assert numbers(done) == []
    assert done.err.count("add baseline:in to see it") == 1
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--match", "kharkiv duplicates:only"],
        ["--match", "kharkiv", "--duplicates"],
        ["--duplicates"],
    ],
)
def test_a_rule_for_duplicates_reads_their_log(streamer, repeated, words):
    done = streamer("tail", "--no-follow", "--json", *words)
    assert [shown["data"]["duplicate_of"] for shown in done.objects] == ["live/u2"]
    assert numbers(streamer("tail", "--no-follow", "--json", "--match", "kharkiv")) == [2, 4]


def test_python_reads_by_a_rule(history):
    async def read(match):
        found = tail("start", follow=False, match=match)
        return [entry.cursor.n async for entry in found]

    assert asyncio.run(read("")) == [1, 2, 3, 4]
    assert asyncio.run(read("kharkiv")) == [2, 4]
    assert asyncio.run(read(parse_rule("drones baseline:in"))) == [1]
    with pytest.raises(ConfigError, match="column 1"):
        asyncio.run(read("kidn:new"))
    with pytest.raises(ConfigError, match="needs two logs"):
        asyncio.run(read("duplicates:in"))


@pytest.mark.parametrize("words", [["tail", "--no-follow"], ["replay", "--speed", "0"]])
def test_a_slip_in_the_name_of_a_source_is_told(streamer, history, words):
    followed = {"STREAMER_SOURCES": "[{id: live, url: 'https://example.org/'}]"}
    done = streamer(*words, "--source", "lvie", **followed)
    assert done.code == 0
    assert done.err == 'the settings follow no source called "lvie", did you mean "live"?\n'
    assert streamer(*words, "--source", "live", **followed).err == ""


def test_replay_keeps_the_rhythm(streamer, history):
    loop_before = datetime.now(UTC)
    done = streamer("replay", "--speed", "100")
    took = (datetime.now(UTC) - loop_before).total_seconds()
    assert done.lines[-1] == "4 events: 2 baseline, 1 new, 1 edited"
    assert took >= 0.3


def test_a_cursor_of_another_store_is_refused(streamer, history):
    done = streamer("tail", "--no-follow", "--since", "77.1")
    assert (done.code, done.out) == (1, "")
    assert "77.1 is not a cursor of this store" in done.err


def test_replay_into_another_stream_keeps_the_fields(streamer, history, published):
    done = streamer("replay", "--speed", "0", "--to", "rehearsal")
    assert done.lines[-1].startswith("4 events")
    original, copy = asyncio.run(raw(published[0], "streamer:{0}:events", "rehearsal"))
    assert len(copy) == 4
    assert [fields for _, fields in copy] == [fields for _, fields in original]
    refused = streamer("replay", "--speed", "0", "--to", "streamer:{0}:events")
    assert refused.code == 2
    assert "keys of the store itself" in refused.err


async def raw(data, *keys):
    async with Redis(
        unix_socket_path=str(Embedded(data / "store", fsync="always").socket)
    ) as redis:
        return [await redis.xrange(key) for key in keys]


# Settings


def test_check_says_that_all_is_well(streamer, folder):
    (folder / "config.yaml").write_text("sources: [{id: a, url: 'https://x.org'}]\n")
    done = streamer("check")
    assert done.code == 0
    assert done.lines == [
        "config.yaml:1:1: contact: not set; servers like to know whom to write to (warning)",
        "config.yaml: good, 1 source",
    ]


def test_check_says_what_is_wrong_like_a_compiler(streamer, folder):
    (folder / "my.yaml").write_text("pace: {fastst: 20s}\nsources: []\n")
    done = streamer("check", STREAMER_CONFIG="my.yaml")
    assert (done.code, done.out) == (1, "")
    assert done.err == 'my.yaml:1:8: pace.fastst: unknown key, did you mean "fastest"?\n'


def test_any_command_says_what_is_wrong_with_the_settings(streamer, folder):
    (folder / "config.yaml").write_text("durability: no\npace: {fastst: 20s}\nsources: []\n")
    done = streamer("tail")
    assert done.code == 1
    assert [line[:21] for line in done.err.splitlines()] == [
        "error: config.yaml:1:",
        "error: config.yaml:2:",
    ]


def test_sources_are_listed(streamer, folder):
    (folder / "config.yaml").write_text(
        "sources:\n"
        "  - {id: a, url: 'https://me:pa55@x.org/live', zone: Europe/Kyiv, tags: [war, ukraine]}\n"
        "  - {id: b, url: 'https://y.org', every: 1m30s}\n"
    )
    shown = streamer("sources", "list")
    assert "pa55" not in shown.out
    assert shown.lines[1].split() == [
        "a", "auto", "Europe/Kyiv", "auto", "war,", "ukraine", "https://***@x.org/live",
    ]  # fmt: skip
    first, second = streamer("sources", "list", "--json").objects
    assert (first["id"], first["tags"], first["every"]) == ("a", ["war", "ukraine"], None)
    assert (second["kind"], second["zone"], second["every"]) == ("auto", None, "1m30s")
    assert streamer("poll", "c").err.startswith('error: no source is called "c"')


# Status


def test_status(streamer, history, folder):
    (folder / "config.yaml").write_text(
        "sources: [{id: live, url: 'https://x.org'}, {id: other, url: 'https://y.org'}]"
    )
    (shown,) = streamer("status", "--json").objects
    assert shown["store"]["cursor"] == str(history[-1].cursor)
    assert shown["daemon"] is None
    live, other = shown["sources"]
    assert (live["id"], live["outcome"], live["polled"]) == (
        "live", "ok-new", "2024-10-21T07:35:30Z",
    )  # fmt: skip
    assert (other["outcome"], other["polled"]) == (None, None)
    text = streamer("status")
    assert text.code == 0
    assert "none runs" in text.out
    assert "never polled" in text.out


def test_status_tells_who_polls(streamer, history, published):
    assert streamer("status", "--healthy").code == 1

    async def claimed():
        async with open_store(redis="embedded", data=published[0], durability="everysec") as stream:
            return await stream.claim(timedelta(minutes=1))

    async def released(lease):
        async with open_store(redis="embedded", data=published[0], durability="everysec") as stream:
            await stream.release(lease)

    lease = asyncio.run(claimed())
    try:
        done = streamer("status", "--healthy")
        assert done.code == 0
        assert f"process {os.getpid()} on" in done.out
        refused = streamer("poll", STREAMER_SOURCES="[{id: live, url: 'https://x.org'}]")
        assert refused.code == 1
        assert f"process {os.getpid()} on" in refused.err
    finally:
        asyncio.run(released(lease))


# As a process


@pytest.fixture
def process(history):
    """Start a command as a process of its own; whatever happens, it ends with the test."""
    started = []

    def start(*words, **options):
        command = subprocess.Popen(
            [STREAMER, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(command)
        return command

    yield start
    for command in started:
        command.kill()
        command.communicate()


@pytest.mark.parametrize(
    "words",
    [
        ["replay", "--speed", "0", "--json"],
        ["tail", "--since", "start"],
        ["status"],
        ["check"],
        ["sources", "list"],
    ],
)
def test_a_closed_pipe_is_no_error(history, folder, words):
    (folder / "config.yaml").write_text("sources: []")
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen([STREAMER, *words], stdout=writer, stderr=subprocess.PIPE) as command:
        os.close(writer)
        _, err = command.communicate(timeout=20)
    assert (command.returncode, err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has such a disk")
@pytest.mark.parametrize("words", [["tail", "--no-follow", "--json"], ["sources", "list"]])
def test_a_full_disk_is_one_line(history, folder, words):
    (folder / "config.yaml").write_text("sources: []")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [STREAMER, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (1, "error: [Errno 28] No space left on device\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_tail_follows_and_ends_without_a_word(process, published, number):
    command = process("tail", "--json", "-n", "1")
    assert json.loads(command.stdout.readline())["n"] == 4
    command.send_signal(number)
    out, err = command.communicate(timeout=10)
    assert (command.returncode, out, err) == (0, "", "")


def test_tail_lives_through_a_restart_of_the_store(process, tmp_path):
    data = tmp_path / "data"
    with kept(data):
        asyncio.run(publish(data, HISTORY[:1]))
        environ = os.environ | {"STREAMER_DATA": str(data)}
        command = process("tail", "--json", env=environ)
        assert json.loads(command.stdout.readline())["n"] == 1
        os.kill(int((data / "store" / "server.pid").read_text()), signal.SIGKILL)
        asyncio.run(publish(data, HISTORY[1:2], fresh=False))
        assert json.loads(command.stdout.readline())["subject"] == "u2"
        command.terminate()  # while somebody else is left to stop the server
        command.wait(timeout=10)


def on_a_terminal(*words, **environ):
    """Return what a command writes to a terminal, of 80 columns unless COLUMNS is given."""
    leader, follower = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {
        "TERM": "xterm-256color", "COLUMNS": "80", **environ,
    }  # fmt: skip
    with subprocess.Popen([STREAMER, *words], stdout=follower, stderr=follower, env=env) as command:
        os.close(follower)
        shown = b""
        try:
            while chunk := os.read(leader, 4096):
                shown += chunk
        except OSError:  # how Linux tells that nobody holds the other end
            pass
        os.close(leader)
    assert command.returncode == 0
    return shown.decode()


def test_colour_on_a_terminal_and_marks_without_it(history):
    coloured = on_a_terminal("tail", "--no-follow")
    assert "\x1b[9;31m12\x1b[0m" in coloured
    assert "Monday, 21 October 2024 · times in UTC" in coloured
    plain = on_a_terminal("tail", "--no-follow", NO_COLOR="1")
    assert "[-12-] {+13+}" in plain
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)
    assert "\x1b" not in on_a_terminal("tail", "--no-follow", TERM="dumb")


def test_a_narrow_terminal_keeps_the_words(history):
    shown = on_a_terminal("tail", "--no-follow", COLUMNS="36", NO_COLOR="1")
    for word in ("drones", "wounded", "Shostka"):
        assert word in shown


def test_json_on_a_terminal_is_json(history):
    shown = on_a_terminal("tail", "--no-follow", "--json")
    assert len([json.loads(line) for line in shown.splitlines()]) == 4


def test_help_is_quick():
    """Best of five, over that of bare Python: 150 ms of CPU, and room for a busy machine."""

    def best(*command):
        def once():
            began = os.times()
            subprocess.run(command, check=True, capture_output=True)
            ended = os.times()
            return sum(ended[2:4]) - sum(began[2:4])  # user and system time of children

        return min(once() for _ in range(5))

    bare = best(sys.executable, "-c", "pass")
    assert best(STREAMER, "--help") - bare < 0.4


def test_a_document_made_to_keep_a_parser_busy_is_given_up(streamer, tmp_path, monkeypatch):
    monkeypatch.setattr("streamer.wiring.PARSE_TIME", timedelta(seconds=1))
    page = tmp_path / "deep.html"
    page.write_text("<div>" * 200_000)
    done = streamer("inspect", page)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"error: {page}: not read within 1 s\n"

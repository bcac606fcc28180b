"""Imports go one way: core ← ports ← poller; core ← adapters; only the shell sees all."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import streamer

PACKAGE = Path(streamer.__file__).parent
LAYERS = {
    "core": {
        "model", "errors", "text", "stamps", "identity",
        "words", "removal", "fold", "repeats", "retraction", "numerals",
        "diff", "events", "route", "doubt", "decide", "pace", "codec", "parse", "when",
        "quantity", "harmless", "dated", "key_names", "nearest", "rules",
    },
    "ports": {"ports"},
    "poller": {"gather", "poller", "publisher"},
    "adapters": {
        "fetch", "stream", "workers", "render", "history", "language", "filtering", "log",
        "subscribing", "delivering",
    },
    "shell": {
        "__init__", "__main__", "api", "cli", "config", "daemon", "demo", "joining", "store",
        "systemd",
        "turns", "wiring",
    },
}  # fmt: skip
MAY_SEE = {
    "core": {"core"},
    "ports": {"core"},
    "poller": {"core", "ports", "poller"},
    "adapters": {"core", "ports", "adapters"},
    "shell": {"core", "ports", "poller", "adapters", "shell"},
}
WORLD = {
    "asyncio", "httpx", "aiohttp", "redis", "apscheduler", "typer", "rich", "pydantic", "yaml",
    "os", "time", "socket", "random", "secrets", "subprocess", "threading", "pebble", "structlog",
    "logging", "sys", "io", "tempfile", "shutil",
}  # fmt: skip
# BytesIO is memory, not the world: feedparser opens a path-like body as a file without it.
EXCEPTIONS = {("parse/feeds/feed.py", "io")}


def rooms():
    return {name: layer for layer, names in LAYERS.items() for name in names}


def files():
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room(name):
    return name.split("/")[0].removesuffix(".py")


def imports(file):
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module == "streamer" else [node.module]


@pytest.mark.parametrize("file", files())
def test_a_room_sees_only_what_its_layer_may(file):
    layer = rooms().get(room(file))
    assert layer, f"{file} has no layer: name its room in LAYERS"
    for name in imports(file):
        if name.startswith("streamer.") and name != "streamer.__version__":
            seen = rooms()[name.split(".")[1]]
            assert seen in MAY_SEE[layer], f"{file} ({layer}) imports {name} ({seen})"


def core():
    return [file for file in files() if rooms().get(room(file)) == "core"]


@pytest.mark.parametrize("file", core())
def test_the_core_does_not_touch_the_world(file):
    touched = {name.split(".")[0] for name in imports(file)} & WORLD
    assert {name for name in touched if (file, name) not in EXCEPTIONS} == set()


@pytest.mark.parametrize("file", core())
def test_the_core_never_reads_a_clock(file):
    calls = [
        node.func.attr
        for node in ast.walk(ast.parse((PACKAGE / file).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert not {"now", "utcnow", "today"} & set(calls)


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from streamer.cli import main\n"
        "heavy = {'httpx', 'aiohttp', 'redis', 'feedparser', 'selectolax', 'apscheduler',"
        " 'pydantic', 'rapidfuzz', 'pebble', 're2', 'ahocorasick', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"

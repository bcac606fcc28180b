"""What a newcomer reads is true: the README's words, its commands, its settings and its code."""

import re
import subprocess
import sys
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
from test_cli import folder, history, published
from typer.main import get_command

import streamer
from streamer import cli
from streamer.config import load
from streamer.parse import KINDS

__all__ = ["folder", "history", "published"]  # fixtures

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = PAGES[0].read_text()


def blocks(language):
    """Return the README's pieces of code in that language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands(group, *words):
    """Yield the name and the definition of every command."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *words, name)
        else:
            yield " ".join((*words, name)), command


def options(command):
    return set(chain(*(param.opts + param.secondary_opts for param in command.params)))


COMMANDS = dict(commands(get_command(cli.app)))
ROWS = re.findall(
    r"^\| `streamer ([a-z]+(?: [a-z]+)?)([^`]*)` \| (.*) \|$", README, flags=re.MULTILINE
)


def test_the_table_has_every_command_and_no_other():
    assert sorted(name for name, _, _ in ROWS) == sorted(COMMANDS)


@pytest.mark.parametrize(("name", "arguments", "told"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_table_says_of_a_command_is_there(name, arguments, told):
    command = COMMANDS[name]
    assert set(re.findall(r"`(--?[a-z-]+)", told)) <= options(command)
    takes = any(param.param_type_name == "argument" for param in command.params)
    assert takes == bool(arguments.strip())


def test_which_commands_have_json_and_settings():
    assert {name for name in COMMANDS if "--json" not in options(COMMANDS[name])} == {
        "run",
        "check",
        "subscribe",
        "subscriptions remove",
    }
    assert "(all but `run`, `check`, `subscribe` and `subscriptions remove`)" in README
    assert {name for name in COMMANDS if "-c" not in options(COMMANDS[name])} == {"demo", "diff"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_all_its_options_have_help(name):
    assert COMMANDS[name].help
    assert [param.name for param in COMMANDS[name].params if not param.help] == []


def test_what_is_to_be_typed_exists():
    shell = "\n".join(blocks("sh"))
    typed = set(re.findall(r"^streamer ([a-z]+)", shell, re.MULTILINE))
    assert len(typed) >= 4
    assert typed <= {name.split()[0] for name in COMMANDS}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = re.findall(
        r"(?:`|^)make ([a-z]+)", "\n".join(p.read_text() for p in PAGES), re.MULTILINE
    )
    assert set(told) >= {"demo", "test", "run"}
    assert set(told) <= targets


def test_the_page_of_families_has_a_row_for_each_in_the_order_of_their_turns():
    rows = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "docs/families.md").read_text(), re.MULTILINE)
    assert tuple(rows) == KINDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_is_there(page):
    linked = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [name for name in linked if not (page.parent / name).exists()] == []


def test_the_settings_of_the_readme_are_good(tmp_path):
    (settings,) = blocks("yaml")
    (tmp_path / "config.yaml").write_text(settings)
    (source,) = load(tmp_path / "config.yaml", {}).sources
    assert source.zone == "Europe/Kyiv"


TAIL, SUBSCRIBE = blocks("python")
ALL_OF_IT = SUBSCRIBE.replace('rule="kharkiv -sport"', 'rule="baseline:in", since="start"')


@pytest.mark.parametrize("code", [TAIL, ALL_OF_IT], ids=["tail", "subscribe"])
def test_the_python_of_the_readme_works_as_it_stands(history, code):
    command = [sys.executable, "-u", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as reader:
        try:
            lines = [reader.stdout.readline().split() for _ in history]
        finally:
            reader.terminate()
    assert lines == [
        [str(entry.cursor), entry.event.kind, entry.event.subject] for entry in history
    ]


def test_what_is_public_can_be_had():
    assert {name for name in streamer.__all__ if getattr(streamer, name, None)} == set(
        streamer.__all__
    )
    with pytest.raises(AttributeError, match="no attribute 'tial'"):
        _ = streamer.tial


def test_the_package_is_what_is_promised():
    package = metadata.metadata("liveblog-streamer")
    assert package["Version"] == streamer.__version__
    assert package.get_all("Provides-Extra", []).count("all") == 1
    (script,) = metadata.entry_points(group="console_scripts", name="streamer")
    assert script.load() is cli.main


def test_the_changelog_fits_the_package():
    log = (ROOT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## \[(.+?)\]", log, re.MULTILINE)
    assert headings[0] == "Unreleased"
    # The newest release, if there is one, is what is installed.
    assert headings[1:2] in ([], [streamer.__version__])
    assert len(headings) > 1 or re.search(r"^- ", log, re.MULTILINE)

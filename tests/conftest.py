"""Fixtures that more than one test file needs."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from servers import served

# A busy machine is no fault of the code; how long a test may take says pytest's own limit.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write what the parsers give now")


@pytest.fixture
def shared():
    """The folder of real pages and feeds, which only its owners have."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the real pages belong to their publishers and are not in this checkout")
    return folder


@pytest.fixture(scope="session")
def server_of():
    """Start each server that is asked for once; the test empties it."""
    with ExitStack() as stack:
        started = {}

        def of(name):
            if name not in started:
                started[name] = stack.enter_context(served(name, appendonly="yes"))
            return started[name]

        yield of


@pytest.fixture
def hasty(monkeypatch):
    """Ask a store that stays away again without waiting."""
    monkeypatch.setattr("streamer.stream.server._PAUSES", (0.0, 0.0, 0.0))

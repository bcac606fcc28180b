"""Fixtures that more than one test file needs."""

from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write what the parsers give now")


@pytest.fixture
def shared():
    """The folder of real pages and feeds, which only its owners have."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the real pages belong to their publishers and are not in this checkout")
    return folder

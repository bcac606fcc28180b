"""Golden data: a folder per case, ``document.*`` and ``case.json`` in, ``expected.json`` out.

To add a case, drop a document in and run ``pytest --update-golden``; the review of the
new expected.json is the test. Every document is of our own words.
"""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from streamer.codec import snapshot_json
from streamer.errors import ParseError
from streamer.model import Document, Selectors
from streamer.parse import parse

CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/case.json"))


def read(folder):
    case = orjson.loads((folder / "case.json").read_bytes())
    (file,) = folder.glob("document.*")
    document = Document(
        url=case["url"],
        body=file.read_bytes(),
        fetched=datetime.fromisoformat(case["fetched"]).astimezone(UTC),
        headers={"content-type": case["content_type"]} if case.get("content_type") else {},
    )
    try:
        snapshot = parse(
            document,
            kind=case.get("kind") or "auto",
            zone=case.get("zone"),
            selectors=Selectors(**case["selectors"]) if "selectors" in case else None,
        )
    except ParseError as error:
        return {"outcome": error.outcome, "message": str(error)}
    return snapshot_json(snapshot)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_golden(folder, request):
    actual = orjson.dumps(read(folder), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
    expected = folder / "expected.json"
    if request.config.getoption("--update-golden"):
        expected.write_bytes(actual)
    assert orjson.loads(expected.read_bytes()) == orjson.loads(actual)


def test_there_are_cases():
    assert len(CASES) > 20

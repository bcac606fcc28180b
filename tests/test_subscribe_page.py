"""The page on subscriptions is true: its consumer of ten lines runs as it is written there."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
from commits import Writer
from servers import Opened

PAGE = (Path(__file__).parents[1] / "docs" / "subscribe.md").read_text()
CONSUMER = next(
    code for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "xreadgroup" in code
)
EVENTS = "streamer:{0}:events"


@pytest.mark.parametrize("name", ["valkey", "redis-6.2"])
async def test_a_plain_consumer_works_beside_our_own_workers(server_of, tmp_path, name):
    server = server_of(name)
    script = tmp_path / "consumer.py"
    script.write_text(CONSUMER)
    writer = Writer()
    async with server.client() as admin, Opened(server) as store:
        await admin.flushall()
        ours = store.subscription("desk")
        await ours.open(None)
        await store.commit(writer.news("a", "b", "c"))
        (mine,) = (await ours.take(1, others=True)).items
        plain = await asyncio.create_subprocess_exec(
            *(sys.executable, script, f"unix://{server.path}", "plain"),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            lines = [await plain.stdout.readline() for _ in range(2)]
            assert lines == [b"2 update.new b\n", b"3 update.new c\n"]
            # What we leave for longer than its 30 s it takes over.
            await admin.xclaim(EVENTS, "desk", "gone", 0, [mine.entry_id], idle=31_000, justid=True)
            await store.commit(writer.news("d"))
            assert await plain.stdout.readline() in {b"1 update.new a\n", b"4 update.new d\n"}
            assert await plain.stdout.readline() in {b"1 update.new a\n", b"4 update.new d\n"}
        finally:
            plain.kill()
            await plain.wait()
        assert (await admin.xpending(EVENTS, "desk"))["pending"] <= 1


def test_it_is_ten_lines():
    body = [line for line in CONSUMER.splitlines() if line and not line.startswith("import")]
    assert len(body) <= 10

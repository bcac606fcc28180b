"""A proxy that loses what a network loses: replies, or the connection."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Faults:
    """What goes wrong, by the number of the command, counted from 1 over all connections.

    A command's fate is decided when it is seen: ``reply`` lets the server do it and cuts
    the connection in place of the answer; ``command`` cuts before the server sees it.
    """

    fate: object = lambda n, command: None
    seen: int = 0
    commands: Counter = field(default_factory=Counter)
    lost: int = 0


@asynccontextmanager
async def proxied(path, upstream, faults):
    """Serve a unix socket at *path* that goes on to *upstream*, with *faults*."""
    lines = set()

    async def serve(reader, writer):
        lines.add(asyncio.current_task())
        try:
            # asyncio complains of a line that ends as cancelled.
            with suppress(asyncio.CancelledError):
                await _relay(reader, writer, upstream, faults)
        finally:
            writer.close()
            lines.discard(asyncio.current_task())

    server = await asyncio.start_unix_server(serve, path)
    try:
        yield faults
    finally:
        server.close()
        open_lines = list(lines)
        for line in open_lines:
            line.cancel()
        await asyncio.gather(*open_lines, return_exceptions=True)
        await asyncio.sleep(0)  # a closed transport goes in the next turn of the loop


async def _relay(reader, writer, upstream, faults):
    up_reader, up_writer = await asyncio.open_unix_connection(upstream)
    cut = asyncio.Event()
    replies = asyncio.ensure_future(_replies(up_reader, writer, cut))
    try:
        while command := await _command(reader):
            name, raw = command
            faults.seen += 1
            faults.commands[name] += 1
            fate = faults.fate(faults.seen, name)
            if fate:
                faults.lost += 1
            if fate == "command":
                return
            if fate == "reply":
                cut.set()
            up_writer.write(raw)
            await up_writer.drain()
            if fate == "reply":
                await replies
                return
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        up_writer.close()
        replies.cancel()
        await asyncio.gather(replies, return_exceptions=True)


async def _replies(up_reader, writer, cut):
    """Pass replies on; once *cut*, wait for the next one and swallow it."""
    while some := await up_reader.read(65536):
        if cut.is_set():
            return
        writer.write(some)
        await writer.drain()


async def _command(reader):
    """Return the name and the bytes of the next command, None at the end."""
    try:
        head = await reader.readuntil(b"\r\n")
    except asyncio.IncompleteReadError:
        return None
    raw, words = [head], []
    for _ in range(int(head[1:])):
        size = await reader.readuntil(b"\r\n")
        word = await reader.readexactly(int(size[1:]) + 2)
        raw += [size, word]
        words.append(word[:-2])
    return words[0].decode().upper(), b"".join(raw)

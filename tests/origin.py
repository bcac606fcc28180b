"""A web server that says exactly the bytes it is told to, and remembers what it was asked."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request as it stood on the wire; ``connection`` counts from 1."""

    connection: int
    target: str
    lines: tuple[bytes, ...]

    def all(self, name):
        """Return the values of every header of this name, in bytes."""
        pairs = (line.partition(b":") for line in self.lines)
        return [value.strip() for key, _, value in pairs if key.lower() == name.lower().encode()]

    def header(self, name):
        return next(iter(self.all(name)), None)


@dataclass
class Origin:
    """An async context manager. ``answers`` maps a path to bytes, or to what makes them.

    An answer is bytes; a function of the request that returns bytes; or an async
    function of the request and the writer, which then writes for itself and hangs up.
    A path without an answer is a 404.
    """

    host: str = "127.0.0.1"
    port: int = 0
    tls: object = None
    answers: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    connections: int = 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, self.host, self.port, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        self.tasks = set()
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.server.wait_closed()

    def url(self, path="/", host=None):
        scheme = "https" if self.tls else "http"
        host = host or self.host
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}{path}"

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        self.connections += 1
        number = self.connections
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self.answer(number, reader, writer):
                await writer.drain()
        writer.close()
        with suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    async def answer(self, number, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].split(b"\r\n")
        request = Request(number, first.split()[1].decode(), tuple(lines))
        self.requests.append(request)
        answer = self.answers.get(request.target.partition("?")[0], says(404))
        if asyncio.iscoroutinefunction(answer):
            await answer(request, writer)
            return False
        writer.write(answer if isinstance(answer, bytes) else answer(request))
        return True


def says(status=200, body=b"", *headers):
    """Return the bytes of a plain answer; headers are ``"Name: value"``, in str or bytes."""
    lines = [f"HTTP/1.1 {status} Said".encode()]
    lines += [line if isinstance(line, bytes) else line.encode() for line in headers]
    if status != 304:
        lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + body
    return b"\r\n".join(lines) + b"\r\n\r\n"


def moved(to, status=302):
    return says(status, b"", f"Location: {to}")

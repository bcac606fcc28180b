"""Opens the store that the config names, and refuses one that is not fit."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from streamer.errors import StoreError
from streamer.stream.embedded import Embedded
from streamer.stream.redis_stream import RedisStream
from streamer.stream.server import Revive, Server

DURABILITIES: Final = ("always", "everysec", "replica")
_SCHEMES: Final = ("redis", "rediss", "unix")
_LATER: Final = "sentinel and cluster addresses are not supported yet: name a single server"
_TIMEOUT: Final = 5.0  # seconds for a reply, or a connection


@asynccontextmanager
async def open_store(
    *, redis: str, data: Path, durability: str = "always", prefix: str = "streamer"
) -> AsyncIterator[RedisStream]:
    """Open the store, and close it at the end.

    Args:
        redis: ``embedded``, or an address: redis://, rediss://, unix:// or a path.
        data: The data directory, which holds the embedded store.
        durability: ``always``, ``everysec`` or ``replica``.
        prefix: Begins the name of every key.

    Raises:
        StoreError: The store is away or not fit; the message says what to change.

    """
    if durability not in DURABILITIES:
        raise StoreError(f"durability {durability!r}: write one of {', '.join(DURABILITIES)}")
    async with AsyncExitStack() as stack:
        revive: Revive | None = None
        if redis == "embedded":
            if durability == "replica":
                raise StoreError("durability: replica needs a server with a replica in redis:")
            embedded = Embedded(data / "store", fsync=durability)
            await stack.enter_async_context(embedded)
            url, revive = f"unix://{embedded.socket}", embedded.ensure
        else:
            url = _url(redis)
        address = _without_secrets(url)
        client, reader = _client(url), _reader(url)
        stack.push_async_callback(client.aclose)
        stack.push_async_callback(reader.aclose)
        shortfall = await _check(Server(client, address, revive), durability)
        yield RedisStream(
            client,
            reader,
            prefix=prefix,
            address=address,
            replicated=durability == "replica",
            revive=revive,
            shortfall=shortfall,
        )


def _url(redis: str) -> str:
    if redis.startswith("/"):
        return f"unix://{redis}"
    scheme, _, rest = redis.partition("://")
    if "sentinel" in scheme or "cluster" in scheme or "," in rest:
        raise StoreError(_LATER)
    if scheme not in _SCHEMES or not rest:
        raise StoreError(
            f"redis: {_without_secrets(redis)!r} is no address: write embedded, "
            f"redis://host:6379/0, rediss://… or the path of a unix socket"
        )
    return redis


def _without_secrets(url: str) -> str:
    """Return *url* as it may stand in a message."""
    bare = re.sub(r"//[^/@]*@", "//", url)
    return urlsplit(bare).path if bare.startswith("unix:") else bare.partition("?")[0]


def _client(url: str) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=16,
        timeout=30,
        **_options(),
        socket_timeout=_TIMEOUT,
    )
    return Redis.from_pool(pool)


def _reader(url: str) -> Redis:
    # It waits for entries as long as it takes; reading.py looks at the clock.
    return Redis.from_url(url, **_options(), socket_timeout=None)


def _options() -> dict[str, Any]:
    # A library that repeats a write by itself may do it twice. RESP2: one shape of answers
    # on every server.
    return {
        "retry": Retry(NoBackoff(), 0),
        "socket_connect_timeout": _TIMEOUT,
        "protocol": 2,
        "client_name": "streamer",
    }


async def _check(server: Server, durability: str) -> str:
    """Return what the server does not do of *durability*.

    Raises:
        StoreError: It is away, or not fit for a log that must not lose anything.

    """
    info = await server.ask("INFO", "everything")
    if info.get("cluster_enabled"):
        raise StoreError(_LATER)
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise StoreError(
            f"the store at {server.address} throws data away when it is full "
            f"(maxmemory-policy {policy}): set maxmemory-policy noeviction"
        )
    if not any(await server.ask("COMMAND", "INFO", "XAUTOCLAIM")):
        raise StoreError(f"the store at {server.address} is older than Redis 6.2: update it")
    if durability == "replica":
        return "" if info.get("connected_slaves") else "no replica is connected"
    if not info.get("aof_enabled"):
        return f"durability: {durability} needs appendonly yes, and the server has it off"
    return await _check_fsync(server, durability)


async def _check_fsync(server: Server, durability: str) -> str:
    try:
        found = await server.ask("CONFIG GET", "appendfsync")
    except StoreError as error:
        if isinstance(error.__cause__, RedisError):  # a hosted server hides its settings
            return ""
        raise
    fsync = found.get("appendfsync", durability)
    if durability == "always" and fsync != "always":
        return f"durability: always needs appendfsync always, and the server has {fsync}"
    return ""

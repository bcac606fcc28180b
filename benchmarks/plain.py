"""The rival: what one writes in an afternoon with feedparser, httpx and XADD.

It keeps the validators in memory, remembers ids in a Redis set, and appends what it has
not seen. It knows no edits and no removals, and it doubles or loses events in a crash.
"""

from io import BytesIO

import feedparser
import httpx
import orjson
from redis.asyncio import Redis


class PlainScript:
    """One source, polled."""

    def __init__(self, url: str, redis: Redis) -> None:
        self._url = url
        self._redis = redis
        self._client = httpx.AsyncClient()
        self._validators: dict[str, str] = {}

    async def poll(self) -> int:
        """Append the entries not seen before; return how many there were."""
        reply = await self._client.get(self._url, headers=self._validators)
        if reply.status_code == httpx.codes.NOT_MODIFIED:
            return 0
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        self._validators = {
            ask: reply.headers[said] for said, ask in names.items() if said in reply.headers
        }
        new = 0
        for entry in feedparser.parse(BytesIO(reply.content)).entries:
            if await self._redis.sadd("plain:seen", entry.id):
                payload = orjson.dumps(
                    {"id": entry.id, "title": entry.title, "text": entry.summary}
                )
                await self._redis.xadd("plain:events", {"data": payload})
                new += 1
        return new

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

"""A fetcher for tests: it may ask 127.0.0.1 and nobody else."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network

import pytest
from aiohttp.abc import AbstractResolver

from streamer.errors import FetchError
from streamer.fetch import Fetcher
from streamer.model import Validators

NOW = datetime(2024, 10, 21, 9, 30, tzinfo=UTC)
NONE = Validators()


class Names(AbstractResolver):
    """Answers with the addresses it is given, in turn, and counts the questions."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        self.asked.append(host)
        addresses = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in addresses
        ]

    async def close(self):
        pass


@cache
def nobody_trusted():
    """Return a context that is made once: reading the lists of authorities takes 0.1 s."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def fetcher(**changes):
    settings = {
        "contact": "https://example.org/bot",
        "clock": lambda: NOW,
        "allow": [ip_network("127.0.0.1/32")],
        "timeout": timedelta(seconds=5),
        "version": "1.2.3",
        "tls": nobody_trusted(),
    }
    return Fetcher(**settings | changes)


async def failure(fetch, url, validators=NONE):
    with pytest.raises(FetchError) as failed:
        await fetch(url, validators)
    assert "\n" not in str(failed.value)
    return failed.value

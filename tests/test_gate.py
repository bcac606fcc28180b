"""One request to a host at a time, with a pause between two; other hosts do not wait."""

from datetime import timedelta

from clocks import Clock

from streamer.fetch import gate
from streamer.fetch.gate import Gate


def opened(clock, gap=2):
    return Gate(timedelta(seconds=gap), clock=clock, sleep=clock.sleep)


async def test_the_first_request_waits_for_nobody():
    clock = Clock()
    await opened(clock)("https://harbour.example/live")
    assert clock.slept == []


async def test_the_next_ones_to_a_host_queue_up():
    clock = Clock()
    gate = opened(clock)
    for path in "abc":
        await gate(f"https://harbour.example/{path}")
    assert clock.slept == [2, 2]


async def test_who_waits_already_keeps_its_place():
    slept = []

    async def noted(seconds):
        slept.append(seconds)

    gate = Gate(timedelta(seconds=2), clock=lambda: 100.0, sleep=noted)
    for _ in range(3):
        await gate("https://harbour.example/")
    assert slept == [2, 4]


async def test_another_host_does_not_wait():
    clock = Clock()
    gate = opened(clock)
    await gate("https://harbour.example/")
    await gate("https://HARBOUR.example:8443/")
    await gate("https://port.example/")
    assert clock.slept == [2], "the same host, whatever its port and case"


async def test_a_host_that_was_left_alone_long_enough_is_asked_at_once():
    clock = Clock()
    gate = opened(clock)
    await gate("https://harbour.example/")
    clock.now += 2
    await gate("https://harbour.example/")
    assert clock.slept == []


async def test_it_forgets_the_hosts_that_were_asked_longest_ago(monkeypatch):
    monkeypatch.setattr(gate, "_MOST_HOSTS", 2)
    clock = Clock()
    one = opened(clock)
    for host in "abca":
        await one(f"https://{host}.example/")
    assert clock.slept == []

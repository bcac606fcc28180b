"""What a poll costs: CPU time beside a plain script of feedparser, httpx and XADD.

Each contender runs as a process, once with few polls and once with many; the difference
is the cost of the polls without the start of the program. Both read the same local feed
of 30 entries and write to the same kind of server, whose own CPU time is not counted.
The contenders take turns, and the ratio is the median of the ratios of the turns.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.server import valkey

CASES = {
    "304": ("not modified (304)", 400),
    "same": ("same body (200)", 200),
    "live": ("one new, one edited", 100),
}
TURNS = 3
FEW = 5


def cpu(who: str, url: str, store: str, polls: int) -> float:
    """Return the CPU seconds that a contender and its workers spend."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.contender", who, url, store, str(polls)],
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{who} failed on {url}")
    return usage.ru_utime + usage.ru_stime


def per_poll(who: str, url: str, polls: int) -> float:
    """Return the milliseconds of CPU that one poll costs."""
    spent = []
    for count in (FEW, FEW + polls):
        with tempfile.TemporaryDirectory() as folder, valkey(Path(folder)) as store:
            spent.append(cpu(who, url, store, count))
    return (spent[1] - spent[0]) / polls * 1000


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def rows() -> list[tuple[str, float, float, float]]:
    """Return a row a case: its name, our cost, the rival's, and the median ratio."""
    port = free_port()
    origin = subprocess.Popen([sys.executable, "-m", "benchmarks.origin", str(port)])
    try:
        _await_port(port)
        result = []
        for case, (name, polls) in CASES.items():
            url = f"http://127.0.0.1:{port}/{case}"
            turns = [
                (per_poll("ours", url, polls), per_poll("plain", url, polls)) for _ in range(TURNS)
            ]
            ours, plain = (median(turn[side] for turn in turns) for side in (0, 1))
            result.append((name, ours, plain, median(turn[1] / turn[0] for turn in turns)))
        return result
    finally:
        origin.terminate()
        origin.wait()


def _await_port(port: int) -> None:
    for _ in range(500):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit("the local site did not start")


if __name__ == "__main__":
    print("| poll | streamer, ms CPU | plain script, ms CPU | plain / streamer |")
    print("|---|---|---|---|")
    for name, ours, plain, ratio in rows():
        print(f"| {name} | {ours:.2f} | {plain:.2f} | {ratio:.1f}× |")

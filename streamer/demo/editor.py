"""The editor: tells the story step by step, and knows who has read what."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from streamer.demo.newsroom import Newsroom
from streamer.demo.script import Expected, Script, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a desk's page was last changed to: its number, and when that was."""

    number: int
    changed: datetime


class Editor:
    """The newsroom as it stands, and its history.

    Attributes:
        room: The newsroom now.
        made: How many steps were made.
        reads: How often each desk was read.
        history: The event of every step that has one; first what was there at the
            opening, each desk's oldest item first.

    """

    def __init__(self, script: Script, clock: Callable[[], datetime]) -> None:
        self.script = script
        self.opened = clock()
        self.room: Newsroom = script.open(self.opened)
        self.made = 0
        self.reads: Counter[str] = Counter()
        self.history = [
            Expected(kind="update.new", source=desk.name, headline=item.headline, text=item.text)
            for desk in self.room.desks.values()
            for item in reversed(desk.items)
        ]
        self._clock = clock
        self._steps = script.all_steps()
        first = Edition(number=1, changed=self.opened)
        self._editions = dict.fromkeys(self.room.desks, first)
        # How often a desk must be read before it changes again: nothing that it said may
        # stay unseen, and a deletion is only believed by those who look twice.
        self._unread = dict.fromkeys(self.room.desks, 1)
        self._read = asyncio.Condition()

    def edition(self, desk: str) -> Edition:
        """Return what *desk* was last changed to."""
        return self._editions[desk]

    async def note_read(self, desk: str) -> None:
        """Somebody got the page of *desk* as it stands, or was told that he has it."""
        async with self._read:
            self.reads[desk] += 1
            self._unread[desk] = max(0, self._unread[desk] - 1)
            self._read.notify_all()

    def step(self) -> tuple[Step, Expected | None] | None:
        """Make the next step; return it and its event, None when the story is over."""
        step = next(self._steps, None)
        return None if step is None else (step, self._make(step))

    async def play(self) -> None:
        """Make each step at its time, but never before the last change was read."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for step in self._steps:
            await asyncio.sleep(start + step.at - loop.time())
            async with self._read:
                while self._unread.get(step.desk):
                    await self._read.wait()
            self._make(step)

    def _make(self, step: Step) -> Expected | None:
        now = self._clock()
        self.room = step.apply(self.room, now)
        self.made += 1
        for name in [step.desk] if step.desk else self.room.desks:
            self._editions[name] = Edition(number=self._editions[name].number + 1, changed=now)
        if step.desk:
            self._unread[step.desk] = 2 if step.act == "delete" else 1
        expected = step.expected(self.room)
        if expected:
            self.history.append(expected)
        return expected

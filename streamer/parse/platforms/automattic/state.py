"""What is remembered of a blog from one poll to the next."""

from dataclasses import dataclass
from typing import Final, Self

from streamer.model import Memo
from streamer.parse.platforms.automattic.settings import DEFAULT, number

_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the next poll has to know.

    Attributes:
        endpoint: Where the API is.
        web: The address of the live blog.
        asked: The address of the log that the next poll begins with, ``""`` if it begins
            with the source's own address, to look at everything.
        interval: Seconds between two polls.
        cursor: Until when all changes are known, by the server's clock.
        walked: When everything was looked at, by ours.
        newest: The newest revision that is there, 0 if it was deleted.
        top: The highest id when everything was looked at.
        count: How many entries there were up to it.
        shift: By how many seconds the original's times are ahead.
        archived: What the page said of its newest entry when all was looked at after the end.
        looks: How often that was.
    """

    endpoint: str = ""
    web: str = ""
    asked: str = ""
    interval: int = DEFAULT
    cursor: int = 0
    walked: int = 0
    newest: int = 0
    top: int = 0
    count: int = 0
    shift: int = 0
    archived: str = ""
    looks: int = 0

    @classmethod
    def told(cls, memo: Memo) -> Self:
        """Return what *memo* says."""
        shift = memo.get("shift", "")
        return cls(
            endpoint=memo.get("endpoint", ""),
            web=memo.get("web", ""),
            asked=memo.get("asked", ""),
            interval=number(memo.get("interval")) or DEFAULT,
            cursor=number(memo.get("cursor")),
            walked=number(memo.get("walked")),
            newest=number(memo.get("newest")),
            top=number(memo.get("top")),
            count=number(memo.get("count")),
            shift=-number(shift[1:]) if shift.startswith("-") else number(shift),
            archived=memo.get("archived", ""),
            looks=number(memo.get("looks")),
        )

    def memo(self) -> Memo:
        """Return the same as texts."""
        said = {
            "endpoint": self.endpoint[:_LONGEST],
            "web": self.web[:_LONGEST],
            "asked": self.asked[:_LONGEST],
            "interval": str(self.interval),
            "cursor": str(self.cursor or ""),
            "walked": str(self.walked or ""),
            "newest": str(self.newest or ""),
            "top": str(self.top or ""),
            "count": str(self.count or ""),
            "shift": str(self.shift or ""),
            "archived": self.archived,
            "looks": str(self.looks or ""),
        }
        return {name: text for name, text in said.items() if text}

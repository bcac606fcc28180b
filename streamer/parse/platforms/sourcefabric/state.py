"""What is remembered of a blog from one poll to the next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from streamer.model import Memo
from streamer.parse.dates import instant
from streamer.parse.platforms.sourcefabric.limit import Limit, number

ALL: Final = "all"
CHANGES: Final = "changes"
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the next poll has to know.

    Attributes:
        api: The address of the blog.
        web: The address of the page that embeds it.
        turn: What the next poll begins with: ``all`` posts, their ``changes``, or ``""``
            for the source's own address.
        form: How the changes are asked for, ``""`` if the server does not know how.
        cursor: The newest change that is known, by the server's clock.
        walked: When everything was looked at, by ours.
        total: How many posts there are, with all that are gone.
        limit: How full the blog is.
    """

    api: str = ""
    web: str = ""
    turn: str = ""
    form: str = ""
    cursor: datetime | None = None
    walked: datetime | None = None
    total: int = 0
    limit: Limit = field(default_factory=Limit)

    @classmethod
    def told(cls, memo: Memo) -> Self:
        """Return what *memo* says."""
        return cls(
            api=memo.get("api", ""),
            web=memo.get("web", ""),
            turn=memo.get("turn", ""),
            form=memo.get("form", ""),
            cursor=instant(memo.get("cursor")),
            walked=instant(memo.get("walked")),
            total=number(memo.get("total", "")),
            limit=Limit.told(memo),
        )

    def memo(self) -> Memo:
        """Return the same as texts."""
        said = {
            "api": self.api[:_LONGEST],
            "web": self.web[:_LONGEST],
            "turn": self.turn,
            "form": self.form,
            "cursor": self.cursor.isoformat() if self.cursor else "",
            "walked": self.walked.isoformat() if self.walked else "",
            "total": str(self.total or ""),
            **self.limit.memo(),
        }
        return {name: text for name, text in said.items() if text}

"""The nouns. Every one is a frozen value; every instant is an aware UTC datetime.

Source → Document → Snapshot → (diff with Known) → Event → Entry
"""

from streamer.model.event import Before, Changes, Cursor, Entry, Event, Missed, Rewound, Word
from streamer.model.facts import Facts, Validators
from streamer.model.kinds import Basis, Kind, Outcome, View, Weight
from streamer.model.known import Absent, Known, KnownUpdate
from streamer.model.source import Document, Memo, Request, Selectors, Source
from streamer.model.update import DERIVED, Snapshot, Update

__all__ = [
    "DERIVED",
    "Absent",
    "Basis",
    "Before",
    "Changes",
    "Cursor",
    "Document",
    "Entry",
    "Event",
    "Facts",
    "Kind",
    "Known",
    "KnownUpdate",
    "Memo",
    "Missed",
    "Outcome",
    "Request",
    "Rewound",
    "Selectors",
    "Snapshot",
    "Source",
    "Update",
    "Validators",
    "View",
    "Weight",
    "Word",
]

"""What one poll means: events, and what to remember. Pure; the poller only obeys.

A good document moves the facts on. One that failed, or is doubted, leaves validators,
body and absences as they were: the next poll then gets the document again in full.
"""

from streamer.decide.arrival import stranger
from streamer.decide.decision import Decision
from streamer.decide.document import failed, may_be_silent, shown, unchanged
from streamer.decide.rollover import moved

__all__ = ["Decision", "failed", "may_be_silent", "moved", "shown", "stranger", "unchanged"]

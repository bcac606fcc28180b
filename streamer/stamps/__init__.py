"""When it was: clocks, days and zones as pages write them, and instants out of them; pure.

``clocks``, ``days`` and ``zones`` read words; ``walk`` finds the day of each clock.
"""

from streamer.stamps.walk import Shown, Stamp, date_items, modified_at, oldest_first

__all__ = ["Shown", "Stamp", "date_items", "modified_at", "oldest_first"]

"""Follow live blogs and news feeds as a log of updates: new, edited, removed, restored."""

__version__ = "0.1.0"

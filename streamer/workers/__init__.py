"""Parsers in processes of their own, which are killed at a limit of time and memory.

Any document can be made that keeps a parser busy for hours. So none is parsed on the
event loop, and none in a process that anything else needs.
"""

from streamer.workers.pool import Workers

__all__ = ["Workers"]

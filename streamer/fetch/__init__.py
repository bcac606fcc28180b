"""Asking servers, politely and carefully."""

from streamer.fetch.client import Fetcher

__all__ = ["Fetcher"]

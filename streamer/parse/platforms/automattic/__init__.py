"""Automattic's liveblog plugin of WordPress: pages, and the REST API behind them.

Each entry is a comment. An edit is a second comment that replaces the first, a deletion is
an empty one that does. The API shows both as a log of changes and as pages of the present
state: https://github.com/Automattic/liveblog.
"""

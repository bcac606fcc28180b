"""AMP's `amp-live-list`: a list whose every child says when it was made and changed.

https://amp.dev/documentation/components/amp-live-list/
"""

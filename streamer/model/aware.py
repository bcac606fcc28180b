"""Instants are aware UTC, everywhere."""

from datetime import UTC, datetime


def check_aware(*instants: datetime | None) -> None:
    """Refuse an instant of another zone, or of none.

    Raises:
        ValueError: One is not aware UTC, which is a bug of the caller.

    """
    for instant in instants:
        if instant is not None and instant.tzinfo is not UTC:
            raise ValueError(f"instants are aware UTC, got {instant!r}")

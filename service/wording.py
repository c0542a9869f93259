"""How many of what: in words that agree with the number."""

from __future__ import annotations


def counted(number: int, one: str, several: str | None = None) -> str:
    """Say "1 row", "2,000 rows"; `several` where more than one are not called so with an s."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"

"""The one plain sentence of an event that comes as codes: a dataset's rows have none."""

from __future__ import annotations


def summary(actor1: str | None, label: str, actor2: str | None, place: str | None = None) -> str:
    """Say who did what to whom, where: "CANADA → UNITED KINGDOM: Visit (Toronto, Ontario, Canada)".

    Names stand as the dataset writes them; whoever is not stated is left out.
    """
    sides = f"{actor1 or ''} → {actor2}".strip() if actor2 else actor1
    what = f"{sides}: {label}" if sides else label
    return f"{what} ({place})" if place else what

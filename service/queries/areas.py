"""Areas in SQL: the values and the conditions of a box and of a circle, and how what is in a small one is found.

Left to itself SQLite looks for any area by its latitudes, all that lie on them round the globe, and then sorts: over two
million events 2 ms for a town and 14 s for the world. So the index of points is used for small areas alone, and there
it is what a list walks.
"""

from __future__ import annotations

from functools import cache
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Connection, Double, Select, bindparam, func, literal, or_, select

from schemas.areas import Box, Spot, box_around, nearness
from schemas.filters import BoxFilter, NearFilter

AreaFilter = BoxFilter | NearFilter
# An area of no more points than this is small: to read and sort so many events takes some milliseconds.
FEW_POINTS = 2000
BY_POINT = "INDEXED BY event_by_point"


def edges(name: str, box: Box) -> dict[str, float]:
    """Give the values of a box, for the conditions of the filter of this name."""
    (west_a, east_a), (west_b, east_b) = box.stretches
    return {
        f"{name}_south": box.south,
        f"{name}_north": box.north,
        f"{name}_west_a": west_a,
        f"{name}_east_a": east_a,
        f"{name}_west_b": west_b,
        f"{name}_east_b": east_b,
    }


def circle(name: str, spot: Spot, radius_km: float) -> dict[str, float]:
    """Give the values of a circle and of the box around it."""
    return edges(name, box_around(spot, radius_km)) | {
        f"{name}_latitude": spot.latitude,
        f"{name}_longitude": spot.longitude,
        f"{name}_cosine": cos(radians(spot.latitude)),
        f"{name}_reach": nearness(radius_km),
    }


def in_box(one: AreaFilter, indexed: bool) -> list[ColumnElement[bool]]:
    """Give the conditions of a box; those that are not `indexed` are written so that no index is used for them."""
    latitude = one.latitude if indexed else one.latitude + literal(0.0, Double())
    return [
        latitude.between(degrees(one, "south"), degrees(one, "north")),
        or_(
            one.longitude.between(degrees(one, "west_a"), degrees(one, "east_a")),
            one.longitude.between(degrees(one, "west_b"), degrees(one, "east_b")),
        ),
    ]


def in_circle(one: NearFilter, indexed: bool) -> list[ColumnElement[bool]]:
    """Give the conditions of a circle. The box around it comes first: it rules out most before anything is computed."""
    haversine = _half_sine_squared(one.latitude - degrees(one, "latitude")) + (
        func.cos(func.radians(one.latitude), type_=Double())
        * degrees(one, "cosine")
        * _half_sine_squared(one.longitude - degrees(one, "longitude"))
    )
    return [*in_box(one, indexed), haversine <= degrees(one, "reach")]


def _half_sine_squared(angle: Any) -> ColumnElement[float]:
    half: ColumnElement[float] = func.sin(func.radians(angle, type_=Double()) * 0.5, type_=Double())
    return func.power(half, 2.0, type_=Double())


def degrees(one: AreaFilter, name: str) -> Any:
    """Name the place of a value."""
    return bindparam(f"{one.name}_{name}", type_=Double())


def is_small(connection: Connection, one: AreaFilter, values: dict[str, float]) -> bool:
    """Tell whether few points are in an area or the box around it. PostgreSQL finds that out by itself."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.execute(_counting(one), values | {"limit": FEW_POINTS + 1}).scalar_one() <= FEW_POINTS)


@cache
def _counting(one: AreaFilter) -> Select[int]:
    table = one.latitude.class_
    points = select(one.latitude).with_hint(table, BY_POINT, "sqlite").where(*in_box(one, True))
    return select(func.count()).select_from(points.limit(bindparam("limit")).subquery())

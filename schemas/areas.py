"""Areas of the globe as parameters: a box by its edges, and a circle by its centre and radius."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin
from typing import Any

from marshmallow import ValidationError, fields

from schemas.fields import described

# The mean radius of the IUGG: distances are great circles of a sphere of this size.
EARTH_KM = 6371.0088
MIN_RADIUS_KM, MAX_RADIUS_KM = 0.001, 2000.0
# What is added around the box of a circle, in degrees: more than rounding takes, less than a millimetre.
MARGIN = 1e-9

_LATITUDE = r"-?(?:90(?:\.0+)?|[0-8]?[0-9](?:\.[0-9]+)?)"
_LONGITUDE = r"-?(?:180(?:\.0+)?|(?:1[0-7]|[0-9])?[0-9](?:\.[0-9]+)?)"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MOST_LETTERS = 100
_BOX, _SPOT = "34.9,33,36.7,34.7", "33.9,35.5"

# Two stretches of longitude, each from its western end to its eastern one.
Stretches = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Box:
    """What lies between two latitudes and, going east from `west` to `east`, between two longitudes."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretches(self) -> Stretches:
        """The longitudes as two stretches, the same twice where there is one. 180 and -180 are one meridian."""
        if self.west > self.east:
            return (self.west, 180.0), (-180.0, self.east)
        if self.east == 180:
            return (self.west, 180.0), (-180.0, -180.0)
        if self.west == -180:
            return (-180.0, self.east), (180.0, 180.0)
        return (self.west, self.east), (self.west, self.east)


def box_around(spot: Spot, radius_km: float) -> Box:
    """Give the box around a circle; where a pole lies in the circle, it has every longitude."""
    angle = radius_km / EARTH_KM
    reach = degrees(angle) + MARGIN
    south, north = spot.latitude - reach, spot.latitude + reach
    if south <= -90 or north >= 90:
        return Box(-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    spread = degrees(asin(sin(angle) / cos(radians(spot.latitude)))) + MARGIN
    return Box(_turned(spot.longitude - spread), south, _turned(spot.longitude + spread), north)


def _turned(longitude: float) -> float:
    """Bring a longitude that went past 180 degrees back on to the map."""
    return (longitude + 180.0) % 360.0 - 180.0 if abs(longitude) > 180 else longitude


def nearness(radius_km: float) -> float:
    """Give the haversine of a distance: as long as nothing is farther than half around, one grows with the other."""
    return sin(radius_km / EARTH_KM / 2) ** 2


class BoxField(fields.Field[Box]):
    """A box, as its western, southern, eastern and northern edge."""

    def __init__(self, description: str) -> None:
        pattern = f"^{_LONGITUDE},{_LATITUDE},{_LONGITUDE},{_LATITUDE}$"
        super().__init__(metadata=_described(description, pattern, _BOX))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Box:
        west, south, east, north = _degrees(value, ("west", "south", "east", "north"), (180, 90, 180, 90), _BOX)
        if south > north:
            raise ValidationError(f"has its south, {south:g}, north of its north, {north:g}.")
        return Box(west, south, east, north)


class SpotField(fields.Field[Spot]):
    """A point, as its latitude and longitude."""

    def __init__(self, description: str) -> None:
        super().__init__(metadata=_described(description, f"^{_LATITUDE},{_LONGITUDE}$", _SPOT))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Spot:
        return Spot(*_degrees(value, ("latitude", "longitude"), (90, 180), _SPOT))


def _described(description: str, pattern: str, example: str) -> dict[str, Any]:
    return described(description, type="string", pattern=pattern, maxLength=_MOST_LETTERS, examples=[example])


def _degrees(value: Any, names: Sequence[str], most: Sequence[int], example: str) -> list[float]:
    """Read as many numbers of degrees as there are names, each within its bounds."""
    pieces = str(value).split(",")
    if len(pieces) != len(names) or len(str(value)) > _MOST_LETTERS:
        given = sum(_NUMBER.fullmatch(piece) is not None for piece in pieces)
        wanted = f"takes {len(names)} numbers of degrees, as {','.join(names)}: {example}"
        raise ValidationError(f"{wanted}; {given or 'none'} given.")
    return [_degree(*one) for one in zip(pieces, names, most, strict=True)]


def _degree(piece: str, name: str, most: int) -> float:
    if not _NUMBER.fullmatch(piece):
        raise ValidationError(f"has {piece!r} for its {name}, which is not a number of degrees.")
    if abs(number := float(piece)) > most:
        raise ValidationError(f"has {piece} for its {name}, which goes from -{most} to {most} degrees.")
    # Minus zero is zero.
    return number + 0.0

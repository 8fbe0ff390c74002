"""How far it is from one place to another, and how long somebody is on the road (DSP-04, DSP-10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final, NamedTuple

from db.rules.text import WordedError

EARTH_KM: Final = 6371.0088
"""The mean radius of the earth."""
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,， ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


class PointError(WordedError):
    """Co-ordinates that cannot be read."""


class Point(NamedTuple):
    """A place on the earth in degrees, north and east."""

    latitude: float
    longitude: float


class Spot(NamedTuple):
    """A zone as somebody travels to it: kilometres by road from the branch, its middle where known."""

    branch_km: int
    middle: Point | None = None


def read_point(text: str) -> Point:
    """`22.533, 113.930`: degrees north, degrees east; raises PointError."""
    found = _POINT.fullmatch(text)
    point = Point(float(found[1]), float(found[2])) if found else None
    if point is None or abs(point.latitude) > 90 or abs(point.longitude) > 180:
        raise PointError("“{text}” is no place: write 22.533, 113.930", text=text.strip()[:40])
    return point


def haversine_km(one: Point, other: Point) -> float:
    """Kilometres over the round earth, as the crow flies."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    level = cos(radians(one.latitude)) * cos(radians(other.latitude))
    half = sin(north / 2) ** 2 + level * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


@dataclass(frozen=True)
class Roads:
    """What travelling is counted by.

    `table` is zone → zone → kilometres by road, each pair once, either way round. `unknown` is the zone that
    stands for a district that nobody told. A way takes `base_minutes` (getting away, parking, finding the
    door) and then goes at `speed_kmh`; a road is `detour_percent` of the crow's way.
    """

    spots: Mapping[str, Spot]
    table: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown: str = ""
    speed_kmh: int = 55
    base_minutes: int = 15
    detour_percent: int = 130

    def km(self, one: str | None, other: str | None) -> int | None:
        """Whole kilometres by road, the same both ways; nothing within one zone, None where one is not known.

        Where both zones have co-ordinates these count, else the table, else the way through the branch.
        """
        if not one or not other or self.unknown in (one, other):
            return None
        here, there = self.spots.get(one), self.spots.get(other)
        if here is None or there is None:
            return None
        if one == other:
            return 0
        if here.middle is not None and there.middle is not None:
            return ceil(haversine_km(here.middle, there.middle) * self.detour_percent / 100)
        listed = self.table.get(one, {}).get(other, self.table.get(other, {}).get(one))
        return here.branch_km + there.branch_km if listed is None else int(listed)

    def minutes(self, one: str | None, other: str | None) -> int:
        """Whole minutes from a place in one zone to one in the other, rounded up; the base alone where one
        is not known, since nobody is at two customers at once."""
        if one is None or other is None:
            return self.base_minutes
        known = self._known
        if (one, other) not in known:
            known[one, other] = self._reckoned(one, other)
        return known[one, other]

    @cached_property
    def _known(self) -> dict[tuple[str, str], int]:
        return {}

    def _reckoned(self, one: str, other: str) -> int:
        return self.base_minutes + ceil((self.km(one, other) or 0) * 60 / self.speed_kmh)

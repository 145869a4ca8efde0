"""Where countries lie: the box of latitude and longitude around each, to tell a place that cannot be in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from wopsim.data import shipped

_MARGIN = 0.5  # degree; islands off the coast, borders that are drawn otherwise


@dataclass(frozen=True)
class Box:
    """Around all land of a country, rounded outwards to a tenth of a degree; from Natural Earth 1:10m (public domain).

    Parameters
    ----------
    south, north : latitudes [degree].
    west, east : longitudes [degree]; west is the larger where the country lies on both sides of the 180th meridian.
    """

    south: float
    north: float
    west: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Return whether a place [degree] lies in it, or not far outside."""
        from_west, width = (longitude - self.west + _MARGIN) % 360.0, (self.east - self.west) % 360.0 + 2.0 * _MARGIN
        return self.south - _MARGIN <= latitude <= self.north + _MARGIN and from_west <= width

    def __str__(self) -> str:
        return f"latitude {self.south:g} to {self.north:g}, longitude {self.west:g} to {self.east:g}"


@lru_cache(maxsize=1)
def boxes() -> dict[str, Box]:
    """Return the box of every known country by its World Bank name."""
    with shipped("scenarios/worlds/country_boxes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["country"]: Box(*(float(row[side]) for side in ("south", "north", "west", "east"))) for row in rows}

"""Coastlines of the world as a path of an SVG drawing, without a network."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("land-110m.json")
"""TopoJSON of world-atlas (ISC), made from Natural Earth (public domain); LICENSE-world-atlas.txt stands beside it."""
_NORTH, _SOUTH = 84.0, -58.0
"""Between which people live; Antarctica is left out."""


@lru_cache(maxsize=1)
def coastlines() -> str:
    """Return every coast as one path: longitude to the right, latitude downwards with its sign turned, a degree a unit."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    arcs = [_degrees(arc, held["transform"]) for arc in held["arcs"]]
    parts = []
    for polygon in (one for geometry in held["objects"]["land"]["geometries"] for one in geometry["arcs"]):
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc[1:] if points else arc
            if max(latitude for _, latitude in points) > _SOUTH:
                parts.append(_path(points))
    return "".join(parts)


def window(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return what of the world a map shows that holds places (longitude, latitude): left, top, width, height as `coastlines` has them."""
    longitudes, latitudes = zip(*places, strict=True)
    west, east = max(-180.0, min(longitudes) - 8.0), min(180.0, max(longitudes) + 8.0)
    south, north = max(_SOUTH, min(latitudes) - 8.0), min(_NORTH, max(latitudes) + 8.0)
    return west, -north, east - west, north - south


def _path(points: list[tuple[float, float]]) -> str:
    """Return a ring as a path; where it steps over the date line it begins anew, instead of crossing the world."""
    out, before = "", None
    for longitude, latitude in points:
        jumps = before is None or abs(longitude - before) > 180.0
        out += f"{'M' if jumps else 'L'}{longitude:.1f} {-latitude:.1f}"
        before = longitude
    return out + "Z"


def _degrees(arc: list[list[int]], transform: dict[str, Any]) -> list[tuple[float, float]]:
    (wide, high), (left, below) = transform["scale"], transform["translate"]
    across = up = 0
    points = []
    for step in arc:
        across, up = across + step[0], up + step[1]
        points.append((across * wide + left, up * high + below))
    return points

"""A page that steps through one run by quarters: two maps side by side, with a programme and without one, and the same luck."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from wopsim.foreign_text import printable
from wopsim.report.page.coastlines import coastlines, window
from wopsim.report.page.page_templates import filled, part_of_page

Colour = tuple[int, int, int]
"""Red, green and blue, each up to 255."""
WHOLE_WORLD = (-180.0, -84.0, 360.0, 142.0)
"""What is seen where nobody knows where any utility lies: left, top, width, height."""


@dataclass(frozen=True)
class Place:
    """A utility of a map: its name and country, the region it is found under, where it lies (NaN where nobody knows), and its role."""

    name: str
    country: str
    region: str
    longitude: float
    latitude: float
    is_mentor: bool

    @property
    def is_mapped(self) -> bool:
        """Whether it is known where it lies."""
        return math.isfinite(self.longitude + self.latitude)

    @property
    def on_map(self) -> tuple[float | None, float | None]:
        """Degrees to the right, and downwards."""
        return (round(self.longitude, 2), round(-self.latitude, 2)) if self.is_mapped else (None, None)


@dataclass(frozen=True)
class LivingPair:
    """A partnership: rows of mentor and mentee, when it was agreed and when it ended [year], and its trust from each moment on [1]."""

    mentor: int
    mentee: int
    begin: float
    end: float
    trust: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class SteppedWorld:
    """One world from quarter to quarter, the start first.

    Parameters
    ----------
    title : what tells it from the other.
    nrw : per quarter, of each utility [tenths of a percent of what it puts in].
    spent : per quarter, so far [EUR2024]. missions : likewise, their number.
    pairs : of the whole run.
    """

    title: str
    nrw: Sequence[Sequence[int]]
    spent: Sequence[float]
    missions: Sequence[int]
    pairs: Sequence[LivingPair]


def stepping_page(
    title: str, places: Sequence[Place], worlds: Sequence[SteppedWorld], full_colour: float, colours: Mapping[str, Colour]
) -> str:
    """Return the page as HTML that loads nothing.

    Parameters
    ----------
    title : says which run it is.
    places : the utilities, in the order of the numbers.
    worlds : the same utilities with the programme, and without.
    full_colour : change of NRW from which on a dot has its full colour [percentage points].
    colours : of a dot that is as at the start (`same`), has `gained` or is `worse`, of a partnership that is `wary` or `trusting`.
    """
    mapped = [one for one in places if one.is_mapped]
    regions = sorted({one.region for one in mapped if one.region})
    boxes = {"": _window(mapped)} | {region: _window([one for one in mapped if one.region == region]) for region in regions}
    data = {
        "places": [[printable(one.name), printable(one.country), *one.on_map, int(one.is_mentor)] for one in places],
        "worlds": [asdict(world) for world in worlds],
        "boxes": boxes,
        "full": full_colour,
        "colours": colours,
    }
    # "<" as an escape: whatever a name says, it ends no script
    held = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    files = {name: part_of_page(name) for name in ("page.css", "stepping_map.css", "saving.js", "stepping_map.js")}
    return filled(
        "stepping_map.html", title=printable(title), coast=coastlines(), box=boxes[""], data=held, files=files, worlds=worlds,
        regions=regions, homeless=len(places) - len(mapped), quarters=len(worlds[0].nrw) - 1, places=places, colours=colours,
        by_name=sorted(range(len(places)), key=lambda row: places[row].name),
    )  # fmt: skip


def _window(mapped: Sequence[Place]) -> tuple[float, float, float, float]:
    return window([(one.longitude, one.latitude) for one in mapped]) if mapped else WHOLE_WORLD

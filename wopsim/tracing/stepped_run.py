"""One run of a design from quarter to quarter, beside the same world without a programme, as a page on which one steps through it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wopsim.durable import replacing
from wopsim.errors import ResultError
from wopsim.report.page.stepping_map import LivingPair, Place, SteppedWorld, stepping_page
from wopsim.runs.in_memory import parameters_of
from wopsim.tracing.animation import BLUE, GREEN, GREY, ORANGE, POINTS, RED, Picture, pairs_of, picture
from wopsim.tracing.rerun import find_cell

if TYPE_CHECKING:
    from wopsim.declare import Parameters
    from wopsim.study.scenario import Study
    from wopsim.world.table import World

COLOURS = {"same": GREY, "gained": BLUE, "worse": RED, "wary": ORANGE, "trusting": GREEN}
"""Of the page, as of a film."""
ABOUT = ("name", "country", "region", "longitude", "latitude", "role")
"""Columns of a world that the page has."""


@dataclass(frozen=True)
class SteppedRun:
    """A page on which one steps through one run by quarters; shows itself in a notebook, and needs neither a server nor a network.

    Parameters
    ----------
    html : the page.
    """

    html: str

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="One run, quarter by quarter" srcdoc="{escape(self.html)}" style="width:100%;height:60rem;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<page that steps through a run, {len(self.html) / 1e6:.1f} MB; .write('run.html') writes it>"

    def write(self, path: str | Path) -> Path:
        """Write the page to a file, and return its path. Raises ResultError where it cannot be written."""
        path = Path(path)
        try:
            with replacing(path) as draft:
                draft.write_text(self.html, encoding="utf-8")
        except OSError as error:
            raise ResultError(f"{path} cannot be written: {error.strerror or error}.") from error
        return path


def stepped_run(study: Study, scenario: str | None, draw: int, replicate: int) -> SteppedRun:
    """Run one cell of a study and its twin without the programme, and return the page; arguments and errors as in `find_cell`."""
    cell, world, p = find_cell(study, scenario, draw, replicate)
    twin = parameters_of(study, 0, draw)
    worlds = [
        _watched(label, world, numbers, study.seed, replicate, study.horizon_years)
        for label, numbers in ((cell.label, p), (study.scenarios[0].label, twin))
    ]
    table = world.utilities
    places = [
        Place(str(name), str(country), str(region), float(longitude), float(latitude), role == "mentor")
        for name, country, region, longitude, latitude, role in zip(*(table[column] for column in ABOUT), strict=True)
    ]
    return SteppedRun(stepping_page(f"{cell.study}: {cell.label}", places, worlds, 100.0 * POINTS, COLOURS))


def _watched(title: str, world: World, p: Parameters, seed: int, replicate: int, years: int) -> SteppedWorld:
    """Run one world and return what is seen of it each quarter."""
    from wopsim.engines.agents.model import run

    pictures: list[Picture] = []
    events = run(world, p, seed, replicate, years, lambda model: pictures.append(picture(model))).events
    times = np.array([shown.time for shown in pictures])
    missions = np.sort([event.time for event in events if event.kind == "mission"])
    row = {name: number for number, name in enumerate(pictures[0].names)}
    pairs = [
        LivingPair(row[pair.mentor], row[pair.mentee], pair.times[0], pair.end,
                   [(round(time, 3), round(trust, 3)) for time, trust in zip(pair.times, pair.trust, strict=True)])
        for pair in pairs_of(events, years + 1.0)
    ]  # fmt: skip
    return SteppedWorld(
        title, [np.rint(1000.0 * shown.nrw).astype(int).tolist() for shown in pictures], [round(shown.spent) for shown in pictures],
        np.searchsorted(missions, times, side="right").tolist(), pairs,
    )  # fmt: skip

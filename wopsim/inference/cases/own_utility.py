"""What the file of a world states of one of its utilities, as the cells of a partnership of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.world.reading import read_world
from wopsim.world.utility_lookup import row_of


@dataclass(frozen=True)
class OwnUtility:
    """A mentee that is known from a world.

    Parameters
    ----------
    cells : by column of partnerships.csv: name, country and, where it is stated, the baseline.
    people : people served [person].
    read : what was taken from the world, one phrase each.
    """

    cells: dict[str, Any]
    people: float
    read: tuple[str, ...]


def own_utility(utility: str, world: str, indicator: str) -> OwnUtility:
    """Return what a world states of a utility.

    Parameters
    ----------
    utility : name or identifier.
    world : CSV file, or `default`.
    indicator : whose baseline is wanted; one that the model does not have has none.

    Raises
    ------
    WorldError : the file cannot be used, or has no such utility.
    """
    found = read_world(world)
    facts = found.utilities.iloc[row_of(found, utility)]
    people = float(facts["population_served"])
    cells: dict[str, Any] = {"case_id": str(facts["name"]), "mentee_country": str(facts["country"])}
    read = [f"{people:,.0f} people served in {facts['country']}, as in {world}"]
    measure = INDICATORS.get(indicator)
    if measure is not None and measure.start is not None and not math.isnan(value := float(facts[measure.start])):
        unit = next(iter(measure.units))
        stated = float(measure.stated(value, unit))
        cells |= {"baseline_low": stated, "baseline_high": stated, "unit": unit}
        read.append(f"baseline {stated:.6g} {unit}, as in {world}")
    return OwnUtility(cells, people, tuple(read))

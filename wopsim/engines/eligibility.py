"""Who may be mentored, who can mentor, and who shares knowledge with whom at the start of a run: the same for every engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters
from wopsim.engines.initial_state import text_column
from wopsim.errors import WorldError, did_you_mean
from wopsim.foreign_text import same_name
from wopsim.rules import domains
from wopsim.strategies.design import EVERYBODY, GROUPS, LISTS, names_in
from wopsim.strategies.protocols import Bools, Ints
from wopsim.streams import Floats
from wopsim.world.regions import known_as
from wopsim.world.table import World

_COLUMNS_OF_LISTS = {"eligible_countries": ("country",), "eligible_regions": ("region",), "eligible_utilities": ("utility", "name")}


def eligible(world: World, p: Parameters) -> Bools:
    """Return whether the programme is open to each utility, (utility,)."""
    open_to = np.ones(len(world.utilities), dtype=bool)
    if p.eligible_income != "all":
        open_to &= text_column(world, "income") == p.eligible_income
    if p.eligible_size != "all":
        open_to &= text_column(world, "size_class") == p.eligible_size
    if p.eligible_fragile != "all":
        open_to &= (world.numbers["fragile"] > 0.0) == (p.eligible_fragile == "only")
    if p.eligible_remunicipalised != "all":
        open_to &= world.numbers["remunicipalised"] > 0.0
    for parameter in LISTS:
        if p[parameter] != EVERYBODY:
            open_to &= listed(world, parameter, str(p[parameter]))
    return open_to


def listed(world: World, parameter: str, text: str) -> Bools:
    """Return which utilities a list of names holds, (utility,).

    Parameters
    ----------
    parameter : of `LISTS`; says what the names are of.
    text : names, joined by semicolons; utilities by name or id, countries by any of their names.

    Raises
    ------
    WorldError : the world has nothing of one of the names.
    """
    found = np.zeros(len(world.utilities), dtype=bool)
    missing = []
    for name in names_in(text):
        here = np.zeros_like(found)
        for column in _COLUMNS_OF_LISTS[parameter]:
            meant = known_as(name) if column == "country" else name
            here |= np.array(same_name(meant, text_column(world, column)), dtype=bool)
        if not here.any():
            known = sorted(set(text_column(world, _COLUMNS_OF_LISTS[parameter][-1]).tolist()))
            missing.append(f"{parameter}: the world {world.name!r} has no {name!r}.{did_you_mean(name, known)}")
        found |= here
    if missing:
        raise WorldError("\n".join(missing))
    return found


def in_group(world: World, group: str) -> Bools:
    """Return which utilities are of a group of `GROUPS`, (utility,)."""
    column, value = GROUPS[group]
    return world.numbers[column] > 0.0 if value is True else np.asarray(text_column(world, column) == value)


def first_mentors(world: World, practice: Floats, p: Parameters) -> Bools:
    """Return who can mentor at the start, (utility,); `practice` is (utility, domain) [1]. Of several runs abreast, (run, 1, ...) both."""
    can_mentor = np.asarray(text_column(world, "role") == "mentor")
    if p.mentors_from == "same_country":
        # solidarity at home: the healthy utilities of a country mentor the others
        can_mentor = can_mentor | (domains.mean_of(*np.moveaxis(practice, -1, 0)) >= p.peer_practice)
    return can_mentor


def sharing_groups(region: npt.NDArray[np.str_], channel: str) -> list[Ints]:
    """Return the rows of the utilities that share knowledge with each other, one array a group; none without a platform."""
    rows = np.arange(region.size)
    if channel == "global_platform":
        return [rows]
    if channel == "regional_platform":
        return [rows[region == name] for name in np.unique(region)]
    return []

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
_FEW_TO_NAME = 12
"""Names that a message lists one by one."""


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
    missing = [f"{parameter}: {wrong}" for name in names_in(text) if (wrong := why_missing(world, parameter, name))]
    if missing:
        raise WorldError("\n".join(missing))
    return np.any([_called(world, parameter, name) for name in names_in(text)], axis=0)


def why_missing(world: World, parameter: str, name: str) -> str:
    """Return what to tell where the world has nothing of a name of a list of `LISTS`, with what it has; empty where it has."""
    if _called(world, parameter, name).any():
        return ""
    known = sorted(set(text_column(world, _COLUMNS_OF_LISTS[parameter][-1])[text_column(world, "role") == "mentee"].tolist()))
    hint = did_you_mean(name, known)
    if not hint and len(known) <= _FEW_TO_NAME:
        hint = f" Its mentees are of: {', '.join(known)}." if parameter != "eligible_utilities" else f" Its mentees: {', '.join(known)}."
    return f"the world {world.name!r} has no {name!r}.{hint}"


def _called(world: World, parameter: str, name: str) -> Bools:
    """Return which utilities a name is of, (utility,)."""
    found = np.zeros(len(world.utilities), dtype=bool)
    for column in _COLUMNS_OF_LISTS[parameter]:
        meant = known_as(name) if column == "country" else name
        found |= np.array(same_name(meant, text_column(world, column)), dtype=bool)
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

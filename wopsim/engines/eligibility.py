"""Who may be mentored, who can mentor, and who shares knowledge with whom at the start of a run: the same for every engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters
from wopsim.engines.initial_state import text_column
from wopsim.rules import domains
from wopsim.strategies.protocols import Bools, Ints
from wopsim.streams import Floats
from wopsim.world.table import World


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
    return open_to


def first_mentors(world: World, practice: Floats, p: Parameters) -> Bools:
    """Return who can mentor at the start, (utility,); `practice` is (utility, domain) [1]."""
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

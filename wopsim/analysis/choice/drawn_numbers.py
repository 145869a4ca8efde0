"""Numbers that differ between the draws of a study, and the groups they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS
from wopsim.rules.theories import under_structure
from wopsim.streams import Floats
from wopsim.study.draws import parameters_of_draw

if TYPE_CHECKING:
    from wopsim.study.scenario import Study

GROUPS_OF_FILES = {
    "learning": (
        "assessment", "channels", "effort", "knowledge", "mentors", "missions", "objectives", "partnership_timing", "presence", "routines",
        "trust",
    ),
    "scaling": ("access", "commercial", "scaling", "water", "zone_hours"),
    "money": ("accompaniment", "costs", "money", "works_choice"),
    "reporting": ("reporting",),
    "background": ("background", "initiative", "relapse", "restlessness", "shocks", "turnover"),
}  # fmt: skip
"""Files of rules whose drawn numbers are learned about together."""
STRUCTURE = "structure"
"""Group of numbers of rival theories, whatever their file."""
OTHER = "other"
"""Group of what another package declares."""


def drawn_numbers(study: Study, draws: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Return by name what each draw has, for every number that differs between draws in at least one scenario.

    Parameters
    ----------
    study : that was run; what all its scenarios set is drawn nowhere.
    draws : numbers of the draws.
    """
    designs = study.scenarios[1:]
    fixed = set.intersection(*(set(scenario.settings) for scenario in designs))
    structure = {name: value for name, value in designs[0].settings.items() if name == "structure"}
    rows = []
    for draw in draws:
        values = parameters_of_draw(study.draws_from, study.seed, int(draw)).replace(**structure)
        rows.append(under_structure(values, ()))
    names = [name for name, one in PARAMETERS.items() if one.drawn and one.kind is not str and name not in fixed]
    columns = {name: np.array([float(row[name]) for row in rows]) for name in names}
    return {name: values for name, values in columns.items() if np.ptp(values) > 0}


def group_of(name: str) -> str:
    """Return the group that a drawn number belongs to."""
    declared = PARAMETERS[name]
    if declared.theory is not None:
        return STRUCTURE
    file = declared.module.rpartition(".")[2] if declared.module.startswith("wopsim.rules.") else ""
    return next((group for group, files in GROUPS_OF_FILES.items() if file in files), OTHER)

"""What is kept of a study's runs: all their utilities, or only what is measured of each run."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from wopsim.declare import VARIABLES
from wopsim.engines.outputs import DOMAINS
from wopsim.errors import WopsimError, did_you_mean
from wopsim.runs.study_world import world_of
from wopsim.study.scenario import Study

Keep = Literal["auto", "utility", "runs"]
"""`utility` keeps every number of every utility; `runs` a few numbers of each run; `auto` utilities while they are few."""

KEEPS: tuple[Keep, ...] = ("auto", "utility", "runs")
MOST_BYTES = 500_000_000
"""Size of a result up to which utilities are kept without being asked for."""


def size_with_utilities(study: Study) -> int:
    """Return the size of a result that holds every number of every utility [byte]."""
    sizes = {"time": study.horizon_years + 1, "utility": len(world_of(study.world, study.readings).utilities), "domain": len(DOMAINS)}
    numbers = sum(math.prod(sizes[dim] for dim in declared.dims) for declared in VARIABLES.values())
    return numbers * np.dtype(np.float32).itemsize * len(study.scenarios) * study.draws * study.replicates


def kept(study: Study, keep: Keep = "auto") -> Literal["utility", "runs"]:
    """Return what is kept of a study.

    Raises
    ------
    WopsimError : no such choice.
    """
    if keep not in KEEPS:
        raise WopsimError(f"cannot keep {keep!r}; known: {', '.join(KEEPS)}.{did_you_mean(str(keep), KEEPS)}")
    if keep != "auto":
        return keep
    return "utility" if size_with_utilities(study) <= MOST_BYTES else "runs"


def why_not_kept(study: Study, keep: Keep) -> str:
    """Return a sentence on why utilities are not kept; empty where they are."""
    if kept(study, keep) == "utility":
        return ""
    if keep == "runs":
        return "Utilities are not kept, as asked (--keep runs): measures of each run only. Comparison and figures need no more."
    size, most = (f"{value / 1e9:.1f} GB" for value in (size_with_utilities(study), MOST_BYTES))
    return (
        f"Utilities are not kept: they would take {size} (more than {most}), so only measures of each run are. "
        "Comparison and figures need no more; --keep utility keeps everything."
    )

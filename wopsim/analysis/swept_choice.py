"""Which design is best on average at each combination of swept values, how sure that is, and what another would lose there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wopsim.analysis.swept_effects import SIGNS
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.streams import Floats

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class SweptChoice:
    """The best design at each combination that can be compared.

    Parameters
    ----------
    scenarios : names.
    variants : (combination,) their numbers.
    best : (combination,) place of the best design among `scenarios`; of equal ones the first.
    told : (combination,) 1 where it is told from the next best by two Monte Carlo errors, otherwise 0; NaN where runs are too few to say.
    behind : (combination, scenario) mean of the best less that of the scenario, in the better direction.
    """

    scenarios: tuple[str, ...]
    variants: npt.NDArray[np.intp]
    best: npt.NDArray[np.intp]
    told: Floats
    behind: Floats

    @property
    def leaders(self) -> tuple[str, str]:
        """The design that is best most often, and the next; of those that are as often best, the one that is less behind."""
        often = np.bincount(self.best, minlength=len(self.scenarios))
        first, second, *_ = np.lexsort((self.behind.mean(axis=0), -often))
        return self.scenarios[first], self.scenarios[second]


def swept_choice(effects: xr.Dataset, outcome: str) -> SweptChoice | None:
    """Return the best design at each combination of swept values; None where there is one design, or nothing to compare.

    Parameters
    ----------
    effects : see `wopsim.StoredRuns.effects`.
    outcome : by which designs are judged; one direction of it is better.
    """
    here = effects.sel(outcome=outcome)
    better = here["mean"].transpose("variant", "scenario").values * SIGNS[str(here["outcome_better"].values)]
    known = np.flatnonzero(np.isfinite(better).all(axis=1))
    if better.shape[1] < 2 or not known.size:
        return None
    better, lead, error = better[known], here["lead"].values[known], here["lead_error"].values[known]
    told = np.where(np.isfinite(error), lead > TOLD_APART * error, np.nan)
    names = tuple(str(name) for name in effects["scenario"].values)
    return SweptChoice(names, known, better.argmax(axis=1), told, better.max(axis=1, keepdims=True) - better)

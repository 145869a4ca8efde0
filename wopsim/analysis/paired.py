"""Kernels for paired differences: interval, Monte Carlo error, chance of helping, cost per unit.

Every kernel takes one number per run, on a grid draw x replicate. The grid is *crossed*, not nested: replicate k meets
the same luck in every draw. Treating draws as independent clusters would miss the luck they share and make few
replicates look like many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wopsim.analysis.grid_kernels import variance_components
from wopsim.errors import ResultError, did_you_mean
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import xarray as xr

Grid = npt.NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""Probabilities of the 90 % interval."""
_MOST_DRAWS = 1e12
"""Draws above which it is no use to say how many are needed; beside a million replicates they are still a whole number of 64 bits."""


def against_baseline(values: xr.DataArray) -> xr.DataArray:
    """Return scenario minus baseline at the same draw and replicate.

    Parameters
    ----------
    values : dims (scenario, ...); the first scenario is the baseline.

    Returns
    -------
    xarray.DataArray
        Same dims and attributes, without the baseline.

    Raises
    ------
    ResultError : the first scenario is not the baseline.
    """
    import xarray as xr

    require_baseline(values["scenario"])
    with xr.set_options(keep_attrs=True):
        return values.isel(scenario=slice(1, None)) - values.isel(scenario=0, drop=True)


def against_scenario(values: xr.DataArray, name: str) -> xr.DataArray:
    """Return every other scenario minus one of them at the same draw and replicate, without the baseline.

    Raises
    ------
    ResultError : there is no such scenario, or the first one is not the baseline.
    """
    import xarray as xr

    require_baseline(values["scenario"])
    names = [str(one) for one in values["scenario"].values[1:]]
    if name not in names:
        raise ResultError(f"no scenario {name!r} to stand against; known: {', '.join(names)}.{did_you_mean(name, names)}")
    with xr.set_options(keep_attrs=True):
        return values.sel(scenario=[one for one in names if one != name]) - values.sel(scenario=name, drop=True)


def require_baseline(scenarios: xr.DataArray) -> None:
    """Check that the first scenario is the baseline.

    Raises
    ------
    ResultError : it is not.
    """
    names = [str(name) for name in scenarios.values]
    if not names or names[0] != BASELINE:
        raise ResultError(f"a paired effect needs {BASELINE!r} as the first scenario; found: {', '.join(names) or 'none'}.")


def require_complete(dataset: xr.Dataset, names: Iterable[str]) -> None:
    """Check that every run has every one of `names`, in all years that the dataset holds.

    Parameters
    ----------
    dataset : dims (scenario, draw, replicate, ...).
    names : variables that apply to every utility in every year.

    Raises
    ------
    ResultError : a variable is absent, or a run has a value that is not finite; up to three runs are named.
    """
    require_present(dataset, names)
    for name in names:
        values = dataset[name]
        if np.isfinite(values.values).all():
            continue
        good = (abs(values) < np.inf).all([dim for dim in values.dims if dim not in ("scenario", "draw", "replicate")])
        bad = [
            f"scenario {good.scenario.values[s]!s}, draw {good.draw.values[d]}, replicate {good.replicate.values[r]}"
            for s, d, r in np.argwhere(~good.transpose("scenario", "draw", "replicate").values)
        ]
        more = f" and {len(bad) - 3} more" if len(bad) > 3 else ""
        raise ResultError(f"no paired effect: {name} is not finite in {'; '.join(bad[:3])}{more}. Run these runs again.")


def require_present(dataset: xr.Dataset, names: Iterable[str]) -> None:
    """Check that a dataset has variables.

    Raises
    ------
    ResultError : one is absent.
    """
    absent = [name for name in names if name not in dataset]
    if absent:
        raise ResultError(f"the result lacks {', '.join(absent)}; run the study again.")


@dataclass(frozen=True)
class MonteCarlo:
    """Where the Monte Carlo error of a mean comes from.

    Parameters
    ----------
    draws, replicates : size of the grid.
    between_draws : variance of the effect between draws, luck averaged out.
    between_replicates : variance of the effect between replicates, draws averaged out: luck that all draws share.
    rest : variance of what is left, luck that works out differently in each draw.

    All in the square of the effect's unit; NaN where the grid cannot tell (fewer than 2 draws or replicates).
    """

    draws: int
    replicates: int
    between_draws: float
    between_replicates: float
    rest: float

    def error_at(self, draws: npt.ArrayLike, replicates: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the standard error of the mean on a grid of another size."""
        d, r = np.asarray(draws, dtype=float), np.asarray(replicates, dtype=float)
        return np.sqrt(self.between_draws / d + self.between_replicates / r + self.rest / (d * r))

    @property
    def error(self) -> float:
        """Standard error of the mean on this grid."""
        return float(self.error_at(self.draws, self.replicates))

    def needed(self, target: float) -> tuple[int, int]:
        """Return the (draws, replicates), none below the present, of the smallest grid with an error of at most `target`.

        A grid that cannot tell its error asks for two of each.
        """
        if not np.isfinite(self.error):
            return max(self.draws, 2), max(self.replicates, 2)
        if self.error <= target:
            return self.draws, self.replicates
        if target <= 0:
            raise ValueError("a Monte Carlo target must be above zero")
        square = target**2
        most = self.replicates + 1 + int(min(2.0 * (self.between_replicates + self.rest / self.draws) / square, 1e6))
        replicates = np.arange(self.replicates, most + 1)
        room = square - self.between_replicates / replicates
        if not (room > 0).any():  # luck that all draws share is a million times too large: no grid that anybody runs
            return self.draws, most
        replicates, room = replicates[room > 0], room[room > 0]
        draws = np.ceil((self.between_draws + self.rest / replicates) / room * (1 - 1e-12))
        draws = np.clip(draws, self.draws, _MOST_DRAWS).astype(int)
        best = int(np.argmin(draws * replicates))
        return int(draws[best]), int(replicates[best])


def monte_carlo(grid: Grid) -> MonteCarlo:
    """Return the variance components of a two-way crossed grid (draw, replicate), see `wopsim.analysis.grid_kernels`."""
    draws, replicates = grid.shape
    between_draws, between_replicates, rest = (float(value) for value in variance_components(grid))
    return MonteCarlo(draws, replicates, between_draws, between_replicates, rest)


def over_runs(grids: Grid, statistic: Callable[[Grid], Grid]) -> Grid:
    """Return a statistic of the runs of each grid in which a number is defined; NaN where none is.

    Parameters
    ----------
    grids : (..., draw, replicate).
    statistic : takes numbers (..., run), and returns one for each row.
    """
    runs = np.ascontiguousarray(grids, dtype=np.float64).reshape(*grids.shape[:-2], -1)
    here = np.isfinite(runs)
    if runs.size and here.all():
        return np.asarray(statistic(runs))
    rows = zip(runs.reshape(-1, runs.shape[-1]), here.reshape(-1, runs.shape[-1]), strict=True)
    found = [float(statistic(row[known])) if known.any() else np.nan for row, known in rows]
    return np.array(found).reshape(grids.shape[:-2])


def interval(grids: Grid) -> tuple[Grid, Grid]:
    """Return the 5th and 95th percentile over draws and replicates of each grid (..., draw, replicate); NaN when nothing is defined."""
    low, high = (over_runs(grids, lambda runs, end=end: np.quantile(runs, end, axis=-1)) for end in INTERVAL)  # type: ignore[misc]
    return low, high


def chance_better(grids: Grid, better: str) -> Grid:
    """Return the share of runs whose effect lies strictly in the better direction; an effect of zero does not help.

    Parameters
    ----------
    grids : (..., draw, replicate).
    better : `higher` or `lower`; with `neither` the answer is NaN.
    """
    if better == "neither":
        return np.full(grids.shape[:-2], np.nan)
    return over_runs(grids, lambda runs: np.mean(runs > 0 if better == "higher" else runs < 0, axis=-1))


@dataclass(frozen=True)
class CostPerUnit:
    """Cost of one more unit of an outcome.

    Parameters
    ----------
    value : mean cost / mean gain; NaN when not defined.
    low, high : 5th and 95th percentile over draws of cost / gain, luck averaged within each draw; `high` is infinite when
        more than 5 % of draws gain nothing, since no sum of money then buys a unit.
    reason : why it is not defined; empty otherwise.
    """

    value: float
    low: float
    high: float
    reason: str = ""


def cost_per_unit(cost: Grid, gain: Grid) -> CostPerUnit:
    """Return cost per unit as a ratio of means.

    Not the mean of ratios: a run with a gain near zero would decide it. The interval is taken on gain per cost, which
    passes smoothly through zero, and turned over afterwards.

    Parameters
    ----------
    cost : (draw, replicate), at least 0.
    gain : (draw, replicate), above 0 is better.
    """
    nothing = CostPerUnit(np.nan, np.nan, np.nan)
    if not np.nanmean(cost) > 0:
        return CostPerUnit(nothing.value, nothing.low, nothing.high, "no money was spent")
    mean = float(np.nanmean(gain))
    error = monte_carlo(gain).error
    if not np.isfinite(error):
        error = float(np.nanstd(gain) / np.sqrt(gain.size))
    if mean <= 0:
        return CostPerUnit(nothing.value, nothing.low, nothing.high, "the mean effect is not a gain")
    if mean <= 2 * error:
        return CostPerUnit(nothing.value, nothing.low, nothing.high, "the mean gain is within two Monte Carlo errors of zero")
    value = float(np.nanmean(cost)) / mean
    if gain.shape[0] < 2:
        return CostPerUnit(value, np.nan, np.nan)
    known = (np.isfinite(cost) & np.isfinite(gain)).any(axis=1)
    cost, gain = np.nanmean(cost[known], axis=1), np.nanmean(gain[known], axis=1)
    paid = cost > 0  # a draw that spent nothing has no cost per unit
    if paid.sum() < 2:
        return CostPerUnit(value, np.nan, np.nan)
    per_cost = gain[paid] / cost[paid]
    worst, best = np.quantile(per_cost, INTERVAL)
    return CostPerUnit(value, float(1 / best), float(1 / worst) if worst > 0 else np.inf)

"""Utilities that an evaluation would follow: true paths of mentored ones, and of ones like them without the programme.

They are run anew, with luck of their own: a study is done on other utilities, in other years, than those for which a choice is made, so
what it finds tells of what is not known and not of their luck.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.errors import ResultError
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.runs.in_memory import run_block
from wopsim.runs.runs_together import runs_together
from wopsim.runs.study_world import world_of
from wopsim.runs.year_ends import Need
from wopsim.streams import Floats, stream, uniform

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Study

CHOSEN_MENTORED = stream("followed.mentored")
CHOSEN_COMPARISON = stream("followed.comparison")

FOLLOWED = {
    "nrw_pct": "non-revenue water", "collection_efficiency": "collection", "water_coverage": "coverage", "supply_hours": "hours of supply",
    "operating_cost_coverage": "operating cost coverage",
}  # fmt: skip
"""Indicators that an evaluation reads each year [assumed], and in words: those that reports of partnerships mostly state."""
FRESH = 2
"""Replicates of each draw from which utilities are taken, beyond those of the study."""


@dataclass(frozen=True)
class Followed:
    """What an evaluation would find if it read without error; on the scale of each indicator, more being better.

    Parameters
    ----------
    mentored, comparison : (draw, utility, indicator, year) at the last year end before the agreement, and 1, 2, ... years later.
    effect : (draw, indicator, year) mean effect over all mentored utilities of the draw, from 1 year later on.
    nobody : share of draws in which nobody was mentored for so long; such a study sees no effect.
    """

    mentored: Floats
    comparison: Floats
    effect: Floats
    nobody: float

    @property
    def years(self) -> int:
        """Years that utilities are followed."""
        return int(self.effect.shape[2])


def follow(
    study: Study,
    design: str,
    draws: Sequence[int],
    sizes: tuple[int, int],
    years: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Followed:
    """Run a design and no programme with fresh luck, and choose the utilities that are followed.

    Parameters
    ----------
    study : whose design it is.
    design : name of the scenario that is evaluated.
    draws : numbers of the draws.
    sizes : mentored and comparison utilities. Both are chosen by chance, with replacement, among those whom the design mentored and whose
        years lie within the horizon; comparison utilities as they would have been without it.
    years : that they are followed, 1 or more.
    progress : called with (draws done, draws in all).

    Raises
    ------
    ResultError : nobody is mentored for so long within the horizon.
    """
    world_of.cache_clear()  # the file may have changed since the study was run
    pair = dataclasses.replace(study, scenarios=tuple(one for place, one in enumerate(study.scenarios) if place == 0 or one.name == design))
    outputs: dict[str, Need] = {INDICATORS[name].output: "years" for name in FOLLOWED}
    outputs |= {"mentored": "last", "agreement_time": "once"}
    together = max(1, runs_together(study) // (2 * FRESH))
    mentored: list[Floats] = []
    comparison: list[Floats] = []
    effect: list[Floats] = []
    nobody = 0
    for first in range(0, len(draws), together):
        these = list(draws[first : first + together])
        block = run_block(pair, these, outputs, replicates=range(study.replicates, study.replicates + FRESH))
        for place, draw in enumerate(these):
            with_, without = _paths(block.isel(draw=place), years)
            nobody += len(with_) == 0
            if not len(with_):
                with_ = without = np.zeros((1, len(FOLLOWED), years + 1))
            for kept, source, pool, count in (
                (mentored, CHOSEN_MENTORED, with_, sizes[0]),
                (comparison, CHOSEN_COMPARISON, without, sizes[1]),
            ):
                chosen = uniform(source, study.seed, draw, one=np.arange(count, dtype=np.uint64)) * len(pool)
                kept.append(pool[chosen.astype(np.int64)])
            effect.append((with_ - without).mean(axis=0)[:, 1:])
        progress(min(first + together, len(draws)), len(draws))
    if nobody == len(draws):
        raise ResultError(
            f"nobody is mentored by {design!r} and followed for {years} years within the horizon of {study.horizon_years} years. Follow "
            "for fewer years, or take a study with a longer horizon."
        )
    return Followed(np.stack(mentored), np.stack(comparison), np.stack(effect), nobody / len(draws))


def _paths(runs: xr.Dataset, years: int) -> tuple[Floats, Floats]:
    """Return paths of all utilities that were mentored for so long, with the programme and without it, (utility, indicator, year)."""
    agreed = np.floor(runs["agreement_time"].values[1])  # (replicate, utility)
    there = np.isfinite(agreed) & (runs["mentored"].values[1, :, -1] > 0) & (agreed + years <= runs["time"].values[-1])
    replicate, utility = np.nonzero(there)
    start = agreed[there].astype(np.int64)
    when = start[:, None] + np.arange(years + 1)
    found = []
    for scenario in (1, 0):
        paths = []
        for name in FOLLOWED:
            measure = INDICATORS[name]
            values = runs[measure.output].values[scenario][replicate[:, None], when, utility[:, None]]
            paths.append(measure.sign * measure.to_scale(values))
        found.append(np.stack(paths, axis=1))
    return found[0], found[1]

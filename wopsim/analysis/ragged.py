"""Utilities of many runs in one list, and sums, means and medians by run that do not depend on which other runs are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wopsim.strategies.protocols import Bools, Ints
from wopsim.streams import Floats


@dataclass(frozen=True)
class Pairs:
    """Some utilities of each run, ordered by scenario, draw, replicate and utility.

    A run's numbers are added in the order of its utilities, one after the other, so that they have the same bits in any
    company of runs.

    Parameters
    ----------
    shape : of the runs (scenario, draw, replicate), without the baseline.
    scenario, draw, replicate, utility : where each one is; scenario 0 is the first after the baseline.
    """

    shape: tuple[int, int, int]
    scenario: Ints
    draw: Ints
    replicate: Ints
    utility: Ints

    @classmethod
    def of(cls, chosen: Bools) -> Pairs:
        """Return where `chosen` (scenario, draw, replicate, utility) is true."""
        scenarios, draws, replicates, _ = chosen.shape
        return cls((scenarios, draws, replicates), *np.nonzero(chosen))

    @cached_property
    def run(self) -> Ints:
        """Number of the run of each one, from 0, never falling."""
        _, draws, replicates = self.shape
        return (self.scenario * draws + self.draw) * replicates + self.replicate

    @property
    def at(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Where they are in an array (scenario, draw, replicate, utility) without the baseline."""
        return self.scenario, self.draw, self.replicate, self.utility

    def where(self, chosen: Bools) -> Pairs:
        """Return some of them."""
        return Pairs(self.shape, self.scenario[chosen], self.draw[chosen], self.replicate[chosen], self.utility[chosen])

    def once(self, values: npt.NDArray[Any]) -> Floats:
        """Return their numbers out of (scenario with the baseline, draw, replicate, utility, ...)."""
        return values[self.scenario + 1, self.draw, self.replicate, self.utility].astype(np.float64)

    def in_baseline(self, values: npt.NDArray[Any]) -> Floats:
        """Return the numbers of the same utilities in the baseline."""
        return values[0, self.draw, self.replicate, self.utility].astype(np.float64)

    def in_year(self, values: npt.NDArray[Any], year: Ints, baseline: bool = False) -> Floats:
        """Return their numbers in one year each, out of (scenario with the baseline, draw, replicate, time, utility, ...).

        Parameters
        ----------
        year : place on the axis of years.
        baseline : whether to take the same utilities in the baseline.
        """
        scenario = np.zeros_like(self.scenario) if baseline else self.scenario + 1
        return values[scenario, self.draw, self.replicate, year, self.utility].astype(np.float64)

    def in_years(self, values: npt.NDArray[Any], baseline: bool = False) -> Floats:
        """Return their numbers in all years, (utility of a run, year)."""
        scenario = np.zeros_like(self.scenario) if baseline else self.scenario + 1
        picked = values.swapaxes(3, 4)[scenario, self.draw, self.replicate, self.utility]
        return picked.astype(np.float64)

    def count(self) -> Floats:
        """Return how many there are in each run."""
        return self._by_run(np.bincount(self.run, minlength=self._runs))

    def total(self, values: Floats) -> Floats:
        """Return the sum of each run."""
        return self._by_run(np.bincount(self.run, weights=values, minlength=self._runs))

    def mean(self, values: Floats) -> Floats:
        """Return the mean of each run over the numbers that are not NaN; NaN without one."""
        here = np.isfinite(values)
        if not here.all():
            return self.where(here).mean(values[here])
        return divide(self.total(values), self.count())

    def median(self, values: Floats) -> Floats:
        """Return the median of each run; NaN without a number."""
        ordered, count = self._ordered(values)
        runs = np.arange(self._runs)
        low, high = ordered[runs, np.maximum(count - 1, 0) // 2], ordered[runs, np.minimum(count // 2, ordered.shape[1] - 1)]
        return self._by_run((low + high) / 2.0)

    def sample(self, values: Floats, most: int) -> npt.NDArray[np.float32]:
        """Return the numbers of each run in order, (scenario, draw, replicate, point), filled up with NaN; NaN is no number.

        There are as many points as the fullest run has utilities, but no more than `most`. Of a run with more, those in the
        middle of `most` equal parts are taken.
        """
        ordered, count = self._ordered(values)
        slot = np.arange(min(most, ordered.shape[1]))
        place = np.where(count[:, None] > most, (2 * slot + 1) * count[:, None] // (2 * most), slot)
        return np.take_along_axis(ordered, place, axis=1).astype(np.float32).reshape(*self.shape, slot.size)

    def _ordered(self, values: Floats) -> tuple[Floats, Ints]:
        """Return the numbers of each run in order, (run, place), at the end NaN, and how many numbers each run has."""
        held = np.bincount(self.run, minlength=self._runs)
        table = np.full((self._runs, max(1, int(held.max(initial=0)))), np.nan)
        first = np.cumsum(held) - held
        # Adding 0 leaves one kind of zero: two kinds count as equal, and their order would be anybody's guess.
        table[self.run, np.arange(self.run.size) - first[self.run]] = values + 0.0
        table.sort(axis=1)
        return table, np.isfinite(table).sum(axis=1)

    @property
    def _runs(self) -> int:
        return int(np.prod(self.shape))

    def _by_run(self, values: npt.NDArray[Any]) -> Floats:
        return values.astype(np.float64).reshape(self.shape)


def divide(above: Floats, below: Floats) -> Floats:
    """Return the ratio; NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(np.broadcast_shapes(above.shape, below.shape), np.nan), where=below > 0)

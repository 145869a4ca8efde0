"""What measuring reads of a dataset, as plain arrays: outcomes of thousands of runs in one sweep."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.designs import setting
from wopsim.analysis.paired import require_baseline
from wopsim.analysis.ragged import Bools, Floats, Pairs
from wopsim.analysis.required_outputs import require_needed
from wopsim.analysis.utility_sums import UtilitySums
from wopsim.errors import ResultError

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Study

_ORDER = ("scenario", "draw", "replicate", "time", "utility", "domain")


class Block:
    """Runs of some draws, all scenarios and all replicates. Sums are in double precision, whatever the dataset holds.

    Parameters
    ----------
    dataset : dims (scenario, draw, replicate, time, utility, domain), the first scenario is the baseline.
    study : whose scenarios these are.
    sums : of this dataset, where they are worked out already.

    Raises
    ------
    ResultError : a run is missing or not finite (it would break the pairing), or there is nothing to compare.
    """

    def __init__(self, dataset: xr.Dataset, study: Study, sums: UtilitySums | None = None) -> None:
        require_baseline(dataset["scenario"])
        if dataset.sizes["scenario"] < 2:
            raise ResultError("nothing to compare: the result holds the baseline only.")
        self.sums = sums or UtilitySums(dataset)
        require_needed(dataset, self.sums)
        self.dataset = dataset
        self.study = study
        self.years: npt.NDArray[np.int64] = dataset["time"].values
        self._last: dict[str, Floats] = {}

    def stored(self, name: str) -> npt.NDArray[Any]:
        """Return an output as it is stored, its dimensions in the usual order."""
        values = self.dataset.variables[name]  # without its coordinates, which cost more time than the numbers
        return values.transpose(*(dim for dim in _ORDER if dim in values.dims)).values

    def once(self, name: str) -> Floats:
        """Return an output without years, (scenario, draw, replicate, ...)."""
        return np.array(self.stored(name), dtype=np.float64, order="C")

    def last(self, name: str) -> Floats:
        """Return a yearly output at the end, (scenario, draw, replicate, utility, ...); not to be changed."""
        if name not in self._last:
            self._last[name] = np.array(self.stored(name)[:, :, :, -1], dtype=np.float64, order="C")
        return self._last[name]

    def start(self, name: str) -> Floats:
        """Return a yearly output at the start, before anything differs, (draw, replicate, utility)."""
        return np.array(self.stored(name)[0, :, :, 0], dtype=np.float64, order="C")

    def change(self, name: str) -> Floats:
        """Return scenario minus baseline at the end, (scenario, draw, replicate, utility, ...)."""
        return against_first(self.last(name))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of scenarios without the baseline, of draws and of replicates."""
        sizes = self.dataset.sizes
        return sizes["scenario"] - 1, sizes["draw"], sizes["replicate"]

    @cached_property
    def mentored(self) -> Pairs:
        """Utilities that had a first mission by the last year."""
        return Pairs.of(self.last("mentored")[1:] > 0)

    @cached_property
    def mentees(self) -> Bools:
        """Which utilities are possible mentees."""
        return self.inside("role", "mentee")

    def inside(self, coordinate: str, value: object) -> Bools:
        """Return which utilities have this value of a coordinate."""
        return np.asarray(self.dataset.variables[coordinate].values == value)

    @cached_property
    def poor_share(self) -> Floats:
        """Share of poor households in the service area by scenario, the baseline first."""
        return self._set("poor_share")

    @cached_property
    def discount(self) -> Floats:
        """What a year counts, seen from the start, (scenario without the baseline, year after the start)."""
        return np.asarray((1.0 + self._set("discount_rate")[1:, None]) ** -self.years[1:].astype(np.float64))

    def _set(self, name: str) -> Floats:
        """Return what each scenario set for a parameter, the baseline first."""
        scenarios = {scenario.name: scenario for scenario in self.study.scenarios}
        names = [str(name) for name in self.dataset["scenario"].values]
        return np.array([float(setting(scenarios[scenario], name)) for scenario in names])


def against_first(values: Floats) -> Floats:
    """Return scenario minus baseline, which comes first."""
    return values[1:] - values[0]


def over_utilities(values: Floats) -> Floats:
    """Return the sum over the last axis."""
    return np.add.reduce(values, axis=-1)

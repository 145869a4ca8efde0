"""What a store keeps of runs: series and distributions, or all utilities; and in both cases what was measured of each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.grid_kernels import quantiles
from wopsim.analysis.measures import DETAILS, RUNS, measure
from wopsim.analysis.outcome_specs import MEASURED
from wopsim.analysis.required_outputs import MAY_BE_MISSING
from wopsim.analysis.result import TOTALS
from wopsim.analysis.utility_sums import UtilitySums, utilities_last
from wopsim.errors import ResultError
from wopsim.study.scenario import BASELINE, Stored

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Study

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MEASURES = "measures"
"""Array of what was measured of each run; its last dimension is `measure`."""
DISTRIBUTION = "distribution"
"""Array of quantiles over utilities at the end; its last dimensions are `output` and `quantile`."""
YEARLY, OF_RUN = "yearly_output", "run_output"
"""Dimensions of the two arrays, named in the plural, that hold every output without its utilities: by year, and of the whole run."""


@dataclass(frozen=True)
class Keep:
    """What is kept of runs; implements `wopsim.runs.worker.Keeper`.

    Parameters
    ----------
    what : `scenario` or `utility`, see `wopsim.study.keys.STORED`.
    may_be_missing : outputs that do not apply to every utility.
    """

    what: Stored
    may_be_missing: frozenset[str] = MAY_BE_MISSING

    def keep(self, runs: xr.Dataset, study: Study) -> xr.Dataset:
        """Return what is kept of runs.

        Parameters
        ----------
        runs : of some scenarios, draws and replicates, every output.
        study : that was run.

        Returns
        -------
        xarray.Dataset
            Each with the dimensions (scenario, draw, replicate) first. With `utility`, the outputs as they are. With `scenario`,
            few arrays that hold many outputs each, since every array is a file of every block:

            `yearly_outputs` (yearly_output, time), and `run_outputs` (run_output) of a whole run : total over utilities where the unit
            adds up, otherwise their mean, domains apart, single precision; NaN where it applies to no utility.
            `distribution` (output, quantile) : quantiles over utilities in the last year, single precision.

            In both cases `measures` (measure), double precision: what `wopsim.analysis.measures.measure` gives of each run but
            its years and its points; NaN of the baseline, and of all where the baseline is missing.

        Raises
        ------
        ResultError : a number is not finite that every utility must have.
        """
        import xarray as xr

        sums = UtilitySums(runs)
        _require_sound(runs, sums, self.may_be_missing)
        variables = runs.variables  # without coordinates beside them, which cost more time than the numbers
        data: dict[str, Any] = {str(name): variables[name] for name in runs.data_vars}
        coordinates: dict[str, Any] = {str(name): variables[name] for name in runs.coords}
        if self.what == "scenario":
            data, named = _without_utilities(runs, sums)
            names, data[DISTRIBUTION] = _distribution(runs)
            left = {name: values for name, values in coordinates.items() if not {"utility", "domain"} & set(values.dims)}
            coordinates = {**left, **named, "output": names, "quantile": list(QUANTILES)}
        names, units, data[MEASURES] = _measured(runs, study, sums)
        coordinates |= {"measure": names, "measure_units": ("measure", units)}
        return xr.Dataset(data, coordinates, runs.attrs)


def _require_sound(runs: xr.Dataset, sums: UtilitySums, may_be_missing: frozenset[str]) -> None:
    """Check that what every utility must have is finite.

    Raises
    ------
    ResultError : it is not.
    """
    for name in (str(name) for name in runs.data_vars if name not in may_be_missing):
        values = runs.variables[name]
        if not np.isfinite(sums.of(name) if "utility" in values.dims else values.values).all():
            raise ResultError(f"{name!r} is not a finite number everywhere.")


def _without_utilities(runs: xr.Dataset, sums: UtilitySums) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return every output without its utilities, as one array of those by year and one of those of a whole run, and what names them."""
    rows: dict[str, list[tuple[str, str, str, npt.NDArray[Any]]]] = {YEARLY: [], OF_RUN: []}
    domains = [str(domain) for domain in runs.variables["domain"].values]
    for name in map(str, runs.data_vars):
        values = runs.variables[name]
        dims, numbers, attrs = tuple(map(str, values.dims)), values.values, values.attrs
        told = attrs["long_name"]
        if "utility" in dims:
            adds_up = attrs["units"] in TOTALS
            dims, numbers = utilities_last(values)
            dims, numbers = dims[:-1], _over_utilities(numbers, sums.of(name), adds_up).astype(np.float32)
            told = f"{told}, {'total' if adds_up else 'mean'} over utilities"
        found = rows[YEARLY if "time" in dims else OF_RUN]
        if "domain" not in dims:
            found.append((str(name), attrs["units"], told, numbers))
            continue
        apart = np.moveaxis(numbers, dims.index("domain"), 0)
        found += [(f"{name}_{domain}", attrs["units"], f"{told}: {domain}", one) for domain, one in zip(domains, apart, strict=True)]
    data: dict[str, Any] = {}
    named: dict[str, Any] = {}
    for dim, found in rows.items():
        names, units, long_names, numbers = zip(*found, strict=True)
        rest = ("time",) if dim == YEARLY else ()
        attrs = {"long_name": "outputs, over utilities as the long name of each says", "units": f"see {dim}_units"}
        data[f"{dim}s"] = ((*RUNS, dim, *rest), np.stack(numbers, axis=len(RUNS)), attrs)
        named |= {dim: list(names), f"{dim}_units": (dim, list(units)), f"{dim}_long_name": (dim, list(long_names))}
    return data, named


def _over_utilities(values: npt.NDArray[Any], total: npt.NDArray[np.float64], adds_up: bool) -> npt.NDArray[np.float64]:
    """Return total or mean over the last axis, of those it applies to; NaN if it applies to none. `total` is that of all."""
    if np.isfinite(total).all():  # the same sums as below
        return total if adds_up else total / values.shape[-1]
    values = np.ascontiguousarray(values)
    here = np.isfinite(values)
    count = here.sum(axis=-1)
    total = np.where(here, values, values.dtype.type(0)).sum(axis=-1, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total if adds_up else total / count, np.nan)


def _distribution(runs: xr.Dataset) -> tuple[list[str], Any]:
    """Return names of outputs (domains apart), and quantiles of each over utilities in the last year."""
    names: list[str] = []
    columns = []
    for name in runs.data_vars:
        values = runs.variables[name]
        if "utility" not in values.dims:
            continue
        dims, numbers = utilities_last(values)
        found = quantiles(numbers[:, :, :, -1] if "time" in dims else numbers, QUANTILES)
        if "domain" not in dims:
            names.append(str(name))
            columns.append(found)
            continue
        for place, domain in enumerate(runs["domain"].values):
            names.append(f"{name}_{domain}")
            columns.append(found[..., place, :])
    attrs = {"long_name": "quantiles over utilities in the last year, in the unit of each output", "units": "see the output"}
    return names, ((*RUNS, "output", "quantile"), np.stack(columns, axis=len(RUNS)).astype(np.float32), attrs)


def measured_names() -> list[str]:
    """Return the names along the dimension `measure`: all that is measured of a run but its details."""
    return [name for name in MEASURED if name not in DETAILS]


def _measured(runs: xr.Dataset, study: Study, sums: UtilitySums) -> tuple[list[str], list[str], Any]:
    """Return names, units and numbers of what was measured."""
    names = measured_names()
    shape = tuple(runs.sizes[dim] for dim in RUNS)
    numbers = np.full((*shape, len(names)), np.nan)
    units = [""] * len(names)
    present = [str(name) for name in runs["scenario"].values]
    if present[0] == BASELINE and len(present) > 1:
        found = measure(runs, study, sums).variables  # without coordinates beside them, which cost more time than the numbers
        for place, name in enumerate(names):
            values = found[name]
            units[place] = values.attrs["units"]
            numbers[1:, ..., place] = values.values  # broadcast where it is the same for all scenarios
    attrs = {"long_name": "what was measured of each run, scenario minus baseline where it is an effect", "units": "see measure_units"}
    return names, units, ((*RUNS, "measure"), numbers, attrs)

"""What is kept of a run when its utilities are not: measured block by block, and put together again.

A block is some draws of a study, with all scenarios and all replicates. Whatever way draws are cut into blocks, the same
bytes come out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from wopsim.analysis import before_after, outcomes
from wopsim.analysis.constraint_outcomes import constraints
from wopsim.analysis.full_cost import full_cost
from wopsim.analysis.outcome_specs import MEASURED
from wopsim.analysis.required_outputs import NEEDED_BY_MEASURES as NEEDED_BY_MEASURES
from wopsim.analysis.run_arrays import Block
from wopsim.analysis.spill_over import spill_over
from wopsim.declare import VARIABLES
from wopsim.errors import ResultError
from wopsim.streams import Floats

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.utility_sums import UtilitySums
    from wopsim.study.scenario import Scenario, Study

RUNS = ("scenario", "draw", "replicate")
MOST_POINTS = 128
"""Evaluated utilities of one run whose changes are kept one by one; of more, an even sample of so many."""
POINTS = {
    kind: {"units": "1", "long_name": f"change of non-revenue water of evaluated utilities, {how}, in order of size"}
    for kind, how in {"before_after": "reported", "before_after_paired": "paired", "pilot_report": "pilot zone"}.items()
}
"""Changes that are kept one by one."""
DETAILS = ("nrw_share_with", "nrw_share_without", *(f"{kind}_points" for kind in POINTS))
"""Measures by year and by point, which only figures need, and a store does not keep."""
_DIMS = {0: (), 2: RUNS[1:], 3: RUNS, 4: (*RUNS, "time")}


def measure(dataset: xr.Dataset, study: Study, sums: UtilitySums | None = None) -> xr.Dataset:
    """Return what comparisons and figures need of every run, without its utilities.

    Parameters
    ----------
    dataset : of all scenarios (the baseline first) and replicates, and of some or all draws; only what
        `NEEDED_BY_MEASURES` names is read.
    study : whose scenarios these are.
    sums : of this dataset, where they are worked out already.

    Returns
    -------
    xarray.Dataset
        Attributes of the dataset; scenarios without the baseline.

        (scenario, draw, replicate) : every outcome of `wopsim.analysis.outcome_specs`, with units, long_name and better;
        `support_received` and `support_received_<group>`; `pilots_evaluated`.
        (scenario, draw, replicate, time) : `nrw_share_with`, `nrw_share_without`, see `outcomes.paths`.
        (scenario, draw, replicate, point) : `before_after_points`, `before_after_paired_points`, `pilot_report_points`,
        changes of evaluated utilities in order of size, single precision, filled up with NaN. Of a run with more than
        `MOST_POINTS` it is a sample: as many, evenly spread over the order. `utilities_evaluated` and `pilots_evaluated`
        say how many there were.
        (draw, replicate) : `served_at_start`, `served_at_start_<group>`; () : `mentees_<group>`; see `outcomes.at_start`.

    Raises
    ------
    ResultError : a run is missing or not finite where it is read (it would break the pairing), or there is no scenario
        beside the baseline.
    """
    import xarray as xr

    block = Block(dataset, study, sums)
    tour = before_after.before_after(block)
    found: dict[str, npt.NDArray[Any]] = {
        **full_cost(block), **spill_over(block), **outcomes.effects(block),
        **outcomes.service(block), **outcomes.organisation(block), **outcomes.persistence(block),
        **outcomes.programme(block), **constraints(block), **outcomes.mentors(block), **outcomes.reach(block), **outcomes.at_start(block),
        **outcomes.paths(block, "nrw_share"), **before_after.means(tour),
    }  # fmt: skip
    data = {}
    for name, words in MEASURED.items():
        values = found[name]
        data[name] = (_DIMS[values.ndim], values, words_of(dataset.variables[name].attrs) if words is None else words.attrs)
    for kind, attrs in POINTS.items():
        data[f"{kind}_points"] = ((*RUNS, "point"), tour.evaluated.sample(tour.changes[kind], MOST_POINTS), attrs)
    kept = [name for name in ("scenario", "label", "draw", "replicate", "time") if name in dataset.coords]
    labels = {name: dataset.variables[name] for name in kept}
    coordinates = {name: values.isel(scenario=slice(1, None), missing_dims="ignore") for name, values in labels.items()}
    return xr.Dataset(data, coordinates, dataset.attrs)


def combine(blocks: Sequence[xr.Dataset]) -> xr.Dataset:
    """Return the measures of all draws and replicates, in their order, whatever the order of the blocks.

    Parameters
    ----------
    blocks : what `measure` returned, at least one, of one study; those of the same draws are of different replicates.

    Raises
    ------
    ResultError : a run stands in two blocks, or the blocks are not of one study.
    """
    of_draws: dict[tuple[int, ...], list[xr.Dataset]] = {}
    for block in blocks:
        of_draws.setdefault(tuple(block["draw"].values.tolist()), []).append(block)
    return _combined([_combined(part, "replicate") for part in of_draws.values()], "draw")


def _combined(blocks: Sequence[xr.Dataset], along: Literal["draw", "replicate"]) -> xr.Dataset:
    """Return measures of blocks that differ in their draws, or in their replicates, and in nothing else."""
    import xarray as xr

    if len(blocks) == 1:
        return blocks[0]
    numbers = np.concatenate([block[along].values for block in blocks])
    order = np.argsort(numbers, kind="stable")
    if len(np.unique(numbers)) < len(numbers):
        raise ResultError(f"a {along} was measured twice.")
    one = blocks[int(np.argmin([block[along].values.min() for block in blocks]))]
    for block in blocks:
        if set(block.variables) != set(one.variables) or not all(_same(block, one, name) for name in _shared(one, along)):
            raise ResultError("measures of different studies cannot be put together.")
    width = max(block.sizes["point"] for block in blocks)
    data = {}
    for name in one.data_vars:
        values = one.variables[name]  # without its coordinates, which cost more time than the numbers
        if along not in values.dims:
            data[name] = values
            continue
        axis = values.dims.index(along)
        whole = np.concatenate([_as_wide(block.variables[name], width) for block in blocks], axis=axis)
        data[name] = xr.Variable(values.dims, np.take(whole, order, axis=axis), values.attrs)
    coordinates = {name: one.variables[name] for name in one.coords if name != along}
    coordinates[along] = xr.Variable(along, numbers[order], one[along].attrs)
    return xr.Dataset(data, coordinates, one.attrs)


def beside(blocks: Sequence[xr.Dataset], scenarios: Sequence[Scenario]) -> xr.Dataset:
    """Return the measures of several designs beside each other, under their names and labels.

    Parameters
    ----------
    blocks : what `measure` returned of each design, at least one, in the same draws of the same worlds; how they are called there does
        not matter.
    scenarios : how they are called.
    """
    import xarray as xr

    one = blocks[0]
    width = max(block.sizes["point"] for block in blocks)

    def of_all(name: Hashable) -> xr.Variable:
        values = one.variables[name]
        if "scenario" not in values.dims:
            return values
        axis = values.dims.index("scenario")
        return xr.Variable(values.dims, np.concatenate([_as_wide(block.variables[name], width) for block in blocks], axis), values.attrs)

    coordinates = {name: values.variable for name, values in one.coords.items() if "scenario" not in values.dims}
    names = {"scenario": np.array([one.name for one in scenarios]), "label": ("scenario", [one.label for one in scenarios])}
    return xr.Dataset({name: of_all(name) for name in one.data_vars}, coordinates | names, one.attrs)


def _shared(block: xr.Dataset, along: str) -> list[str]:
    """Names of what is the same in all draws (or replicates)."""
    return [str(name) for name, values in block.variables.items() if along not in values.dims]


def _same(block: xr.Dataset, one: xr.Dataset, name: str) -> bool:
    values, others = block.variables[name].values, one.variables[name].values
    return np.array_equal(values, others, equal_nan=values.dtype.kind == "f")


def _as_wide(values: xr.Variable, width: int) -> npt.NDArray[Any]:
    """Return the values, with NaN up to a number of points."""
    if "point" not in values.dims:
        return values.values
    return np.pad(values.values, [(0, 0)] * (values.ndim - 1) + [(0, width - values.shape[-1])], constant_values=np.nan)


def grid_of(measures: xr.Dataset, name: str) -> Floats:
    """Return a measure as numbers alone, (scenario, draw, replicate): labels cost more time than numbers."""
    values = measures.variables[name]
    return np.asarray(values.values.transpose([values.dims.index(dim) for dim in RUNS]), dtype=np.float64)


def words_of(attrs: Mapping[Any, Any]) -> dict[str, str]:
    """Return those attributes of an output that a measure of the same name carries."""
    return {word: attrs[word] for word in ("units", "long_name", "better")}


def words_of_measure(name: str) -> Mapping[str, str]:
    """Return unit, long name and better direction of what is measured of a run."""
    import wopsim.declared  # noqa: F401  (declares every output)

    words = MEASURED[name]
    return words_of(VARIABLES[name].attrs) if words is None else words.attrs

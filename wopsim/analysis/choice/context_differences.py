"""In which contexts one design reaches more people than another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.paired import Grid
from wopsim.analysis.told_apart import error_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

PEOPLE = "people_served"
READS = frozenset({PEOPLE, *(f"{what}_{group}" for what in ("people", "mentees") for group in GROUPS)})
"""Measures that are read."""
EVERYWHERE = "everywhere"
REGION = "region"
MENTORS = "mentors"
"""Kind of a region in which mentors are at home and nobody who may be mentored."""


def context_differences(measures: Sequence[xr.Dataset], by_utility: xr.DataArray | None) -> pd.DataFrame:
    """Return by how many people served in the last year the first of two designs is ahead, by context.

    Parameters
    ----------
    measures : of both designs, of each combination of swept values, which are averaged.
    by_utility : first minus second, (draw, replicate, utility) with the coordinates `region` and `role`; None where utilities were not
        kept.

    Returns
    -------
    pandas.DataFrame
        Columns `kind` (`everywhere`; `group`, those of which there is a possible mentee; `region`; or `mentors`, a region of mentors only,
        which come last; groups overlap), `context`, `mean`, `error` (its standard error over draws and replicates), `wins_worlds` (share of
        draws in which the first is ahead, no difference counting half).
    """
    import pandas as pd

    rows = []
    for kind, context, apart in _grids(measures, by_utility):
        in_draws = np.nanmean(apart[np.isfinite(apart).any(axis=1)], axis=1)
        wins = float(np.mean(in_draws > 0.0) + np.mean(in_draws == 0.0) / 2.0)
        rows.append((kind, context, float(np.nanmean(apart)), error_of(apart), wins))
    return pd.DataFrame(rows, columns=["kind", "context", "mean", "error", "wins_worlds"])


def _grids(measures: Sequence[xr.Dataset], by_utility: xr.DataArray | None) -> Iterator[tuple[str, str, Grid]]:
    """Yield what is compared, and the difference (draw, replicate)."""
    for name, kind, words in (
        (PEOPLE, EVERYWHERE, EVERYWHERE),
        *((f"people_{group}", "group", words) for group, words in groups_there(measures[0]).items()),
    ):
        yield kind, words, _mean([_apart(one[name]) for one in measures])
    if by_utility is not None:
        regions = [(MENTORS if (here["role"] != "mentee").all() else REGION, str(name), here) for name, here in by_utility.groupby(REGION)]
        for kind, name, here in sorted(regions, key=lambda one: (one[0] == MENTORS, one[1])):
            yield kind, name, np.asarray(here.sum("utility").transpose("draw", "replicate").values, dtype=np.float64)


def _apart(values: xr.DataArray) -> Grid:
    first, second = values.transpose("scenario", "draw", "replicate").values
    return np.asarray(first - second, dtype=np.float64)


def _mean(grids: list[Grid]) -> Grid:
    """Over combinations of swept values; replicates that only some have are left out of those that lack them."""
    replicates = max(grid.shape[1] for grid in grids)
    wide = [np.pad(grid, ((0, 0), (0, replicates - grid.shape[1])), constant_values=np.nan) for grid in grids]
    held = np.isfinite(wide)
    return np.divide(np.nansum(wide, axis=0), held.sum(axis=0), out=np.full(wide[0].shape, np.nan), where=held.any(axis=0))

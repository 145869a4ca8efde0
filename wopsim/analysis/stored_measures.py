"""What was measured of runs, read from a store chunk by chunk: a million runs have too many measures to be held at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.analysis.grid_kernels import Numbers
from wopsim.analysis.reduction import MEASURES
from wopsim.runs.store import Store


def names_measured(store: Store) -> list[str]:
    """Return the names of what a store holds of each run, in its order."""
    return [str(name) for name in store.labels["measure"].values]


def read_measures(store: Store, variants: Sequence[int], names: Sequence[str]) -> Numbers:
    """Return what was measured of all runs of some variants, (name, variant, scenario without the baseline, draw, replicate).

    Each chunk is read once, and no more than one is held beside what is returned.

    Parameters
    ----------
    store : finished or not; what was not run is NaN.
    variants : numbers of combinations of swept values, in rising order; 0 where nothing is swept.
    names : of `names_measured`.

    Raises
    ------
    DamageError : it cannot be read.
    """
    points, known = store.points, names_measured(store)
    places = [known.index(name) for name in names]
    found = np.empty((len(names), len(variants), points.scenarios - 1, points.draws, points.replicates))
    chosen = np.asarray(variants)
    for block in points.blocks_of(variants):
        first, end = np.searchsorted(chosen, (block.variants.start, block.variants.stop))
        values = store.values(MEASURES, points.region(block))
        values = values if points.swept else values[None]
        draws, replicates = (slice(side.start, side.stop) for side in (block.draws, block.replicates))
        for number, place in enumerate(places):
            found[number, first:end, :, draws, replicates] = values[chosen[first:end] - block.variants.start, 1:, ..., place]
    return found

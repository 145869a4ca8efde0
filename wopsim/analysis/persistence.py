"""What is left of an effect years after the mentor went home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcome_specs import YEARS_AFTER

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Floats, Ints
    from wopsim.analysis.run_arrays import Block

LEAST = {"practice": 0.005, "nrw_share": -0.001}
"""Smallest effect at the exit of which a share can be left: half a point of practice, a tenth of a point of NRW. Both are
paired differences without reading noise, so that choosing by them does not choose luck."""


def persistence(block: Block) -> dict[str, Floats]:
    """Return the share of the paired effect at the exit that is left five years later, median over utilities.

    The exit counts from the first year end at or after it, so that the effect of the last mission is in. A utility is
    followed when it was mentored, its last partnership ended (early or as planned), five more years lie within the run,
    and the effect at the exit was at least `LEAST`. Above 1 the effect has grown since: zones go on spreading.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline: `left_practice`, `left_nrw` [1], NaN in a run without such
    a utility; `utilities_followed`, mentored utilities with five years after the exit.
    """
    at_exit = np.ceil(block.mentored.once(block.stored("exit_time")))
    kept = at_exit + YEARS_AFTER <= block.years[-1]
    followed, at_exit = block.mentored.where(kept), at_exit[kept]

    def effect(name: str, when: Ints) -> Floats:
        values = block.stored(name)
        with_it, without = followed.in_year(values, when), followed.in_year(values, when, baseline=True)
        if values.ndim == 6:
            with_it, without = with_it.mean(axis=-1), without.mean(axis=-1)
        return with_it - without

    out = {}
    for name, least in LEAST.items():
        start = effect(name, np.searchsorted(block.years, at_exit))
        later = effect(name, np.searchsorted(block.years, at_exit + YEARS_AFTER))
        enough = start >= least if least > 0 else start <= least
        out["left_practice" if name == "practice" else "left_nrw"] = followed.where(enough).median(later[enough] / start[enough])
    return out | {"utilities_followed": followed.count()}

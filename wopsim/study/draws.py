"""Draws: plausible values of every calibrated parameter, each a pure function of the draw's number."""

from __future__ import annotations

from wopsim.declare import PARAMETERS, Value
from wopsim.streams import entity, stream, uniform

PRIOR = stream("study.prior")


def prior_draw(seed: int, draw: int) -> dict[str, Value]:
    """Return one value of every calibrated parameter, drawn from its prior.

    Parameters
    ----------
    seed : root seed of the study.
    draw : number of the draw, from 0; the same number gives the same values, whatever else is drawn.

    Returns
    -------
    values by parameter name, cut to the parameter's valid range
    """
    values: dict[str, Value] = {}
    for name, declared in PARAMETERS.items():
        if declared.prior is None:
            continue
        # the number of the draw stands where a replicate stands for luck
        u = uniform(PRIOR, seed, draw, entity(name))
        low, high = declared.valid
        values[name] = min(high, max(low, float(declared.prior.ppf(u))))
    return values

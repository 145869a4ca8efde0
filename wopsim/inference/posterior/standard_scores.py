"""Parameters as standard normal scores: where the sampler moves, every prior is the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.declare import PARAMETERS, Value
from wopsim.rules import reporting
from wopsim.streams import Floats


def calibrated() -> list[str]:
    """Return the names of all calibrated parameters, in the order of their names."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    return sorted(name for name, declared in PARAMETERS.items() if declared.role == "calibrated")


def reporting_parameters() -> list[str]:
    """Return the calibrated parameters of what gets reported, which no run depends on."""
    return [name for name in calibrated() if PARAMETERS[name].module == reporting.__name__]


def run_parameters() -> list[str]:
    """Return the parameters that differ between runs: all that are drawn, whether evidence speaks of them or not, but those of reporting."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    return sorted(name for name, declared in PARAMETERS.items() if declared.drawn and declared.module != reporting.__name__)


def put(scores: Floats, names: Sequence[str], moving: Sequence[str], chosen: Floats) -> Floats:
    """Return scores (set, parameter) of `names` in which those that move are `chosen` (set, moving parameter); others stay.

    A parameter that moves and is not among the names is left out.
    """
    found = scores.copy()
    for k, name in enumerate(moving):
        if name in names:
            found[:, names.index(name)] = chosen[:, k]
    return found


def values_of(names: Sequence[str], scores: Floats) -> Floats:
    """Return values from scores, both (..., parameter): the quantile of the prior at the probability of the score.

    Values outside the valid range of a parameter are moved to its end, as in draws from the prior.
    """
    from scipy import special

    u = np.clip(special.ndtr(scores), 1e-12, 1.0 - 1e-12)
    return np.stack([PARAMETERS[name].quantile(u[..., k]) for k, name in enumerate(names)], axis=-1)


def sets_of(names: Sequence[str], values: Floats) -> list[dict[str, Value]]:
    """Return one set of values by name for each row of `values`, (set, parameter)."""
    kinds = [PARAMETERS[name].kind for name in names]
    return [{name: kind(value) for name, kind, value in zip(names, kinds, row, strict=True)} for row in values.tolist()]

"""Parameters as standard normal scores: where the sampler moves, every prior is the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.declare import PARAMETERS, Param, Value
from wopsim.streams import Floats


def calibrated() -> list[str]:
    """Return the names of all calibrated parameters, in the order of their names."""
    import wopsim.model  # noqa: F401  (declares every parameter)

    return sorted(name for name, declared in PARAMETERS.items() if declared.role == "calibrated")


def values_of(names: Sequence[str], scores: Floats) -> Floats:
    """Return values from scores, both (..., parameter): the quantile of the prior at the probability of the score.

    Values outside the valid range of a parameter are moved to its end, as in draws from the prior.
    """
    from scipy import special

    u = np.clip(special.ndtr(scores), 1e-12, 1.0 - 1e-12)
    columns = []
    for k, name in enumerate(names):
        declared = _declared(name)
        assert declared.prior is not None
        columns.append(np.clip(declared.prior.ppf(u[..., k]), *declared.valid))
    return np.stack(columns, axis=-1)


def sets_of(names: Sequence[str], values: Floats) -> list[dict[str, Value]]:
    """Return one set of values by name for each row of `values`, (set, parameter)."""
    return [dict(zip(names, map(float, row), strict=True)) for row in values]


def _declared(name: str) -> Param:
    declared = PARAMETERS[name]
    if declared.prior is None:
        raise ValueError(f"{name} has no prior")
    return declared

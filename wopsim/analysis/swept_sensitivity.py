"""Sensitivity of effects to swept parameters, read from a store whose sweep was sampled for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.sampled_sensitivity import morris_steps, saltelli_shares
from wopsim.errors import ResultError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Study


def sensitivity_table(effects: xr.Dataset, study: Study, outcome: str, scenario: str | None, against: str | None) -> pd.DataFrame:
    """Return what `wopsim.StoredRuns.sensitivity` returns.

    Parameters
    ----------
    effects : of the outcome, see `wopsim.analysis.swept_effects`; study : whose runs these are.
    outcome, scenario, against : as there.

    Raises
    ------
    ResultError : as there.
    """
    import pandas as pd

    sampled = study.sampled
    if sampled is None:
        raise ResultError("the sweep was not sampled for sensitivity; write `saltelli:` or `morris:` under 'sweep', and run it again.")
    means = effects["mean"].sel(outcome=outcome)
    names = [str(name) for name in means["scenario"].values]
    values = np.asarray(means.sel(scenario=_known(scenario or names[0], names)).values, dtype=np.float64)
    if against is not None:
        values = values - means.sel(scenario=_known(against, names)).values
    found = saltelli_shares(values, sampled) if sampled.kind == "saltelli" else morris_steps(values, sampled)
    if found.used < 2:
        what = "base points" if sampled.kind == "saltelli" else "trajectories"
        raise ResultError(f"{found.used} of {sampled.points} {what} have an effect on {outcome!r} in every row; at least 2 are needed.")
    return pd.DataFrame(vars(found), index=pd.Index(sampled.parameters, name="parameter"))


def _known(name: str, names: list[str]) -> str:
    if name in names:
        return name
    raise ResultError(f"no scenario {name!r}; known: {', '.join(names)}.{did_you_mean(name, names)}")

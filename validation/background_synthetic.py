"""Panels made from the equations of M1 themselves, to see whether the fit finds what they were made with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wopsim.inference.background.fit import RARE_CHANCE, WIDE
from wopsim.inference.background.likelihood import QUARTERS, year_end
from wopsim.inference.background.panel_series import Dynamics, Years
from wopsim.rules import background
from wopsim.rules.time import QUARTER
from wopsim.streams import Floats, normal, stream, uniform

VOLATILITY = stream("background_synthetic.volatility")
SIZE = stream("background_synthetic.size")
START = stream("background_synthetic.start")
PERMANENT = stream("background_synthetic.permanent")
WANDER = stream("background_synthetic.wander")
READING = stream("background_synthetic.reading")
GROSS = stream("background_synthetic.gross")
GROSS_SIZE = stream("background_synthetic.gross_size")
MISSING = stream("background_synthetic.missing")


def synthetic_years(
    dynamics: Dynamics, truth: Mapping[str, float], providers: int, years: int, seed: int, replicate: int = 0, missing: float = 0.2
) -> Years:
    """Return values of an indicator as the engine would make them, with gross errors as the fit believes in them.

    Parameters
    ----------
    truth : by name as in `background.numbers_of`, in the unit of the indicator.
    providers, years : of the panel, at most; a provider without any value is left out.
    seed, replicate : of chance.
    missing : share of values that are left out.
    """
    who = np.arange(providers, dtype=np.uint64)
    volatility = background.own_volatility(truth["volatility_spread"], normal(VOLATILITY, seed, replicate, who))
    size = normal(SIZE, seed, replicate, who)
    whole = truth["spread"] * normal(START, seed, replicate, who)
    permanent = background.permanent_part(whole, truth["permanent"], truth["spread"], volatility, normal(PERMANENT, seed, replicate, who))
    level = truth["mean"] + truth.get("size", 0.0) * size + permanent
    passing, around = whole - permanent, background.reverting_spread(truth["spread"], truth["permanent"], volatility)
    columns: list[Floats] = []
    for year in range(years):
        if dynamics.year is not year_end or year:
            steps = []
            for quarter in range(QUARTERS * year, QUARTERS * (year + 1)):
                z = normal(WANDER, seed, replicate, who, step=quarter)
                passing = background.wander(passing, truth["persistence"], QUARTER, around, z)
                steps.append(passing)
            seen = passing if dynamics.year is year_end else np.mean(steps, axis=0)
        else:
            seen = passing
        noise = truth["reading"] * volatility * normal(READING, seed, replicate, who, step=year)
        wrong = uniform(GROSS, seed, replicate, who, step=year) < RARE_CHANCE
        error = np.where(wrong, WIDE * dynamics.spread * normal(GROSS_SIZE, seed, replicate, who, step=year), 0.0)
        known = uniform(MISSING, seed, replicate, who, step=year) >= missing
        columns.append(np.where(known, np.minimum(level + seen + noise + error, dynamics.most), np.nan))
    y = np.stack(columns, axis=1)
    some = np.isfinite(y).any(axis=1)
    return Years(np.ascontiguousarray(y[some]), size[some])

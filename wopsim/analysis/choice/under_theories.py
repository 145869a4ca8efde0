"""A difference of two designs under each rival theory of partnerships: where none of its mechanisms works, and where they are strong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.paired import INTERVAL
from wopsim.declare import PARAMETERS
from wopsim.rules.theories import THEORIES, mechanisms
from wopsim.streams import Floats

if TYPE_CHECKING:
    import pandas as pd


_ALONE = 1.0 - 1e-9
"""Part of its own place on the plane that a draw holds, from which no other tells how far luck moved it."""


def under_theories(numbers: Mapping[str, Floats], difference: Floats) -> pd.DataFrame:
    """Return the mean difference without the mechanisms of each theory and with strong ones, all other numbers as they are drawn.

    By a plane through the numbers of the theory (least squares): what a theory does only together with another, or in a bend, is missed.

    Parameters
    ----------
    numbers : what differs between draws, by name, (draw,); a theory none of whose numbers differ is left out, as is one with more numbers
        than the draws tell, or that one draw alone tells.
    difference : (draw,), replicates averaged.

    Returns
    -------
    pandas.DataFrame
        One row per theory; columns `name`, `absent`, `absent_low`, `absent_high`, `strong`, `strong_low`, `strong_high` (the middle 90 %
        that luck and the number of draws leave); `absent_told`, `strong_told` (whether these lie on one side of zero: else the runs do
        not tell which design is better there).
    """
    import pandas as pd
    from scipy.stats import t

    rows = []
    for theory in THEORIES:
        strong = {name: float(value) for name, value in mechanisms(theory).items() if name in numbers}
        neutral = np.array([float(PARAMETERS[name].default) for name in strong])
        free = len(difference) - len(strong) - 1
        if not strong or free < 1:
            continue
        columns = np.column_stack([np.ones(len(difference)), np.column_stack([numbers[name] for name in strong]) - neutral])
        inverse = np.linalg.pinv(columns.T @ columns)
        slopes = inverse @ columns.T @ difference
        # HC3 [@mackinnon1985]: a world far from all others holds the plane, which its own residual hides
        hold = np.einsum("ij,jk,ik->i", columns, inverse, columns)
        if (hold > _ALONE).any():
            continue
        spread = ((difference - columns @ slopes) / (1.0 - hold))[:, None] * columns @ inverse
        row: dict[str, str | float | bool] = {"name": theory}
        for what, shift in (("absent", np.zeros(len(strong))), ("strong", np.array(list(strong.values())) - neutral)):
            place = np.concatenate([[1.0], shift])
            error = float(np.linalg.norm(spread @ place))
            low, high = (float(t.ppf(share, free)) * error for share in INTERVAL)
            told = float(place @ slopes)
            row |= {what: told, f"{what}_low": told + low, f"{what}_high": told + high, f"{what}_told": abs(told) > high}
        rows.append(row)
    ends = [f"{what}{end}" for what in ("absent", "strong") for end in ("", "_low", "_high", "_told")]
    return pd.DataFrame(rows, columns=["name", *ends])

"""What an emulator reads of scores, as compiled loops: it is asked tens of millions of times in a calibration."""

from __future__ import annotations

import math
from typing import Any

from wopsim.compile import entry

FARTHEST = 4.0
"""Score beyond which everything is taken to be a straight line, so that nothing explodes far out."""


@entry
def fill_coordinates(scores: Any, curve: Any, grid: Any, values: Any, found: Any) -> None:
    """Write what the emulator is smooth in to `found`: values of what may do nothing, scores of all else.

    Parameters
    ----------
    scores, found : (set, parameter).
    curve : (parameter,) its row in `values`, -1 for a parameter that enters by its score.
    grid : (point,) scores, evenly spaced; values : (curve, point) the value at each, with straight lines between.
    """
    last = grid.size - 1
    per_step = last / (grid[last] - grid[0])
    for i in range(scores.shape[0]):
        for k in range(scores.shape[1]):
            x = scores[i, k]
            line = curve[k]
            if line >= 0 and not math.isnan(x):  # nothing would be found there, and compiled code does not say so
                x = min(max(x, grid[0]), grid[last])
                at = min(last - 1, int((x - grid[0]) * per_step))
                slope = (values[line, at + 1] - values[line, at]) / (grid[at + 1] - grid[at])
                x = slope * (x - grid[at]) + values[line, at]
            found[i, k] = x


@entry
def fill_features(coordinates: Any, found: Any) -> None:
    """Write coordinates (set, parameter), their squares less 1 and their products to `found`, (set, feature), cut at `FARTHEST`."""
    parameters = coordinates.shape[1]
    for i in range(coordinates.shape[0]):
        for k in range(parameters):
            found[i, k] = min(max(coordinates[i, k], -FARTHEST), FARTHEST)
        column = parameters
        for k in range(parameters):
            one = found[i, k]
            found[i, column] = one * one - 1.0  # the mean of a square over the prior is 1
            for other in range(1, parameters - k):
                found[i, column + other] = one * found[i, k + other]
            column += parameters - k

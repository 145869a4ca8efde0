"""Which designs are worth a look at any price: the others cost more and bring less, than one design or than a mix of two."""

from __future__ import annotations

import numpy as np

from wopsim.streams import Floats

ON, DOMINATED, EXTENDED = "on the frontier", "dominated", "dominated by a mix"


def dominance(cost: Floats, gain: Floats) -> list[str]:
    """Return for each design whether it is on the efficiency frontier, from doing nothing (no cost, no gain) upwards.

    Parameters
    ----------
    cost, gain : (design,) means.

    Returns
    -------
    `ON`; `DOMINATED`: another design, or nothing, brings at least as much for no more; `EXTENDED`: a mix of two does.
    """
    count = len(cost)
    points = np.append(cost, 0.0), np.append(gain, 0.0)
    words = []
    for one in range(count):
        no_worse = (points[0] <= cost[one]) & (points[1] >= gain[one])
        better = no_worse & ((points[0] < cost[one]) | (points[1] > gain[one]))
        words.append(DOMINATED if better.any() else ON)
    left = [one for one in range(count) if words[one] == ON]
    left.sort(key=lambda one: (points[0][one], points[1][one]))
    nothing = [] if any(cost[one] <= 0.0 and gain[one] >= 0.0 for one in left) else [count]
    hull: list[int] = []
    for one in [*nothing, *left]:
        while len(hull) > 1 and _slope(points, hull[-1], one) >= _slope(points, hull[-2], hull[-1]):
            words[hull.pop()] = EXTENDED
        hull.append(one)
    return words


def _slope(points: tuple[Floats, Floats], one: int, other: int) -> float:
    """Gain per cost from one design to another that costs more."""
    return float((points[1][other] - points[1][one]) / max(points[0][other] - points[0][one], 1e-300))

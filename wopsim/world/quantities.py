"""The numbers that are drawn together for a utility, and the scale on which each one is drawn.

A value lies between two limits that a sceptical expert would still believe for a working utility. On the scale `share`
the logit of the position between the limits is used, on the scale `positive` the logit of the position between their
logarithms, times a quarter of the log range, so that one unit is about one unit of natural logarithm in the middle.
Both are monotone and smooth, so ranks are kept, shifts cannot leave the limits, and the map can be inverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wopsim.streams import Floats

_INSIDE = 0.005  # a reported 0 or 100 % counts as this far inside the limits


@dataclass(frozen=True)
class Quantity:
    """One number of the joint distribution.

    Parameters
    ----------
    name : column of the world table, or `persons_per_connection`, which stands for `connections`.
    low, high : limits of drawn values, in the unit of the column.
    scale : see the head of this file.
    panel : name in the panel's tables of marginals and correlations; empty when the panel does not hold it.
    panel_shape : whether the marginal has the shape of the panel's; else normal on the scale.
    cap : values above are kept as this value (a supply that would last longer than a day).
    """

    name: str
    low: float
    high: float
    scale: Literal["share", "positive"]
    panel: str = ""
    panel_shape: bool = False
    cap: float = np.inf

    def to_scale(self, value: npt.ArrayLike) -> Floats:
        """Return where `value` (any shape, NaN allowed) lies on the scale; values outside the limits count as inside."""
        x = np.asarray(value, dtype=np.float64)
        if self.scale == "share":
            position, stretch = (x - self.low) / (self.high - self.low), 1.0
        else:
            span = np.log(self.high / self.low)
            position, stretch = np.log(np.maximum(x, 1e-12) / self.low) / span, span / 4.0
        position = np.clip(position, _INSIDE, 1.0 - _INSIDE)
        return np.asarray(stretch * np.log(position / (1.0 - position)))

    def from_scale(self, t: npt.ArrayLike) -> Floats:
        """Return the value at `t` on the scale (any shape), in the unit of the column."""
        t = np.asarray(t, dtype=np.float64)
        if self.scale == "share":
            value = self.low + (self.high - self.low) / (1.0 + np.exp(-t))
        else:
            span = np.log(self.high / self.low)
            value = self.low * np.exp(span / (1.0 + np.exp(-t * 4.0 / span)))
        return np.asarray(np.clip(value, self.low, min(self.high, self.cap)))


_DECLARED = (
    Quantity("population_served", 3e3, 2e7, "positive", panel="connections"),
    Quantity("nrw_share", 0.03, 0.85, "share", panel="nrw_share", panel_shape=True),
    Quantity("occr", 0.15, 3.0, "positive", panel="occr", panel_shape=True),
    Quantity("collection_share", 0.4, 1.0, "share", panel="collection_share"),
    Quantity("tariff", 0.03, 4.0, "positive", panel="tariff", panel_shape=True),
    Quantity("consumption", 15.0, 600.0, "positive", panel="consumption", panel_shape=True),
    Quantity("staff_per_1000", 0.6, 20.0, "positive", panel="staff_per_1000", panel_shape=True),
    Quantity("energy_intensity", 0.04, 3.0, "positive", panel="energy_intensity", panel_shape=True),
    Quantity("coverage", 0.15, 1.0, "share", panel="coverage", panel_shape=True),
    Quantity("metering_share", 0.0, 1.0, "share", panel="metering_share", panel_shape=True),
    Quantity("apparent_share", 0.05, 0.85, "share"),
    Quantity("persons_per_connection", 1.5, 20.0, "positive"),
    Quantity("supply_hours", 1.5, 384.0, "positive", cap=24.0),
    Quantity("quality_compliance", 0.3, 1.0, "share"),
    Quantity("autonomy", 0.05, 0.95, "share"),
    Quantity("motivation", 0.1, 0.9, "share"),
    Quantity("skill_technical", 0.05, 0.97, "share"),
    Quantity("skill_commercial", 0.05, 0.97, "share"),
    Quantity("skill_managerial", 0.05, 0.97, "share"),
)

QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in _DECLARED}
NAMES = tuple(QUANTITIES)

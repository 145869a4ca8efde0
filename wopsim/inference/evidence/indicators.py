"""The indicators of the evidence: which output of the model each is, on which scale it is compared, which direction is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.streams import Floats

TOP, BOTTOM = 0.99, 0.01
"""Shares beyond these count as these: the logit has no end, and nobody reports more exactly."""


@dataclass(frozen=True)
class Indicator:
    """One indicator as evidence names it.

    Parameters
    ----------
    output : of the model, in whose unit values are held here.
    start : column of a world table that a stated baseline sets; None where there is none.
    scale : `logit` (of value / most), or `log`.
    most : largest value of the output.
    sign : 1 where more is better, -1 where less is.
    units : factor from a unit of the evidence to the output's, by unit.
    complement : the indicator is 1 minus the output.
    noise : spread of reports relative to NRW's [1, assumed].
    gain : what is stated is the rise of the output since the baseline.
    """

    output: str
    start: str | None
    scale: str
    most: float
    sign: int
    units: dict[str, float]
    complement: bool = False
    noise: float = 1.0
    gain: bool = False

    def value(self, stated: npt.ArrayLike, unit: str) -> Floats:
        """Return the output's value for one stated in `unit`, any shape."""
        value = np.asarray(stated, dtype=np.float64) * self.units[unit]
        return np.asarray(1.0 - value if self.complement else value)

    def stated(self, value: npt.ArrayLike, unit: str) -> Floats:
        """Return what would be stated in `unit` for the output's value, any shape."""
        value = np.asarray(value, dtype=np.float64)
        return np.asarray((1.0 - value if self.complement else value) / self.units[unit])

    def to_scale(self, value: npt.ArrayLike) -> Floats:
        """Return values of the output on the scale on which they are compared, any shape."""
        value = np.asarray(value, dtype=np.float64)
        if self.scale == "log":
            return np.asarray(np.log(np.maximum(value, 1e-9)))
        share = np.clip(value / self.most, BOTTOM, TOP)
        return np.asarray(np.log(share / (1.0 - share)))

    def from_scale(self, z: npt.ArrayLike) -> Floats:
        """Return the output's values from the scale, any shape."""
        z = np.asarray(z, dtype=np.float64)
        return np.asarray(np.exp(z) if self.scale == "log" else self.most / (1.0 + np.exp(-z)))

    def full(self, z: float) -> bool:
        """Return whether a value on the scale lies at its good end, so that a report could not have been better."""
        return self.scale == "logit" and self.sign * z >= float(np.log(TOP / (1.0 - TOP))) - 1e-9

    @property
    def better(self) -> int:
        """1 where a larger stated value is better, -1 where a smaller one is."""
        return -self.sign if self.complement else self.sign


def kept_after(years: float) -> float:
    """Return how much a value says about the same utility's some years later, without help [1]: the autocorrelation of NRW (snis2021)."""
    lasting, reverting, speed = 0.34, 0.66, 0.73
    return lasting + reverting * speed**years


_SHARE = {"%": 0.01, "1": 1.0, "share": 1.0}


def _share(output: str, start: str | None, sign: int, complement: bool = False) -> Indicator:
    return Indicator(output, start, "logit", 1.0, sign, _SHARE, complement)


def _amount(output: str, start: str | None, sign: int, noise: float, units: dict[str, float]) -> Indicator:
    return Indicator(output, start, "log", np.inf, sign, units, noise=noise)


_NRW = _share("reported_nrw_share", "nrw_share", -1)
_CONNECTION = {"connection": 1.0, "1e3 connection": 1e3, "1e6 connection": 1e6}
_PERSON = {"person": 1.0, "1e3 person": 1e3, "1e6 person": 1e6}

INDICATORS: dict[str, Indicator] = {
    "nrw_pct": _NRW,
    "network_efficiency": _share("reported_nrw_share", "nrw_share", -1, complement=True),
    "water_coverage": _share("coverage", "coverage", 1),
    "sewer_coverage": _share("sewer_coverage", None, 1),
    "collection_efficiency": _share("collection_share", "collection_share", 1),
    "water_quality_compliance": _share("quality_compliance", "quality_compliance", 1),
    "supply_hours": Indicator("supply_hours", "supply_hours", "logit", 24.0, 1, {"h/day": 1.0, "h/week": 1.0 / 7.0}),
    "operating_cost_coverage": _amount("occr", "occr", 1, 0.7, _SHARE),
    "staff_per_1000_connections": _amount("staff_per_1000", "staff_per_1000", -1, 0.5, {"person/1000 connections": 1.0}),
    "energy_intensity": _amount("energy_intensity", "energy_intensity", -1, 0.7, {"kWh/m3": 1.0}),
    "connections": _amount("connections", "connections", 1, 0.15, _CONNECTION),
    "population_served": _amount("population_served", "population_served", 1, 0.3, _PERSON),
    "people_reached": Indicator("population_served", None, "log", np.inf, 1, _PERSON, noise=0.3, gain=True),
}
"""By the name in the column `indicator`. Other indicators of the evidence have no counterpart in the model."""

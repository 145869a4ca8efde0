"""What panels say about the background parameters: the fit of `calibration/fit_background.py` as a normal likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wopsim.inference.background.estimates import background_estimates
from wopsim.streams import Floats


@dataclass(frozen=True)
class PanelFit:
    """Estimates of background parameters, each about normal on a scale of its own.

    Parameters
    ----------
    names : parameters.
    scales : `log`, `logit` or `identity` of each.
    mean, spread : (parameter,) on that scale.
    """

    names: tuple[str, ...]
    scales: tuple[str, ...]
    mean: Floats
    spread: Floats

    def log_likelihood(self, values: Mapping[str, Floats]) -> Floats:
        """Return the log likelihood of values by name, (set,) each; parameters without a value are left out."""
        terms = []
        for name, scale, mean, spread in zip(self.names, self.scales, self.mean, self.spread, strict=True):
            if name in values:
                off = (_on_scale(values[name], scale) - mean) / spread
                terms.append(-0.5 * off**2 - np.log(spread * np.sqrt(2.0 * np.pi)))
        return np.asarray(sum(terms), dtype=np.float64)

    def on_scale(self, name: str, value: Floats) -> Floats:
        """Return values of a parameter on the scale of its estimate."""
        return _on_scale(value, self.scales[self.names.index(name)])


def read_panel_fit(country: str = "Brazil") -> PanelFit:
    """Return the fit to the panel of a country that ships with the package."""
    frame = background_estimates(country)
    return PanelFit(
        tuple(frame["parameter"]), tuple(frame["scale"]), frame["mean"].to_numpy(dtype=np.float64), frame["sd"].to_numpy(dtype=np.float64)
    )


def _on_scale(value: Floats, scale: str) -> Floats:
    if scale == "identity":
        return np.asarray(value)
    clipped = np.maximum(value, 1e-12)
    return np.asarray(np.log(clipped) if scale == "log" else np.log(clipped / np.maximum(1e-12, 1.0 - clipped)))

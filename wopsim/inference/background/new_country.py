"""From fits to the panels of some countries to what is known of the background of another country.

A background parameter of a country, on its scale, is normal around a mean common to all countries; the estimate of its panel is normal
around it. Nothing is known of the mean beforehand. The standard deviation between countries has a half-normal prior: few countries say
little of it, so what is assumed there decides how wide the answer is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from wopsim.errors import EvidenceError
from wopsim.inference.background.panel_term import PanelFit
from wopsim.streams import Floats

STEPS, FARTHEST = 2000, 6.0
"""Grid of the standard deviation between countries, up to this many times that of its prior."""


def between_countries(mean: Floats, spread: Floats, prior: float) -> tuple[Floats, Floats]:
    """Return values of the standard deviation between countries and their posterior chances, (value,) each, which add up to 1.

    Parameters
    ----------
    mean, spread : (country,) estimates and their standard deviations.
    prior : standard deviation of the half-normal prior.
    """
    tau = (np.arange(STEPS) + 0.5) * (FARTHEST * prior / STEPS)
    variance = spread[:, None] ** 2 + tau**2
    centre, precision = _common_mean(mean, variance)
    log_chance = -0.5 * (np.log(variance).sum(axis=0) + np.log(precision) + ((mean[:, None] - centre) ** 2 / variance).sum(axis=0))
    log_chance -= 0.5 * (tau / prior) ** 2
    chance = np.exp(log_chance - log_chance.max())
    return np.asarray(tau), np.asarray(chance / chance.sum())


def predictive(mean: Floats, spread: Floats, prior: float) -> tuple[float, float]:
    """Return mean and standard deviation of the parameter in another country; arguments as of `between_countries`."""
    tau, chance = between_countries(mean, spread, prior)
    centre, precision = _common_mean(mean, spread[:, None] ** 2 + tau**2)
    middle = float(chance @ centre)
    return middle, float(np.sqrt(chance @ (1.0 / precision + tau**2 + (centre - middle) ** 2)))


def new_country(fits: Sequence[PanelFit], priors: Mapping[str, float]) -> PanelFit:
    """Return what the fits to some countries say of another one.

    Parameters
    ----------
    fits : of a country each; a parameter may be missing in some of them. What only one country has is as wide as its own
        uncertainty and twice the prior variance between countries: once for that country, once for the other.
    priors : standard deviation of the half-normal prior of that between countries, on the scale of each parameter; these are returned.

    Raises
    ------
    EvidenceError : no country has an estimate of one of them.
    """
    scales = {name: scale for fit in fits for name, scale in zip(fit.names, fit.scales, strict=True)}
    unknown = [name for name in priors if name not in scales]
    if unknown:
        raise EvidenceError(f"no panel has an estimate of {', '.join(unknown)}; there are {', '.join(scales)}.")
    found = []
    for name, prior in priors.items():
        rows = [(fit, fit.names.index(name)) for fit in fits if name in fit.names]
        found.append(predictive(np.array([fit.mean[k] for fit, k in rows]), np.array([fit.spread[k] for fit, k in rows]), prior))
    mean, spread = np.array(found).T
    return PanelFit(tuple(priors), tuple(scales[name] for name in priors), mean, spread)


def _common_mean(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean over countries and its precision given the variance of each, (country, value), around it."""
    precision = (1.0 / variance).sum(axis=0)
    return np.asarray((mean[:, None] / variance).sum(axis=0) / precision), np.asarray(precision)

"""From fits of the background to estimates of the model's parameters, with uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy import linalg, special

from wopsim.data import shipped
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.fit import TO_UNIT, Fit, Gross, Scale, fit
from wopsim.inference.background.likelihood import volatilities
from wopsim.inference.background.panel_series import DYNAMICS, Dynamics, years_of
from wopsim.streams import Floats

TREATMENTS: tuple[Gross, ...] = ("none", "rare", "fitted")
STEP = 1e-4

Fits = Mapping[str, Mapping[Gross, Fit]]


def fit_all(panel: pd.DataFrame, names: Iterable[str]) -> Fits:
    """Return the fits of indicators under every treatment of gross errors; `panel` as the country's `read` returns it."""
    fits: dict[str, dict[Gross, Fit]] = {}
    for name in names:
        dynamics = DYNAMICS[name]
        years = years_of(panel, dynamics)
        first = fit(years, dynamics, main_of(dynamics))
        others = [gross for gross in TREATMENTS if gross != main_of(dynamics)]
        fits[name] = {main_of(dynamics): first} | {gross: fit(years, dynamics, gross, first.estimates) for gross in others}
    return fits


def main_of(dynamics: Dynamics) -> Gross:
    """Return the treatment of gross errors whose estimates are used.

    Reports of the model have no gross errors. Where they have reading noise, that noise has to stand for wild single years, so
    the panel is taken as it is; where they have none, one value in a hundred is an error.
    """
    return "none" if "reading" in dynamics.parameters else "rare"


def lasting_share(permanent: float, volatility_spread: float) -> float:
    """Return the part of the variance among utilities that lasts, when calm ones keep more of it [1].

    It is the permanent share of a model without own volatility that has the same covariance over long times.

    Parameters
    ----------
    permanent : share at volatility 1 [1].
    volatility_spread : see the parameter `nrw_volatility_spread`.
    """
    volatility, log_weight = volatilities(volatility_spread)
    share = permanent / (permanent + (1.0 - permanent) * volatility**2)
    return float(np.exp(log_weight) @ (share**2 + permanent * (1.0 - share)))


def declared(
    dynamics: Dynamics, numbers: tuple[str, ...], x: Floats, scales: tuple[Scale, ...], context_spread: float
) -> dict[str, tuple[Scale, float]]:
    """Return the parameters of the model that fitted numbers mean, by name, each with its scale and its value there."""
    at = {name: (scale, float(value)) for name, scale, value in zip(numbers, scales, x, strict=True)}
    at["spread"] = ("log", at["spread"][1] - float(np.log(context_spread)))
    if not dynamics.own_volatility:
        value = {name: TO_UNIT[scale](y) for name, (scale, y) in at.items()}
        at["permanent"] = ("logit", float(special.logit(lasting_share(value["permanent"], value["volatility_spread"]))))
    return {f"{dynamics.name}_{name}": at[name] for name in dynamics.parameters}


def estimates(fits: Fits, context_spread: float = 1.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return estimates of the model's parameters, and their correlations.

    The covariance is that of sampling; where gross errors are taken out of the panel, plus that between treatments of them: what cannot
    be told apart from errors is not known, however many providers there are.

    Parameters
    ----------
    fits : as `fit_all` returns them.
    context_spread : of the country, see `countries.Country`.

    Returns
    -------
    one row per parameter: parameter, scale, estimate (in its unit), mean and sd on the scale, sd_sampling (without treatments),
    n_providers, n_values; and (parameter, parameter) correlations on the scales, none between indicators
    """
    rows, blocks = [], []
    for name, by_gross in fits.items():
        dynamics = DYNAMICS[name]
        main = by_gross[main_of(dynamics)]
        found, mean = _on_scales(dynamics, main, main.mean, context_spread)
        slopes = np.stack(
            [(_on_scales(dynamics, main, main.mean + h, context_spread)[1] - _on_scales(dynamics, main, main.mean - h, context_spread)[1])
             / (2.0 * STEP) for h in STEP * np.eye(main.mean.size)], axis=1,
        )  # fmt: skip
        sampling = slopes @ main.covariance @ slopes.T
        covariance = sampling
        if main_of(dynamics) != "none":  # as long as errors are taken out, how many are is a convention
            apart = [_on_scales(dynamics, other, other.mean, context_spread)[1] - mean for other in by_gross.values() if other is not main]
            covariance = sampling + sum(np.outer(d, d) for d in apart) / len(apart)
        blocks.append(covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance))))
        for k, (parameter, (scale, at)) in enumerate(found.items()):
            rows.append(
                {"parameter": parameter, "scale": scale, "estimate": TO_UNIT[scale](at), "mean": at}
                | {"sd": np.sqrt(covariance[k, k]), "sd_sampling": np.sqrt(sampling[k, k])}
                | {"n_providers": len(main.problem.years.y), "n_values": int(np.isfinite(main.problem.years.y).sum())}
            )
    table = pd.DataFrame(rows)
    return table, pd.DataFrame(linalg.block_diag(*blocks), index=table["parameter"], columns=table["parameter"].tolist())


def _on_scales(dynamics: Dynamics, of: Fit, x: Floats, context_spread: float) -> tuple[dict[str, tuple[Scale, float]], Floats]:
    of_fit = of.problem.numbers
    found = declared(dynamics, tuple(n.name for n in of_fit), x, tuple(n.scale for n in of_fit), context_spread)
    return found, np.array([value for _, value in found.values()])


def numbers(fits: Fits) -> pd.DataFrame:
    """Return every fitted number under every treatment of gross errors, those that no parameter stands for included.

    Returns
    -------
    one row per number: indicator, gross, log_likelihood, number, estimate (in its unit)
    """
    return pd.DataFrame(
        {"indicator": name, "gross": gross, "log_likelihood": one.likelihood, "number": number, "estimate": estimate}
        for name, by_gross in fits.items()
        for gross, one in by_gross.items()
        for number, estimate in one.estimates.items()
    )


def numbers_of_parts(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is fitted to NRW of some providers of a panel.

    Parameters
    ----------
    parts : panels by name.

    Returns
    -------
    one row per part and number: part, number, scale, estimate (in its unit), mean and sd on the scale, n_providers
    """
    rows: list[dict[str, object]] = []
    dynamics = DYNAMICS["nrw"]
    for part, panel in parts.items():
        one = fit(years_of(panel, dynamics), dynamics, main_of(dynamics))
        sd = np.sqrt(np.diag(one.covariance))
        rows += [
            {"part": part, "number": number.name, "scale": number.scale, "estimate": one.estimates[number.name]}
            | {"mean": mean, "sd": error, "n_providers": len(one.problem.years.y)}
            for number, mean, error in zip(one.problem.numbers, one.mean, sd, strict=True)
        ]
    return pd.DataFrame(rows)


def background_estimates(country: str = "Brazil") -> pd.DataFrame:
    """Return the estimates of a country that ship with the package, as `estimates` returns them."""
    return pd.read_csv(shipped(f"{COUNTRIES[country].folder}/background.csv"))


def fitted_numbers(name: str, gross: Gross | None = None, country: str = "Brazil") -> dict[str, float]:
    """Return the fitted numbers of an indicator that ship with the package, by name, each in its own unit.

    Parameters
    ----------
    name : of `DYNAMICS`.
    gross : treatment of gross errors, None for the one whose estimates are used.
    country : of `countries.COUNTRIES`.
    """
    gross = gross or main_of(DYNAMICS[name])
    table = pd.read_csv(shipped(f"{COUNTRIES[country].folder}/background_numbers.csv"))
    return dict(table[(table["indicator"] == name) & (table["gross"] == gross)].set_index("number")["estimate"])

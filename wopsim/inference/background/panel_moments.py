"""Statistics of a provider panel: cross-section, copula, dynamics, growth, and how losses move without any programme."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize

from wopsim.inference.background.provider_panel import INDICATORS, Indicator, Transform

QUANTILES = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
LAGS = (1, 3, 5, 10)
ALL_LAGS = tuple(range(1, 11))
SIZES = {"under_5k": (0, 5e3), "5k_20k": (5e3, 2e4), "20k_100k": (2e4, 1e5), "over_100k": (1e5, np.inf)}
STARTING_LEVELS = ((0.0, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 1.0))
HIGH_START = 0.35
EVENTS = {"falls": (-0.10, -0.15), "rises": (0.10,)}
HORIZON = 5
COVERAGE_LEVELS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01))
COVERAGE_HORIZON = 10
STAYS = 5
GROWTH_LIMIT = 0.5
MIN_CHANGES = 8
LOGIT_EDGE = 0.005

# Cross-section: what a world is drawn from. Staff and population served enter through their ratios to connections.
CROSS_SECTION = tuple(name for name in INDICATORS if name not in ("staff", "population_served"))
GROWING = ("connections", "staff", "population_served")

Statistics = dict[str, pd.DataFrame]


def compute(panel: pd.DataFrame) -> Statistics:
    """Return every table of `panel.STATISTICS` for a panel as `read_panel` returns it."""
    return {
        "marginals": marginals(panel),
        "nrw_by_size": nrw_by_size(panel),
        "copula": copula(panel),
        "changes": changes(panel),
        "autocorrelation": (rho := autocorrelation(panel)),
        "autocorrelation_fit": autocorrelation_fit(panel, rho),
        "growth": growth(panel),
        "change_by_level": change_by_level(panel),
        "coverage_by_level": coverage_by_level(panel),
        "chances": chances(panel),
        "falls_and_stays": falls_and_stays(panel),
        "nrw_tails": nrw_tails(panel),
    }


def describe(values: pd.Series) -> dict[str, float]:
    """Return n, mean, standard deviation and quantiles (`q01` ... `q99`) of the values that are not NaN."""
    values = values.dropna()
    row = {"n": len(values), "mean": float(values.mean()), "sd": float(values.std())}
    return row | {f"q{100 * q:02.0f}": float(values.quantile(q)) for q in QUANTILES}


def transformed(values: pd.Series, transform: Transform) -> pd.Series:
    """Return values on a scale; `logit` first moves shares into 0.005 to 0.995 (many providers report exactly 1)."""
    if transform == "ln":
        return np.log(values)
    if transform == "logit":
        inside = values.clip(LOGIT_EDGE, 1 - LOGIT_EDGE)
        return np.log(inside / (1 - inside))
    return values


def pairs(values: pd.Series, lag: int) -> pd.DataFrame:
    """Return (provider-year, [`before`, `after`]) of all providers seen both in year t and in year t + lag."""
    values = values.dropna()
    before = values.copy()
    before.index = pd.MultiIndex.from_arrays(
        [values.index.get_level_values("provider"), values.index.get_level_values("year") + lag], names=values.index.names
    )
    return pd.concat({"before": before, "after": values}, axis=1, join="inner")


def three_year_means(values: pd.Series) -> pd.Series:
    """Return the mean of the years t - 1, t and t + 1, for every provider-year where all three are known."""
    first = pairs(values, 2)["before"]
    means = pd.concat([first, pairs(values, 1)], axis=1, join="inner").mean(axis=1).round(10)
    means.index = pd.MultiIndex.from_arrays(
        [means.index.get_level_values("provider"), means.index.get_level_values("year") - 1], names=values.index.names
    )
    return means


def _latest(panel: pd.DataFrame) -> pd.DataFrame:
    return panel.xs(panel.index.get_level_values("year").max(), level="year")


def marginals(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the distribution of every indicator in the latest year, with the range in which a value was believed."""
    latest, year = _latest(panel), panel.index.get_level_values("year").max()
    return pd.DataFrame(
        {"indicator": name, "unit": i.unit, "year": year, "believed_above": i.low, "believed_to": i.high} | describe(latest[name])
        for name, i in INDICATORS.items()
        if name in CROSS_SECTION
    )


def nrw_by_size(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the distribution of NRW in the latest year by number of connections (from <= connections < to)."""
    latest = _latest(panel)
    return pd.DataFrame(
        {"size": name, "connections_from": low, "connections_to": high}
        | describe(latest["nrw_share"][(latest["connections"] >= low) & (latest["connections"] < high)])
        for name, (low, high) in SIZES.items()
    )


def copula(panel: pd.DataFrame) -> pd.DataFrame:
    """Return Spearman's rank correlation of every pair in the latest year, over the providers that report both."""
    latest = _latest(panel)[list(CROSS_SECTION)]
    rho = latest.corr(method="spearman", min_periods=3)
    known = latest.notna().astype(int)
    n = known.T @ known
    return pd.DataFrame(
        {"indicator_a": a, "indicator_b": b, "n": int(n.loc[a, b]), "spearman": float(rho.loc[a, b])}
        for i, a in enumerate(CROSS_SECTION)
        for b in CROSS_SECTION[i + 1 :]
    )


def changes(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the distribution of the change over 1, 3, 5 and 10 years, on every declared scale, of the indicators that the panel has."""
    rows = []
    for name, indicator in _known(panel).items():
        for transform in indicator.transforms:
            for lag in LAGS:
                both = pairs(transformed(panel[name], transform), lag)
                rows.append({"indicator": name, "transform": transform, "lag": lag} | describe(both["after"] - both["before"]))
    return pd.DataFrame(rows)


def _known(panel: pd.DataFrame) -> dict[str, Indicator]:
    return {name: indicator for name, indicator in INDICATORS.items() if name in panel}


def autocorrelation(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the correlation of year t with year t + lag over all provider-years pooled, lags 1 to 10.

    Providers are pooled around one common mean, so the permanent difference between them is part of it. Money is left
    out: it is in prices of the day. So is what the panel does not have.
    """
    rows = []
    for name, indicator in _known(panel).items():
        for transform in () if indicator.nominal else indicator.transforms:
            values = transformed(panel[name], transform)
            for lag in ALL_LAGS:
                both = pairs(values, lag)
                rho = both["before"].corr(both["after"]) if len(both) > 2 else np.nan
                rows.append({"indicator": name, "transform": transform, "lag": lag, "n": len(both), "rho": float(rho)})
    return pd.DataFrame(rows)


def autocorrelation_fit(panel: pd.DataFrame, rho: pd.DataFrame) -> pd.DataFrame:
    """Return the fit rho(k) = permanent + transient * phi**k, k >= 1; noise = 1 - permanent - transient is what one year forgets.

    `sd` is that of all provider-years on the scale of the fit, so a permanent level has sd * sqrt(permanent).
    """
    rows = []
    for (name, transform), part in rho.groupby(["indicator", "transform"], sort=False):
        known = part.dropna()
        if len(known) < 4:
            continue
        fitted = fit_autocorrelation(known["lag"].to_numpy(float), known["rho"].to_numpy(float), known["n"].to_numpy(float))
        sd = float(transformed(panel[name], transform).std())
        rows.append({"indicator": name, "transform": transform, "sd": sd} | dict(fitted))
    return pd.DataFrame(rows)


def fit_autocorrelation(lag: npt.NDArray[np.float64], rho: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> Mapping[str, float]:
    """Fit rho(k) = permanent + transient * phi**k by weighted least squares; all shares in 0-1, their sum at most 1.

    Parameters
    ----------
    lag, rho, weight : (lag,) lag in years from 1, correlation, weight (number of pairs).

    Returns
    -------
    permanent, transient, noise [1], phi [1, per year], rmse (weighted) [1]
    """
    share = weight / weight.sum()

    def shares(x: npt.NDArray[np.float64]) -> tuple[float, float]:
        return float(x[0]), float((1 - x[0]) * x[1])

    def residual(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        permanent, transient = shares(x)
        return np.asarray((permanent + transient * x[2] ** lag - rho) * np.sqrt(share))

    best = optimize.least_squares(residual, [0.3, 0.9, 0.7], bounds=([0.0, 0.0, 0.0], [1.0, 1.0, 0.999]))
    permanent, transient = shares(best.x)
    return {
        "permanent": permanent,
        "transient": transient,
        "noise": max(0.0, round(1 - permanent - transient, 6)),
        "phi": float(best.x[2]),
        "rmse": float(np.sqrt((best.fun**2).sum())),
    }


def growth(panel: pd.DataFrame) -> pd.DataFrame:
    """Return relative growth from one year to the next; a step beyond +-50 % is a merger, a split or an error and is dropped."""
    rows = []
    for name in GROWING:
        both = pairs(panel[name], 1)
        step = both["after"] / both["before"] - 1
        rows.append({"quantity": name, "unit": "1/year", "limit": GROWTH_LIMIT} | describe(step[step.abs() <= GROWTH_LIMIT]))
    return pd.DataFrame(rows)


def _smoothings(panel: pd.DataFrame) -> dict[int, pd.DataFrame]:
    nrw = panel["nrw_share"].dropna()
    return {1: pairs(nrw, HORIZON), 3: pairs(three_year_means(nrw), HORIZON)}


def change_by_level(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the five-year change of NRW by starting level, of single years and of three-year means (from <= start < to)."""
    rows = []
    for years, both in _smoothings(panel).items():
        step = (both["after"] - both["before"]).round(10)
        for low, high in STARTING_LEVELS:
            here = (both["before"] >= low) & (both["before"] < high)
            rows.append({"mean_of_years": years, "start_from": low, "start_to": high} | describe(step[here]))
    return pd.DataFrame(rows)


def coverage_by_level(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the ten-year change of water coverage by starting level (from <= start < to)."""
    both = pairs(panel["coverage"], COVERAGE_HORIZON)
    step = (both["after"] - both["before"]).round(10)
    return pd.DataFrame(
        {"start_from": low, "start_to": high} | describe(step[(both["before"] >= low) & (both["before"] < high)])
        for low, high in COVERAGE_LEVELS
    )


def chances(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the chance that NRW moves by at least a threshold in five years, of all and of those that start at 0.35 or more."""
    rows: list[dict[str, object]] = []
    for years, both in _smoothings(panel).items():
        step = (both["after"] - both["before"]).round(10)
        for start in (0.0, HIGH_START):
            here = step[both["before"] >= start]
            for event, thresholds in EVENTS.items():
                for threshold in thresholds:
                    hit = here <= threshold if threshold < 0 else here >= threshold
                    rows.append(
                        {"mean_of_years": years, "start_from": start, "event": event, "threshold": abs(threshold), "n": len(here)}
                        | {"chance": float(hit.mean())}
                    )
    return pd.DataFrame(rows)


def falls_and_stays(panel: pd.DataFrame) -> pd.DataFrame:
    """Return chances that three-year means lie at least 10 points lower after five years, and in each of the five years after that."""
    means, threshold = three_year_means(panel["nrw_share"].dropna()), -EVENTS["falls"][0]
    steps = [pairs(means, lag) for lag in range(HORIZON, HORIZON + STAYS + 1)]
    # by the provider-year before
    later = [both["after"].set_axis(_shifted(both.index, -lag)) for lag, both in enumerate(steps, HORIZON)]
    both = pd.concat([means.rename("before"), pd.concat(later, axis=1, join="inner").max(axis=1).rename("highest")], axis=1, join="inner")
    rows: list[dict[str, object]] = []
    for start in (0.0, HIGH_START):
        here = both[both["before"] >= start]
        hit = (here["highest"] - here["before"]).round(10) <= -threshold
        rows.append(
            {"mean_of_years": 3, "start_from": start, "event": "falls_and_stays", "threshold": threshold, "n": len(here)}
            | {"chance": float(hit.mean())}
        )
    return pd.DataFrame(rows)


def _shifted(index: pd.MultiIndex, years: int) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([index.get_level_values("provider"), index.get_level_values("year") + years], names=index.names)


def nrw_tails(panel: pd.DataFrame) -> pd.DataFrame:
    """Return how heavy the tails of the annual change of NRW are, and how far providers differ in their restlessness.

    `annual_change` is the change itself over all provider-years; `provider_sd` is the standard deviation of a provider's own
    annual changes, over the providers with at least 8 of them.
    """
    both = pairs(panel["nrw_share"], 1)
    step = both["after"] - both["before"]
    by_provider = step.groupby(level="provider")
    spread = by_provider.std()[by_provider.size() >= MIN_CHANGES]
    return pd.DataFrame(
        {"statistic": name} | describe(values) | {"excess_kurtosis": float(values.kurt())}
        for name, values in {"annual_change": step, "provider_sd": spread}.items()
    )

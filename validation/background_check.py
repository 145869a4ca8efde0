"""The engine without any programme, at fitted parameters of the background, held against the statistics of the panels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

import wopsim.declared
from validation.panel_like import panel_like_world
from wopsim.declare import Parameters
from wopsim.engines.compiled import run
from wopsim.inference.background import panel_moments as moments
from wopsim.inference.background.audit_panel import audit_statistics
from wopsim.inference.background.provider_panel import Transform, panel_statistics
from wopsim.streams import Floats
from wopsim.world.levels import levels_of

assert wopsim.declared  # imported so that everything is declared

SEED, UTILITIES, YEARS, REPLICATES = 20261125, 400, 20, 3
LIKE_PANEL = ("connections", "nrw_share", "occr", "energy_intensity")
OUTPUTS = {
    "nrw_share": "reported_nrw_share",
    "occr": "occr",
    "collection_share": "collection_share",
    "energy_intensity": "energy_intensity",
    "connections": "connections",
}
SCALED = ("nrw", "cost", "energy")
QUANTITY = {"nrw": "nrw_share", "cost": "occr", "energy": "energy_intensity"}
DYNAMIC: dict[str, tuple[Transform, ...]] = {
    "nrw_share": ("level", "logit"),
    "occr": ("ln",),
    "collection_share": ("level",),
    "energy_intensity": ("ln",),
}
LAGS = (1, 3, 5, 10)

Row = tuple[str, str, str, str, float]
"""Statistic, indicator, scale, at, value."""


def run_like_panel(changes: Mapping[str, float]) -> pd.DataFrame:
    """Run utilities like those of the panel without a programme, and return what they report as if it were a panel.

    Parameters
    ----------
    changes : values of parameters by name; the others have their defaults.

    Returns
    -------
    (provider-year, indicator) as `panel.read_panel` returns it; a provider is a utility of one replicate
    """
    world = panel_like_world(UTILITIES, LIKE_PANEL, SEED)
    mentees = (world.utilities["role"] == "mentee").to_numpy()
    p = Parameters(budget=0.0).replace(**changes)
    # utilities start with the spread of the whole panel, not with the smaller one of their region
    p = p.replace(**{f"{name}_spread": p[f"{name}_spread"] / levels_of(world.utilities, QUANTITY[name])[1][mentees][0] for name in SCALED})
    parts = []
    for replicate in range(REPLICATES):
        values = run(world, p, SEED, replicate, YEARS).values
        parts.append(np.stack([_long(values[output][:, mentees]) for output in OUTPUTS.values()], axis=1))
    utilities = [f"{replicate}-{row}" for replicate in range(REPLICATES) for row in range(int(mentees.sum()))]
    index = pd.MultiIndex.from_product([utilities, range(YEARS + 1)], names=["provider", "year"])
    return pd.DataFrame(np.concatenate(parts), index=index, columns=list(OUTPUTS))


def _long(values: Floats) -> Floats:
    return np.asarray(values.T.ravel())


def statistics(panel: pd.DataFrame) -> pd.DataFrame:
    """Return what is compared, of the engine's panel: statistic, indicator, at (lag, level or scale), value."""
    rows: list[Row] = []
    for name, scales in DYNAMIC.items():
        for scale in scales:
            values = moments.transformed(panel[name], scale)
            for lag in LAGS:
                both = moments.pairs(values, lag)
                rows.append(("autocorrelation", name, scale, f"{lag}", both["before"].corr(both["after"])))
            for lag in (1, 5):
                both = moments.pairs(values, lag)
                rows.append(("sd of change", name, scale, f"{lag}", (both["after"] - both["before"]).std()))
    for name, table in (("nrw_share", moments.change_by_level(panel)), ("nrw_share", moments.chances(panel))):
        rows += _of_nrw(name, table)
    rows += _of_growth(moments.nrw_tails(panel), _growth(panel))
    return pd.DataFrame(rows, columns=["statistic", "indicator", "scale", "at", "value"])


def panel_values() -> pd.DataFrame:
    """Return the same of the panel itself, from the statistics that ship."""
    rows: list[Row] = []
    rho = panel_statistics("autocorrelation").set_index(["indicator", "transform", "lag"])["rho"]
    change = panel_statistics("changes").set_index(["indicator", "transform", "lag"])["sd"]
    for name, scales in DYNAMIC.items():
        for scale in scales:
            rows += [("autocorrelation", name, scale, f"{lag}", rho[name, scale, lag]) for lag in LAGS]
            rows += [("sd of change", name, scale, f"{lag}", change[name, scale, lag]) for lag in (1, 5)]
    for table in ("change_by_level", "chances"):
        rows += _of_nrw("nrw_share", panel_statistics(table))
    growth = panel_statistics("growth").set_index("quantity").loc["connections"]
    rows += _of_growth(panel_statistics("nrw_tails"), growth)
    return pd.DataFrame(rows, columns=["statistic", "indicator", "scale", "at", "value"])


def audit_values() -> pd.DataFrame:
    """Return the same of California's audits where they say something: NRW, over as many years as they span."""
    rho = audit_statistics("autocorrelation").assign(statistic="autocorrelation").rename(columns={"rho": "value"})
    change = audit_statistics("changes").assign(statistic="sd of change").rename(columns={"sd": "value"})
    table = pd.concat([rho, change]).rename(columns={"transform": "scale"})
    return table.assign(at=table["lag"].astype(str))[["statistic", "indicator", "scale", "at", "value"]]


def _of_nrw(name: str, table: pd.DataFrame) -> list[Row]:
    three = table[table["mean_of_years"] == 3]
    if "mean" in three:
        return [("five-year change by start", name, "level", f"{r.start_from:g} to {r.start_to:g}", r.mean_) for r in
                three.rename(columns={"mean": "mean_"}).itertuples()]  # fmt: skip
    tens = three[np.isclose(three["threshold"], 0.1)]
    return [
        (f"chance: {r.event} by 10 points in five years", name, "level", f"{r.start_from:g} or more", r.chance) for r in tens.itertuples()
    ]


def _of_growth(tails: pd.DataFrame, growth: pd.Series) -> list[Row]:
    provider = tails.set_index("statistic").loc["provider_sd"]
    rows = [("sd of a provider's annual changes", "nrw_share", "level", q, float(provider[q])) for q in ("q10", "q50", "q90")]
    return rows + [("growth a year", "connections", "level", q, float(growth[q])) for q in ("mean", "sd", "q10", "q50", "q90")]


def _growth(panel: pd.DataFrame) -> pd.Series:
    both = moments.pairs(panel["connections"], 1)
    return pd.Series(moments.describe(both["after"] / both["before"] - 1))


def compare(fitted: Mapping[str, float]) -> pd.DataFrame:
    """Return statistics of Brazil's panel, of California's audits, of the engine at default parameters and at fitted ones.

    Returns
    -------
    statistic, indicator, scale, at, and columns `panel`, `california` (NaN where the audits say nothing), `defaults`, `fitted`
    """
    table = panel_values().rename(columns={"value": "panel"})
    keys = ["statistic", "indicator", "scale", "at"]
    table = table.merge(audit_values().rename(columns={"value": "california"}), on=keys, how="left", validate="one_to_one")
    return table.assign(defaults=statistics(run_like_panel({}))["value"], fitted=statistics(run_like_panel(fitted))["value"])

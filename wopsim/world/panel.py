"""Marginals and rank correlations of Brazil's provider panel of 2021, from the statistics shipped as evidence."""

from __future__ import annotations

import csv
from functools import lru_cache

from wopsim.data import shipped

PANEL = "calibration/evidence/panel"
"""Folder of the statistics."""
_KNOTS = {"q05": 0.05, "q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90, "q95": 0.95}
# the outermost per cent on each side hold mostly reading and typing errors, so q01 and q99 are left out


@lru_cache(maxsize=1)
def quantiles() -> dict[str, dict[float, float]]:
    """Return the panel's value at each probability, by indicator, in the panel's unit."""
    with shipped(f"{PANEL}/marginals.csv").open(encoding="utf-8", newline="") as file:
        return {row["indicator"]: {p: float(row[key]) for key, p in _KNOTS.items()} for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def spearman() -> dict[tuple[str, str], float]:
    """Return the rank correlation of every ordered pair of different indicators [1]."""
    found = {}
    with shipped(f"{PANEL}/copula.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second, rank = row["indicator_a"], row["indicator_b"], float(row["spearman"])
            found[first, second] = found[second, first] = rank
    return found

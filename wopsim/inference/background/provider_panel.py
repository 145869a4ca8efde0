"""A panel of water providers (one row per provider and year): what is read from it, and which values count.

The panel itself does not ship. `calibration/panel_statistics.py` computes statistics from a panel file, and those ship;
`panel_statistics` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from wopsim.errors import EvidenceFileError, Problem
from wopsim.inference.background.panel_file import read_numbers, shipped_statistics

FOLDER = "calibration/evidence/panel"
STATISTICS = (
    "marginals",
    "nrw_by_size",
    "copula",
    "changes",
    "autocorrelation",
    "autocorrelation_fit",
    "growth",
    "change_by_level",
    "coverage_by_level",
    "chances",
    "falls_and_stays",
    "nrw_tails",
)

Transform = Literal["level", "ln", "logit"]


@dataclass(frozen=True)
class Indicator:
    """One indicator of the panel, and the range in which a value is believed.

    Parameters
    ----------
    column : its name in the panel file.
    factor : multiply the panel's number by this to get `unit` (percent to share).
    unit : unit of every statistic of it.
    low, high : a value counts when low < value <= high, in `unit`; everything else is a gap (zero that stands for
        "not measured", gross error) and is dropped, never clipped.
    transforms : scales on which its dynamics are described; empty for none.
    nominal : in money of the day, so that levels of different years do not compare and no autocorrelation is computed.
    """

    column: str
    factor: float
    unit: str
    low: float
    high: float
    transforms: tuple[Transform, ...] = ()
    nominal: bool = False


INF = float("inf")
# Bounds: zeros of losses, tariff and energy mean "not reported" and are dropped, zeros of metering are real and kept; the
# other bounds cut gross errors (a cost coverage of 10,000, a collection of 198 %) and hardly move any quantile.
INDICATORS: dict[str, Indicator] = {
    "nrw_share": Indicator("nrw_dist", 0.01, "1", 0.0, 0.9999, ("level", "logit")),
    "nrw_per_connection": Indicator("loss_lconn", 1.0, "L/connection/day", 0.0, 5000.0, ("level", "ln")),
    "occr": Indicator("occr", 1.0, "1", 0.05, 5.0, ("level", "ln")),
    "collection_share": Indicator("coll", 0.01, "1", 0.40, 1.30, ("level", "logit")),
    "staff_per_1000": Indicator("staff1000w", 1.0, "person/1000 connections", 0.1, 30.0, ("level", "ln")),
    "coverage": Indicator("cov_water", 0.01, "1", 0.0, 1.0, ("level", "logit")),
    "sewer_coverage": Indicator("cov_sewer", 0.01, "1", 0.0, 1.0, ("level", "logit")),
    "metering_share": Indicator("meter", 0.01, "1", -0.001, 1.0, ("level",)),
    "consumption": Indicator("lcd", 1.0, "L/person/day", 30.0, 1000.0, ("level", "ln")),
    "energy_intensity": Indicator("kwhm3", 1.0, "kWh/m3", 0.0, 5.0, ("level", "ln")),
    "tariff": Indicator("tariff", 1.0, "BRL/m3", 0.0, 20.0, ("ln",), nominal=True),
    "unit_cost": Indicator("opexm3", 1.0, "BRL/m3", 0.0, 30.0, ("ln",), nominal=True),
    "connections": Indicator("conn_active", 1.0, "connection", 0.0, INF),
    "staff": Indicator("staff", 1.0, "person", 0.0, INF),
    "population_served": Indicator("pop_water", 1.0, "person", 0.0, INF),
}


def read_panel(path: str | Path) -> pd.DataFrame:
    """Read a panel file and keep the believable values.

    Parameters
    ----------
    path : CSV, or CSV packed with gzip (`.gz`), UTF-8, with the columns `year`, `prov` (provider code) and the `column` of
        every indicator in `INDICATORS`; other columns are ignored.

    Returns
    -------
    (provider-year, indicator), index `provider`, `year`, sorted; one float64 column per name in `INDICATORS`, in its
    `unit`, NaN where the panel is silent or outside the believed range. Only years with active water connections are
    kept: providers of sewerage alone are no water utilities.

    Raises
    ------
    EvidenceFileError : missing, a directory, empty, not readable, not UTF-8, columns missing, values that are no numbers,
        a provider-year that stands twice; all at once.
    """
    frame = read_believed(path, "prov", INDICATORS)
    if not frame["connections"].notna().any():
        raise EvidenceFileError(str(path), [Problem("no provider-year has active water connections ('conn_active' above 0)")])
    return frame[frame["connections"].notna()]


def read_believed(path: str | Path, provider: str, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Read the columns of some indicators from a panel file, each in its unit, NaN where it is outside the believed range.

    Parameters
    ----------
    provider : the column of whoever provides; indicators : by the name that their column gets.

    Raises
    ------
    EvidenceFileError : see `panel_file.read_numbers`.
    """
    numbers = read_numbers(path, provider, [indicator.column for indicator in indicators.values()])
    return pd.DataFrame({name: _believed(numbers[indicator.column], indicator) for name, indicator in indicators.items()})


def _believed(numbers: pd.Series, indicator: Indicator) -> pd.Series:
    # Rounded so that 40 % minus 30 % is exactly a fall of 0.1, not one last bit less.
    values = (numbers * indicator.factor).round(10)
    return values.where((values > indicator.low) & (values <= indicator.high) & (values < INF))


def panel_statistics(name: str) -> pd.DataFrame:
    """Return one table of the statistics that ship with the package.

    Parameters
    ----------
    name : one of `STATISTICS`; what each holds stands in `calibration/evidence/panel/README.md`.

    Returns
    -------
    tidy table, one row per statistic; shares 0-1, changes in the unit of the indicator over the stated lag

    Raises
    ------
    EvidenceError : no such table.
    """
    return shipped_statistics(name, STATISTICS, FOLDER)

"""A panel of audited water balances (one row per supplier and year): NRW, size, and how far an audit can be trusted.

Like the provider panel it does not ship: statistics and estimates do.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from wopsim.errors import EvidenceFileError, Problem
from wopsim.inference.background.panel_file import shipped_statistics
from wopsim.inference.background.provider_panel import Indicator, read_believed
from wopsim.world.levels import level

FOLDER = "calibration/evidence/audits"
STATISTICS = ("levels", "autocorrelation", "changes")
CONTEXT = ("mentee", "North America", "high", False)
"""Role, region, income and fragility of the suppliers, for `wopsim.world.levels.level`."""

# A balance in which nothing is lost, or more than 60 % (five audits), is a mistake: of volumes sold to others, or of a unit.
COLUMNS = {
    "nrw_share": Indicator("nrw_share", 1.0, "1", 0.0, 0.6),
    "connections": Indicator("connections", 1.0, "connection", 0.0, float("inf")),
    "validity": Indicator("validity_score", 1.0, "1/100", 0.0, 100.0),
}


def read_audits(path: str | Path) -> pd.DataFrame:
    """Read a file of audits and keep the believable values.

    Parameters
    ----------
    path : CSV, plain or packed with gzip (`.gz`), UTF-8, with the columns `supplier`, `year`, `nrw_share` (non-revenue
        water as a share of the water supplied), `connections` and `validity_score` (0 to 100); other columns are ignored.

    Returns
    -------
    (supplier-year, column), index `provider`, `year`, sorted: `nrw_share` [1], `connections`, `validity` [0 to 100], and
    `population_served`, which is the connections times the people per connection of the context; NaN where nothing believable stands

    Raises
    ------
    EvidenceFileError : see `panel_file.read_numbers`; or no audit has a believable NRW.
    """
    audits = read_believed(path, "supplier", COLUMNS)
    if not audits["nrw_share"].notna().any():
        raise EvidenceFileError(str(path), [Problem("no audit has an NRW between 0 and 60 %; 'nrw_share' is a share of what is supplied")])
    return audits.assign(population_served=audits["connections"] * level("persons_per_connection", *CONTEXT)[0])


def by_validity(audits: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the audits of the suppliers with low and with high scores, halves by the supplier's mean; those without a score in neither."""
    score = audits["validity"].groupby(level="provider").mean().dropna()
    low = score.index[score < np.median(score)]
    provider = audits.index.get_level_values("provider")
    return {"low": audits[provider.isin(low)], "high": audits[provider.isin(score.index.difference(low))]}


def audit_statistics(name: str) -> pd.DataFrame:
    """Return one table of the statistics of the audits that ship with the package; `name` is one of `STATISTICS`."""
    return shipped_statistics(name, STATISTICS, FOLDER)

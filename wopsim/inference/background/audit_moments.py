"""Statistics of a panel of audits: levels of NRW by how far the audits can be trusted, and how NRW moves."""

from __future__ import annotations

import pandas as pd

from wopsim.inference.background.audit_panel import by_validity
from wopsim.inference.background.panel_moments import Statistics, autocorrelation, changes, describe

LEAST_PAIRS = 100
"""With fewer pairs of years, a lag says nothing: audits are of seven years."""


def compute_audits(audits: pd.DataFrame) -> Statistics:
    """Return every table of `audit_panel.STATISTICS` for audits as `read_audits` returns them."""
    nrw = audits[["nrw_share"]]
    return {"levels": levels(audits), "autocorrelation": _enough(autocorrelation(nrw)), "changes": _enough(changes(nrw))}


def levels(audits: pd.DataFrame) -> pd.DataFrame:
    """Return the distribution of NRW over all audits, and over those of suppliers with low and with high scores of validity."""
    return pd.DataFrame(
        {"suppliers": name, "n_suppliers": part.index.get_level_values("provider").nunique(), "validity": part["validity"].mean()}
        | describe(part["nrw_share"])
        for name, part in ({"all": audits} | by_validity(audits)).items()
    )


def _enough(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["n"] >= LEAST_PAIRS]

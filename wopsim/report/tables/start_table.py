"""What was given, what runs start from and what is read, on a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.foreign_text import printable

if TYPE_CHECKING:
    import pandas as pd

MOST = 12
"""Utilities that are named; of more, the file of start values tells."""


def start_text(start: pd.DataFrame) -> str:
    """Return a line on NRW for each utility for which it was given; empty where it was for none, or for many."""
    nrw = start[(start["column"] == "nrw_share") & start["given"].notna()]
    if not 0 < len(nrw) <= MOST:
        return ""
    lines = ["NRW at the start (mean, 90 % of runs):"]
    for row in nrw.to_dict("records"):
        uncertain = f" ± {100.0 * row['spread']:.3g}" if row["spread"] > 0.0 else ""
        given = f"{100.0 * row['given']:.3g}{uncertain} %"
        lines.append(f"  {row['name']}: given {given}; runs start from {_span(row, 'start')}; it reports {_span(row, 'read')}")
    return printable("\n".join(lines))


def _span(row: dict[str, float], what: str) -> str:
    mean, low, high = (100.0 * row[key] for key in (what, f"{what}_low", f"{what}_high"))
    return f"{mean:.1f} %" if f"{low:.1f}" == f"{high:.1f}" else f"{mean:.1f} % ({low:.1f} to {high:.1f})"

"""Designs against one of them, as a table: for a terminal, and as plain text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wopsim import foreign_text
from wopsim.analysis.design_differences import MONEY_PAID
from wopsim.counting import counted
from wopsim.report.numbers import NONE, POINTS, Scale, compact, known, of_hundred
from wopsim.report.tables.comparison_table import plain_text
from wopsim.report.tables.rows import is_skewed

if TYPE_CHECKING:
    from rich.console import RenderableType

    from wopsim.analysis.design_differences import DifferencesData

WIDTH = 140
_LABEL = 22
_SHOWN = {
    "people_served": "people served", "person_years": "person-years,\ndiscounted", "water_saved": "water saved,\nm3 a day",
    "nrw_all_mentees": "NRW, all\nmentees, pp", "practice_mentored": "practice of\nmentored, pp", MONEY_PAID: "EUR paid by\nthe funder",
    "cost_all": "EUR paid by all,\ndiscounted",
}  # fmt: skip
"""Outcomes that are printed and their heads; differences.csv has all."""
_EACH = 15


def as_rich(found: DifferencesData) -> Iterator[RenderableType]:
    """Yield what a rich console prints: the title, one line for each design, how to read it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    yield foreign_text.as_rich(found.title, style="bold")
    yield Text("")
    heading = f"What each design changes beside “{found.against_label}” by year {found.year}"
    table = Table(title=foreign_text.as_rich(heading, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, show_lines=False)
    table.padding, table.pad_edge, table.show_edge = (0, 1), False, False
    table.add_column("", width=_LABEL, vertical="top")
    for head in _SHOWN.values():
        table.add_column(head, width=_EACH, justify="right", vertical="top")
    rows = found.table.set_index(["scenario", "outcome"])
    scales = {outcome: _scale(found, outcome) for outcome in _SHOWN}
    for name, label in found.table.drop_duplicates("scenario").set_index("scenario")["label"].items():
        cells = []
        for outcome, scale in scales.items():
            row = rows.loc[(name, outcome)]
            error = NONE if math.isnan(row["error"]) else scale.bare(row["error"])
            span = NONE if math.isnan(row["low"]) else f"{scale.bare(row['low'])} to {scale.bare(row['high'])}"
            worlds, runs, moved = (of_hundred(row[share], short=True) for share in ("wins_worlds", "wins_runs", "not_zero"))
            wins = "" if row["better"] == "neither" else f"\nwins {worlds} | {runs}"
            skewed = f"\nmedian {scale.bare(row['median'])}, not\n0 in {moved} %" if is_skewed(row) else ""
            cells.append(f"{scale.show(known(row['mean'], row['error'], scale), signed=True)} ± {error}\n{span}{skewed}{wins}")
        table.add_row(foreign_text.as_rich(str(label)), *cells)
        table.add_row("", *("" for _ in scales))
    yield table
    yield foreign_text.as_rich(
        f"How to read: the design minus “{found.against_label}” under the same luck, over {counted(found.draws, 'draw')} x "
        f"{counted(found.replicates, 'replicate')}. First line: mean ± its Monte Carlo error. "
        "Second: middle 90 % of single runs (and their median, where the mean lies "
        "outside). Last: in what % of plausible worlds (luck averaged out) | of single runs it does better; no difference counts "
        "half. Better is more people, water and practice, less NRW (non-revenue water), and less cost to all. A mean within two errors of "
        "zero says nothing. differences.csv has every outcome.",
        style="dim",
    )


def as_text(found: DifferencesData) -> str:
    """Return the table as plain text without any terminal codes."""
    return plain_text(as_rich(found), WIDTH)


def _scale(found: DifferencesData, outcome: str) -> Scale:
    rows = found.table[found.table["outcome"] == outcome]
    if rows["unit"].iloc[0] == "1":
        return POINTS
    return compact(*rows["mean"], *(rows[["low", "high"]].abs().max(axis=1) / 10.0))

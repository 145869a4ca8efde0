"""Rows that are predicted in tests, the command that predicts them, and what it writes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from click.testing import Result
from typer.testing import CliRunner

from tests.helpers.small_cases import cells
from wopsim.cli.main import app

NAMES = (
    "case_id", "indicator", "scale", "phase", "source_class", "time", "q05", "q25", "q50", "q75", "q95", "mean", "effect_q05",
    "effect_q50", "effect_q95", "chance_better", "with_q05", "with_q50", "with_q95", "without_q05", "without_q50", "without_q95",
    "useful", "chance_useful", "chance_worse", "chance_harm", "chance_rise_with", "chance_rise_without",
)  # fmt: skip
DRAWN = ("mentee_country", "mentor_country", "months", "people", "baseline", "span")
ALL = (*NAMES, *(f"{name}_share_{thing}" for name in ("with", "effect") for thing in DRAWN), "not_stated", "with_hardly_matters",
       "effect_hardly_matters")  # fmt: skip
ROWS = (
    cells(row_id="R1"),
    cells(row_id="R2", indicator="network_efficiency", baseline_low=60.0, baseline_high=60.0),
    cells(row_id="R3", unit="1", baseline_low=0.4, baseline_high=0.4),
    cells(row_id="R4", case_id="P", scale="pilot", source_class="mentor_or_programme"),
    cells(row_id="R5", case_id="Q", mentor_country=None, duration_months=None, budget_value=None, baseline_low=None, baseline_high=None),
    cells(row_id="R6", case_id="S", indicator="supply_hours", unit="h/day", baseline_low=8.0, baseline_high=12.0, scale="town"),
    cells(row_id="R7", case_id="T", start_year=None, baseline_year=None, span_years=None),
    cells(row_id="R8", case_id="U", indicator="people_reached", unit="1e3 person", phase="after"),
)


def asked(*arguments: str) -> Result:
    """The answer to a command; what else could be is not tried unless it is asked for."""
    return CliRunner().invoke(app, ["predict", "--posterior", "prior", "--draws", "2", "--no-tried", *arguments])


def answer(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float:
    return float(cell) if cell else np.nan

"""Planned partnerships and tables of them, for tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wopsim.inference.cases.case_file import Plans, read_plans
from wopsim.inference.cases.case_spec import Planned, plan_of

USUAL: dict[str, Any] = {
    "row_id": "R1", "case_id": "KE-NL", "mentee_country": "Kenya", "mentor_country": "Netherlands", "start_year": 2020.0,
    "duration_months": 36.0, "budget_value": 300000.0, "budget_currency": "EUR", "focus": "NRW", "indicator": "nrw_pct", "unit": "%",
    "phase": "during", "scale": "utility", "baseline_low": 40.0, "baseline_high": 40.0, "baseline_year": 2020.0, "endline_year": 2023.0,
    "span_years": 3.0, "source_class": "independent",
}  # fmt: skip
"""A partnership about which everything is known."""


def cells(**changes: Any) -> dict[str, Any]:
    """The usual cells with changes; None removes one."""
    return {name: value for name, value in {**USUAL, **changes}.items() if value is not None}


def planned(**changes: Any) -> Planned:
    return plan_of(cells(**changes), 2)


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = tuple(USUAL)) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def plans(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = tuple(USUAL)) -> Plans:
    return read_plans(write_rows(path, rows, columns))

"""The evidence tables: what was observed, where, by whom. Read `calibration/evidence/README.md` before using a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim import limits
from wopsim.data import shipped
from wopsim.errors import EvidenceError, EvidenceFileError, UnreadableFileError, did_you_mean
from wopsim.inference.evidence.table_schema import Column, Row, Table, one_of, ordered, read_table

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "calibration/evidence"

SCALES = ("utility", "town", "region", "pilot", "plant", "programme", "programme_input", "none")
PHASES = ("during", "after")
SOURCE_CLASSES = ("mentor_or_programme", "mentee", "press", "project_authors", "independent", "none")
RESULT_TYPES = ("measured", "reported", "target", "on_track_claim", "estimate", "level_only", "input", "qualitative", "none")
RANGE_KINDS = ("p10_p90", "p5_p75", "min_max", "stated", "by_group")
YEARS = (1900.0, 2100.0)


def _text(doc: str, required: bool = False) -> Column:
    return Column("text", doc, required)


def _number(doc: str, valid: tuple[float, float] = (-1e15, 1e15)) -> Column:
    return Column("number", doc, valid=valid)


def _choice(doc: str, choices: tuple[str, ...], required: bool = True) -> Column:
    return Column("choice", doc, required, choices)


def _usable(row: Row) -> Iterator[str]:
    """Yield what a usable row lacks: values before and after, measured or reported, at a known scale, by a known source."""
    if row.get("usable") is not True:
        return
    for name in ("baseline_low", "baseline_high", "endline_low", "endline_high"):
        if name in row and row[name] is None:
            yield f"{name!r} must be filled in a usable row"
    if row.get("result_type") not in ("measured", "reported", None):
        yield f"a usable row is measured or reported, not {row['result_type']!r}"
    for name in ("scale", "source_class"):
        if row.get(name) == "none":
            yield f"a usable row has a {name!r}"


_ROW_ID = {"row_id": _text("identifier of the row; stable, never used again for another row", required=True)}
_SOURCE = {
    "note": _text("remark of the compiler"),
    "evidence": _text("paraphrase of what the source says", required=True),
    "source_title": _text("name of the source"),
    "source_url": _text("address of the source"),
}

TABLES: dict[str, Table] = {
    "partnerships": Table(
        {
            **_ROW_ID,
            "case_id": _text("partnership; several rows may belong to one", required=True),
            "mentee": _text("utility that is helped", required=True),
            "mentee_country": _text("its country or countries", required=True),
            "mentor": _text("utility or operator that helps", required=True),
            "mentor_country": _text("its country or countries", required=True),
            "programme": _text("programme that the partnership belongs to", required=True),
            "modality": _choice("direction of help", ("north-south", "south-south", "mixed", "domestic")),
            "start_year": _number("start, decimal year", YEARS),
            "start_text": _text("start as the source gives it"),
            "end_year": _number("end, decimal year", YEARS),
            "end_text": _text("end as the source gives it"),
            "duration_months": _number("planned or actual length [month]", (0, 1200)),
            "budget_value": Column("amount", "budget, in budget_currency", valid=(0, 1e12)),
            "budget_currency": _text("ISO 4217 code"),
            "budget_text": _text("how the source qualifies the budget"),
            "focus": _text("topics, separated by semicolons"),
            "indicator": _text("what was observed", required=True),
            "unit": _text("unit of baseline and endline; pp = percentage points"),
            "unit_text": _text("unit as first written down, often with the place"),
            "phase": _choice("`during` spans the partnership, `after` begins at or after its end", PHASES),
            "scale": _choice("what the value describes; never pool scales", SCALES),
            "baseline_low": _number("value before; equal to baseline_high unless the source gives a range"),
            "baseline_high": _number("see baseline_low"),
            "baseline_year": _number("time of the value before, decimal year", YEARS),
            "endline_low": _number("value after; equal to endline_high unless the source gives a range"),
            "endline_high": _number("see endline_low"),
            "endline_year": _number("time of the value after, decimal year", YEARS),
            "span_years": _number("time between the two values [year]", (0, 100)),
            "baseline_text": _text("value before, as the source gives it"),
            "baseline_year_text": _text("its time, as the source gives it"),
            "endline_text": _text("value after, as the source gives it"),
            "endline_year_text": _text("its time, as the source gives it"),
            "result_type": _choice("what kind of statement it is", RESULT_TYPES),
            "source_class": _choice("who says so", SOURCE_CLASSES),
            "usable": Column("flag", "yes: a stated value before and after, measured or reported", required=True),
            **_SOURCE,
        },
        ("row_id",),
        (
            ordered("baseline_low", "baseline_high"),
            ordered("endline_low", "endline_high"),
            ordered("baseline_year", "endline_year"),
            ordered("start_year", "end_year"),
            _usable,
            one_of("source_title", "source_url"),
        ),
    ),
    "programmes": Table(
        {
            **_ROW_ID,
            "programme": _text("programme or platform", required=True),
            "metric": _text("what is counted", required=True),
            "value_low": _number("value; equal to value_high unless a range; alone when the source says `more than`"),
            "value_high": _number("see value_low"),
            "value_text": _text("value as the source gives it", required=True),
            "unit": _text("unit of the value"),
            "unit_text": _text("unit as first written down"),
            "first_year": _number("first calendar year it refers to", YEARS),
            "last_year": _number("last calendar year it refers to; empty when open", YEARS),
            "year_text": _text("years as the source gives them"),
            **_SOURCE,
        },
        ("row_id",),
        (ordered("value_low", "value_high"), ordered("first_year", "last_year"), one_of("source_title", "source_url")),
    ),
    "comparators": Table(
        {
            **_ROW_ID,
            "group": _text("utility or group of utilities without mentoring (read the note)", required=True),
            "country": _text("country or region", required=True),
            "indicator": _text("what was observed", required=True),
            "unit": _text("unit of baseline and endline; pp = percentage points"),
            "unit_text": _text("unit as first written down"),
            "baseline_low": _number("earlier value; alone when the source says `more than`"),
            "baseline_high": _number("see baseline_low"),
            "baseline_text": _text("earlier value as the source gives it"),
            "baseline_year": _number("its time, decimal year", YEARS),
            "baseline_year_text": _text("its time as the source gives it"),
            "endline_low": _number("later value; alone when the source says `more than`"),
            "endline_high": _number("see endline_low"),
            "endline_text": _text("later value as the source gives it"),
            "endline_year": _number("its time, decimal year", YEARS),
            "endline_year_text": _text("its time as the source gives it"),
            "span_years": _number("time between the two values [year]", (0, 100)),
            "change_per_year": _number("derived: (middle of endline - middle of baseline) / span_years"),
            **_SOURCE,
        },
        ("row_id",),
        (
            ordered("baseline_low", "baseline_high"),
            ordered("endline_low", "endline_high"),
            ordered("baseline_year", "endline_year"),
            one_of("source_title", "source_url"),
        ),
    ),
    "parameters": Table(
        {
            **_ROW_ID,
            "section": _choice("A cross-section, B rates of change, C costs, D learning, E efficiency, F value", tuple("ABCDEF")),
            "quantity": _text("what is quantified", required=True),
            "symbol": _text("suggested symbol"),
            "unit": _text("unit of low, central and high; pp = percentage points, 1 = share, ratio or probability"),
            "unit_text": _text("unit as first written down"),
            "low": _number("lower value; see range_kind"),
            "central": _number("median, mean or single value"),
            "high": _number("upper value; see range_kind"),
            "range_kind": _choice("what low and high are; `by_group`: values of different groups or times, no range", RANGE_KINDS, False),
            "low_text": _text("lower value as the source gives it, where the number does not say all"),
            "central_text": _text("the same for the central value"),
            "high_text": _text("the same for the upper value"),
            "distribution": _text("shape, where known"),
            "population": _text("of whom or what", required=True),
            "note": _text("remark of the compiler"),
            "source_title": _text("name of the source"),
            "source_url": _text("address of the source"),
        },
        ("row_id",),
        (ordered("low", "high"), ordered("low", "central"), ordered("central", "high"), one_of("source_title", "source_url")),
    ),
    "drivers": Table(
        {
            **_ROW_ID,
            "kind": _choice("whether it explains a failure or a success", ("failure", "success")),
            "subject": _text("who or where", required=True),
            "statement": _text("paraphrase of what the source says", required=True),
            "source_url": _text("address of the source", required=True),
        },
        ("row_id",),
    ),
}


def read_evidence(name_or_path: str | Path, table: str | None = None) -> pd.DataFrame:
    """Read and check one evidence table.

    Parameters
    ----------
    name_or_path : `partnerships`, `programmes`, `comparators`, `parameters` or `drivers` for the table that ships with
        the package, or the path of an own CSV with the same columns.
    table : which of the five an own file is; by default its file name without the ending says so.

    Returns
    -------
    one row per record; text as str, numbers as float64, `usable` as bool, missing as NaN. Values are in the unit of the
    column `unit` as the sources state them (percent stays percent).

    Raises
    ------
    EvidenceFileError : names every problem of the file with its line.
    EvidenceError : no such table.
    """
    named = str(name_or_path)
    is_name = table is None and not (named.endswith(".csv") or "/" in named or "\\" in named or limits.exists(named))
    if not is_name:
        try:
            limits.require_file(named, "a CSV file")
        except UnreadableFileError as error:
            raise EvidenceFileError(named, [error.problem]) from None
    kind = table or (named if is_name else Path(named).stem)
    if kind not in TABLES:
        known = ", ".join(TABLES)
        raise EvidenceError(f"no evidence table {kind!r}; known: {known}.{did_you_mean(kind, TABLES)} For an own file, say table=...")
    path = shipped(f"{FOLDER}/{named}.csv") if is_name else Path(named)
    return read_table(path, TABLES[kind])

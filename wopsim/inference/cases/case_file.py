"""Read a CSV of planned or past partnerships; rows that cannot be predicted are named, and the others go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wopsim.csv_cells import is_missing, without_percent
from wopsim.csv_rows import wrong_length
from wopsim.data import shipped
from wopsim.errors import EvidenceFileError, Problem, did_you_mean
from wopsim.inference.cases.case_spec import OUTCOMES, NotPlanned, Planned, plan_of
from wopsim.inference.cases.dates import year_instead
from wopsim.inference.evidence.evidence_files import FOLDER, TABLES, YEARS
from wopsim.inference.evidence.table_schema import Column, records_of

KEPT = ("case_id", "indicator", "scale", "phase", "source_class")
_NEEDED = ("case_id", "indicator")
_COUNTRIES = ("mentee_country", "mentor_country")
_BASELINE = ("baseline_low", "baseline_high")
_TIMES = ("endline_year", "span_years")


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be predicted.

    Parameters
    ----------
    line : in the file; why : what is wrong with it.
    cells : by column as they stand in the file; nothing if they could not be told apart.
    """

    line: int
    why: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Plans:
    """What a file holds.

    Parameters
    ----------
    rows : those that can be predicted, in the order of the file.
    bad : those that name an indicator and a time and cannot.
    silent : lines that name no indicator or no time: there is nothing to predict.
    ignored : columns that are not known.
    """

    rows: tuple[Planned, ...]
    bad: tuple[BadRow, ...]
    silent: tuple[int, ...]
    ignored: tuple[str, ...]


def read_plans(path: str | Path) -> Plans:
    """Read a CSV with columns of partnerships.csv.

    Parameters
    ----------
    path : the file. Needed columns: case_id, indicator, and endline_year or span_years; the others are optional.

    Raises
    ------
    EvidenceFileError : the file as a whole cannot be used; every problem with its line.
    """
    problems: list[Problem] = []
    header, records = records_of(path, problems)
    columns = TABLES["partnerships"].columns
    if header:
        for name in _NEEDED:
            if name not in header:
                near = did_you_mean(name, [given for given in header if given not in columns])
                problems.append(Problem(f"column {name!r} is missing.{near}", 1))
        if not set(_TIMES) & set(header):
            problems.append(Problem(f"no time: a column {' or '.join(map(repr, _TIMES))} is needed", 1))
    if header and not records and not problems:
        problems.append(Problem("the table has a header but no row"))
    if problems:
        raise EvidenceFileError(str(path), problems)
    read = {name: column for name, column in columns.items() if name in {*header, "unit"} and name not in OUTCOMES}
    rows, bad, silent = [], [], []
    for line, cells in records:
        if (wrong := wrong_length(cells, header)) is not None:
            bad.append(BadRow(line, wrong, {}))
            continue
        given = _percent_is_a_unit(dict(zip(header, cells, strict=True)))
        if is_missing(given["indicator"]) or all(is_missing(given.get(name, "")) for name in _TIMES):
            silent.append(line)
            continue
        try:
            planned = plan_of(_values(given, read), line)
            rows.append(replace(planned, read=planned.read + _missing_or_namibia(given)))
        except NotPlanned as error:
            time = given.get("endline_year") or given.get("span_years", "")
            bad.append(BadRow(line, str(error), {name: given[name] for name in given if name in KEPT} | {"time": time}))
    unknown = tuple(f"{name!r}{did_you_mean(name, columns)}" for name in header if name not in columns)
    return Plans(tuple(rows), tuple(bad), tuple(silent), unknown)


def _values(cells: dict[str, str], columns: dict[str, Column]) -> dict[str, object]:
    values = {}
    for name, column in columns.items():
        if name not in cells:
            continue
        value, wrong = column.parse(cells[name])
        if wrong and (name in _NEEDED or not is_missing(cells[name])):
            raise NotPlanned(f"{name!r} {wrong}" + (year_instead(cells[name]) if column.valid == YEARS else ""))
        values[name] = value
    return values


def _percent_is_a_unit(cells: dict[str, str]) -> dict[str, str]:
    """The cells with a baseline of `51 %` as 51, whose unit is percent; where the column `unit` says something else, they stay."""
    numbers = {name: number for name in _BASELINE if (number := without_percent(cells.get(name, ""))) is not None}
    unit = cells.get("unit", "")
    return cells | numbers | {"unit": "%"} if numbers and (is_missing(unit) or unit == "%") else cells


def _missing_or_namibia(cells: dict[str, str]) -> tuple[str, ...]:
    """What to say of a cell with the code of Namibia, which is also the commonest mark of what is missing."""
    return tuple(f"{name} 'NA' as missing; for Namibia write its name" for name in _COUNTRIES if cells.get(name, "").strip() == "NA")


def shipped_case(case_id: str) -> Plans | None:
    """Return the rows of one documented partnership of the shipped evidence, or None where there is none of that name."""
    plans = read_plans(shipped(f"{FOLDER}/partnerships.csv"))
    rows = tuple(row for row in plans.rows if row.case_id == case_id)
    return Plans(rows, (), (), ()) if rows else None


def shipped_cases() -> list[str]:
    """Return the names of the documented partnerships that can be predicted."""
    return sorted({row.case_id for row in read_plans(shipped(f"{FOLDER}/partnerships.csv")).rows})

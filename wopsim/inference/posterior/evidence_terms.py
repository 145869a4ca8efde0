"""The evidence that calibration uses, as named components: which rows, how each is read, and why some are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.errors import EvidenceError
from wopsim.inference.cases.case_runs import Asked
from wopsim.inference.cases.case_spec import NotPlanned, plan_of
from wopsim.inference.evidence.evidence_files import read_evidence
from wopsim.inference.posterior.calibration_file import CalibrationStudy, Words

if TYPE_CHECKING:
    import pandas as pd

COMPONENTS = ("background", "partnerships", "comparators", "experiments", "programmes")


@dataclass(frozen=True)
class Datum:
    """One observed value after, or one reported gain, beside the run that is to explain it.

    Parameters
    ----------
    component : name in `COMPONENTS`.
    asked : how the case is run.
    value, half : middle and half width of the value after, on the indicator's scale; for a gain both are 0.
    base : the value before on that scale, NaN where none is stated.
    gain : only that something improved is stated, without a level.
    of_many : the value is a mean over many utilities.
    together : name of the place or document that its case shares with others; empty for a case by itself.
    """

    component: str
    asked: Asked
    value: float
    half: float
    base: float
    gain: bool = False
    of_many: bool = False
    together: str = ""

    @property
    def name(self) -> str:
        """Its row, and how it is used."""
        return self.asked.planned.row_id

    @property
    def group(self) -> str:
        """What is left out together, and shares an effect: its case, or the cases of one place or document."""
        return self.together or self.asked.planned.case_id

    @property
    def linked(self) -> bool:
        """Whether the baseline belongs to the run."""
        return self.asked.planned.before == 0.0


@dataclass(frozen=True)
class LeftOut:
    """A row that could have been used and is not, and why."""

    row_id: str
    why: str


def read_data(study: CalibrationStudy) -> tuple[list[Datum], list[LeftOut]]:
    """Return the observations of partnerships and comparators that the study uses, and those it leaves out.

    Raises
    ------
    EvidenceError : the study names a row that is not there or cannot be used.
    """
    data, left_out = _partnerships(study)
    more, also = _comparators(study)
    return _put_together(data + more, study), left_out + also


def _put_together(data: list[Datum], study: CalibrationStudy) -> list[Datum]:
    """Give all rows of the cases that share a place or a document its name; a row that names one of a case names all of them."""
    case_of = {one.name: one.asked.planned.case_id for one in data}
    unknown = [row_id for rows in study.shared.values() for row_id in rows if row_id not in case_of]
    if unknown:
        raise EvidenceError(f"{', '.join(unknown)} cannot share a place or document: the calibration uses no such row.")
    named = [(case_of[row_id], name) for name, rows in study.shared.items() for row_id in rows]
    twice = {case for case, name in named if any(case == other and name != label for other, label in named)}
    if twice:
        raise EvidenceError(f"{', '.join(sorted(twice))} stands under two names of `shared`; put these under one.")
    return [replace(one, together=dict(named).get(one.asked.planned.case_id, "")) for one in data]


def _partnerships(study: CalibrationStudy) -> tuple[list[Datum], list[LeftOut]]:
    rows = {str(row["row_id"]): row for row in _records("partnerships")}
    wanted = study.partnerships
    _require("partnerships", rows, [*wanted.leave_out, *wanted.gains])
    built = {
        str(row["case_id"]) for row in rows.values() if (row["usable"] or row["row_id"] in wanted.gains) and _says(row, wanted.with_capital)
    }
    data, left_out = [], []
    for row_id, row in rows.items():
        gain = row_id in wanted.gains
        if not row["usable"] and not gain:
            continue
        if row_id in wanted.leave_out:
            left_out.append(LeftOut(row_id, wanted.leave_out[row_id]))
            continue
        try:
            planned = plan_of({**row, **wanted.gains[row_id]} if gain else row, int(row["line"]))
        except NotPlanned as error:
            left_out.append(LeftOut(row_id, str(error).split(";")[0]))
            continue
        data.append(_datum("partnerships", Asked(planned, capital=planned.case_id in built), row, gain))
    return data, left_out


def _comparators(study: CalibrationStudy) -> tuple[list[Datum], list[LeftOut]]:
    rows = {str(row["row_id"]): row for row in _records("comparators")}
    wanted = study.comparators
    _require("comparators", rows, [*wanted.utilities, *wanted.averages, *wanted.leave_out])
    data = []
    for row_id in (*wanted.utilities, *wanted.averages):
        row = rows[row_id]
        circumstances = {
            "row_id": row_id, "case_id": row_id, "mentee_country": row["country"], "scale": "utility", "phase": "during",
            "source_class": "independent",
        }  # fmt: skip
        try:
            planned = plan_of({**row, **circumstances}, int(row["line"]))
        except NotPlanned as error:
            raise EvidenceError(f"comparators.csv, row {row_id}: {error}") from error
        data.append(_datum("comparators", Asked(planned, helped=False), row, False, row_id in wanted.averages))
    return data, [LeftOut(row_id, why) for row_id, why in wanted.leave_out.items()]


def _datum(component: str, asked: Asked, row: Mapping[str, Any], gain: bool, of_many: bool = False) -> Datum:
    planned = asked.planned
    measure = planned.measure
    base = np.nan if planned.baseline is None else float(np.mean(measure.to_scale(np.array(planned.baseline))))
    if gain:
        return Datum(component, asked, 0.0, 0.0, base, gain=True)
    ends = np.sort(measure.to_scale(measure.value([row["endline_low"], row["endline_high"]], planned.unit)))
    return Datum(component, asked, float(ends.mean()), float(ends[1] - ends[0]) / 2.0, base, of_many=of_many)


def _says(row: Mapping[str, Any], words: Words) -> bool:
    """Whether a row says in its note or in the name of its programme what the words look for."""
    said = " ".join(str(row[column]).casefold() for column in ("note", "programme") if isinstance(row[column], str))

    def named(any_of: tuple[str, ...]) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", said) for word in any_of)

    return named(words.any_of) and not named(words.but_not)


def _records(name: str) -> list[dict[str, Any]]:
    frame: pd.DataFrame = read_evidence(name)
    return frame.assign(line=np.arange(len(frame)) + 2).to_dict("records")


def _require(table: str, rows: Mapping[str, object], named: list[str]) -> None:
    unknown = [row_id for row_id in named if row_id not in rows]
    if unknown:
        raise EvidenceError(f"{table}.csv has no row {', '.join(unknown)}, which the calibration study names.")

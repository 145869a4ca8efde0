"""Weights of several outcomes, as a user writes them: a CSV file with columns `outcome` and `weight`."""

from __future__ import annotations

from pathlib import Path

from wopsim import limits
from wopsim.analysis.outcome_specs import MEASURED
from wopsim.csv_cells import WrongCell, read_number
from wopsim.csv_rows import rows_of, wrong_length
from wopsim.errors import FileProblems, Problem, UnreadableFileError, did_you_mean


class WeightsFileError(FileProblems):
    """A CSV file of weights cannot be used."""


def read_weights(path: str | Path) -> dict[str, float]:
    """Return the weight of each outcome of a CSV file.

    Raises
    ------
    WeightsFileError : every problem of the file with its line.
    """
    try:
        text = limits.read_text(Path(path), limits.STUDY_BYTES, "weights (CSV)")
    except UnreadableFileError as error:
        raise WeightsFileError(str(path), [error.problem]) from None
    problems: list[Problem] = []
    header, line, rows = rows_of(text, problems)
    if not problems and sorted(header) != ["outcome", "weight"]:
        problems.append(Problem(f"the header must be outcome,weight, not {','.join(header) or 'empty'}.", line))
    if problems:
        raise WeightsFileError(str(path), problems)
    weights: dict[str, float] = {}
    for line, cells in rows:
        if (wrong := wrong_length(cells, header)) is not None:
            problems.append(Problem(wrong, line))
            continue
        cell = dict(zip(header, cells, strict=True))
        name = cell["outcome"]
        if name not in MEASURED:
            problems.append(Problem(f"{name!r} is no outcome.{did_you_mean(name, MEASURED)}", line))
        elif name in weights:
            problems.append(Problem(f"{name!r} has a weight already; delete one of the lines.", line))
        try:
            weights[name] = read_number(cell["weight"])
        except WrongCell as wrong_cell:
            problems.append(Problem(f"the weight of {name!r} {wrong_cell}", line))
    if not weights and not problems:
        problems.append(Problem("the file has a header and no weight."))
    if problems:
        raise WeightsFileError(str(path), problems)
    return weights

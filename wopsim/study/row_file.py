"""A CSV file of combinations of swept values, as rows of a list in a study file."""

from __future__ import annotations

from pathlib import Path

from wopsim import limits
from wopsim.csv_rows import rows_of, wrong_length
from wopsim.errors import Problem, UnreadableFileError
from wopsim.study.yaml_reader import Entry, Mapping, Node, Scalar, plain_value


def rows_of_file(path: Path, problems: list[Problem]) -> tuple[Node, ...]:
    """Return a mapping for each row of a file, with the lines of the file; what is wrong is appended to `problems`.

    Parameters
    ----------
    path : columns are parameters, cells are written as values of a study file.
    """
    try:
        text = limits.read_text(path, limits.TABLE_BYTES, "a table of combinations (CSV)")
    except UnreadableFileError as error:
        problems.append(error.problem)
        return ()
    header, line, rows = rows_of(text, problems)
    found: list[Node] = []
    for number, cells in rows:
        wrong = wrong_length(cells, header)
        if wrong:
            problems.append(Problem(wrong, number))
            continue
        items = {name: Entry(number, Scalar(number, plain_value(cell), False)) for name, cell in zip(header, cells, strict=True)}
        found.append(Mapping(number, items))
    if not found and not problems:
        problems.append(Problem("the file has no row below its header; each row is one combination.", line))
    return tuple(found)

"""Read a CSV table against a declared schema and report everything that is wrong with it at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim import limits
from wopsim.csv_cells import WrongCell, is_missing, read_choice, read_flag, read_number
from wopsim.csv_rows import rows_of, wrong_length
from wopsim.errors import EvidenceFileError, Problem, UnreadableFileError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, object]
Check = Callable[[Row], Iterator[str]]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    kind : `text`, `number` or `amount` (floats, see `wopsim.csv_cells.NumberKind`), `choice` (one of `choices`) or `flag` (yes or no,
        read as bool).
    doc : meaning, one sentence.
    required : whether a cell must be filled; a cell that says that nothing is known reads as missing (None, NaN).
    choices : the allowed words of a `choice`.
    valid : inclusive range of a number.
    """

    kind: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    valid: tuple[float, float] = (-math.inf, math.inf)

    def parse(self, cell: str) -> tuple[object, str | None]:
        """Return the value of a cell and what is wrong with it (None when nothing is)."""
        text = cell.strip()
        # a word of the column comes first: `none` is one of some
        if text not in self.choices and is_missing(text):
            empty = f"must not be empty; {text!r} means missing" if text else "must not be empty"
            return None, empty if self.required else None
        try:
            if self.kind in ("number", "amount"):
                return read_number(text, self.valid, kind="amount" if self.kind == "amount" else "number"), None
            if self.kind == "flag":
                return read_flag(text), None
            return (read_choice(text, self.choices) if self.kind == "choice" else text), None
        except WrongCell as wrong:
            return None, str(wrong)


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, the column that identifies a row, and checks of a row as a whole.

    Parameters
    ----------
    columns : by name, in the order of the file.
    key : column(s) that together may not repeat.
    checks : functions that yield a message for everything wrong with one row of parsed values.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    checks: tuple[Check, ...] = field(default=())


def ordered(low: str, high: str) -> Check:
    """Return a check that the value in column `low` is not above the one in column `high`."""

    def check(row: Row) -> Iterator[str]:
        a, b = row.get(low), row.get(high)
        if isinstance(a, float) and isinstance(b, float) and a > b:
            yield f"{low!r} ({a:g}) is above {high!r} ({b:g})"

    return check


def one_of(*names: str) -> Check:
    """Return a check that at least one of the columns `names` is filled."""

    def check(row: Row) -> Iterator[str]:
        if all(row.get(name) is None for name in names):
            yield f"no source: fill {' or '.join(map(repr, names))}"

    return check


def read_table(path: str | Path, table: Table) -> pd.DataFrame:
    """Read a CSV file against its schema.

    Parameters
    ----------
    path : the file; UTF-8, comma-separated, one header line, columns in any order.
    table : the schema.

    Returns
    -------
    one row per record in the order of the file, columns in the order of the schema: text as str, numbers as float64,
    flags as bool; a missing text or number is NaN

    Raises
    ------
    EvidenceFileError : names every problem with its line.
    """
    import pandas as pd

    problems: list[Problem] = []
    header, records = records_of(path, problems)
    _check_header(header, table, problems)
    rows: list[dict[str, object]] = []
    first_seen: dict[tuple[object, ...], int] = {}
    for line, cells in records:
        if (wrong_row := wrong_length(cells, header)) is not None:
            problems.append(Problem(wrong_row, line))
            continue
        row, wrong = _parse(dict(zip(header, cells, strict=True)), table)
        identity = tuple(row.get(name) for name in table.key)
        if None not in identity and first_seen.setdefault(identity, line) != line:
            named = ", ".join(f"{n} {v!r}" for n, v in zip(table.key, identity, strict=True))
            wrong.append(f"{named} is already used in line {first_seen[identity]}")
        problems += [Problem(message, line) for message in wrong]
        rows.append(row)
    if header and not records and not problems:
        problems.append(Problem("the table has a header but no row"))
    if problems:
        raise EvidenceFileError(str(path), problems)
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in table.columns})
    return frame.astype({name: "float64" for name, column in table.columns.items() if column.kind in ("number", "amount")})


def _parse(cells: Mapping[str, str], table: Table) -> tuple[dict[str, object], list[str]]:
    row: dict[str, object] = {}
    wrong: list[str] = []
    for name, column in table.columns.items():
        if name in cells:
            row[name], problem = column.parse(cells[name])
            if problem:
                wrong.append(f"{name!r} {problem}")
    for check in table.checks:
        wrong += check(row)
    return row, wrong


def _check_header(header: list[str], table: Table, problems: list[Problem]) -> None:
    known = list(table.columns)
    if not header:
        return
    for name in dict.fromkeys(header):
        if name and name not in table.columns:
            problems.append(Problem(f"unknown column {name!r}.{did_you_mean(name, known)}", 1))
    for name in known:
        if name not in header:
            problems.append(Problem(f"column {name!r} is missing", 1))


def records_of(path: str | Path, problems: list[Problem]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return header and (first line, cells) of every record of a CSV file; problems of the file as a whole are appended."""
    text = _text(Path(path), problems)
    header, _, records = rows_of(text, problems)
    if not header and not problems:
        problems.append(Problem("the file is empty"))
    return header, records


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return limits.read_text(path, limits.TABLE_BYTES, "a CSV file")
    except UnreadableFileError as error:
        problems.append(error.problem)
        return ""

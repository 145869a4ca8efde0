"""The rows of a CSV file of a user: its cells, the lines they stand on, and what keeps them from being told apart."""

from __future__ import annotations

import csv
import io

from wopsim.counting import counted
from wopsim.errors import Problem
from wopsim.foreign_text import from_cell

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may stand between columns: spreadsheets of many countries write semicolons, because their decimals have the comma."""


def rows_of(text: str, problems: list[Problem]) -> tuple[list[str], int, list[tuple[int, list[str]]]]:
    """Return header, its line, and (first line, cells) of every other row that is not empty; spaces around cells are dropped.

    Parameters
    ----------
    text : of the whole file; the first line that is not empty says what separates columns.
    problems : what is wrong with the file as a whole is appended.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(first), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            cells = [from_cell(cell.strip()) for cell in cells]
            if any(cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"cannot be split into cells ({error}); look at the quotation marks.", begins))
    if not rows:
        return [], 1, []
    line, header = rows[0]
    if header[0].lower() == "sep=":
        problems.append(Problem("this line tells a spreadsheet which separator to use; delete it.", line))
        return [], line, []
    _drop_nameless(rows)
    for name in dict.fromkeys(header):
        if not name and len(header) > 1:
            places = [str(place) for place, title in enumerate(header, 1) if not title]
            which, each = f"column{'s' * (len(places) > 1)} {' and '.join(places)}", "the column" if len(places) == 1 else "them"
            problems.append(Problem(f"no name stands over {which}, counted from the left; write one, or delete {each}.", line))
        elif header.count(name) > 1:
            problems.append(Problem(f"column {name!r} stands {header.count(name)} times in the header; delete what is not meant.", line))
    return header, line, rows[1:]


def _drop_nameless(rows: list[tuple[int, list[str]]]) -> None:
    """Take away columns at the end that have neither a name nor a cell, as spreadsheets write them."""
    width = len(rows[0][1])
    while width > 1 and all(cells[width - 1 :] in ([], [""]) for _, cells in rows):
        width -= 1
        for _, cells in rows:
            del cells[width:]


def wrong_length(cells: list[str], header: list[str]) -> str | None:
    """Return what is wrong with a row that has more or fewer cells than the header, or None."""
    if len(cells) == len(header):
        return None
    if len(header) > 2 and (alone := nothing_but(cells)):
        return alone
    message = f"{counted(len(cells), 'cell')}, but the header has {counted(len(header), 'column')}."
    if len(cells) > len(header):
        return (
            f"{message} Put a text that holds what separates the columns in quotation marks; where that is the comma, write decimals with "
            "a point, and nothing between thousands."
        )
    return f"{message} An empty cell needs its separator too."


def nothing_but(cells: list[str]) -> str | None:
    """Return what is wrong with a row that holds a single text, as titles and footnotes do, or None."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 and len(cells) == 1 and (other := _separator(filled[0])) != ",":
        return (
            f"{_SEPARATORS[other]} separate what stands here, and something else the columns of the header. Use one of them in all lines."
        )
    return f"there is nothing but {shortened(filled[0])}; delete the line if it is a title or a footnote." if len(filled) == 1 else None


def shortened(text: str) -> str:
    """Return text in quotation marks, the end left out where it is long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _separator(line: str) -> str:
    """What separates the columns of a line: the comma, unless another stands there at least as often as there are cells between commas."""
    cells = len(next(csv.reader([line]), []))
    return next((mark for mark in _SEPARATORS if mark != "," and line.count(mark) >= cells), ",")

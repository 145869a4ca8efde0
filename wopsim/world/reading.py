"""Read a world from a CSV file that a user made; everything wrong with it is said at once, with its line."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wopsim import limits
from wopsim.csv_cells import WrongCell, in_thousands, is_missing, read_choice, read_flag, read_number, tidy
from wopsim.csv_rows import nothing_but, rows_of, shortened, wrong_length
from wopsim.data import shipped
from wopsim.errors import MissingFileError, Problem, UnreadableFileError, WorldFileError
from wopsim.foreign_text import seen
from wopsim.readings import Readings
from wopsim.world import contradictions
from wopsim.world.aggregates import Listed, aggregates
from wopsim.world.columns import COLUMNS, NUMBERS, REQUIRED, Column, size_class
from wopsim.world.headings import Heading, heading_notes, headings_of, is_like
from wopsim.world.regions import Country, find_country, known_as, regions, why_unknown
from wopsim.world.table import World
from wopsim.world.usual_numbers import far_from_usual

_PLACE = ("region", "income", "language", "latitude", "longitude")
DEFAULT_NOTE = "Synthetic: no utility in this world exists; see scenarios/worlds/default.md."


def read_world(path: str | Path = "default", readings: Readings | None = None) -> World:
    """Return the world in a CSV file, checked; missing numbers stay NaN until `World.complete`.

    Parameters
    ----------
    path : a CSV file (UTF-8, one header line, columns of `wopsim.world.columns`), or `default` for the
        synthetic world that ships with the package. Needed columns: name, country, population_served. Facts of the country
        and the size class are filled in. A file without mentors gets the shipped ones, and `notes` says so. What a file states
        is kept; the numbers of the synthetic world are what its utilities would report.
    readings : what a stated value says of the truth instead of that, see `wopsim.readings.READINGS`.

    Raises
    ------
    WorldFileError : the file cannot be used; every problem is named with its line.
    """
    if str(path) == "default":
        read = _table("default", shipped("scenarios/worlds/default.csv"))
        return World("default", read.table, "synthetic", notes=(DEFAULT_NOTE,), readings=readings or "noisy")
    place = Path(path)
    read = _table(str(path), place)
    table, notes = read.table, read.notes
    if not (table["role"] == "mentor").any():
        own, table = len(table), _with_shipped_mentors(str(path), table)
        notes.append(f"The file has no mentor, so the {len(table) - own} synthetic mentors of the default world were added.")
    return World(place.stem, table, str(path), notes=tuple(notes), readings=readings or "kept", spread=read.spread, remarks=read.remarks)


def only_shipped_mentors(world: World) -> bool:
    """Return whether all mentors of a world are those of the shipped one, of whom none exists."""
    return set(_mentors(world.utilities)["utility"]) <= set(_mentors(read_world("default").utilities)["utility"])


def _mentors(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["role"] == "mentor"]


def _with_shipped_mentors(path: str, table: pd.DataFrame) -> pd.DataFrame:
    mentors = _mentors(read_world("default").utilities)
    taken = sorted(set(mentors["utility"]) & set(table["utility"]))
    if taken:
        raise WorldFileError(path, [Problem(f"utility {name!r} has the identifier of a shipped mentor; rename it.") for name in taken])
    return pd.concat([table, mentors], ignore_index=True)


def _text(path: str, place: Path) -> str:
    """The text of the file, or an error about the file as a whole."""
    try:
        text = limits.read_text(place, limits.TABLE_BYTES, "a world (CSV)")
    except UnreadableFileError as error:
        hint = " Give the path of a CSV file, or 'default' for the world that ships." if isinstance(error, MissingFileError) else ""
        raise WorldFileError(path, [Problem(error.problem.message + hint, error.problem.line)]) from None
    if not text.strip():
        raise WorldFileError(path, [Problem(f"the file is empty; it needs a header line with at least {', '.join(REQUIRED)}.")])
    return text


@dataclass(frozen=True)
class _Read:
    """What a file holds: fields as in `World`."""

    table: pd.DataFrame
    spread: pd.DataFrame
    remarks: pd.DataFrame
    notes: list[str]


def _table(path: str, place: Path) -> _Read:
    problems: list[Problem] = []
    header, header_line, records = rows_of(_text(path, place), problems)
    headings = _headings(header, header_line, problems) if header else []
    if not any(heading.column for heading in headings):  # without names of columns all cells would be wrong
        raise WorldFileError(path, problems)
    if len(records) > limits.UTILITIES.high:
        wrong = f"the file has {len(records):,} utilities; a world may have {limits.UTILITIES.high:,}. Take those the question is about."
        raise WorldFileError(path, [Problem(wrong)])
    rows, lines, listed = _rows(header, headings, records, problems)
    none, unsure = aggregates(listed)
    # what else is wrong with a total is of no interest
    problems = [problem for problem in problems if problem.line not in none] + [Problem(what, line) for line, what in none.items()]
    if not records and not problems:
        problems.append(Problem("the file has a header and no utility.", header_line))
    utilities = [(row, line) for row, line in zip(rows, lines, strict=True) if line not in none]
    if utilities:
        problems += contradictions.file_problems(*zip(*utilities, strict=True))
        if all(row["role"] == "mentor" for row, _ in utilities):
            problems.append(Problem("there is no mentee in the file; write role 'mentee' for those that may ask for help."))
    if problems:
        raise WorldFileError(path, problems)
    notes = [*heading_notes(headings), *contradictions.notes(rows), *far_from_usual(rows)]
    if unsure:
        notes.append(f"The people of all rows above add up to those of: {contradictions.named(unsure)}; delete the line if it is a total.")
    priced = sum(row["tariff"] == row["tariff"] for row in rows)
    if priced:  # no cell tells in which money it is
        what = "1 tariff is" if priced == 1 else f"{priced} tariffs are"
        notes.append(f"{what} read as EUR of 2024 per m3 billed; convert what is in another currency, or of another year.")
    unknown = [row["utility"] for row in rows if find_country(row["country"]) is None]
    if unknown:
        notes.append(f"Country not in the list of countries, taken as the file describes it: {', '.join(unknown)}.")
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, np.float64))
    who = pd.Index(table["utility"], name="utility")
    spread = {heading.column: [row[heading.key] for row in rows] for heading in headings if heading.spread}
    remarks = {heading.title: [row[heading.key] for row in rows] for heading in headings if not heading.column}
    ordered = table.sort_values("utility", kind="stable", ignore_index=True)
    return _Read(ordered, pd.DataFrame(spread, index=who, dtype=np.float64), pd.DataFrame(remarks, index=who, dtype=object), notes)


def _rows(
    header: list[str], headings: list[Heading], records: list[tuple[int, list[str]]], problems: list[Problem]
) -> tuple[list[dict[str, Any]], list[int], list[Listed]]:
    """Values of all rows that can be split, their lines, and what tells a total."""
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    listed: list[Listed] = []
    given_at: dict[str, tuple[int, dict[str, Any]]] = {}
    thousands = _columns_in_thousands(headings, records)
    for line, cells in records:
        wrong = "the header stands here again; delete the line." if cells == header else wrong_length(cells, header) or nothing_but(cells)
        if wrong:
            problems.append(Problem(wrong, line))
            continue
        row = _row(dict(zip(headings, cells, strict=True)), line, problems)
        for name in thousands:
            if row[name] < 1000.0:
                hint = f"counted in thousands as well? Then write {row[name] * 1000.0:.0f}"
                problems.append(Problem(f"{name!r} is {row[name]:.0f}, where other lines have a thousands point; {hint}.", line))
        if row["name"] is not None:
            listed.append(Listed(line, row["name"], row["population_served"], row["country"] or ""))
        alike = seen(row["utility"] or "")  # letters that nobody sees tell nothing apart
        if alike in given_at:
            problems.append(Problem(_repeated(row, *given_at[alike]), line))
        elif alike:
            given_at[alike] = line, row
        rows.append(row)
        lines.append(line)
    return rows, lines, listed


def _columns_in_thousands(headings: list[Heading], records: list[tuple[int, list[str]]]) -> list[str]:
    """Counts in which some cell has a thousands point: a spreadsheet that took it for a decimal point made 200 of 200.000."""
    counts = {heading.column: place for place, heading in enumerate(headings) if heading.column and COLUMNS[heading.column].whole}
    return [
        name for name, place in counts.items() if any(in_thousands(cells[place]) for _, cells in records if len(cells) == len(headings))
    ]


def _repeated(row: dict[str, Any], line: int, first: dict[str, Any]) -> str:
    if any(str(row[name]).casefold() != str(first[name]).casefold() for name in ("country", "name")):
        return (
            f"utility {row['utility']!r} is already in line {line} ({first['name']}, {first['country']}). If this one "
            f"({row['name']}, {row['country']}) is another, fill the column 'utility' with an identifier for each."
        )
    return f"utility {row['utility']!r} is already in line {line}; a utility stands in a world once, with its latest year."


def _headings(header: list[str], line: int, problems: list[Problem]) -> list[Heading]:
    told = len(problems)
    headings = headings_of(header, line, problems)
    if not any(heading.column for heading in headings) and (_is_titled(header) or len(problems) == told):
        problems[:] = [problem for problem in problems if problem.line != line]  # a title needs no names for its empty cells
        problems.append(Problem(_no_names(header), line))
        return []
    for name in REQUIRED:
        if all(heading.column != name for heading in headings):
            problems.append(Problem(f"required column {name!r} is missing.{_what_may_be_it(name, headings)}", line))
    return headings


def _what_may_be_it(name: str, headings: list[Heading]) -> str:
    """Which of the columns that nothing reads a required one may be, by its words; else what stands there."""
    unread = [heading.title for heading in headings if not heading.column and heading.title]
    near = [title for title in unread if is_like(title, name)]
    if name == "name":  # what others call the utility is our identifier
        near += [heading.title for heading in headings if heading.column == "utility"]
    if near:
        return f" Is it {' or '.join(map(repr, near))}? Then call it {name!r}."
    return f" Call the column that holds it {name!r}; not used are: {shortened(', '.join(unread))}." if unread else ""


def _is_titled(header: list[str]) -> bool:
    """Whether a line has too few cells for names of columns, as the title of a table has."""
    return sum(map(bool, header)) < len(REQUIRED)


def _no_names(header: list[str]) -> str:
    """What to do where the first line names no column: it is a title, or it calls them by other names."""
    todo = (
        "Delete titles above them"
        if _is_titled(header)
        else "Write its name for each column that wopsim knows; what keeps another name is a remark"
    )
    percent = " One of percentages ends in _pct: nrw_pct, coverage_pct." if any("%" in title for title in header) else ""
    first = f"here stands {shortened(', '.join(filter(None, header)))}, where the names of columns are needed"
    return f"{first}: at least {', '.join(REQUIRED)}. {todo}.{percent} Known: {', '.join(COLUMNS)}."


def _row(cells: dict[Heading, str], line: int, problems: list[Problem]) -> dict[str, Any]:
    """Values of one line, with the facts that follow from others filled in."""
    row: dict[str, Any] = {heading.key: text for heading, text in cells.items() if not heading.column}
    given = {heading.column: (heading, text) for heading, text in cells.items() if heading.column and not heading.spread}
    for name, column in COLUMNS.items():
        heading, text = given.get(name, (Heading(name, name), ""))
        row[name] = math.nan if column.kind == "number" else None
        if is_missing(text):
            if name in given and name in REQUIRED:
                empty = f"{text!r}, which means missing" if text else "empty"
                namibia = " For Namibia write its name, or NAM." if name == "country" and text.upper() == "NA" else ""
                problems.append(Problem(f"{name!r} is {empty}; every utility needs it.{namibia}", line))
            continue
        try:
            row[name] = _percentage(column, text) if heading.percent else _value(column, text)
        except WrongCell as wrong:
            problems.append(Problem(f"{heading.title!r} {wrong}", line))
    for heading, text in cells.items():
        if heading.spread:
            row[heading.key] = _spread(heading, text, row[heading.column], line, problems)
    row["role"] = row["role"] or "mentee"
    row["remunicipalised"] = bool(row["remunicipalised"])
    _name(row, line, problems)
    country = find_country(row["country"]) if row["country"] else None
    if country is not None:
        row["country"] = country.country
    problems += [Problem(what, line) for what in contradictions.row_problems(row)]
    _facts(row, country, line, problems)
    if row["population_served"] > 0 and row["size_class"] is None:
        row["size_class"] = size_class(row["population_served"])
    return row


def _value(column: Column, text: str) -> Any:
    if column.kind == "flag":
        return read_flag(text)
    if column.kind == "choice":
        return read_choice(text, column.choices)
    if column.kind == "number":
        return read_number(text, column.valid, column.unit, "count" if column.whole else "number")
    if column.name == "region":
        return read_choice(text, regions())
    return tidy(text).casefold() if column.name == "language" else text


def _percentage(column: Column, text: str) -> float:
    """The share that a cell of a column in percent holds: 45 and `45 %` are 0.45."""
    if tidy(text).endswith("%"):
        return read_number(text, column.valid, column.unit)
    low, high = (100.0 * bound for bound in column.valid)
    percent = read_number(text, (low, high), "%")
    if 0.0 < percent <= 1.0:
        raise WrongCell(
            f"is {text.strip()} in a column of percentages. Write {100.0 * percent:.12g}, or, if it is meant, '{text.strip()} %'."
        )
    return float(f"{percent / 100.0:.12g}")


def _spread(heading: Heading, text: str, value: float, line: int, problems: list[Problem]) -> float:
    """Standard deviation of a stated value, on the scale on which the value stands; NaN where the cell says nothing."""
    if is_missing(text):
        return math.nan
    column = COLUMNS[heading.column]
    widest = column.valid[1] - column.valid[0]
    try:
        in_percent = heading.percent and not tidy(text).endswith("%")
        spread = read_number(text, (0.0, widest * (100.0 if in_percent else 1.0)), "%" if in_percent else column.unit)
    except WrongCell as wrong:
        problems.append(Problem(f"{heading.title!r} {wrong}", line))
        return math.nan
    if value != value:
        problems.append(
            Problem(f"{heading.title!r} is {text.strip()}, but no {heading.column!r} is stated. State it, or leave both empty.", line)
        )
        return math.nan
    return float(f"{spread / 100.0:.12g}") if in_percent else spread


def _name(row: dict[str, Any], line: int, problems: list[Problem]) -> None:
    """The identifier: given, or the name in lower case with hyphens."""
    if row["utility"] is not None and re.search(r"[\t\r\n]", row["utility"]):
        problems.append(Problem(f"utility {row['utility']!r} holds a tab or the end of a line; write an identifier on one line.", line))
    if row["utility"] is None and row["name"] is not None:
        plain = "".join(c for c in unicodedata.normalize("NFKD", row["name"]) if not unicodedata.combining(c))
        row["utility"] = re.sub(r"[\W_]+", "-", plain.casefold()).strip("-")
        if not row["utility"]:
            problems.append(Problem(f"the name {row['name']!r} gives no identifier; fill in the column 'utility'.", line))


def _facts(row: dict[str, Any], country: Country | None, line: int, problems: list[Problem]) -> None:
    """Facts of the country where the row leaves them out."""
    if row["country"] is None:
        return
    if country is None:
        row["fragile"] = bool(row["fragile"])
        absent = [name for name in _PLACE if row[name] is None or row[name] != row[name]]
        if absent:
            why = f"country {row['country']!r} {why_unknown(row['country'])}"
            problems.append(Problem(f"{why} For a country not in the list also give {', '.join(absent)}.", line))
        row["country"] = known_as(row["country"])
        return
    for name in ("region", "language", "income", "fragile"):
        if row[name] is None:
            row[name] = getattr(country, name)

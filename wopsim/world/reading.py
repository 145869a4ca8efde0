"""Read a world from a CSV file that a user made; everything wrong with it is said at once, with its line."""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wopsim import limits
from wopsim.data import shipped
from wopsim.errors import MissingFileError, Problem, UnreadableFileError, WorldFileError, did_you_mean
from wopsim.foreign_text import from_cell, seen
from wopsim.world.columns import COLUMNS, NUMBERS, REQUIRED, Column, size_class
from wopsim.world.regions import find_country, regions, spellings
from wopsim.world.table import World

_MISSING = {"", "na", "n/a", "nan", "null", "-"}
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PLACE = ("region", "income", "language", "latitude", "longitude")
_PERSONS = (1.0, 100.0)  # believable persons per connection
DEFAULT_NOTE = "Synthetic: no utility in this world exists; see scenarios/worlds/default.md."


def read_world(path: str | Path = "default") -> World:
    """Return the world in a CSV file, checked; missing numbers stay NaN until `World.complete`.

    Parameters
    ----------
    path : a CSV file (UTF-8, comma-separated, one header line, columns of `wopsim.world.columns`), or `default` for the
        synthetic world that ships with the package. Needed columns: name, country, population_served. Facts of the country
        and the size class are filled in. A file without mentors gets the shipped ones, and `notes` says so.

    Raises
    ------
    WorldFileError : the file cannot be used; every problem is named with its line.
    """
    if str(path) == "default":
        table, _ = _table("default", shipped("scenarios/worlds/default.csv"))
        return World("default", table, "synthetic", notes=(DEFAULT_NOTE,))
    place = Path(path)
    table, notes = _table(str(path), place)
    if not (table["role"] == "mentor").any():
        table = _with_shipped_mentors(str(path), table)
        notes.append("The file has no mentor, so the 40 synthetic mentors of the default world were added.")
    return World(place.stem, table, str(path), notes=tuple(notes))


def _with_shipped_mentors(path: str, table: pd.DataFrame) -> pd.DataFrame:
    shipped_table = read_world("default").utilities
    mentors = shipped_table[shipped_table["role"] == "mentor"]
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


def _table(path: str, place: Path) -> tuple[pd.DataFrame, list[str]]:
    problems: list[Problem] = []
    notes: list[str] = []
    header, lines = _cells(path, _text(path, place), problems)
    if len(lines) > limits.UTILITIES.high:
        wrong = f"the file has {len(lines):,} utilities; a world may have {limits.UTILITIES.high:,}. Take those that the question is about."
        raise WorldFileError(path, [Problem(wrong)])
    rows: list[dict[str, Any]] = []
    given_at: dict[str, int] = {}
    for line, cells in lines:
        row = _row(dict(zip(header, cells, strict=True)), line, problems)
        name = row["utility"]
        alike = seen(name or "")  # letters that nobody sees tell nothing apart
        if alike in given_at:
            problems.append(Problem(f"utility {name!r} is already in line {given_at[alike]}; a utility stands in a world once.", line))
        elif alike:
            given_at[alike] = line
        rows.append(row)
    if not lines and not problems:
        problems.append(Problem("the file has a header and no utility.", 1))
    if lines and not problems and all(row["role"] == "mentor" for row in rows):
        problems.append(Problem("there is no mentee in the file; write role 'mentee' for those that may ask for help."))
    if problems:
        raise WorldFileError(path, problems)
    unknown = [row["utility"] for row in rows if find_country(row["country"]) is None]
    if unknown:
        notes.append(f"Country not in the list of countries, taken as the file describes it: {', '.join(unknown)}.")
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, np.float64))
    return table.sort_values("utility", kind="stable", ignore_index=True), notes


def _cells(path: str, text: str, problems: list[Problem]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows with the line on which each begins; rows of the wrong length are reported and left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    header: list[str] = []
    begins = 1
    try:
        for cells in reader:
            cells = [from_cell(cell.strip()) for cell in cells]
            if any(cells):
                if not header:
                    header = cells
                    _check_header(header, begins, problems)
                elif len(cells) != len(header):
                    problems.append(Problem(f"{len(cells)} cells, but the header has {len(header)} columns.", begins))
                else:
                    lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise WorldFileError(
            path, [*problems, Problem(f"cannot be split into cells ({error}); look at the quotation marks.", begins)]
        ) from error
    return header, lines


def _check_header(header: list[str], line: int, problems: list[Problem]) -> None:
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        problems.append(Problem("columns must be separated by commas, not by semicolons or tabs.", line))
        return
    for name in dict.fromkeys(header):
        if not name:
            problems.append(Problem("a column has no name.", line))
        elif name not in COLUMNS:
            meant = did_you_mean(name, COLUMNS) or f" Known: {', '.join(COLUMNS)}."
            problems.append(Problem(f"unknown column {name!r}.{meant}", line))
        if name and header.count(name) > 1:
            problems.append(Problem(f"column {name!r} stands {header.count(name)} times.", line))
    for name in REQUIRED:
        if name not in header:
            problems.append(Problem(f"required column {name!r} is missing.", line))


def _row(cells: dict[str, str], line: int, problems: list[Problem]) -> dict[str, Any]:
    """Values of one line, with the facts that follow from others filled in."""
    row: dict[str, Any] = {}
    for name, column in COLUMNS.items():
        text = cells.get(name, "")
        if text.casefold() in _MISSING:
            row[name] = math.nan if column.kind == "number" else None
            if name in cells and name in REQUIRED:
                problems.append(Problem(f"{name!r} is empty; every utility needs it.", line))
            continue
        row[name], wrong = _value(column, text)
        if wrong:
            problems.append(Problem(wrong, line))
    row["role"] = row["role"] or "mentee"
    row["remunicipalised"] = bool(row["remunicipalised"])
    _name(row, line, problems)
    _facts(row, line, problems)
    people, connections = row["population_served"], row["connections"]
    if people > 0 and row["size_class"] is None:
        row["size_class"] = size_class(people)
    if people > 0 and connections > 0 and not _PERSONS[0] <= people / connections <= _PERSONS[1]:
        problems.append(Problem(f"{people / connections:,.1f} people per connection; check 'population_served' and 'connections'.", line))
    return row


def _value(column: Column, text: str) -> tuple[Any, str | None]:
    """The value of one cell, and what is wrong with it."""
    if column.kind == "text":
        return text, None
    word = text.casefold()
    if column.kind == "flag":
        return _FLAGS.get(word), None if word in _FLAGS else f"{column.name!r} is {text!r}; write true or false."
    if column.kind == "choice":
        word = re.sub(r"[\s-]+", "_", word)
        known = ", ".join(column.choices)
        wrong = f"{column.name!r} is {text!r}; known: {known}.{did_you_mean(word, column.choices)}"
        return (word, None) if word in column.choices else (None, wrong)
    try:
        if "_" in text:
            raise ValueError(text)
        value = float(text)
    except ValueError:
        return math.nan, f"{column.name!r} is {text!r}, which is not a number.{_number_hint(text)}"
    low, high = column.valid
    if not math.isfinite(value):
        return math.nan, f"{column.name!r} is {text!r}; it must be a finite number."
    if low <= value <= high:
        return value, None
    hint = f" Shares are written from 0 to 1: write {value / 100:g}, not {text}." if column.unit == "1" and high <= 1 < value <= 100 else ""
    unit = "" if column.unit == "1" else f" [{column.unit}]"
    return math.nan, f"{column.name!r} is {text}; it must lie between {_plain(low)} and {_plain(high)}{unit}.{hint}"


def _plain(limit: float) -> str:
    """A limit as people write it."""
    return f"{limit:,.0f}" if limit == int(limit) else f"{limit:g}"


def _number_hint(text: str) -> str:
    """What to write instead of text that looks like a number."""
    if re.fullmatch(r"\d+(\.\d+)?\s*%", text):
        return f" Write {float(text.rstrip('% ')) / 100:g}."
    return " Write a point before decimals and nothing between thousands." if re.fullmatch(r"[\d.,'_ ]+", text) else ""


def _name(row: dict[str, Any], line: int, problems: list[Problem]) -> None:
    """The identifier: given, or the name in lower case with hyphens."""
    if row["utility"] is not None and re.search(r"[\t\r\n]", row["utility"]):
        problems.append(Problem(f"utility {row['utility']!r} holds a tab or the end of a line; write an identifier on one line.", line))
    if row["utility"] is None and row["name"] is not None:
        plain = "".join(c for c in unicodedata.normalize("NFKD", row["name"]) if not unicodedata.combining(c))
        row["utility"] = re.sub(r"[\W_]+", "-", plain.casefold()).strip("-")
        if not row["utility"]:
            problems.append(Problem(f"the name {row['name']!r} gives no identifier; fill in the column 'utility'.", line))


def _facts(row: dict[str, Any], line: int, problems: list[Problem]) -> None:
    """Facts of the country where the row leaves them out."""
    if row["region"] is not None and row["region"] not in regions():
        hint = did_you_mean(row["region"], regions())
        problems.append(Problem(f"unknown region {row['region']!r}; known: {', '.join(regions())}.{hint}", line))
    if row["country"] is None:
        return
    country = find_country(row["country"])
    if country is None:
        row["fragile"] = bool(row["fragile"])
        absent = [name for name in _PLACE if row[name] is None or row[name] != row[name]]
        if absent:
            close = difflib.get_close_matches(row["country"].casefold(), list(spellings()), n=1, cutoff=0.75)
            meant = f" Did you mean {spellings()[close[0]]!r}?" if close else ""
            problems.append(
                Problem(f"unknown country {row['country']!r}.{meant} For a country not in the list also give {', '.join(absent)}.", line)
            )
        return
    row["country"] = country.country
    for name in ("region", "language", "income", "fragile"):
        if row[name] is None:
            row[name] = getattr(country, name)

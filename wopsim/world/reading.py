"""Read a world from a CSV file that a user made; everything wrong with it is said at once, with its line."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wopsim.cells import WrongCell, is_missing, read_choice, read_flag, read_number
from wopsim.data import shipped
from wopsim.errors import Problem, WorldFileError, did_you_mean
from wopsim.world.columns import COLUMNS, NUMBERS, REQUIRED, Column, size_class
from wopsim.world.country_names import country_named
from wopsim.world.regions import find_country, regions, why_unknown
from wopsim.world.table import World

LARGEST_FILE = 50 * 1024**2  # byte
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

    def refuse(message: str) -> WorldFileError:
        return WorldFileError(path, [Problem(message)])

    if place.is_dir():
        raise refuse("this is a directory; name a CSV file in it.")
    if not place.exists():
        raise refuse("there is no such file; give the path of a CSV file, or 'default' for the world that ships with wopsim.")
    if not place.is_file():
        raise refuse("this is not a file that can be read twice; save it as a CSV file first.")
    try:
        if place.stat().st_size > LARGEST_FILE:
            raise refuse(f"the file has {place.stat().st_size / 1024**2:.1f} MB; a world may have at most 50 MB.")
        text = place.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorldFileError(path, [Problem("this line is not UTF-8; save the file as 'CSV UTF-8'.", line)]) from error
    if not text.strip():
        raise refuse(f"the file is empty; it needs a header line with at least {', '.join(REQUIRED)}.")
    return text


def _table(path: str, place: Path) -> tuple[pd.DataFrame, list[str]]:
    problems: list[Problem] = []
    notes: list[str] = []
    header, lines = _cells(path, _text(path, place), problems)
    rows: list[dict[str, Any]] = []
    given_at: dict[str, int] = {}
    for line, cells in lines:
        row = _row(dict(zip(header, cells, strict=True)), line, problems)
        name = row["utility"]
        if name in given_at:
            problems.append(Problem(f"utility {name!r} is already in line {given_at[name]}; a utility stands in a world once.", line))
        elif name:
            given_at[name] = line
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
            cells = [cell.strip() for cell in cells]
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
        row[name] = math.nan if column.kind == "number" else None
        if is_missing(text):
            if name in cells and name in REQUIRED:
                empty = f"{text!r}, which means missing" if text else "empty"
                namibia = " Namibia is NAM." if name == "country" and text.upper() == "NA" else ""
                problems.append(Problem(f"{name!r} is {empty}; every utility needs it.{namibia}", line))
            continue
        try:
            row[name] = _value(column, text)
        except WrongCell as wrong:
            problems.append(Problem(f"{name!r} {wrong}", line))
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


def _value(column: Column, text: str) -> Any:
    if column.kind == "flag":
        return read_flag(text)
    if column.kind == "choice":
        return read_choice(text, column.choices)
    if column.kind == "number":
        return read_number(text, column.valid, column.unit, "count" if column.digits == 0 else "number")
    return text


def _name(row: dict[str, Any], line: int, problems: list[Problem]) -> None:
    """The identifier: given, or the name in lower case with hyphens."""
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
            why = f"country {row['country']!r} {why_unknown(row['country'])}"
            problems.append(Problem(f"{why} For a country not in the list also give {', '.join(absent)}.", line))
        row["country"] = country_named(row["country"]) or row["country"]  # one country has one name in a world
        return
    row["country"] = country.country
    for name in ("region", "language", "income", "fragile"):
        if row[name] is None:
            row[name] = getattr(country, name)

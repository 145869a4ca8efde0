"""Write a world to a CSV file, and describe it on one screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from wopsim.durable import write_text
from wopsim.errors import WorldError
from wopsim.foreign_text import as_cell, printable
from wopsim.world.columns import COLUMNS
from wopsim.world.headings import SPREAD
from wopsim.world.origins import MOST, origins_text
from wopsim.world.table import World

_SHOWN = {
    "nrw_share": "NRW",
    "occr": "OCCR",
    "collection_share": "collected",
    "tariff": "EUR/m3",
    "staff_per_1000": "staff/1000",
    "coverage": "coverage",
    "supply_hours": "h/day",
    "skill_technical": "skill",
}


def write_world(world: World, path: str | Path) -> Path:
    """Write the utilities of a world to a CSV file that `read_world` reads back to the same table.

    Parameters
    ----------
    world : any world; missing numbers become empty cells, drawn ones are written like given ones.
    path : file to write; an older file is replaced.

    Returns
    -------
    the path

    Raises
    ------
    WorldError : the file cannot be written.
    """
    place = Path(path)
    table = world.utilities
    stated = world.spread.reindex(table["utility"])
    for name in stated:  # what was drawn around a stated value is no more as uncertain as that was
        stated.loc[world.drawn[name].to_numpy(), name] = np.nan
    stated = stated.dropna(axis=1, how="all").add_suffix(SPREAD)
    remarks = world.remarks.reindex(table["utility"]).fillna("")
    whole = pd.concat([part.reset_index(drop=True) for part in (table, stated, remarks)], axis=1)
    lines = [",".join(_cell(title) for title in whole.columns)]
    for row in whole.itertuples(index=False, name=None):
        lines.append(",".join(_cell(value) for value in row))
    try:
        write_text(place, "\n".join(lines) + "\n")
    except OSError as error:
        raise WorldError(f"{place}: cannot be written ({error.strerror or error}).") from error
    return place


def _cell(value: object) -> str:
    """Shortest text that reads back to the same value."""
    if isinstance(value, str):
        value = as_cell(value)  # `read_world` takes the apostrophe away again
        quoted = value.replace('"', '""')
        return f'"{quoted}"' if any(mark in value for mark in ',"\n\r') or value != value.strip() else value
    if value is True or value is False:
        return "true" if value else "false"
    number = float(value)  # type: ignore[arg-type]
    if number != number:
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def describe_world(world: World, everybody: bool = False) -> str:
    """Return a summary of a world: who is in it, medians, what is missing or drawn; and of the mentees that a file names, a line for each.

    Parameters
    ----------
    world : any.
    everybody : whether each mentee has its line; else those that fit on one screen, and how many more there are.
    """
    table = world.utilities
    mentees = table[table["role"] == "mentee"]
    lines = [f"World {world.name!r} ({world.source}): {len(mentees)} possible mentees, {len(table) - len(mentees)} possible mentors"]
    people = mentees["population_served"]
    if len(people):
        lines.append(
            f"people served by mentees: {people.sum():,.0f}; median {people.median():,.0f}, {people.min():,.0f} to {people.max():,.0f}"
        )
    for title, key in (("size", "size_class"), ("income", "income")):
        counts = mentees[key].value_counts()
        order = [word for word in COLUMNS[key].choices if word in counts.index]
        lines.append(f"mentees by {title}: " + ", ".join(f"{word} {counts[word]}" for word in order))
    lines.append(f"mentees in fragile countries: {int(mentees['fragile'].sum())}; remunicipalised: {int(mentees['remunicipalised'].sum())}")
    lines += ["", _medians(table)]
    missing, drawn = table.isna().to_numpy().sum(), world.drawn.to_numpy().sum()
    if world.source != "synthetic" and (each := origins_text(world, None if everybody else MOST)):
        lines += ["", each]
    lines += ["", f"cells missing (drawn in every run): {missing} of {table.size}; drawn already: {drawn}"]
    return printable("\n".join([*lines, *world.notes]))


def _medians(table: pd.DataFrame) -> str:
    """Medians of mentees by region and of all mentors, as text."""
    group = table["region"].where(table["role"] == "mentee", "all mentors")
    grouped = table.groupby(group)
    shown = grouped[list(_SHOWN)].median().rename(columns=_SHOWN)
    shown.insert(0, "number", grouped.size())
    order = [*sorted(set(shown.index) - {"all mentors"}), *(["all mentors"] if "all mentors" in shown.index else [])]
    text = shown.loc[order].rename_axis(None).to_string(float_format=lambda x: f"{x:.3g}", na_rep="-")
    return "medians (mentees by region; shares from 0 to 1; skill: technical)\n" + text

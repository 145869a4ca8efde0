"""A world with only some of its mentees, for a study of one kind of utility."""

from __future__ import annotations

from collections.abc import Sequence

from wopsim.errors import WorldError, did_you_mean
from wopsim.world.regions import find_country, known_as, why_unknown
from wopsim.world.table import World

SELECTABLE = ("country", "region", "language", "size_class", "income", "fragile", "remunicipalised")
"""Columns by which mentees can be chosen."""


def only_mentees(world: World, conditions: Sequence[str]) -> World:
    """Return a world that keeps all its mentors, and of its mentees only those that meet every condition.

    Parameters
    ----------
    world : to choose from.
    conditions : each `column=value`, the value as it stands in a world file, e.g. `fragile=true` or `size_class=small_town`; a country
        by any of its names.

    Raises
    ------
    WorldError : a condition names no such column or no value that occurs, or no mentee meets them all.
    """
    table = world.utilities
    mentee = table["role"] == "mentee"
    keep = mentee.copy()
    for condition in conditions:
        column, _, value = condition.partition("=")
        if column not in SELECTABLE:
            raise WorldError(f"{condition!r}: write column=value with one of {', '.join(SELECTABLE)}.{did_you_mean(column, SELECTABLE)}")
        if column == "country":
            value = known_as(value)
        cells = table[column].astype(str).str.lower()
        known = sorted(set(cells[mentee]))
        if value.lower() not in known:
            raise WorldError(f"{condition!r}: no mentee of this world has that; there are {', '.join(known)}.{_hint(column, value, known)}")
        keep &= cells == value.lower()
    if not keep.any():
        raise WorldError(f"no mentee meets all of: {', '.join(conditions)}.")
    return world.only((keep | ~mentee).to_numpy())


def _hint(column: str, value: str, known: Sequence[str]) -> str:
    if column != "country":
        return did_you_mean(value, known)
    return "" if find_country(value) else f" {value!r} {why_unknown(value)}"

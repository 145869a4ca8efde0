"""What two designs differ by in each plausible world, beside the numbers that make that world: what is drawn, and what is swept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.drawn_numbers import drawn_numbers
from wopsim.errors import ResultError
from wopsim.streams import Floats, stream, uniform

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.choice.yardstick import Yardstick
    from wopsim.declare import Value
    from wopsim.study.scenario import Study

CHOSEN = stream("paired_worlds.chosen_variants")
MOST_WORLDS = 4_000
"""Plausible worlds that are looked at; of more, some combinations of swept values are chosen by chance."""


@dataclass(frozen=True)
class Column:
    """A number of every world.

    Parameters
    ----------
    parameter : its name.
    values : (draw, variant); 1 where the parameter has the word `word`, otherwise 0, if it is one of words.
    word : see there; empty for a number.
    """

    parameter: str
    values: Floats
    word: str = ""


@dataclass(frozen=True)
class PairedWorlds:
    """Worlds in which both designs were run.

    Parameters
    ----------
    difference : (draw, variant) first design minus second in what is judged, replicates averaged.
    columns : what may explain it; none is constant.
    measures : of each variant that is looked at, the same draws, both designs and no other.
    variants : in all.
    """

    difference: Floats
    columns: tuple[Column, ...]
    measures: tuple[xr.Dataset, ...]
    variants: int

    @property
    def table(self) -> Floats:
        """All columns, (world, column); worlds in the order of `difference.ravel()`."""
        return np.stack([column.values.ravel() for column in self.columns], axis=1) if self.columns else np.zeros((self.difference.size, 0))


def paired_worlds(measures: Mapping[int, xr.Dataset], study: Study, yardstick: Yardstick, better: tuple[str, str]) -> PairedWorlds:
    """Return the worlds of a study.

    Parameters
    ----------
    measures : of all runs of each combination of swept values, by its number; 0 where nothing is swept.
    study : that was run, with its sweep.
    yardstick : what is judged.
    better : names of both designs.

    Raises
    ------
    ResultError : no draw was run at each of these combinations, or what is judged is not defined.
    """
    draws = sorted(set.intersection(*(set(_whole(one)) for one in measures.values())))
    if not draws:
        raise ResultError("no draw was run at every combination of swept values yet; `wopsim run` goes on with it.")
    both = {number: one.sel(scenario=list(better), draw=draws) for number, one in measures.items()}
    apart = []
    for one in both.values():
        first, second = yardstick.value(one)
        apart.append(np.nanmean(first - second, axis=1))
    columns = [*_drawn(study, list(measures), np.array(draws)), *_swept(study.variants, list(measures), len(draws))]
    return PairedWorlds(
        np.stack(apart, axis=1), tuple(column for column in columns if np.ptp(column.values) > 0.0), tuple(both.values()),
        max(len(study.variants), 1),
    )  # fmt: skip


def looked_at(numbers: Sequence[int], draws: int) -> list[int]:
    """Return which combinations of swept values are looked at: all, or as many by chance as make `MOST_WORLDS` worlds."""
    most = max(MOST_WORLDS // max(draws, 1), 1)
    if len(numbers) <= most:
        return list(numbers)
    chance = uniform(CHOSEN, 0, 0, one=np.array(numbers, dtype=np.uint64))
    return sorted(int(numbers[place]) for place in np.argsort(chance)[:most])


def _whole(measures: xr.Dataset) -> list[int]:
    """Draws of which there is a replicate."""
    made = np.isfinite(measures["people_served"].transpose("draw", "scenario", "replicate").values).all(axis=1).any(axis=1)
    return [int(draw) for draw in measures["draw"].values[made]]


def _drawn(study: Study, variants: list[int], draws: np.ndarray) -> list[Column]:
    """What is drawn; a swept theory decides which numbers of rival theories count, so then only those stand here that all have."""
    theories = {study.variants[number].get("structure"): number for number in variants} if study.variants else {None: 0}
    of_theory = {theory: drawn_numbers(study.at(number) if study.variants else study, draws) for theory, number in theories.items()}
    names = [name for name in next(iter(of_theory.values())) if all(name in one for one in of_theory.values())]
    found = []
    for name in names:
        columns = [of_theory[study.variants[number].get("structure") if study.variants else None][name] for number in variants]
        found.append(Column(name, np.stack(columns, axis=1)))
    return found


def _swept(variants: Sequence[Mapping[str, Value]], numbers: list[int], draws: int) -> list[Column]:
    found = []
    for name in variants[0] if variants else ():
        values = [variants[number][name] for number in numbers]
        if any(isinstance(value, str) for value in values):
            words = sorted({str(value) for value in values})
            parts = {word: [float(value == word) for value in values] for word in (words if len(words) > 2 else words[:1])}
        else:
            parts = {"": [float(value) for value in values]}
        found += [Column(name, np.tile(np.array(part), (draws, 1)), word) for word, part in parts.items()]
    return found

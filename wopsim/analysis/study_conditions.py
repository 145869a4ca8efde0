"""Under which conditions the designs of a study were compared: money, years, who may apply, and constraints that a programme has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.designs import budget_beyond, setting
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.declare import PARAMETERS
from wopsim.strategies.design import LISTS
from wopsim.study.variants import shared_settings

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.declare import Value
    from wopsim.study.scenario import Scenario, Study

MONEY_AND_YEARS = ("budget", "programme_years")
CONSTRAINTS = (
    *LISTS, "most_per_country", *(f"quota_{group}" for group in GROUPS), "quota_of", "must_end_by", "later_share", "later_year",
    "comes_first",
)  # fmt: skip
"""Parameters of which constraints are made; what designs share of others is only counted."""


@dataclass(frozen=True)
class Constraint:
    """What a programme is not free to do.

    Parameters
    ----------
    kind : name of the parameter that sets it.
    value : of that parameter.
    of : what else belongs to it: of what a quota is a share (`quota_of`), the year of a later tranche (`later_year`).
    """

    kind: str
    value: Value
    of: Value = ""


@dataclass(frozen=True)
class Kept:
    """In how many runs of the designs that have it a quota was missed."""

    missed: int
    runs: int


@dataclass(frozen=True)
class StudyConditions:
    """What has to be known of a comparison to judge by it.

    Parameters
    ----------
    budgets : least and most money of a design [EUR2024].
    programme_years : fewest and most years with a programme.
    open_to : fewest and most utilities to which a design is open, on average over runs.
    constraints : those of each set of designs (their names) that have the same; of all designs first.
    kept : of each constraint that may be missed, by the designs that have it.
    further : names of other settings that all designs share and that are not as they are by default.
    open_least : the designs that are open to fewest, where others are open to more; none otherwise.
    """

    budgets: tuple[float, float]
    programme_years: tuple[int, int]
    open_to: tuple[int, int]
    constraints: dict[tuple[str, ...], tuple[Constraint, ...]]
    kept: dict[Constraint, Kept]
    further: tuple[str, ...]
    open_least: tuple[str, ...]


def study_conditions(study: Study, measures: xr.Dataset) -> StudyConditions:
    """Return the conditions under which the designs of a study were compared.

    Parameters
    ----------
    study : that was run; its first scenario is no programme.
    measures : of all runs, as `wopsim.analysis.measures.measure` returns them.
    """
    import wopsim.declared  # noqa: F401  (declares every parameter that a study may set)

    designs = study.scenarios[1:]
    having: dict[Constraint, list[str]] = {}
    for design in designs:
        for constraint in _constraints(design):
            having.setdefault(constraint, []).append(design.name)
    together: dict[tuple[str, ...], tuple[Constraint, ...]] = {}
    for constraint, names in sorted(having.items(), key=lambda one: -len(one[1])):
        together[tuple(names)] = (*together.get(tuple(names), ()), constraint)
    shared = shared_settings(designs).items()
    others = [name for name, value in shared if name not in (*MONEY_AND_YEARS, *CONSTRAINTS) and value != PARAMETERS[name].default]
    may_apply = [round(float(one)) for one in np.nanmean(measures["possible_mentees"].transpose("scenario", ...).values, axis=(1, 2))]
    fewest, most = min(may_apply), max(may_apply)
    budgets = [float(setting(one, "budget")) - budget_beyond(one) for one in designs]
    years = [int(setting(one, "programme_years")) for one in designs]
    return StudyConditions(
        budgets=(min(budgets), max(budgets)),
        programme_years=(min(years), max(years)),
        open_to=(fewest, most),
        constraints=together,
        kept={one: _kept(measures, one, names) for one, names in having.items() if one.kind.removeprefix("quota_") in GROUPS},
        further=tuple(others),
        open_least=() if fewest == most else tuple(one.name for one, open_to in zip(designs, may_apply, strict=True) if open_to == fewest),
    )


def _constraints(design: Scenario) -> Iterator[Constraint]:
    """Yield the constraints that a design has, in the order of `CONSTRAINTS`."""
    beside = {**{f"quota_{group}": "quota_of" for group in GROUPS}, "later_share": "later_year"}
    for name in CONSTRAINTS:
        value = setting(design, name)
        if value != PARAMETERS[name].default and name not in beside.values():
            yield Constraint(name, value, setting(design, beside[name]) if name in beside else "")


def _kept(measures: xr.Dataset, quota: Constraint, designs: list[str]) -> Kept:
    missed = measures[f"{quota.kind.replace('quota_', 'quota_missed_')}"].sel(scenario=designs).values
    return Kept(int(np.nansum(missed)), int(np.isfinite(missed).sum()))

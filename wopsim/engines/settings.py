"""The numbers of a run as one record, so that compiled code reads `p.teaching_rate` as everybody else does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import wopsim.declared
from wopsim.declare import PARAMETERS, Param, Parameters
from wopsim.engines import design_terms as designs
from wopsim.engines import prices
from wopsim.engines.outputs import DOMAINS
from wopsim.engines.records import Records
from wopsim.strategies.design import CHANNELS, OBJECTIVES

assert wopsim.declared  # everything is declared

DIRECT, GLOBAL, REGIONAL = range(len(CHANNELS))
ANYWHERE, SAME_REGION, SAME_COUNTRY = range(3)
_MENTORS_FROM = ("everywhere", "same_region", "same_country")

_OF_DESIGN = [
    ("planned_missions", np.float64), ("months", np.int64), ("objectives", np.float64, (len(OBJECTIVES),)),
    ("focus", np.float64, (len(DOMAINS),)), ("kept", np.float64), ("days_per_year", np.float64), ("learning_days", np.float64),
    ("last_call", np.int64), ("latest_call", np.int64),
    ("overhead", np.float64), ("planned_visits", np.int64), ("other_cost", np.float64),
    ("upfront_cost", np.float64), ("delay", np.float64), ("introduction", np.float64), ("reach", np.float64),
    ("channel_code", np.int64), ("mentors_from_code", np.int64), ("sanitation", np.bool_), ("mentor_chosen", np.bool_),
]  # fmt: skip
"""What a design means (see `wopsim.engines.design_terms`), what its channel is like, and what text says."""


def _of_the_model(declared: Param) -> bool:
    """Whether an engine reads a number itself; those of single strategies are read by these only, and may come from elsewhere."""
    return declared.kind is not str and declared.module.startswith(("wopsim.rules.", "wopsim.strategies.design"))


_KINDS = {float: np.float64, int: np.int64, bool: np.bool_}
_NUMBERS = tuple(name for name, declared in PARAMETERS.items() if _of_the_model(declared))
SETTINGS = np.dtype([(name, _KINDS[PARAMETERS[name].kind]) for name in sorted(_NUMBERS)] + _OF_DESIGN, align=True)
"""By name, so that the order of imports does not matter."""


def settings_of(sets: list[Parameters]) -> Records:
    """Return (settings,) the records of several runs' parameters."""
    records = np.zeros(len(sets), SETTINGS)
    for name, values in zip(_NUMBERS, zip(*(p.of(_NUMBERS) for p in sets), strict=True), strict=True):
        records[name] = values
    of_designs = []
    for p in sets:
        design = designs.design_of(p)
        of_designs.append({
            "planned_missions": design.missions, "months": design.months, "objectives": design.objectives, "focus": design.focus,
            "kept": design.kept, "days_per_year": design.days_per_year, "learning_days": design.learning_days,
            "last_call": design.last_call, "latest_call": design.latest_call, "overhead": design.overhead,
            "planned_visits": designs.study_visits_in(p, design.months), "other_cost": prices.other_cost(p, design),
            "upfront_cost": prices.upfront_cost(p, design),
            "delay": p[f"delay_{p.channel}"], "introduction": p[f"introduction_{p.channel}"],
            "reach": p[f"reach_{p.channel}"], "channel_code": CHANNELS.index(p.channel),
            "mentors_from_code": _MENTORS_FROM.index(p.mentors_from), "sanitation": p.new_function == "sanitation",
            "mentor_chosen": p.pairing == "mutual_choice",
        })  # fmt: skip
    for name in of_designs[0]:
        records[name] = [of_design[name] for of_design in of_designs]
    return records


def believed_of(sets: list[Parameters], alike: Sequence[int]) -> Records:
    """Return (settings,) the records of several runs' parameters as those who predict what pairs learn take them to be.

    They know the design, and of what is drawn not what holds in this world: for them it is as declared by default.

    Parameters
    ----------
    sets : parameters of the runs; alike : (settings,) number of those that differ in nothing but the draw, from 0.
    """
    numbers, first = np.unique(alike, return_index=True)
    as_declared = {name: declared.default for name, declared in PARAMETERS.items() if declared.drawn}
    return settings_of([sets[place].replace(**as_declared) for place in first])[np.searchsorted(numbers, alike)]

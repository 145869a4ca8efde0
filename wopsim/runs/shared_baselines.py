"""Baselines that combinations of swept values share: what differs only in a programme that is not there runs once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from wopsim.declare import PARAMETERS
from wopsim.study.scenario import Scenario, Study

SHOWN = frozenset({
    "eligible_countries", "eligible_fragile", "eligible_income", "eligible_regions", "eligible_remunicipalised", "eligible_size",
    "eligible_utilities", "mentors_from",
})  # fmt: skip
"""Parameters of a programme that an output shows even where nobody pays for one: who may apply, and who could mentor.

A test runs baselines with other values of all others, and no bit moves.
"""


def _moves_it(name: str) -> bool:
    return name in SHOWN or PARAMETERS[name].role != "policy"


def hangs_on(baseline: Scenario) -> Hashable:
    """Return all that the runs of a baseline hang on: two with the same have the same runs."""
    return tuple(sorted((name, value) for name, value in baseline.settings.items() if _moves_it(name)))


def by_baseline(studies: Sequence[Study]) -> list[list[int]]:
    """Return the numbers of the studies, from 0, with those together that have the same baseline.

    Parameters
    ----------
    studies : of one sweep, the baseline first in each.
    """
    found: dict[Hashable, list[int]] = {}
    for number, study in enumerate(studies):
        found.setdefault(hangs_on(study.scenarios[0]), []).append(number)
    return list(found.values())


def with_one_baseline(studies: Sequence[Study]) -> Study:
    """Return a study of the runs of some that have the same baseline: that once, then the other scenarios of each study in turn."""
    scenarios = [studies[0].scenarios[0]]
    for number, study in enumerate(studies):  # names tell scenarios apart
        scenarios += [replace(one, name=f"{one.name} of {number}") if number else one for one in study.scenarios[1:]]
    return replace(studies[0], scenarios=tuple(scenarios))


def different_baselines(study: Study) -> int:
    """Return how many different baselines a study has over all combinations of swept values."""
    moving = [name for name in study.variants[0] if _moves_it(name)] if study.variants else []
    return len({tuple(variant[name] for name in moving) for variant in study.variants}) or 1

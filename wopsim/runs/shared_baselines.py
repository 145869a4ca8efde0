"""Baselines that combinations of swept values share: what differs only in a programme that is not there runs once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from wopsim.declare import PARAMETERS
from wopsim.study.scenario import Scenario, Study

SHOWN = frozenset({
    "eligible_countries", "eligible_fragile", "eligible_income", "eligible_regions", "eligible_remunicipalised", "eligible_size",
    "eligible_utilities", "mentors_from",
})  # fmt: skip
"""Parameters of a programme that an output shows even where nobody pays for one: who may apply, and who could mentor.

A test runs baselines with other values of all others, and no bit moves.
"""


def hangs_on(baseline: Scenario) -> Hashable:
    """Return all that the runs of a baseline hang on: two with the same have the same runs."""
    return tuple(sorted((name, value) for name, value in baseline.settings.items() if name in SHOWN or PARAMETERS[name].role != "policy"))


def each_once(studies: Sequence[Study]) -> tuple[tuple[Scenario, ...], list[list[int]]]:
    """Return the scenarios of some studies with each different baseline once, and where those of each study stand among them.

    Parameters
    ----------
    studies : of one sweep, the baseline first in each.
    """
    scenarios: list[Scenario] = []
    baselines: dict[Hashable, int] = {}
    places = []
    for study in studies:
        baseline, *others = study.scenarios
        key = hangs_on(baseline)
        if key not in baselines:
            baselines[key] = len(scenarios)
            scenarios.append(baseline)
        places.append([baselines[key], *range(len(scenarios), len(scenarios) + len(others))])
        scenarios += others
    return tuple(scenarios), places


def different_baselines(study: Study) -> int:
    """Return how many different baselines a study has over all combinations of swept values."""
    return len({hangs_on(study.at(number).scenarios[0]) for number in range(max(len(study.variants), 1))})

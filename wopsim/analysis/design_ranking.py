"""How the designs of the default study rank under one posterior or another: what a choice depends on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wopsim.analysis.comparison import ComparisonData
from wopsim.streams import Floats
from wopsim.study.reader import read_study
from wopsim.study.scenario import Study

OUTCOMES = ("people_served", "practice_mentored")


@dataclass(frozen=True)
class Ranking:
    """Mean effects of the designs under several posteriors.

    Parameters
    ----------
    designs : labels.
    effects : by outcome, by posterior, (design,) mean effect in the unit of the outcome.
    """

    designs: tuple[str, ...]
    effects: dict[str, dict[str, Floats]]

    def agreement(self, outcome: str, posterior: str, other: str) -> float:
        """Return the rank correlation of designs under two posteriors [1]."""
        from scipy import stats

        return float(stats.spearmanr(self.effects[outcome][posterior], self.effects[outcome][other]).statistic)

    def best(self, outcome: str, posterior: str) -> str:
        """Return the label of the best design under a posterior."""
        return self.designs[int(np.argmax(self.effects[outcome][posterior]))]


def rank_designs(
    posteriors: Mapping[str, str | Path],
    draws: int,
    replicates: int,
    compare: Callable[[Study], ComparisonData],
    tell: Callable[[int, int], None],
) -> Ranking:
    """Run the default study under each posterior.

    Parameters
    ----------
    posteriors : by name, `posterior`, `prior` or the path of a posterior CSV.
    draws, replicates : of each.
    compare : runs a study and returns its comparison.
    tell : called with (posteriors done, posteriors in all).
    """
    study = read_study("default")
    study = dataclasses.replace(study, draws=draws, replicates=replicates)
    effects: dict[str, dict[str, Floats]] = {name: {} for name in OUTCOMES}
    labels: tuple[str, ...] = ()
    for number, (name, source) in enumerate(posteriors.items()):
        tell(number, len(posteriors))
        found = compare(dataclasses.replace(study, draws_from=str(source)))
        labels = tuple(found.scenarios.values())
        for outcome in OUTCOMES:
            effects[outcome][name] = np.array([float(found.get(scenario, outcome)["mean"]) for scenario in found.scenarios])
    tell(len(posteriors), len(posteriors))
    return Ranking(labels, effects)

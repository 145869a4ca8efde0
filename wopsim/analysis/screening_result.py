"""Result of a screening: the numbers that were held low and high, and how they turn the order of designs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.ranking_shifts import CRITERIA, LEVELS, Floats, Move, largest_move, pairs_of, steps
from wopsim.declare import Param, Value
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import pandas as pd

ENDS_OF_PRIOR = (0.05, 0.95)
"""Probabilities at which what is drawn is held."""


@dataclass(frozen=True)
class Number:
    """A number that is screened, and the values at which it is held.

    Parameters
    ----------
    declared : whose role says whether draws move it already.
    low, high : ends of its plausible range, or of its prior.
    """

    declared: Param
    low: Value
    high: Value


@dataclass(frozen=True)
class Finding:
    """What a number does to the order of designs.

    Parameters
    ----------
    number : which.
    chance : (criterion, pair, level), error : (criterion, pair, step), see `wopsim.analysis.ranking_shifts.chances`.
    """

    number: Number
    chance: Floats
    error: Floats

    @property
    def move(self) -> Move:
        """Its largest move of a chance."""
        return largest_move(self.chance, self.error)


@dataclass(frozen=True)
class Screening:
    """What turns the order of designs.

    Parameters
    ----------
    study : with the designs that were compared, draws and replicates.
    outcome : by which they are ordered; threshold : move of a chance that counts [1].
    findings : the largest move first.
    set_by_study : numbers that were left as the study sets them.
    """

    study: Study
    outcome: str
    threshold: float
    findings: tuple[Finding, ...]
    set_by_study: tuple[str, ...]

    def turns(self, finding: Finding) -> bool:
        """Whether a number moves a chance by more than the threshold, its Monte Carlo error taken off."""
        return finding.move.beyond_error > self.threshold

    def unclear(self, finding: Finding) -> bool:
        """Whether a number moved a chance by more than the threshold in these runs, by no more than the Monte Carlo error beyond it."""
        return not self.turns(finding) and bool(np.nanmax(np.abs(steps(finding.chance)), initial=0.0) > self.threshold)

    @property
    def undrawn_unclear(self) -> list[Finding]:
        """What no draw moves and what more runs would have to tell: it may turn the order or not."""
        return [finding for finding in self.findings if self.unclear(finding) and not finding.number.declared.drawn]

    @property
    def undrawn_that_turn(self) -> list[Finding]:
        """What turns the order although no draw moves it: what has to be drawn."""
        return [finding for finding in self.findings if self.turns(finding) and not finding.number.declared.drawn]

    @property
    def designs(self) -> list[str]:
        """Labels of the designs, without an ending that all share."""
        labels = [scenario.label for scenario in self.study.scenarios[1:]]
        heads, ends = zip(*(label.rpartition(", ")[::2] for label in labels), strict=True)
        return list(heads) if len(set(ends)) == 1 and len({*heads, ""}) > len(labels) else labels

    def pair(self, number: int) -> tuple[str, str]:
        """Return the labels of a pair of designs."""
        one, other = pairs_of(len(self.designs))[number]
        return self.designs[one], self.designs[other]

    def table(self) -> pd.DataFrame:
        """Return one row for each number, criterion and pair of designs; chances and moves as shares."""
        import pandas as pd

        names = [scenario.name for scenario in self.study.scenarios[1:]]
        rows = []
        for finding in self.findings:
            declared = finding.number.declared
            head = {"number": declared.name, "unit": declared.unit, "role": declared.role, "low": finding.number.low,
                    "default": declared.default, "high": finding.number.high}  # fmt: skip
            for k, criterion in enumerate(CRITERIA):
                for place, (one, other) in enumerate(pairs_of(len(names))):
                    of_levels = {f"chance_{level}": finding.chance[k, place, at] for at, level in enumerate(LEVELS)}
                    move = largest_move(finding.chance[k : k + 1, place : place + 1], finding.error[k : k + 1, place : place + 1])
                    turns = move.beyond_error > self.threshold
                    rows.append(
                        {**head, "criterion": criterion.name, "design": names[one], "other": names[other], **of_levels,
                         "move": move.size, "monte_carlo_error": move.error, "turns": turns}
                    )  # fmt: skip
        return pd.DataFrame(rows)

"""One-at-a-time screening of a ranking: what a number's plausible range does to the chance that one design beats another.

The chance is the share of draws, replicates averaged. Low, default and high meet the same draws and the same luck, so what differs
between them is the number, and the Monte Carlo error is that of paired differences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.analysis.paired import Grid
from wopsim.streams import Floats

LEVELS = ("low", "default", "high")
"""Values of a number that is screened, the last dimension of chances."""
_STEPS = ((0, 1), (1, 2), (0, 2))
"""From which level to which."""


@dataclass(frozen=True)
class Criterion:
    """What designs are ordered by.

    Parameters
    ----------
    name : identifier; words : for people.
    money : names of measured amounts that are added up, by whose sum the outcome is divided; none orders by the outcome itself.
    """

    name: str
    words: str
    money: tuple[str, ...] = ()


CRITERIA = (
    Criterion("total", "in all"),
    Criterion("per_euro", "per euro of the funder", PROGRAMME_MONEY),
    Criterion("per_euro_of_all", "per euro of all", ("cost_all",)),
)


def money_of(criteria: Sequence[Criterion] = CRITERIA) -> tuple[str, ...]:
    """Return the names of all measured amounts that criteria need, each once."""
    return tuple(dict.fromkeys(name for criterion in criteria for name in criterion.money))


def chances(
    outcome: Sequence[Grid], money: Sequence[Mapping[str, Grid]], better: str, criteria: Sequence[Criterion] = CRITERIA
) -> tuple[Floats, Floats]:
    """Return the chance that one design beats another at each level of a number, and the Monte Carlo error of each step between two.

    Parameters
    ----------
    outcome : at each of `LEVELS`, (design, draw, replicate); NaN where it does not apply to a run.
    money : at each level, measured amounts by name, likewise.
    better : `higher` or `lower` outcomes.
    criteria : by which designs are ordered.

    Returns
    -------
    chance : (criterion, pair, level) share of draws in which the first design of a pair beats the second, pairs in the order of
        `pairs_of`; an equal result counts half. NaN where no draw can tell.
    error : (criterion, pair, step) from low to default, from default to high, from low to high: between draws, as if one draw more had
        turned one way and one more the other way (the adjusted error of a paired difference of shares, Bonett and Price 2012: it is
        not zero because no draw was seen to turn), and by leaving out one replicate after another, because all draws meet the same
        luck. NaN with fewer than two draws or replicates.
    """
    sign = -1.0 if better == "lower" else 1.0
    replicates = outcome[0].shape[-1]

    def wins(chosen: npt.NDArray[np.bool_]) -> Floats:
        """(criterion, pair, level, draw) of some replicates: 1 for the first design, 0 for the second, 0.5 for none."""
        found = []
        for criterion in criteria:
            scores = [
                _score(sign * of[..., chosen], [amounts[name][..., chosen] for name in criterion.money])
                for of, amounts in zip(outcome, money, strict=True)
            ]
            ahead = np.stack([np.sign(score[one] - score[other]) for score in scores for one, other in pairs_of(len(score))])
            found.append((0.5 + 0.5 * ahead).reshape(len(scores), -1, ahead.shape[-1]).swapaxes(0, 1))
        return np.stack(found)

    whole = wins(np.ones(replicates, dtype=np.bool_))
    moved = np.moveaxis(steps(np.moveaxis(whole, -1, 0)), 0, -1)
    told = np.isfinite(moved).sum(axis=-1)
    unseen = np.broadcast_to([1.0, -1.0], (*moved.shape[:-1], 2))
    adjusted = np.concatenate([moved, unseen], axis=-1)
    squares = _mean((adjusted - _mean(adjusted)[..., None]) ** 2)
    between_draws = np.divide(squares, told + 2.0, out=np.full_like(squares, np.nan), where=told > 1)
    left_out = [steps(_mean(wins(np.arange(replicates) != one))) for one in range(replicates)]
    between_replicates = (replicates - 1.0) * np.var(left_out, axis=0) if replicates > 1 else np.nan
    return _mean(whole), np.sqrt(between_draws + between_replicates)


def pairs_of(designs: int) -> list[tuple[int, int]]:
    """Return all pairs of designs, by their numbers."""
    return list(combinations(range(designs), 2))


class Move(NamedTuple):
    """The step of a number, a pair and a criterion that turns an order most.

    Parameters
    ----------
    criterion, pair : numbers of them.
    size : by how much the chance moves [1], 0 or more; error : Monte Carlo error of it [1].
    """

    criterion: int
    pair: int
    size: float
    error: float

    @property
    def beyond_error(self) -> float:
        """What is left of the move when its error is taken off [1]; NaN where the error is not known."""
        return self.size - self.error


def largest_move(chance: Floats, error: Floats) -> Move:
    """Return the largest move beyond its error, among all criteria, pairs, and steps between low, default and high.

    Parameters
    ----------
    chance, error : as `chances` returns them, of three values.
    """
    size = np.abs(steps(chance))
    left = np.nan_to_num(size - error, nan=-np.inf)
    criterion, pair, step = np.unravel_index(int(np.argmax(left)), left.shape)
    return Move(int(criterion), int(pair), float(size[criterion, pair, step]), float(error[criterion, pair, step]))


def steps(values: Floats) -> Floats:
    """Return differences between levels, which are the last axis: from low to default, from default to high, from low to high."""
    return np.stack([values[..., after] - values[..., before] for before, after in _STEPS], axis=-1)


def _score(outcome: Grid, amounts: Sequence[Grid]) -> Floats:
    """(design, draw) mean over replicates, or gain per money: a ratio of means, NaN where nothing was paid."""
    gain = _mean(outcome)
    if not amounts:
        return gain
    paid = _mean(np.sum(amounts, axis=0))
    return np.divide(gain, paid, out=np.full_like(gain, np.nan), where=paid > 0)


def _mean(values: Grid) -> Floats:
    """Mean over the last axis of what is there; NaN of nothing."""
    here = np.isfinite(values)
    count = here.sum(axis=-1)
    total = np.where(here, values, 0.0).sum(axis=-1)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)

"""Emulator: means, variances and figures of all cases as smooth functions of the parameters that move.

A ridge regression on linear, squared and crossed scores, its penalty chosen for each number by leave-one-out error. What it
leaves (parameters that keep their priors, noise of the runs, lack of fit) goes into the likelihood as variance, so that a poor
emulator makes a wide posterior and not a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS
from wopsim.inference.posterior.emulator_loops import fill_coordinates, fill_features
from wopsim.inference.posterior.simulation_table import Bank
from wopsim.inference.posterior.standard_scores import values_of
from wopsim.streams import Floats

Places = npt.NDArray[np.int64]

PENALTIES = np.logspace(0, 5, 11)
_GRID = np.linspace(-5.0, 5.0, 2001)


@dataclass(frozen=True)
class Emulator:
    """Predicts every number of the bank.

    Parameters
    ----------
    names : parameters that it takes, as scores; see `coordinates`.
    weights : (feature, number); offset : (number,).
    error : (number,) standard deviation of what it leaves, found leaving one set out.
    explained : (number,) share of the bank's variance that it explains, found likewise.
    data, figures : number of data and of figures; numbers are mean of each datum, log variance of each datum, figures.
    """

    names: tuple[str, ...]
    weights: Floats
    offset: Floats
    error: Floats
    explained: Floats
    data: int
    figures: int

    def __call__(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        """Return mean and variance (..., datum), and figures (..., figure), at scores (..., parameter).

        The error of a mean is in its variance.
        """
        found = _features(coordinates(self.names, scores)) @ self.weights + self.offset
        n = self.data
        return found[..., :n], np.exp(found[..., n : 2 * n]) + self.error[:n] ** 2, found[..., 2 * n :]

    @property
    def figure_error(self) -> Floats:
        """(figure,) standard deviation of what it leaves of figures."""
        return self.error[2 * self.data :]


def fit_emulator(bank: Bank, names: Sequence[str]) -> Emulator:
    """Return the emulator of a bank for the parameters `names`, a part of the bank's."""
    from sklearn.linear_model import RidgeCV

    columns = [bank.names.index(name) for name in names]
    features = _features(coordinates(names, bank.scores[:, columns]))
    numbers = np.concatenate([bank.mean, np.log(bank.variance), bank.figures], axis=1)
    spread = np.maximum(1e-9, numbers.std(axis=0))
    middle = numbers.mean(axis=0)
    model = RidgeCV(PENALTIES, alpha_per_target=True, store_cv_results=True).fit(features, (numbers - middle) / spread)
    chosen = np.searchsorted(PENALTIES, model.alpha_)
    squared = model.cv_results_[:, np.arange(numbers.shape[1]), chosen].mean(axis=0)
    return Emulator(
        tuple(names), model.coef_.T * spread, model.intercept_ * spread + middle, np.sqrt(squared) * spread, 1.0 - squared,
        bank.mean.shape[1], bank.figures.shape[1],
    )  # fmt: skip


def coordinates(names: Sequence[str], scores: Floats) -> Floats:
    """Return what the emulator is smooth in, (..., parameter): scores; values, in standard deviations, of what may do nothing.

    Many scores of a rival mechanism stand for one value, that it does nothing, and a beta prior may heap up there: in scores its effect
    has a corner, in values it has none.
    """
    scores = np.ascontiguousarray(scores, dtype=np.float64)
    found = np.empty_like(scores)
    flat = -1, scores.shape[-1]
    fill_coordinates(scores.reshape(flat), *_curves(tuple(names)), found.reshape(flat))
    return found


@lru_cache(maxsize=64)
def _curves(names: tuple[str, ...]) -> tuple[Places, Floats, Floats]:
    """Of each parameter its curve (-1 where it enters by its score); scores from -5 to 5; and the value of each curve there."""
    curve = np.full(len(names), -1)
    lines: list[Floats] = []
    for k, name in enumerate(names):
        if name in PARAMETERS and PARAMETERS[name].neutral:
            curve[k] = len(lines)
            lines.append(_standard_values(name))
    return curve, _GRID, np.array(lines).reshape(-1, _GRID.size)


@lru_cache(maxsize=64)
def _standard_values(name: str) -> Floats:
    """The value at each score of the grid, from the mean of the prior in its standard deviations."""
    values = values_of([name], _GRID[:, None])[:, 0]
    likely = np.exp(-0.5 * _GRID**2)
    mean = np.average(values, weights=likely)
    return np.asarray((values - mean) / np.sqrt(np.average((values - mean) ** 2, weights=likely)))


def _features(scores: Floats) -> Floats:
    """Scores, their squares and products, (..., feature); far out they bend to straight lines, so that nothing explodes."""
    parameters = scores.shape[-1]
    found = np.empty((*scores.shape[:-1], parameters * (parameters + 3) // 2))
    fill_features(scores.reshape(-1, parameters), found.reshape(-1, found.shape[-1]))
    return found

"""Synthetic evidence: what a set of parameters could have produced in place of what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wopsim.inference.background.panel_term import PanelFit
from wopsim.inference.posterior.log_posterior import LOGS, Target
from wopsim.inference.posterior.observation_model import Reports, apart, predicted, put_together, selection, stretch
from wopsim.inference.posterior.simulation_table import FIGURES
from wopsim.streams import Entities, Floats, normal, stream, uniform

COMMON = stream("synthetic.case")
OWN = stream("synthetic.report")
HEAVY = stream("synthetic.tail")
CHOSEN = stream("synthetic.published")
FIGURE = stream("synthetic.figure")
PANEL = stream("synthetic.panel")

TRIES = 64
"""Times that a report is drawn until one is published; the last is taken if none is."""


def draw_reports(r: Reports, mean: Floats, variance: Floats, p: Mapping[str, Floats], seed: int, numbers: Entities) -> Floats:
    """Return values that could have been reported, (set, report) on the indicators' scales.

    A case is drawn until its mean improvement is published; gains have no value and stay as they are.

    Parameters
    ----------
    r : reports; mean, variance : (set, report) or (set, try, report), see `observation_model.predicted`; p : reporting parameters,
        (set,) each.
    seed, numbers : address of the draws; (set,) one number each.
    """
    found = np.empty((numbers.size, r.size))
    waiting = np.ones((numbers.size, r.starts.size), dtype=bool)
    for turn in range(TRIES):
        sets = np.flatnonzero(waiting.any(axis=1))  # most are published at the first or second try
        if not sets.size:
            break
        mean_now, variance_now = (part[sets] if part.ndim == 2 else part[sets, turn] for part in (mean, variance))
        values, published = _one_try(r, mean_now, variance_now, {name: one[sets] for name, one in p.items()}, seed, numbers[sets], turn)
        taken = waiting[sets] & (published | (turn == TRIES - 1))
        found[sets] = np.where(taken[:, r.case], values, found[sets])
        waiting[sets] &= ~taken
    return np.where(r.gain, r.value, found)


def _one_try(
    r: Reports, mean: Floats, variance: Floats, p: Mapping[str, Floats], seed: int, numbers: Entities, turn: int
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """What would be reported at one try, (set, report), and whether each case is published, (set, case)."""
    from scipy import special

    middle, alone = predicted(r, mean, variance, p)
    own, share = apart(r, alone, p)
    sets, case = numbers[:, None], np.arange(r.starts.size, dtype=np.uint64)
    heavy = stretch(uniform(HEAVY, seed, sets, case, turn), r.tail)
    common = normal(COMMON, seed, sets, case, turn) * p["case_spread"][:, None]
    each = normal(OWN, seed, sets, np.arange(r.size, dtype=np.uint64), turn) * np.sqrt(own)
    each = put_together(r, each, share)
    values = middle + heavy[:, r.case] * (r.sign * r.noise * common[:, r.case] + each)
    counts = r.helped & ~r.gain & np.isfinite(r.base)
    improved = np.where(counts, r.sign * (values - np.where(counts, r.base, 0.0)), 0.0)
    of_case = np.maximum(1.0, np.add.reduceat(counts.astype(float), r.starts))
    slope = np.add.reduceat(np.where(counts, selection(r.searched, p), 0.0), r.starts, axis=1) / of_case
    chance = special.ndtr(slope * np.add.reduceat(improved, r.starts, axis=1) / of_case)
    return values, uniform(CHOSEN, seed, sets, case, turn) < chance


def synthetic_target(target: Target, truth: Floats, seed: int, number: int, picked: Floats | None = None) -> Target:
    """Return the density of evidence that the parameters with scores `truth` (parameter,) could have produced.

    Parameters
    ----------
    target : of the real evidence; truth : (parameter,) scores.
    seed, number : address of what is drawn.
    picked : (try, datum) values after of single runs at the truth, in place of what the emulator says of them.
    """
    scores = truth[None, :]
    which = np.array([number], dtype=np.uint64)
    mean, variance, figures = target.runs(scores)
    values = target.values(scores)
    if picked is not None:
        mean = picked[None, :, target.reports.order]
        variance = np.zeros_like(mean)
    reports = replace(target.reports, value=draw_reports(target.reports, mean, variance, values, seed, which)[0])
    drawn = {}
    for name, figure in target.figures.items():
        place = FIGURES.index(name)
        z = float(normal(FIGURE, seed, number, place))
        middle = float(figures[0, place])
        if name in LOGS:
            spread = np.sqrt(figure.spread**2 + figure.transfer**2 + target.emulator.figure_error[place] ** 2)
            drawn[name] = figure.model_copy(update={"value": float(np.exp(middle + spread * z))})
        else:
            # the discount is a share of what was found in the real study, which stays the measure of it
            spread = np.sqrt(figure.spread**2 + (figure.transfer * figure.value) ** 2 + target.emulator.figure_error[place] ** 2)
            total = float(np.hypot(figure.spread, figure.transfer * figure.value))
            drawn[name] = figure.model_copy(update={"value": middle + float(spread * z), "spread": total, "transfer": 0.0})
    return replace(target, reports=reports, figures=drawn, background=_panel(target.background, values, seed, number))


def _panel(panel: PanelFit | None, values: Mapping[str, Floats], seed: int, number: int) -> PanelFit | None:
    if panel is None:
        return None
    mean = panel.mean.copy()
    for k, name in enumerate(panel.names):
        if name in values:
            mean[k] = float(panel.on_scale(name, values[name])[0]) + panel.spread[k] * float(normal(PANEL, seed, number, k))
    return replace(panel, mean=mean)


@dataclass(frozen=True)
class Ranks:
    """Ranks of the truth among draws of its posterior.

    Parameters
    ----------
    ranks : (data set, parameter), from 0 to `of`.
    of : draws of each posterior.
    """

    ranks: Floats
    of: int

    def covered(self, level: float) -> Floats:
        """Return the share of data sets in which the central interval of `level` holds the truth, (parameter,)."""
        place = (self.ranks + 0.5) / (self.of + 1.0)
        return np.asarray(np.mean(np.abs(place - 0.5) <= level / 2.0, axis=0))

    def p_values(self, bins: int = 10) -> Floats:
        """Return how likely ranks as uneven as these are if they are uniform (chi-squared test), (parameter,)."""
        from scipy import stats

        place = np.minimum(bins - 1, ((self.ranks + 0.5) / (self.of + 1.0) * bins).astype(int))
        counts = np.stack([np.bincount(column, minlength=bins) for column in place.T])
        return np.asarray(stats.chisquare(counts, axis=1).pvalue)

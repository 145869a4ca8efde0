"""Predict every report from the other cases, beside forecasters that know no model, and score all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wopsim.inference.cases.case_runs import run_cases, without_help
from wopsim.inference.cases.conditioning import moments
from wopsim.inference.checks.naive_forecasts import NAIVE_FORECASTERS, naive_draws
from wopsim.inference.checks.synthetic_evidence import draw_reports
from wopsim.inference.posterior.calibration import Calibration
from wopsim.inference.posterior.kept_chains import Sampling, sample_all
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.standard_scores import put, sets_of, values_of
from wopsim.inference.prediction import LEVELS
from wopsim.processes import workers_or_all
from wopsim.streams import Floats, normal, stream

REST = stream("forecast.others")

Rows = npt.NDArray[np.int64]
_Shown = tuple[Floats, Floats, Mapping[str, Floats]]
"""Mean and variance of runs, (draw, report) both, and reporting parameters by name, (draw,) each."""

FORECASTERS = ("model", "background only", *NAIVE_FORECASTERS)
UNRELIABLE = 0.7
"""Pareto k above which a case is too influential for weights, and the posterior is sampled again without it [@vehtari2017loo]."""
DRAWS = 2000
KEPT = 50
"""Steps that are kept of a posterior without a case: enough visits for the draws."""


@dataclass(frozen=True)
class Forecast:
    """Forecasts of one report.

    Parameters
    ----------
    row_id, case_id, indicator, unit, scale, source_class : of the report.
    reported : what was reported, in the unit; low, high of a range.
    quantiles : (forecaster, level) at 5, 25, 50, 75 and 95 %, in the unit.
    score : (forecaster,) continuous ranked probability score, in the unit; lower is better.
    scaled : (forecaster,) the same on the scale of the indicator, so that indicators can be put together.
    place : (forecaster,) where the report lies in the forecast, 0 to 1.
    pareto_k : of its case; refitted : whether the posterior was sampled again without it.
    fitted : (level,) quantiles of the posterior predictive, its own case included.
    """

    row_id: str
    case_id: str
    indicator: str
    unit: str
    scale: str
    source_class: str
    reported: tuple[float, float]
    quantiles: Floats
    score: Floats
    scaled: Floats
    place: Floats
    pareto_k: float
    refitted: bool
    fitted: Floats


def forecasts(calibration: Calibration, folder: Path, workers: int | None, tell: Callable[[int, int], None]) -> list[Forecast]:
    """Return forecasts of every report of a partnership that states a level, each from a posterior without its case.

    Parameters as of `posterior_checks.check`; `tell` hears of the posteriors that have to be sampled again, which take the time.
    """
    import arviz

    target, r = calibration.target, calibration.reports
    scores = calibration.chains.some(DRAWS)
    weights, k = arviz.psislw(-target.by_case(scores).T)
    weights = np.exp(np.asarray(weights) - np.asarray(weights).max(axis=1, keepdims=True))
    alone, fitted = _alone(calibration, scores), _shown(target, scores)
    found = []
    cases = [case for case in range(r.starts.size) if r.helped[r.case == case].any()]
    unreliable = [case for case in cases if float(np.asarray(k)[case]) > UNRELIABLE]
    sampled = dict(zip(unreliable, _without(calibration, unreliable, folder, workers, tell), strict=True))
    for case in cases:
        rows = np.flatnonzero(r.case == case)
        here = sampled[case] if case in sampled else scores[_resampled(weights[case])]
        found += _of_case(calibration, rows, _shown(target, here), fitted, alone, float(np.asarray(k)[case]), case in sampled)
    return found


def _resampled(weight: Floats) -> Rows:
    """Rows drawn with these weights, evenly over their cumulative sum."""
    edges = np.cumsum(weight) / weight.sum()
    return np.minimum(weight.size - 1, np.searchsorted(edges, (np.arange(DRAWS) + 0.5) / DRAWS))


def _without(
    calibration: Calibration, cases: Sequence[int], folder: Path, workers: int | None, tell: Callable[[int, int], None]
) -> list[Floats]:
    """Draws of the posterior without each of some cases."""
    target, s, seed = calibration.target, calibration.study.sampler, calibration.study.seed
    steps, burn = max(10, s.steps // 3), max(2, s.steps // 6)
    wanted = [Sampling(replace(target, silent=frozenset({case})), seed + 7 + case, 1, s.walkers, steps, burn, KEPT) for case in cases]
    return [chains.some(DRAWS) for chains in sample_all(folder / "bank", wanted, workers_or_all(workers), tell)]


def _alone(calibration: Calibration, scores: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of every report without its partnership, over the posterior, (report,) both."""
    target, r = calibration.target, calibration.reports
    some = scores[:: max(1, len(scores) // 16)][:16]
    names = list(calibration.bank.names)
    rest = normal(REST, calibration.study.seed, np.arange(len(some), dtype=np.uint64)[:, None], np.arange(len(names), dtype=np.uint64))
    values = values_of(names, put(rest, names, target.names, some))
    data = [calibration.data[k] for k in r.order]
    asked = [without_help(one.asked.planned) for one in data]
    versions = run_cases(asked, sets_of(names, values), [calibration.study.seed])
    found = [moments(version, one.linked) for version, one in zip(versions, data, strict=True)]
    mean = np.array([m.mean.mean() for m in found])
    return mean, np.array([m.variance.mean() + m.mean.var() for m in found])


def _shown(target: Target, scores: Floats) -> _Shown:
    """What runs show of all reports at some scores, and the reporting parameters there."""
    mean, variance, _ = target.runs(scores)
    return mean, variance, target.values(scores)


def _of_case(
    calibration: Calibration, rows: Rows, here: _Shown, everything: _Shown, alone: tuple[Floats, Floats], k: float, refitted: bool
) -> list[Forecast]:
    target, r, seed = calibration.target, calibration.reports, calibration.study.seed
    shape = here[0].shape
    by_itself = np.broadcast_to(alone[0], shape), np.broadcast_to(alone[1], shape), here[2]
    model, fitted, background = (
        _draws(target, rows, here, seed),
        _draws(target, rows, everything, seed + 1),
        _draws(target, rows, by_itself, seed + 2),
    )
    found = []
    for place, row in enumerate(rows):
        if r.gain[row] or not r.helped[row]:  # a case may share its place with utilities that nobody helped
            continue
        datum = calibration.data[r.order[row]]
        planned = datum.asked.planned
        drawn = [model[:, place], background[:, place], *naive_draws(r, calibration.data, row, DRAWS, seed)]

        def stated(values: Floats) -> Floats:
            return planned.measure.stated(planned.measure.from_scale(values), planned.unit)  # noqa: B023

        truth = float(stated(np.array(r.value[row])))
        low, high = sorted(float(stated(np.array(r.value[row] + sign * r.half[row]))) for sign in (-1.0, 1.0))
        in_unit = [stated(values) for values in drawn]
        found.append(
            Forecast(
                datum.name,
                planned.case_id,
                planned.indicator,
                planned.unit,
                planned.scale,
                planned.source_class,
                (low, high),
                np.array([np.quantile(values, LEVELS) for values in in_unit]),
                np.array([_crps(truth, values) for values in in_unit]),
                np.array([_crps(float(r.value[row]), values) for values in drawn]),
                np.array([float(np.mean(values <= truth)) for values in in_unit]),
                k,
                refitted,
                np.quantile(stated(fitted[:, place]), LEVELS),
            )
        )
    return found


def _draws(target: Target, rows: Rows, shown: _Shown, seed: int) -> Floats:
    """Reports of one case that could have been, (draw, report of the case)."""
    mean, variance, values = shown
    reports = target.reports.of_case(int(target.reports.case[rows[0]]))
    return draw_reports(reports, mean[:, rows], variance[:, rows], values, seed, np.arange(len(mean), dtype=np.uint64))


def _crps(truth: float, draws: Floats) -> float:
    from scoringrules import crps_ensemble

    return float(crps_ensemble(truth, draws))

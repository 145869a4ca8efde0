"""`draws: auto`: more and more runs of a study, until the choice between its designs is clear or a limit is reached."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.clear_choice import CLEAR, FEWEST_REPLICATES, MOST_POINTS, Verdict, verdict
from wopsim.analysis.choice.yardstick import Yardstick
from wopsim.analysis.measures import NEEDED_BY_MEASURES, combine, measure
from wopsim.analysis.told_apart import useful_difference
from wopsim.counting import counted
from wopsim.limits import MOST_RUNS_IN_MEMORY
from wopsim.report.amounts_in_words import in_words
from wopsim.report.numbers import compact
from wopsim.results import Result
from wopsim.runs.in_memory import Engine, Progress, run_reduced
from wopsim.study.draws import number_of_draws
from wopsim.study.keys import FIRST_DRAWS
from wopsim.study.scenario import BASELINE, Study

if TYPE_CHECKING:
    import xarray as xr


def run_until_clear(
    study: Study, yardstick: Yardstick, workers: int | None = None, progress: Progress | None = None, engine: Engine = "compiled"
) -> Result:
    """Run a study with more and more draws, or replicates, until the choice is clear; draw and replicate i are those of any other run.

    Parameters
    ----------
    study : with `until_clear`.
    yardstick : what the choice is judged by.
    workers, progress, engine : as in `wopsim.run`; points in all are those up to the next look.

    Returns
    -------
    Result
        Without utilities, of a study that states the draws and replicates it took; `told` says why no more were run.
    """
    there = number_of_draws(study.draws_from)
    most_points = min(MOST_POINTS, MOST_RUNS_IN_MEMORY // len(study.scenarios))
    most_draws = MOST_POINTS if there is None else there
    draws, replicates = min(FIRST_DRAWS, most_draws), max(study.replicates, FEWEST_REPLICATES)
    batch = partial(_run, study, workers, progress, engine)
    found = batch(range(draws), range(replicates))
    while True:
        stands, useful = _how_it_stands(found, yardstick)
        more = (draws, replicates + FEWEST_REPLICATES) if stands.on_luck else (min(draws + FIRST_DRAWS, most_draws), replicates)
        limit = "the posterior has no more draws" if more == (draws, replicates) else ""
        if more[0] * more[1] > most_points:
            limit = f"the limit of {most_points:,} draws x replicates"
        if stands.clear or limit:
            break
        if stands.on_luck:
            found = combine([found, batch(range(draws), range(replicates, more[1]))])
        else:
            found = combine([found, batch(range(draws, more[0]), range(replicates))])
        draws, replicates = more
    result = Result(None, replace(study, draws=draws, replicates=replicates, until_clear=False), found)
    unit = in_words(yardstick.unit(found)) if yardstick.worth is None else "EUR"
    result.told = (_words(result.study, stands, f"{compact(useful).show(useful)} {unit}", limit),)
    return result


def _run(study: Study, workers: int | None, progress: Progress | None, engine: Engine, draws: range, replicates: range) -> xr.Dataset:
    reduce = partial(measure, study=study)
    return combine(run_reduced(study, reduce, NEEDED_BY_MEASURES, workers, progress, engine, draws, replicates))


def _how_it_stands(measures: xr.Dataset, yardstick: Yardstick) -> tuple[Verdict, float]:
    """How the choice stands, and what is a useful difference; no programme is a choice beside one design, or where worth is given."""
    value = yardstick.value(measures)
    useful = useful_difference(value.mean(axis=(1, 2)), yardstick.useful)
    names = [str(name) for name in measures["scenario"].values]
    if len(names) == 1 or yardstick.worth is not None:
        value, names = np.concatenate([value, np.zeros_like(value[:1])]), [*names, BASELINE]
    return verdict(value, names, useful), useful


def _words(study: Study, stands: Verdict, useful: str, limit: str) -> str:
    """Say how it ended, how the designs stand, and what it took."""
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    best = f"“{labels[stands.best]}”"
    took = f"{counted(study.draws, 'draw')} x {counted(study.replicates, 'replicate')}, {study.runs:,} runs"
    parts = [f"better than {_listed(stands.worse, labels)}"] if stands.worse else []
    parts += [f"within {useful} of {_listed(stands.alike, labels)}"] if stands.alike else []
    if stands.clear:
        return f"draws: auto ended after {took}: it is clear that {best} is {', and '.join(parts)} (by {CLEAR:g} standard errors)."
    unclear = f"{best} is not clearly better than {_listed(stands.unclear, labels)}, nor known to be within {useful} of it"
    return f"draws: auto ended after {took}: {limit}, and the choice is not clear: {unclear}."


def _listed(names: tuple[str, ...], labels: dict[str, str], most: int = 3) -> str:
    shown = ", ".join(f"“{labels[name]}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {counted(len(names) - most, 'other')}"

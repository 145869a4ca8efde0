"""Four forecasters that know no model: what a forecast has to beat before anybody should trust it.

Each expects a change, and takes its spread from how far it is off for the other cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.evidence.indicators import kept_after
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.observation_model import Reports
from wopsim.streams import Floats, normal, stream
from wopsim.world.levels import levels_of

NAIVE = stream("forecast.naive")
SHRINKS = 2.0
"""Other cases that the mean change of all indicators counts as, beside cases of the same indicator [1, assumed]."""

Rows = npt.NDArray[np.int64]
Expect = Callable[[Reports, Sequence[Datum], int, Rows], float]
"""From reports, data, a report and the reports of other cases to the change that is expected, on the scale, better upwards."""


def no_change(r: Reports, data: Sequence[Datum], row: int, others: Rows) -> float:
    """Expect that nothing changes."""
    return 0.0


def mean_change(r: Reports, data: Sequence[Datum], row: int, others: Rows) -> float:
    """Expect the mean change of other cases at the same scale, whatever the indicator."""
    return float(np.mean(changes(r, others)))


def to_the_usual(r: Reports, data: Sequence[Datum], row: int, others: Rows) -> float:
    """Expect that a value comes nearer to what is usual in its context, as fast as losses do where nobody helps."""
    planned = data[r.order[row]].asked.planned
    usual = context_level(planned)
    years = 0.0 if planned.at_end is None else planned.at_end - planned.at_baseline + planned.before
    return 0.0 if np.isnan(usual) else float(r.sign[row] * (kept_after(years) - 1.0) * (r.base[row] - usual))


def shrunk_mean(r: Reports, data: Sequence[Datum], row: int, others: Rows) -> float:
    """Expect the mean change of other cases of the same indicator at the same scale, drawn towards that of all indicators there."""
    alike = others[[_output(data, r, other) == _output(data, r, row) for other in others]]
    every = mean_change(r, data, row, others)
    return float((changes(r, alike).sum() + SHRINKS * every) / (alike.size + SHRINKS))


NAIVE_FORECASTERS: Mapping[str, Expect] = {
    "no change": no_change,
    "mean change at that scale": mean_change,
    "back to the usual": to_the_usual,
    "shrunk mean of the indicator": shrunk_mean,
}


def naive_draws(r: Reports, data: Sequence[Datum], row: int, draws: int, seed: int) -> list[Floats]:
    """Return draws of every naive forecaster of a report, (draw,) each, on the scale of its indicator.

    Parameters
    ----------
    r, data : all reports, and the data that they were made from; row : the report; draws, seed : of each forecast.
    """
    others = other_cases(r, row)
    z = normal(NAIVE, seed, np.arange(draws, dtype=np.uint64), row)
    found = []
    for expect in NAIVE_FORECASTERS.values():
        # how far it is off for each of the others, when it knows neither that one's case nor this
        off = [changes(r, np.array([other]))[0] - expect(r, data, other, _without(others, r, other)) for other in others]
        spread = float(np.sqrt(np.mean(np.square(off)))) if off else 1.0
        found.append(r.base[row] + r.sign[row] * (expect(r, data, row, others) + spread * z))
    return found


def other_cases(r: Reports, row: int) -> Rows:
    """Return the reports with partnership, level and baseline of other cases at the same scale; towns count as utilities."""
    return np.flatnonzero(r.helped & ~r.gain & np.isfinite(r.base) & (r.pilot == r.pilot[row]) & (r.case != r.case[row]))


def changes(r: Reports, rows: Rows) -> Floats:
    """Return the reported changes of some reports, better upwards, (report,)."""
    return np.asarray((r.sign * (r.value - r.base))[rows])


@lru_cache(maxsize=1024)
def context_level(planned: Planned) -> float:
    """Return what is usual among mentees of the context on the indicator's scale; NaN where no world holds it or the country is unknown."""
    measure, country = planned.measure, planned.mentee
    if measure.start is None or country is None or measure.start in ("connections", "population_served"):
        return float("nan")
    context = {"role": "mentee", "region": country.region, "income": country.income, "fragile": country.fragile}
    return float(measure.to_scale(levels_of(pd.DataFrame([context]), measure.start)[0])[0])


def _without(rows: Rows, r: Reports, row: int) -> Rows:
    rest = rows[r.case[rows] != r.case[row]]
    return rest if rest.size else rows


def _output(data: Sequence[Datum], r: Reports, row: int) -> str:
    return data[r.order[row]].asked.planned.measure.output

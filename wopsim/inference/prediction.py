"""Predict what will be reported of partnerships, with and without them, and what they change."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from wopsim.declare import Value
from wopsim.durable import make_folder, replacing
from wopsim.errors import WopsimError
from wopsim.foreign_text import as_cell
from wopsim.inference.cases.case_file import Plans
from wopsim.inference.cases.case_runs import Asked, Versions, in_zone, run_cases, without_help
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.conditioning import given_baseline
from wopsim.inference.cases.other_plans import THINGS
from wopsim.inference.posterior.observation_model import bias, kind_of, searched, selection, spread, stretch
from wopsim.inference.posterior.standard_scores import reporting_parameters
from wopsim.inference.what_if_shifts import WhatIf
from wopsim.limits import DRAWS, MOST_PREDICTED, SEED
from wopsim.streams import Entities, Floats, entity, normal, stream, uniform
from wopsim.study.draws import draw_of, require_draws

EFFECT = stream("predict.case")
READING = stream("predict.reading")
HEAVY = stream("predict.tail")

COLUMNS = (
    "case_id", "indicator", "scale", "phase", "source_class", "time", "q05", "q25", "q50", "q75", "q95", "mean", "effect_q05",
    "effect_q50", "effect_q95", "chance_better", "with_q05", "with_q50", "with_q95", "without_q05", "without_q50", "without_q95",
    "useful", "chance_useful", "chance_worse", "chance_harm", "chance_rise_with", "chance_rise_without",
    *(f"{name}_share_{thing}" for name in ("with", "effect") for thing in THINGS if thing != "budget"), "not_stated",
    "with_hardly_matters", "effect_hardly_matters",
)  # fmt: skip
LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
BAND = (0.05, 0.50, 0.95)
USEFUL = 0.05
"""Smallest difference that matters where nobody says another, as a share of the indicator's whole scale, or of the value [1, assumed]."""
TOGETHER = 20
"""Draws that run together."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Prediction:
    """What is expected of one row.

    Parameters
    ----------
    planned : the row.
    reported : (sample,) value that would be reported, in the row's unit; weight : (sample,) chance that it would be published, relative.
    before : (sample,) the value at the time of the baseline, in the row's unit; as it is, not as it is reported.
    alone : (sample,) the value after without the partnership, likewise.
    effect : (sample,) what the partnership changes, in the row's unit: paired, without reporting.
    useful : smallest difference that matters to the reader, in the row's unit; None takes `USEFUL`.
    tried : what was tried otherwise, and how far it moves this; see `wopsim.inference.what_if_runs`.
    """

    planned: Planned
    reported: Floats
    weight: Floats
    before: Floats
    alone: Floats
    effect: Floats
    useful: float | None = None
    tried: tuple[WhatIf, ...] = ()

    def quantile(self, level: float) -> float:
        """Return a quantile of what would be reported."""
        return weighted_quantile(self.reported, self.weight, level)

    @property
    def mean(self) -> float:
        """Mean of what would be reported; of amounts the geometric one, as a few reports that lie far out decide the other."""
        if self.planned.measure.scale == "logit":
            return float(np.average(self.reported, weights=self.weight))
        return float(np.exp(np.average(np.log(self.reported), weights=self.weight)))

    @property
    def helped(self) -> Floats:
        """The value after with the partnership, in the row's unit, (sample,); as it is, not as it is reported."""
        return np.asarray(self.alone + self.effect)

    @property
    def matters(self) -> float:
        """Smallest difference that counts as useful, in the row's unit."""
        if self.useful is not None:
            return self.useful
        measure, unit = self.planned.measure, self.planned.unit
        return USEFUL * (measure.most / measure.units[unit] if measure.scale == "logit" else abs(float(np.median(self.helped))))

    @property
    def chance_better(self) -> float:
        """Chance that the partnership makes the indicator better at all."""
        return float(np.mean(self._gain(self.effect) > 0.0))

    @property
    def chance_worse(self) -> float:
        """Chance that the partnership makes the indicator worse at all."""
        return float(np.mean(self._gain(self.effect) < 0.0))

    @property
    def chance_useful(self) -> float:
        """Chance that the partnership makes the indicator better by as much as matters."""
        return float(np.mean(self._gain(self.effect) >= self.matters))

    @property
    def chance_harm(self) -> float:
        """Chance that the partnership makes the indicator worse by as much as matters."""
        return float(np.mean(self._gain(self.effect) <= -self.matters)) if self.matters > 0.0 else self.chance_worse

    @property
    def chance_rise(self) -> tuple[float, float]:
        """Chance that the indicator is better than before by as much as matters: with the partnership, and without."""
        with_, without = (float(np.mean(self._gain(after - self.before) >= self.matters)) for after in (self.helped, self.alone))
        return with_, without

    @property
    def hardly(self) -> tuple[list[str], list[str]]:
        """Names of what was tried and hardly matters: to the value with the partnership, and to what the partnership changes."""
        return [one.thing for one in self.tried if one.helped.hardly], [one.thing for one in self.tried if one.effect.hardly]

    def _gain(self, change: Floats) -> Floats:
        return np.asarray(self.planned.measure.better * change)

    def row(self) -> dict[str, str | float]:
        """Return the prediction as a row of `COLUMNS`; the share of what is stated, or was not tried, is empty."""
        planned = self.planned
        effect, helped, alone = (map(float, np.quantile(values, BAND)) for values in (self.effect, self.helped, self.alone))
        numbers = [
            planned.time, *(self.quantile(level) for level in LEVELS), self.mean, *effect, self.chance_better, *helped, *alone,
            self.matters, self.chance_useful, self.chance_worse, self.chance_harm, *self.chance_rise,
        ]  # fmt: skip
        texts = [planned.case_id, planned.indicator, planned.scale, planned.phase, planned.source_class]
        row: dict[str, str | float] = dict.fromkeys(COLUMNS, "")
        row |= zip(COLUMNS, [*texts, *numbers], strict=False)
        for one in self.tried:
            for name, shift in (("with", one.helped), ("effect", one.effect)):
                if shift.share is not None:
                    row[f"{name}_share_{one.thing}"] = shift.share
        texts = ["; ".join(things) for things in (planned.not_stated, *self.hardly)]
        return row | dict(zip(COLUMNS[-3:], texts, strict=True))


def predict(
    rows: Sequence[Planned],
    draws: int = 100,
    seed: int = 1,
    source: str = "posterior",
    progress: Progress = lambda done, of: None,
    useful: float | None = None,
) -> list[Prediction]:
    """Predict rows, each by itself, in order.

    Parameters
    ----------
    rows : what is known of each; see `planned.plan_of`.
    draws : parameter sets; each meets 24 versions of the mentee.
    seed : of versions, luck and readings.
    source : see `draw_of`.
    progress : called with (draws done, draws in all).
    useful : smallest difference that matters, in the unit of each row; None takes `USEFUL`.

    Raises
    ------
    WopsimError : more draws than there are, or more than is predicted at once.
    """
    DRAWS.require(draws, "draws")
    SEED.require(seed, "seed")
    if draws * len(rows) > MOST_PREDICTED:
        few = f"{len(rows):,} rows x {draws:,} draws are more than the {MOST_PREDICTED:,} that are predicted at once"
        raise WopsimError(f"{few}; take at most {max(1, MOST_PREDICTED // len(rows)):,} draws, or fewer rows.")
    require_draws(source, draws)
    parts = []
    progress(0, draws)
    for number, first in enumerate(range(0, draws, TOGETHER)):
        these = range(first, min(draws, first + TOGETHER))
        parts.append(part(rows, these, number, seed, source))
        progress(these.stop, draws)
    return [replace(joined(of_row), useful=useful) for of_row in zip(*parts, strict=True)]


def part(rows: Sequence[Planned], draws: Sequence[int], number: int, seed: int, source: str) -> list[Prediction]:
    """Predict rows at a few draws that run together; each part, by its number, has versions of the mentees of its own. See `predict`."""
    asked = [Asked(row) for row in rows] + [without_help(row) for row in rows]
    sets = [draw_of(source, seed, draw) for draw in draws]
    versions = run_cases(asked, sets, [(seed + number) % (SEED.high + 1)])
    numbers, these = _numbers(sets), np.array(draws, dtype=np.uint64)
    return [
        _predicted(row, helped, alone, numbers, these, seed)
        for row, helped, alone in zip(rows, versions[: len(rows)], versions[len(rows) :], strict=True)
    ]


def joined(parts: Sequence[Prediction]) -> Prediction:
    """Return what parts say of one row together."""

    def all_of(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    return Prediction(parts[0].planned, all_of("reported"), all_of("weight"), all_of("before"), all_of("alone"), all_of("effect"))


def _numbers(sets: Sequence[Mapping[str, Value]]) -> dict[str, Floats]:
    """Reporting parameters of each set, (set,) each."""
    return {name: np.array([float(values[name]) for values in sets]) for name in reporting_parameters()}


def _predicted(planned: Planned, helped: Versions, alone: Versions, p: dict[str, Floats], draws: Entities, seed: int) -> Prediction:
    measure = planned.measure
    after, shift = given_baseline(helped, linked=planned.before == 0.0)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    never = ~np.isfinite(after)  # a pilot that does not open in this version
    # a zone that nobody opens is a place that stays as it was
    without = helped.before + shift if in_zone(planned) else alone.after + shift
    after = np.where(never, without, after)
    shape = after.shape
    middle = after.mean(axis=1, keepdims=True)
    heavy, added = _report(planned, shape[1], p, draws, seed)
    out = (after - middle) * (1.0 if measure.gain else heavy)  # what is gained is spread over decades already
    reported = middle + out + measure.sign * bias(np.array([planned.source_class]), p) + heavy * added
    base = np.where(np.isfinite(helped.middle), helped.middle, helped.before)
    if measure.gain:
        weight = np.ones(shape)
    else:
        from scipy import special

        slope = selection(np.array([searched(planned)]), p)
        weight = special.ndtr(slope * measure.sign * (reported - base))  # (set, version)

    def stated(z: Floats) -> Floats:
        return measure.stated(measure.from_scale(z), planned.unit).ravel()

    before, alone_after = stated(np.broadcast_to(base, shape)), stated(without)
    return Prediction(planned, stated(reported), weight.ravel(), before, alone_after, stated(after) - alone_after)


def _report(planned: Planned, versions: int, p: dict[str, Floats], draws: Entities, seed: int) -> tuple[Floats, Floats]:
    """How far a case lies out, and what its reports add to its runs on the indicator's scale, (set, version) both: `observation_model`."""
    measure, source = planned.measure, np.array([planned.source_class])
    numbers = draws[:, None], np.arange(versions, dtype=np.uint64)
    of_case, of_row = entity(planned.case_id), entity(f"{planned.case_id} {planned.indicator} {planned.scale} {planned.time}")
    noise = np.array([measure.noise])
    common = measure.sign * measure.noise * p["case_spread"][:, None] * normal(EFFECT, seed, numbers[0], of_case, numbers[1])
    own = spread(source, np.array([planned.pilot]), np.array([kind_of(measure)]), noise, p) * normal(
        READING, seed, numbers[0], of_row, numbers[1]
    )
    return stretch(uniform(HEAVY, seed, numbers[0], of_case, numbers[1])), np.asarray(common + own)


def weighted_quantile(values: Floats, weights: Floats, level: float) -> float:
    """Return the value below which `level` of the weight lies [unit of the values]."""
    order = np.argsort(values)
    reached = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return float(np.interp(level, reached, values[order]))


def write_predictions(plans: Plans, predictions: Sequence[Prediction], path: Path) -> None:
    """Write predictions as CSV: one row for each row of the plans that names an indicator and a time, in order.

    Rows that cannot be predicted keep their place and have no numbers; numbers have six significant digits.
    """
    make_folder(path.parent)
    by_line: dict[int, Mapping[str, str | float]] = {one.planned.line: one.row() for one in predictions}
    by_line |= {one.line: one.cells for one in plans.bad if one.cells}
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for line in sorted(by_line):
            writer.writerow({name: as_cell(value) if isinstance(value, str) else f"{value:.6g}" for name, value in by_line[line].items()})

"""How the runs of a study become the choice between its designs: what each brings and costs, how choices compare, where money went."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.by_prediction import by_prediction
from wopsim.analysis.choice.design_decision import CAUSES, DecisionData, require_design
from wopsim.analysis.choice.drawn_numbers import drawn_numbers
from wopsim.analysis.choice.frontier import dominance
from wopsim.analysis.choice.luck_beside import shifts_beside
from wopsim.analysis.choice.ratio_of_means import ratio_of_means
from wopsim.analysis.choice.regret import regrets, share_best, share_won, worst
from wopsim.analysis.choice.worlds import Worlds, worlds
from wopsim.analysis.choice.yardstick import WHOSE, Whose
from wopsim.analysis.grid_kernels import errors
from wopsim.analysis.measures import grid_of
from wopsim.analysis.outcome_specs import GROUPS, PROGRAMME_MONEY
from wopsim.analysis.paired import Grid, monte_carlo, require_present
from wopsim.analysis.told_apart import error_of, runs_to_tell, told_above_nought, useful_difference
from wopsim.errors import ResultError
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.analysis.choice.yardstick import Yardstick
    from wopsim.study.scenario import Study

_CALLS = tuple(f"calls_{cause}" for cause in CAUSES)
READS = frozenset(
    {"partnerships_agreed", "programme_unspent", "programme_unpromised", *_CALLS}
    | {"support_received", *(f"support_received_{group}" for group in GROUPS)}
)
"""Measures that are read beside those of the yardstick."""
MUCH_UNSPENT = 0.2
"""Share of the money, budget and what others added, above which a design that leaves it is not the same programme [assumed]."""
SURE = 0.9
"""Share of plausible worlds in which a design is better than no programme, from which that is taken as fairly sure [assumed]."""
_Columns = dict[str, Any]
"""Columns of the table by name, each with a value for every choice, or for every design."""


def decide(measures: xr.Dataset, study: Study, yardstick: Yardstick, against: str | None = None) -> DecisionData:
    """Return the choice between the designs of a study.

    Parameters
    ----------
    measures : of all runs, as `wopsim.analysis.measures.measure` returns them; those of `READS` and `yardstick.reads` at least.
    study : that was run.
    yardstick : what is judged.
    against : name of the design that others stand against; the best on average if not given.

    Raises
    ------
    ResultError : fewer than two draws, or choices (no programme is one where a unit has a worth); no such design, a measure that an
        older version did not keep, or what is judged is not defined.
    """
    designs = _designs_to_choose_from(measures, yardstick, against)
    require_present(measures, sorted(READS))
    numbers = drawn_numbers(study, measures["draw"].values)
    runs = _as_run(measures, designs, yardstick)
    values = worlds(runs.value, numbers)
    gains = values if yardstick.worth is None else worlds(runs.gain, numbers)
    paid = {whose: worlds(purse, numbers) for whose, purse in runs.purses.items()}
    costs = {whose: clean_costs(purse, paid[whose]) for whose, purse in runs.purses.items()}
    (luck_of_costs,) = shifts_beside((gains, runs.gain), [(paid[yardstick.cost], runs.money)])
    of_programmes = _of_programmes(measures, _worth_needed(runs, costs, gains.values))
    if yardstick.worth is not None:
        runs, values = runs.and_nothing(), values.and_nothing()
    useful = useful_difference(runs.mean, yardstick.useful)
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    table = _table(runs, values, _held_against(runs, against), labels, of_programmes, (yardstick.useful, useful))
    return DecisionData(
        table, yardstick, useful, study.title, measures.sizes["draw"], values.replicates, yardstick.unit(measures),
        yardstick.words(measures), against or runs.names[runs.order[0]], values, gains.values, costs[yardstick.cost], designs, numbers,
        (gains.shifts(), luck_of_costs), by_prediction(study),
    )  # fmt: skip


def _designs_to_choose_from(measures: xr.Dataset, yardstick: Yardstick, against: str | None) -> tuple[str, ...]:
    """Names of the designs, where these runs offer a choice."""
    names = tuple(str(name) for name in measures["scenario"].values)
    if len(names) < 2 and yardstick.worth is None:
        raise ResultError(
            "nothing to choose between: the study has one design beside no programme. Add another scenario, or say what a unit is worth "
            "(worth, --worth): then no programme is a choice."
        )
    if measures.sizes["draw"] < 2:
        raise ResultError("one draw is one plausible world, which says nothing of what is not known; run the study with more draws.")
    require_design(against, names)
    return names


@dataclass(frozen=True)
class _Runs:
    """What was judged in each run, each (choice, draw, replicate).

    Parameters
    ----------
    names : of the choices.
    value : what is judged: the gain, or its worth less the cost.
    gain : beside no programme.
    purses : what it cost, by whose money.
    asked : whose money counts.
    """

    names: tuple[str, ...]
    value: Grid
    gain: Grid
    purses: dict[Whose, Grid]
    asked: Whose

    @property
    def money(self) -> Grid:
        """What it cost the purse that counts."""
        return self.purses[self.asked]

    @cached_property
    def mean(self) -> Floats:
        """What each choice is worth on average, (choice,)."""
        return np.asarray(np.nanmean(self.value, axis=(1, 2)))

    @cached_property
    def order(self) -> npt.NDArray[np.int64]:
        """Places of the choices, the best on average first."""
        return np.argsort(-self.mean, kind="stable")

    def apart(self, one: int, other: int) -> Grid:
        """By how much one choice is worth more than another, (draw, replicate)."""
        return self.value[one] - self.value[other]

    def and_nothing(self) -> _Runs:
        """Return the same with no programme as the last, which gains and costs nothing."""
        none = np.where(np.isfinite(self.value[:1]), 0.0, np.nan)
        value, gain = (np.concatenate([of, none]) for of in (self.value, self.gain))
        purses = {whose: np.concatenate([purse, none]) for whose, purse in self.purses.items()}
        return _Runs((*self.names, BASELINE), value, gain, purses, self.asked)


def _as_run(measures: xr.Dataset, designs: tuple[str, ...], yardstick: Yardstick) -> _Runs:
    purses = {whose: replace(yardstick, cost=whose).money(measures) for whose in WHOSE}
    return _Runs(designs, yardstick.value(measures), yardstick.gain(measures), purses, yardstick.cost)


def clean_costs(money: Grid, paid: Worlds) -> Floats:
    """Return costs (design, draw) cleaned of luck, within what each design cost in some world: what is drawn may pass below zero.

    Parameters
    ----------
    money : (design, draw, replicate); paid : what `worlds` makes of it.
    """
    as_run = np.nanmean(money, axis=2)
    return np.clip(paid.values, as_run.min(axis=1, keepdims=True), as_run.max(axis=1, keepdims=True))


def _held_against(runs: _Runs, against: str | None) -> list[int]:
    """Place of what each choice is held against: the one that was named, else the best; that one itself against the next best."""
    best, second = (int(place) for place in runs.order[:2])
    named = best if against is None else runs.names.index(against)
    return [named if place != named else second if place == best else best for place in range(len(runs.names))]


def _table(
    runs: _Runs, values: Worlds, held: list[int], labels: dict[str, str], of_programmes: _Columns, useful: tuple[float, float]
) -> pd.DataFrame:
    """Lay the columns side by side, and put the best choice first; `useful` as it was named, and what stands for it."""
    import pandas as pd

    named, taken = useful
    columns = {
        "scenario": list(runs.names), "label": [labels[name] for name in runs.names], "group": _groups(runs, named),
        **_on_average(runs), **_losses(values), **_beside_another(runs, values, held, named), **_harm(runs, values), **_by_purse(runs),
        "runs_needed": [math.prod(runs_to_tell(runs.apart(*pair), taken)) for pair in enumerate(held)],
        **{name: _or_none(column, runs) for name, column in of_programmes.items()},
        "much_unspent": [bool(share > MUCH_UNSPENT) for share in _or_none(of_programmes["unspent"], runs)],
        "dominance": dominance(np.nanmean(runs.money, axis=(1, 2)), np.nanmean(runs.gain, axis=(1, 2))),
    }  # fmt: skip
    return pd.DataFrame(columns).iloc[runs.order].reset_index(drop=True)


# columns of the table, each with a value for every choice


def _on_average(runs: _Runs) -> _Columns:
    """What each choice is worth, brings and costs on average, and what one more unit costs by it."""
    per = list(map(ratio_of_means, runs.money, runs.gain))
    return {
        "value": runs.mean, "value_error": [monte_carlo(value).error for value in runs.value],
        "gain": [float(np.nanmean(gain)) for gain in runs.gain], "cost": [float(np.nanmean(money)) for money in runs.money],
        "gain_error": [float(errors(gain)) for gain in runs.gain], "cost_error": [float(errors(money)) for money in runs.money],
        "unit_cost": [one.value for one in per], "unit_cost_low": [one.low for one in per], "unit_cost_high": [one.high for one in per],
        "unit_cost_undefined": [one.reason for one in per],
    }  # fmt: skip


def _losses(values: Worlds) -> _Columns:
    """How often each choice is the best, and what is lost where it is not."""
    lost = regrets(values.values)
    chance = np.mean([share_best(again) for again in values.again()], axis=0)
    mean = [loss.mean() for loss in lost]
    wrong = [loss / (1.0 - best) if best < 1.0 else 0.0 for loss, best in zip(mean, chance, strict=True)]
    return {"chance_best": chance, "regret": mean, "regret_if_wrong": wrong, "regret_worst": [float(worst(loss)) for loss in lost]}


def _beside_another(runs: _Runs, values: Worlds, held: list[int], useful: float) -> _Columns:
    """How far each choice is from what it is held against, and how often it is the better of the two."""
    apart = [runs.apart(*pair) for pair in enumerate(held)]
    between = [values.values[place] - values.values[other] for place, other in enumerate(held)]
    return {
        "against": [runs.names[other] for other in held], "against_mean": [float(np.nanmean(of)) for of in apart],
        "against_error": [error_of(of) for of in apart], "wins_worlds": [share_won(of) for of in between],
        "wins_runs": [share_won(of[np.isfinite(of)]) for of in apart],
        "no_useful_difference": [float(np.mean(np.abs(of) <= useful)) if useful > 0.0 else np.nan for of in between],
    }  # fmt: skip


def _harm(runs: _Runs, values: Worlds) -> _Columns:
    """How often each choice is worse than no programme: in plausible worlds, and in single runs."""
    return {
        "harm": [float(np.mean(value < 0.0)) for value in values.values],
        "harm_runs": [float(np.mean(value[np.isfinite(value)] < 0.0)) for value in runs.value],
    }


def _by_purse(runs: _Runs) -> _Columns:
    """What each choice costs, by whose money."""
    mean = {f"cost_{whose}": [float(np.nanmean(money)) for money in purse] for whose, purse in runs.purses.items()}
    return mean | {f"cost_{whose}_error": [float(errors(money)) for money in purse] for whose, purse in runs.purses.items()}


def _groups(runs: _Runs, useful: float) -> list[str]:
    """A letter for each choice: that of the best of all that are left, with whatever these runs do not tell from it, wherever it ranks.

    A choice may rank below one that is told from the best and not be told from it: its difference may be less well known.
    """
    letters = [""] * len(runs.names)
    left, group = list(runs.order), 0
    while left:
        behind = [place for place in left if _told_and_useful(runs.apart(left[0], place), useful)]
        for place in set(left).difference(behind):
            letters[place] = _letter(group)
        left, group = behind, group + 1
    return letters


def _told_and_useful(apart: Grid, useful: float) -> bool:
    """Whether runs tell that a paired difference is above nought, and it is more than is useful."""
    return told_above_nought(apart) and bool(np.nanmean(apart) > useful)


def _letter(number: int) -> str:
    """A to Z, then AA, AB, ..."""
    letters = string.ascii_uppercase
    return (letters[number // 26 - 1] if number >= 26 else "") + letters[number % 26]


# columns of programmes, which no programme has not


def _or_none(column: Sequence[float] | Floats, runs: _Runs) -> list[float]:
    """A column of the designs, as long as there are choices: no programme has none of it."""
    return [*column, *[np.nan] * (len(runs.names) - len(column))]


def _of_programmes(measures: xr.Dataset, worth_needed: dict[str, list[float]]) -> _Columns:
    """What can be told of a programme only, by name, (design,): its partnerships, money left and why, whom support reached."""
    agreed = np.nanmean(grid_of(measures, "partnerships_agreed"), axis=(1, 2))
    spent = sum(np.nanmean(grid_of(measures, name), axis=(1, 2)) for name in PROGRAMME_MONEY)
    left = np.nanmean(grid_of(measures, "programme_unspent"), axis=(1, 2))
    free = np.minimum(left, np.nanmean(grid_of(measures, "programme_unpromised"), axis=(1, 2)))
    unspent, unpromised = (np.divide(part, spent + left, out=np.zeros_like(left), where=spent + left > 0) for part in (left, free))
    return {
        "partnerships_agreed": agreed, "unspent": unspent, "unpromised": unpromised,
        **{name: np.nanmean(grid_of(measures, name), axis=(1, 2)) for name in _CALLS},
        **{f"support_{group}{what}": found for group in GROUPS for what, found in _support(measures, group).items()},
        **worth_needed, **{f"unpromised_{cause}": unpromised * part for cause, part in _by_cause(measures).items()},
    }  # fmt: skip


def _worth_needed(runs: _Runs, costs: dict[Whose, Floats], gains: Floats) -> dict[str, list[float]]:
    """From which worth of a unit each design is better than no programme, by whose money: `pays_funder`, `pays_funder_low`, ..."""
    columns: dict[str, list[float]] = {}
    for whose, purse in runs.purses.items():
        found = list(map(worth_to_pay, purse, runs.gain, costs[whose], gains))
        columns |= {f"pays_{whose}{what}": [one[what] for one in found] for what in found[0]}
    return columns


def worth_to_pay(money: Grid, gain: Grid, costs: Floats, gains: Floats) -> dict[str, float]:
    """Return the worth of a unit from which a design is better than no programme: on average with its interval, and in nine of ten worlds.

    Parameters
    ----------
    money, gain : (draw, replicate); costs, gains : (draw,), cleaned of luck.
    """
    mean = ratio_of_means(money, gain)
    needed = np.divide(costs, gains, out=np.full(len(gains), np.inf), where=gains > 0.0)  # where it gains nothing, no worth is enough
    sure = float(np.quantile(needed, SURE, method="inverted_cdf"))  # so many worlds are enough, and no more are asked for
    return {"": mean.value, "_low": mean.low, "_high": mean.high, "_sure": sure if np.isfinite(sure) else np.nan}


def _support(measures: xr.Dataset, group: str) -> dict[str, Floats]:
    """Share of the support of all runs together that reached a group, (design,), and its Monte Carlo error; NaN where there was none.

    The error is that of a ratio of means, by how far the group's support of each run is from its share of that run's.
    """
    runs = [grid_of(measures, name) for name in (f"support_received_{group}", "support_received")]
    part, whole = (np.nansum(grid, axis=(1, 2)) for grid in runs)
    share = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    off = errors(runs[0] - share[:, None, None] * runs[1]) * runs[1][0].size
    return {"": share, "_error": np.divide(off, whole, out=np.full(len(whole), np.nan), where=whole > 0)}


def _by_cause(measures: xr.Dataset) -> dict[str, Floats]:
    """Return which part of the money that was promised to nobody belongs to each cause, (design,); 0 where there was none.

    A call that ends with a few euros left counts as much as one with millions, so calls are no measure of what kept money back.
    """
    free = np.maximum(0.0, np.nan_to_num(grid_of(measures, "programme_unpromised")))
    calls = np.stack([np.nan_to_num(grid_of(measures, name)) for name in _CALLS])
    of_run = np.divide(calls, calls.sum(axis=0), out=np.zeros_like(calls, dtype=np.float64), where=calls.sum(axis=0) > 0.0)
    held, whole = (of_run * free).sum(axis=(2, 3)), free.sum(axis=(1, 2))
    return dict(zip(CAUSES, np.divide(held, whole, out=np.zeros_like(held), where=whole > 0.0), strict=True))

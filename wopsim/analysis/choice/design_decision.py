"""The choice between the designs of a study: one row a design, over what is not known."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, get_args

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.acceptability import AcceptabilityCurves, beside_nothing
from wopsim.analysis.choice.drawn_numbers import drawn_numbers, group_of
from wopsim.analysis.choice.frontier import dominance
from wopsim.analysis.choice.luck_beside import shifts_beside
from wopsim.analysis.choice.ratio_of_means import ratio_of_means
from wopsim.analysis.choice.regret import regrets, share_best, share_won, worst
from wopsim.analysis.choice.sensitivity import Sensitivity, sensitivity
from wopsim.analysis.choice.under_theories import under_theories
from wopsim.analysis.choice.value_of_information import Known, value_of_knowing, value_of_knowing_all
from wopsim.analysis.choice.worlds import Worlds, worlds
from wopsim.analysis.choice.yardstick import Whose
from wopsim.analysis.grid_kernels import errors
from wopsim.analysis.measures import grid_of
from wopsim.analysis.outcome_specs import GROUPS, PROGRAMME_MONEY
from wopsim.analysis.paired import Grid, monte_carlo, require_present
from wopsim.analysis.told_apart import TOLD_APART, error_of, runs_to_tell, useful_difference
from wopsim.errors import ResultError, did_you_mean
from wopsim.handed_out import copied
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import xarray as xr

    from wopsim.analysis.choice.yardstick import Yardstick
    from wopsim.study.scenario import Study

CAUSES = ("short_of_applicants", "short_of_mentors", "capped", "held_back", "short_of_money")
"""What kept a call from one more partnership: nobody else applied, no mentor was free, a cap kept a pair out, a rule held money back, too
little was left."""
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
_CURVE_POINTS = 81
"""Points of a curve over what a unit is worth."""


@copied("table")
@dataclass(frozen=True, repr=False)
class DecisionData:
    """Which design to choose, how sure that is, and what it costs if it is wrong.

    Parameters
    ----------
    table : one row per choice, the best on average first: the designs, and where a unit has a worth also no programme, which gains and
        costs nothing. Columns:
        `scenario`, `label`; `group` (letters; designs of one group cannot be told apart, or differ by less than is useful);
        `value` (what is judged: the gain, or its worth less the cost), `value_error` (its Monte Carlo error), `gain`, `cost` [EUR2024],
        `gain_error`, `cost_error`;
        `unit_cost`, `unit_cost_low`, `unit_cost_high` (ratio of means; 90 % interval of what the number of runs leaves open),
        `unit_cost_undefined` (why it is not known); `chance_best` (over plausible worlds); `regret` (expected loss against the
        best of each world), `regret_if_wrong` (that, by the chance that it is not the best), `regret_worst` (in the worst twentieth
        of worlds); `against`, `against_mean`, `against_error` (paired difference to the design `against`, that one's own to the next
        best), `wins_worlds`, `wins_runs` (shares in which it beats that design), `no_useful_difference` (chance; NaN where nothing says
        which difference is useful), `harm`, `harm_runs` (shares of plausible worlds and of single runs with less than without a
        programme);
        `cost_funder`, `cost_all` (money of either, whichever the yardstick counts) [EUR2024], `cost_funder_error`, `cost_all_error`;
        `pays_funder`, `pays_all` (worth of a unit from which it is better than no programme on average, by money of either; `_low`,
        `_high`: 90 % interval of what the number of runs leaves open; `_sure`: from which it is better in nine of ten plausible worlds;
        NaN where no worth is enough) [EUR2024 per unit];
        `runs_needed` (points, draws x replicates, until the difference is told from none, or known to half of `useful`; as many as there
        are where that is so);
        `partnerships_agreed` (of a run);
        `unspent` (share of the money: the budget and what others added), `much_unspent`; `unpromised` (share of the same: what nobody was
        promised when the calls had closed), `calls_<cause>` (calls of a run by what kept each from one more partnership, see `CAUSES`),
        `unpromised_<cause>` (of `unpromised`, what belongs to a cause: the money of each run by its share of that run's calls);
        `support_<group>` (share of support that reached a group), `support_<group>_error`; `dominance`.
    yardstick : what is judged.
    useful : the smallest difference that matters: as the yardstick names it, or what stands for it (`told_apart.useful_difference`).
    title : of the study; draws, replicates : of each design.
    unit, words : of the gain.
    against : name of the design that others stand against.
    cleaned : what each choice is worth in each plausible world, in the order of `choices`.
    gains, costs : (design, draw), cleaned of luck; in the order of `designs`.
    designs : names, in the order of the study.
    numbers : what differs between draws, by name, (draw,).
    luck : what it might have done to the means of gains and of costs instead, each (time, design), both by the same luck.
    told : what was found out before and between the runs, see `wopsim.Result.told`.
    """

    table: pd.DataFrame
    yardstick: Yardstick
    useful: float
    title: str
    draws: int
    replicates: int
    unit: str
    words: str
    against: str
    cleaned: Worlds
    gains: Floats
    costs: Floats
    designs: tuple[str, ...]
    numbers: dict[str, Floats]
    luck: tuple[Floats, Floats]
    told: tuple[str, ...] = ()

    @property
    def programmes(self) -> pd.DataFrame:
        """The rows of `table` that are designs: what can be told of a programme, and not of none."""
        return self._programmes.copy(deep=False)

    @cached_property
    def _programmes(self) -> pd.DataFrame:
        table = self.table
        return table[table["scenario"] != BASELINE]

    @property
    def choices(self) -> tuple[str, ...]:
        """Names of what is chosen between: the designs in the order of the study, and where a unit has a worth no programme as the last."""
        return (*self.designs, BASELINE) if self.in_money else self.designs

    @property
    def best(self) -> str:
        """Name of the design that is best on average, whether or not it is better than no programme."""
        return str(self.programmes["scenario"].iloc[0])

    @property
    def rival(self) -> str:
        """What the best design is held against, to say what turns the choice: as was asked, else the best that is not level with it.

        Level designs are often twins, and what parts them says nothing of the choice; where all are level, it is the second.
        """
        if self.against != self.best:
            return self.against
        others = self.table[self.table["scenario"] != self.best]
        unlike = others[others["group"] != self.table.set_index("scenario")["group"][self.best]]
        return str((unlike if len(unlike) else others)["scenario"].iloc[0])

    @property
    def nothing_first(self) -> bool:
        """Whether no programme is the best choice on average."""
        return str(self.table["scenario"].iloc[0]) == BASELINE

    @property
    def in_money(self) -> bool:
        """Whether what is judged is an amount [EUR2024]."""
        return self.yardstick.worth is not None

    @property
    def value_unit(self) -> str:
        """Unit of what is judged."""
        return "EUR2024" if self.in_money else self.unit

    def agreement(self, other: DecisionData) -> float:
        """Return the rank correlation of what designs are worth on average here and in another choice between the same designs [1].

        NaN where all designs are worth the same in one of them.
        """
        from scipy import stats

        values = [choice.table.set_index("scenario")["value"][list(self.designs)] for choice in (self, other)]
        return float(stats.spearmanr(*values).statistic) if all(np.ptp(value) > 0.0 for value in values) else np.nan

    @cached_property
    def curves(self) -> AcceptabilityCurves | None:
        """Curves over what a unit is worth, of the designs and of no programme as the last; None where no design gains on average."""
        prices = self.table["unit_cost"].to_numpy()
        prices = prices[np.isfinite(prices) & (prices > 0.0)]
        if not len(prices):
            return None
        most = max(3.0 * float(np.median(prices)), 2.0 * (self.yardstick.worth or 0.0))
        return beside_nothing(self.gains, self.costs, self.luck, np.linspace(0.0, most, _CURVE_POINTS))

    def information(self) -> pd.DataFrame:
        """Return what it would be worth to know more before choosing.

        Returns
        -------
        pandas.DataFrame
            Most valuable first within each kind; columns `kind` (`all`, `group`, `number`), `name`, `group`, `value`, `error` in the
            unit of what is judged; `seen` (whether the value is told from nothing, see `value_of_information.Known`).
        """
        return self._information.copy()

    def sensitivity(self, design: str | None = None, against: str | None = None) -> Sensitivity:
        """Return what the difference of two designs hangs on.

        Parameters
        ----------
        design : its name; the best on average if not given.
        against : name of the design that is taken off, or `no_programme` for the effect alone; `rival` (the best, of another design than
            that) if not given.

        Raises
        ------
        ResultError : no such design, or twice the same.
        """
        first = design or self.best
        second = against or (self.rival if first == self.best else self.best)
        require_design(first, self.designs)
        if second != BASELINE:
            require_design(second, self.designs)
        if first == second:
            raise ResultError(f"{first!r} cannot stand against itself; name another design, or {BASELINE!r}.")
        if (first, second) not in self._sensitivities:
            places = self.designs.index(first), None if second == BASELINE else self.designs.index(second)
            self._sensitivities[first, second] = sensitivity(self.cleaned, self.numbers, places, (first, second))
        return self._sensitivities[first, second]

    def theories(self) -> pd.DataFrame:
        """Return by how much the best design is ahead of its rival, and what comes first, under each rival theory of partnerships.

        Returns
        -------
        pandas.DataFrame
            One row per theory that was varied, see `under_theories`; in the unit of what is judged. And `absent_first`, `strong_first`:
            name of the choice that comes first where the theory does not hold, and where it holds strongly; empty where these runs do not
            tell what is best on average from all that is not level with it.
        """
        means, now = self.cleaned.means, str(self.table["scenario"].iloc[0])

        def ahead_of(one: str, other: str) -> pd.DataFrame:
            places = self.choices.index(one), self.choices.index(other)
            return under_theories(self.numbers, means[:, places[0]] - means[:, places[1]])

        others = [name for name in self.choices if name != now]
        apart = {name: ahead_of(now, name) for name in others}
        table = ahead_of(self.best, self.rival)
        groups = self.table.set_index("scenario")["group"]
        unlike = [name for name in others if groups[name] != groups[now]] or others
        for what in ("absent", "strong"):
            first = []
            for place in range(len(table)):
                under = {name: one.iloc[place] for name, one in apart.items()}
                ahead = [name for name in others if under[name][what] < 0.0 and under[name][f"{what}_told"]]
                if ahead:
                    first.append(min(ahead, key=lambda name: float(under[name][what])))
                else:
                    first.append(now if all(under[name][what] > 0.0 and under[name][f"{what}_told"] for name in unlike) else "")
            table[f"{what}_first"] = first
        return table

    @cached_property
    def _sensitivities(self) -> dict[tuple[str, str], Sensitivity]:
        return {}

    @cached_property
    def _information(self) -> pd.DataFrame:
        import pandas as pd

        everything = value_of_knowing_all(self.cleaned)
        rows: list[tuple[object, ...]] = [("all", "everything that is drawn", "", everything.value, everything.error)]
        groups: dict[str, dict[str, Floats]] = {}
        for name, values in self.numbers.items():
            groups.setdefault(group_of(name), {})[name] = values
        found: list[tuple[str, str, str, float, float]] = []
        for group, members in groups.items():
            alone = {name: value_of_knowing(self.cleaned, {name: values}) for name, values in members.items()}
            found += [("number", name, group, known.value, known.error) for name, known in alone.items()]
            # Those that say nothing alone would only blur what the others say together.
            speak = {name: members[name] for name, known in alone.items() if known.error > 0.0}
            together = value_of_knowing(self.cleaned, speak or members)
            found.append(("group", group, group, together.value, together.error))
        # no part is worth more than everything; a regression on few draws may say so
        found = [(kind, name, group, min(value, everything.value), error) for kind, name, group, value, error in found]
        found.sort(key=lambda row: (row[0], -row[3], row[1]))
        table = pd.DataFrame([*rows, *found], columns=["kind", "name", "group", "value", "error"])
        return table.assign(seen=[Known(value, error).seen for value, error in zip(table["value"], table["error"], strict=True)])


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
    ResultError : fewer than two designs or draws, no such design, a measure that an older version did not keep, or what is judged is
        not defined.
    """
    import pandas as pd

    names = [str(name) for name in measures["scenario"].values]
    draws = measures["draw"].values
    if len(names) < 2:
        raise ResultError("nothing to choose between: the study has one design beside no programme. Add another scenario.")
    if len(draws) < 2:
        raise ResultError("one draw is one plausible world, which says nothing of what is not known; run the study with more draws.")
    require_design(against, names)
    require_present(measures, sorted(READS))
    value, gain, money = yardstick.value(measures), yardstick.gain(measures), yardstick.money(measures)
    numbers = drawn_numbers(study, draws)
    cleaned = worlds(value, numbers)
    gained = cleaned if yardstick.worth is None else worlds(gain, numbers)
    purses = {whose: replace(yardstick, cost=whose).money(measures) for whose in get_args(Whose)}
    paid = {whose: worlds(purse, numbers) for whose, purse in purses.items()}
    costs = {whose: clean_costs(purse, paid[whose]) for whose, purse in purses.items()}
    (of_costs,) = shifts_beside((gained, gain), [(paid[yardstick.cost], money)])
    pays: dict[str, list[float]] = {}
    for whose, purse in purses.items():
        found = list(map(_pays, purse, gain, costs[whose], gained.values))
        pays |= {f"pays_{whose}{what}": [one[what] for one in found] for what in found[0]}
    designs = tuple(names)
    if yardstick.worth is not None:
        names.append(BASELINE)
        cleaned = cleaned.and_nothing()
        none = np.where(np.isfinite(value[:1]), 0.0, np.nan)
        value, gain, money = (np.concatenate([of, none]) for of in (value, gain, money))
        purses = {whose: np.concatenate([purse, none]) for whose, purse in purses.items()}
    mean = np.nanmean(value, axis=(1, 2))
    useful = useful_difference(mean, yardstick.useful)
    order = np.argsort(-mean, kind="stable")
    lost = regrets(cleaned.values)
    chance = np.mean([share_best(values) for values in cleaned.again()], axis=0)
    stands = int(order[0]) if against is None else names.index(against)
    spent = sum(np.nanmean(grid_of(measures, name), axis=(1, 2)) for name in PROGRAMME_MONEY)
    left = np.nanmean(grid_of(measures, "programme_unspent"), axis=(1, 2))
    unspent = np.divide(left, spent + left, out=np.zeros_like(left), where=spent + left > 0)
    free = np.minimum(left, np.nanmean(grid_of(measures, "programme_unpromised"), axis=(1, 2)))
    unpromised = np.divide(free, spent + left, out=np.zeros_like(left), where=spent + left > 0)
    calls = {name: np.nanmean(grid_of(measures, name), axis=(1, 2)) for name in _CALLS}
    by_cause = _by_cause(measures)
    support = {f"support_{group}{what}": found for group in GROUPS for what, found in _support(measures, group).items()}
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    on_frontier = dominance(np.nanmean(money, axis=(1, 2)), np.nanmean(gain, axis=(1, 2)))
    agreed = np.nanmean(grid_of(measures, "partnerships_agreed"), axis=(1, 2))
    of_programmes = {"partnerships_agreed": agreed, "unspent": unspent, "unpromised": unpromised, **calls, **support, **pays}
    of_programmes |= {f"unpromised_{cause}": unpromised * part for cause, part in by_cause.items()}
    rows = []
    for place in order:
        of_design = {name: values[place] if names[place] != BASELINE else np.nan for name, values in of_programmes.items()}
        other = stands if place != stands else int(order[1] if place == order[0] else order[0])
        apart = value[place] - value[other]
        between = cleaned.values[place] - cleaned.values[other]
        per = ratio_of_means(money[place], gain[place])
        rows.append({
            "scenario": names[place], "label": labels[names[place]], "group": "", "value": mean[place],
            "value_error": monte_carlo(value[place]).error, "gain": float(np.nanmean(gain[place])), "cost": float(np.nanmean(money[place])),
            "gain_error": float(errors(gain[place])), "cost_error": float(errors(money[place])),
            "unit_cost": per.value, "unit_cost_low": per.low, "unit_cost_high": per.high, "unit_cost_undefined": per.reason,
            "chance_best": chance[place], "regret": lost[place].mean(),
            "regret_if_wrong": lost[place].mean() / (1.0 - chance[place]) if chance[place] < 1.0 else 0.0,
            "regret_worst": float(worst(lost[place])),
            "against": names[other], "against_mean": float(np.nanmean(apart)), "against_error": error_of(apart),
            "wins_worlds": share_won(between), "wins_runs": share_won(apart[np.isfinite(apart)]),
            "no_useful_difference": float(np.mean(np.abs(between) <= yardstick.useful)) if yardstick.useful > 0.0 else np.nan,
            "harm": float(np.mean(cleaned.values[place] < 0.0)), "harm_runs": _share_below_zero(value[place]),
            **{f"cost_{whose}": float(np.nanmean(purse[place])) for whose, purse in purses.items()},
            **{f"cost_{whose}_error": float(errors(purse[place])) for whose, purse in purses.items()},
            "runs_needed": math.prod(runs_to_tell(apart, useful)),
            **of_design, "much_unspent": bool(of_design["unspent"] > MUCH_UNSPENT), "dominance": on_frontier[place],
        })  # fmt: skip
    for row, letter in zip(rows, _groups(value[order], yardstick.useful), strict=True):
        row["group"] = letter
    return DecisionData(
        pd.DataFrame(rows), yardstick, useful, study.title, len(draws), cleaned.replicates, yardstick.unit(measures),
        yardstick.words(measures), names[stands], cleaned,
        gained.values, costs[yardstick.cost], designs, numbers, (gained.shifts(), of_costs),
    )  # fmt: skip


def _pays(money: Grid, gain: Grid, costs: Floats, gains: Floats) -> dict[str, float]:
    """Return the worth of a unit from which a design is better than no programme: on average with its interval, and in nine of ten worlds.

    Parameters
    ----------
    money, gain : (draw, replicate); costs, gains : (draw,), cleaned of luck.
    """
    mean = ratio_of_means(money, gain)
    needed = np.divide(costs, gains, out=np.full(len(gains), np.inf), where=gains > 0.0)  # where it gains nothing, no worth is enough
    sure = float(np.quantile(needed, SURE, method="inverted_cdf"))  # so many worlds are enough, and no more are asked for
    return {"": mean.value, "_low": mean.low, "_high": mean.high, "_sure": sure if np.isfinite(sure) else np.nan}


def clean_costs(money: Grid, paid: Worlds) -> Floats:
    """Return costs (design, draw) cleaned of luck, within what each design cost in some world: what is drawn may pass below zero.

    Parameters
    ----------
    money : (design, draw, replicate); paid : what `worlds` makes of it.
    """
    as_run = np.nanmean(money, axis=2)
    return np.clip(paid.values, as_run.min(axis=1, keepdims=True), as_run.max(axis=1, keepdims=True))


def _by_cause(measures: xr.Dataset) -> dict[str, Floats]:
    """Return which part of the money that was promised to nobody belongs to each cause, (design,); 0 where there was none.

    A call that ends with a few euros left counts as much as one with millions, so calls are no measure of what kept money back.
    """
    free = np.maximum(0.0, np.nan_to_num(grid_of(measures, "programme_unpromised")))
    calls = np.stack([np.nan_to_num(grid_of(measures, name)) for name in _CALLS])
    of_run = np.divide(calls, calls.sum(axis=0), out=np.zeros_like(calls, dtype=np.float64), where=calls.sum(axis=0) > 0.0)
    held, whole = (of_run * free).sum(axis=(2, 3)), free.sum(axis=(1, 2))
    return dict(zip(CAUSES, np.divide(held, whole, out=np.zeros_like(held), where=whole > 0.0), strict=True))


def require_design(against: str | None, names: Sequence[str]) -> None:
    """Check that a design to stand against is one of the study's.

    Raises
    ------
    ResultError : it is not.
    """
    if against is not None and against not in names:
        raise ResultError(f"no design {against!r} to stand against; known: {', '.join(names)}.{did_you_mean(against, names)}")


def _groups(value: npt.NDArray[np.float64], useful: float) -> list[str]:
    """Return a letter for each design, best first: the next group begins with the first that can be told from the best of this one."""
    letters: list[str] = []
    first, group = 0, 0
    for place in range(len(value)):
        apart = value[first] - value[place]
        if place and np.nanmean(apart) > max(useful, TOLD_APART * error_of(apart)):
            first, group = place, group + 1
        letters.append(_letter(group))
    return letters


def _letter(number: int) -> str:
    """A to Z, then AA, AB, ..."""
    letters = string.ascii_uppercase
    return (letters[number // 26 - 1] if number >= 26 else "") + letters[number % 26]


def _share_below_zero(values: Grid) -> float:
    made = values[np.isfinite(values)]
    return float(np.mean(made < 0.0))


def _support(measures: xr.Dataset, group: str) -> dict[str, Floats]:
    """Share of the support of all runs together that reached a group, (design,), and its Monte Carlo error; NaN where there was none.

    The error is that of a ratio of means, by how far the group's support of each run is from its share of that run's.
    """
    runs = [grid_of(measures, name) for name in (f"support_received_{group}", "support_received")]
    part, whole = (np.nansum(grid, axis=(1, 2)) for grid in runs)
    share = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    off = errors(runs[0] - share[:, None, None] * runs[1]) * runs[1][0].size
    return {"": share, "_error": np.divide(off, whole, out=np.full(len(whole), np.nan), where=whole > 0)}

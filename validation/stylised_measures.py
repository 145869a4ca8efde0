"""What is read from the experiments behind the stylised facts: one function for each fact, by name of the number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from validation.anyway_measures import own_improvers, restlessness, staff_and_coverage
from validation.lasting_measures import pilot_hours, what_lasts
from validation.stylised import Finding, Measured, facts
from validation.stylised_runs import TURNAROUND_YEARS, YEARS, Experiments, Pair, Values
from wopsim.declare import Parameters
from wopsim.inference.evidence.experiments import START, practice_after_support
from wopsim.streams import Floats

Measures = dict[str, Measured]

SAME_IF_NOTHING_TAUGHT = ("nrw_share", "people_served", "practice", "occr", "cash", "treated_share", "motivation", "skill")
SAME_IF_NO_GAP = ("nrw_share", "people_served", "practice", "occr", "treated_share")


def find(experiments: Experiments, numbers: Iterable[int]) -> list[Finding]:
    """Run what the facts of these numbers need, and return what the model shows of each."""
    found = []
    for number in numbers:
        measures = _MEASURES[number](experiments)
        found += [Finding(fact, measures[fact.name], experiments.effort) for fact in facts() if fact.number == number]
    return found


# Fact 1


def background(nrw: Floats) -> Measures:
    """Return how NRW moves without a programme; `nrw` (year, utility) [1]."""
    change, whole = np.diff(nrw, axis=0), nrw[-1] - nrw[0]
    found = {f"autocorrelation-lag-{lag}": Measured(float(np.corrcoef(*_lagged(nrw, lag))[0, 1]), nrw[lag:].size) for lag in (1, 3, 5, 10)}
    found["spread-of-annual-changes"] = Measured(float(change.std()), change.size)
    found["fat-tails"] = Measured(float(np.median(np.abs(change)) / change.std()), change.size)
    found["no-drift-of-the-median"] = Measured(float(np.median(nrw[-1]) - np.median(nrw[0])), whole.size)
    found["no-drift-of-the-mean"] = Measured(float(whole.mean()), whole.size)
    start, end = _lagged((nrw[:-2] + nrw[1:-1] + nrw[2:]) / 3, 5)
    five_years = end - start
    for low, high in ((0, 20), (20, 30), (30, 40), (40, 50), (50, 100)):
        here = five_years[(start >= low / 100) & (start < high / 100)]
        found[f"five-year-change-from-{low}-to-{high}-percent"] = _mean(here)
    for level in (0, 35):
        found[f"ten-point-fall-from-{level}-percent-or-more"] = _mean(five_years[start >= level / 100] <= -0.1)
    return found


def _lagged(x: Floats, lag: int) -> tuple[Floats, Floats]:
    return x[:-lag].ravel(), x[lag:].ravel()


# Facts 2 and 3


def pilot_change(pairs: list[Pair], years_after_first: int = 2) -> Floats:
    """Return how far each pilot zone lies above the report of the whole utility before the first mission, (utility of a replicate,) [1]."""

    def change(pair: Pair, row: int, year: int) -> float:
        return float(pair.with_it["pilot_nrw_share"][year + years_after_first, row] - pair.with_it["reported_nrw_share"][year, row])

    return _each(pairs, change)


def utility_effect(pairs: list[Pair], years_after_first: int = 5) -> Floats:
    """Return the paired change of NRW of each whole utility, (utility of a replicate,) [1]."""

    def effect(pair: Pair, row: int, year: int) -> float:
        return float((pair.with_it["nrw_share"] - pair.without["nrw_share"])[year + years_after_first, row])

    return _each(pairs, effect)


def before_after(pairs: list[Pair], years_after_first: int = 4) -> Floats:
    """Return the change of reported NRW of each whole utility since before the first mission, (utility of a replicate,) [1]."""

    def change(pair: Pair, row: int, year: int) -> float:
        nrw = pair.with_it["reported_nrw_share"][:, row]
        return float(nrw[year + years_after_first] - nrw[year])

    return _each(pairs, change)


def pilots_and_utilities(pairs: list[Pair]) -> Measures:
    """Return how far pilot zones and whole utilities move in the same runs."""
    pilots, effect, change = pilot_change(pairs), utility_effect(pairs), before_after(pairs)
    pilots = pilots[~np.isnan(pilots)]
    return {
        "pilot-median": _quantile(pilots, 0.5),
        "better-pilots": _quantile(pilots, 0.1),
        "whole-utility-effect": _quantile(effect, 0.5),
        "whole-utility-before-after": _quantile(change, 0.5),
        "whole-utility-spread": Measured(float(change.std()) if change.size else np.nan, change.size),
    }


def scaling(pairs: list[Pair]) -> Measures:
    """Return how often good pilots leave the utility where it was, and what money and management change in that."""
    effects = utility_effect(pairs, 6)[pilot_change(pairs) < -0.10]

    def means(pair: Pair, row: int, year: int) -> float:
        management = pair.without["practice"][year, row, 2] * pair.without["practice"][year, row, 0]
        return float(management * np.clip(pair.without["occr"][year : year + 6, row].mean() - 0.9, 0, 1))

    treated, able = _each(pairs, lambda pair, row, year: pair.with_it["treated_share"][year + 6, row]), _each(pairs, means)
    if not able.size:
        return {"unmoved-after-good-pilots": _mean(effects), "money-and-management": _mean(able)}
    most, least = treated[able >= np.quantile(able, 0.75)].mean(), treated[able <= np.quantile(able, 0.25)].mean()
    ratio = most / least if least > 0 else np.nan
    return {"unmoved-after-good-pilots": _mean(effects > -0.03), "money-and-management": Measured(float(ratio), able.size)}


def _each(pairs: list[Pair], value: Callable[[Pair, int, int], float]) -> Floats:
    """Evaluate at every mentored utility of every pair, given its row and the year end before its first mission."""
    return np.array([value(pair, int(row), pair.first_year(int(row))) for pair in pairs for row in pair.mentored], dtype=np.float64)


# Fact 4


def learning(draws: Sequence[Parameters]) -> Measures:
    """Return how practice is gained and kept, with routines and in people alone; medians over draws, cases are draws."""
    each = [_learning(p) for p in draws]
    return {name: Measured(float(np.median([one[name] for one in each])), len(each)) for name in each[0]}


def _learning(p: Parameters) -> dict[str, float]:
    routine = practice_after_support(p)
    routine = routine - routine[0]
    alone = practice_after_support(p.replace(institutionalisation=0.0, depreciation=0.0)) - START
    gain = float(routine[1:3].max())
    kept, kept_alone = float(routine[9]) / gain, float(alone[9] / alone[1])
    return {
        "gain": gain,
        "kept": kept,
        "people-gain": float(alone[1]),
        "people-kept": kept_alone,
        "routines-keep-more": kept - kept_alone,
        "people-fade-steadily": float((np.diff(alone[1:]) >= 0).sum()),
    }


# Fact 5


def group(alone: list[Pair], together: list[Pair]) -> Measures:
    """Return what groups cost and gain relative to support alone. Same mentees, so missions are compared one to one."""

    def gain(pair: Pair, row: int, year: int) -> float:
        return float((pair.with_it["practice"] - pair.without["practice"])[year + 4, row].mean())

    def days(pair: Pair, row: int, year: int) -> float:
        return float(pair.with_it["expert_days"][row])

    def ratio(value: Callable[[Pair, int, int], float]) -> Measured:
        these = _each(together, value)
        return Measured(_mean(these).value / _mean(_each(alone, value)).value, these.size)

    return {"group-cost": ratio(days), "group-gain": ratio(gain)}


# Fact 6


def naive(pairs: list[Pair]) -> Measures:
    """Return the paired effect at the end of partnerships, and how far the reported before/after figure exceeds it."""
    reported, paired = [], []
    for pair in pairs:
        for row in pair.mentored:
            end = pair.with_it["exit_time"][row]
            if not np.isfinite(end) or int(end) + 1 > YEARS:
                continue
            before, after = int(pair.with_it["agreement_time"][row]), int(end) + 1
            report = pair.with_it["reported_nrw_share"][:, row]
            reported.append(report[after] - report[before])
            paired.append(pair.with_it["nrw_share"][after, row] - pair.without["nrw_share"][after, row])
    if not reported:
        return dict.fromkeys(("paired-effect", "naive-excess"), Measured(np.nan, 0))
    standard_error = np.std(reported) / np.sqrt(len(reported))
    excess = (np.mean(paired) - np.mean(reported)) / standard_error
    return {"paired-effect": Measured(float(np.mean(paired)), len(paired)), "naive-excess": Measured(float(excess), len(paired))}


# Fact 7


def differing(pair: Pair, names: Iterable[str]) -> Measured:
    """Return how many values differ in the last bit with and without the programme; cases are mentored utilities."""
    count = 0
    for name in names:
        one, other = pair.with_it[name], pair.without[name]
        count += int((~((one == other) | (np.isnan(one) & np.isnan(other)))).sum())
    return Measured(float(count), int(pair.with_it["mentored"][-1].sum()))


def _nothing(e: Experiments) -> Measures:
    return {
        "nothing-taught": differing(e.nothing_taught, SAME_IF_NOTHING_TAUGHT),
        "nothing-absorbed": differing(e.nothing_absorbed, SAME_IF_NOTHING_TAUGHT),
        "no-gap": differing(e.no_gap, SAME_IF_NO_GAP),
    }


# Fact 8


def more_budget(by_budget: list[list[Values]]) -> Measures:
    """Return what each doubling of the budget, and all of them, add to people served; replicates are paired."""
    served = np.array([[values["people_served"][-1].sum() for values in records] for records in by_budget])

    def in_standard_errors(step: Floats) -> float:
        return float(step.mean() / (step.std(ddof=1) / np.sqrt(step.size)))

    least = min(in_standard_errors(step) for step in np.diff(served, axis=0))
    whole = in_standard_errors(served[-1] - served[0])
    return {"every-doubling": Measured(least, served.shape[1]), "eight-times-the-budget": Measured(whole, served.shape[1])}


# Fact 9


def best_quarter(pairs: list[Pair], years: int = TURNAROUND_YEARS) -> Measured:
    """Return the paired effect on NRW a year [1/year] that the best quarter of mentored utilities reaches."""
    effects = [(pair.with_it["nrw_share"] - pair.without["nrw_share"])[years, row] / years for pair in pairs for row in pair.mentored]
    return _quantile(np.array(effects, dtype=np.float64), 0.25)


def _turnaround(e: Experiments) -> Measures:
    return {
        "with-all-three": best_quarter(e.turnaround()),
        "without-capital": best_quarter(e.turnaround(funding="equal")),
        "without-autonomy": best_quarter(e.turnaround(autonomy=0.3)),
        "without-length": best_quarter(e.turnaround(partnership_months=24, programme_years=2)),
    }


def _mean(values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> Measured:
    return Measured(float(values.mean()) if values.size else np.nan, values.size)


def _quantile(values: Floats, chance: float) -> Measured:
    return Measured(float(np.quantile(values, chance)) if values.size else np.nan, values.size)


_MEASURES: dict[int, Callable[[Experiments], Measures]] = {
    1: lambda e: background(e.panel_like_nrw),
    2: lambda e: pilots_and_utilities(e.euwop),
    3: lambda e: scaling(e.euwop),
    4: lambda e: learning([e.p(k) for k in range(len(e.draws))]),
    5: lambda e: group(e.euwop, e.euwop_in_groups),
    6: lambda e: naive(e.euwop_by_need),
    7: _nothing,
    8: lambda e: more_budget(e.by_budget),
    9: _turnaround,
    10: lambda e: own_improvers(e.panel_like_nrw, e.shipped_nrw),
    11: lambda e: restlessness(e.shipped_nrw),
    12: lambda e: staff_and_coverage(e.shipped_without),
    13: lambda e: pilot_hours(e.euwop),
    14: what_lasts,
}

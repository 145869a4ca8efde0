"""A sweep of very many combinations in few lines: the range of effects, which design is best, where, and which values matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wopsim.allowed_numbers import is_number
from wopsim.analysis.swept_choice import SweptChoice, swept_choice
from wopsim.analysis.swept_sensitivity import sensitivity_table
from wopsim.counting import counted
from wopsim.errors import ResultError
from wopsim.report.numbers import NONE, PERCENT, POINTS, Scale, compact, in_percent
from wopsim.report.tables.rows import Cell, Row, Section

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.declare import Value
    from wopsim.study.scenario import Study

MOST_VALUES = 8
"""Values of a parameter that have a line each; of more, thirds of their range have one."""
MOST_SCENARIOS = 6
"""Scenarios that stand beside each other."""
_PEOPLE = "people_served"
_WIDTH = 11


def swept_sections(effects: xr.Dataset, study: Study) -> Iterator[Section]:
    """Yield the tables of a sweep.

    Parameters
    ----------
    effects : see `wopsim.StoredRuns.effects`; study : whose runs these are.
    """
    choice = swept_choice(effects, _PEOPLE)
    yield _ranges(effects, study)
    if choice is not None:
        yield _best(choice, effects)
    yield _by_value(effects, study, choice) if study.sampled is None else _sensitivity(effects, study, choice)


def _ranges(effects: xr.Dataset, study: Study) -> Section:
    columns = {"People served": (_PEOPLE, _people(effects)), "NRW, pp": ("nrw_mentored", POINTS)}
    heads = [f"{head}{scale.suffix}: {word}" for head, (_, scale) in columns.items() for word in ("lowest", "middle", "highest")]
    rows = []
    for scenario, label in zip(effects["scenario"].values, effects["label"].values, strict=True):
        cells = []
        for outcome, scale in columns.values():
            values = effects["mean"].sel(scenario=scenario, outcome=outcome).values
            values = values[np.isfinite(values)]
            found = [values.min(), np.median(values), values.max()] if values.size else [np.nan] * 3
            cells += [Cell(_shown(scale, value)) for value in found]
        rows.append(Row(str(label), "", tuple(cells)))
    error = effects["error"].sel(outcome=_PEOPLE).values
    known = error[np.isfinite(error)]
    counted = int((effects["points"].values > 0).sum())
    how = (
        f"How to read: each combination of swept values has a mean effect, over its draws and replicates, in year {study.horizon_years}; "
        f"of these means the lowest, the middle and the highest of {counted:,} combinations. NRW: percentage points, mean over mentored "
        "utilities."
    )
    notes = [f"The standard error of a mean of people served is up to {_people(effects).show(float(known.max()))}."] if known.size else []
    title = f"What changes by year {study.horizon_years} that would not have happened anyway, over all combinations"
    return Section(title, tuple(heads), tuple(rows), how, tuple(notes), (10,) * len(heads))


def _best(choice: SweptChoice, effects: xr.Dataset) -> Section:
    scale = compact(float(choice.behind.max()))
    several = np.unique(choice.variants).size
    rows = []
    for place, label in enumerate(effects["label"].values):
        here = choice.best == place
        told = choice.told[here]
        behind = choice.behind[:, place]
        cells = (
            f"{int(here.sum()):,}", in_percent(float(here.mean())),
            f"{int(told.sum()):,}" if here.any() and np.isfinite(told).all() else NONE,
            _shown(scale, float(behind.mean())), _shown(scale, float(behind.max())),
        )  # fmt: skip
        rows.append(Row(str(label), "", tuple(Cell(cell) for cell in cells)))
    how = (
        f"How to read: by the mean of people served, in how many of {several:,} combinations a design is the best, in how many of these it "
        "is told from the next best by two standard errors, and by how many people it is behind the best of each combination: on average "
        "over combinations, and where most. Combinations count alike, likely or not."
    )
    unknown = "With fewer than two draws or two replicates nothing says whether the best is told from the next."
    notes = () if np.isfinite(choice.told).all() else (unknown,)
    heads = ("Best in", "Share", "Told from the next in", f"Behind{scale.suffix and f',{scale.suffix}'}: on average", "at most")
    return Section("Which design is best", heads, tuple(rows), how, notes, (9, 9, 10, 12, 9))


def _by_value(effects: xr.Dataset, study: Study, choice: SweptChoice | None) -> Section:
    shown = effects["scenario"].values[:MOST_SCENARIOS]
    scale = _people(effects)
    means = effects["mean"].sel(outcome=_PEOPLE, scenario=shown).values
    rows = []
    for name in study.variants[0]:
        rows.append(Row(name, "", (Cell(""),) * len(shown)))
        for words, chosen in _parts([variant[name] for variant in study.variants]):
            shares = _best_shares(choice, chosen)
            cells = (Cell(_shown(scale, _mean(means[chosen, place])), shares(place)) for place in range(len(shown)))
            rows.append(Row(f"  {words}", "", tuple(cells)))
    how = (
        "How to read: the mean of people served over all combinations with that value (or with values in that part of the range), whatever "
        "the others are."
    )
    if choice is not None:
        how += " Below it, in which share of these combinations the design is the best."
    more = len(effects["scenario"]) - len(shown)
    notes = [f"{counted(more, 'scenario more is', 'scenarios more are')} in effects.csv."] if more else []
    heads = tuple(str(label) for label in effects["label"].values[:MOST_SCENARIOS])
    title = f"People served{scale.suffix and f',{scale.suffix}'} at each swept value"
    return Section(title, heads, tuple(rows), how, tuple(notes), (_WIDTH,) * len(heads))


def _best_shares(choice: SweptChoice | None, chosen: npt.NDArray[np.bool_]) -> Callable[[int], str]:
    """Return what says in which share of some combinations a design, by its place, is the best; nothing where none can be compared."""
    if choice is None or not (here := chosen[choice.variants]).any():
        return lambda place: ""
    return lambda place: in_percent(float((choice.best[here] == place).mean()))


def _sensitivity(effects: xr.Dataset, study: Study, choice: SweptChoice | None) -> Section:
    assert study.sampled is not None
    labels = dict(zip(effects["scenario"].values.astype(str), effects["label"].values.astype(str), strict=True))
    shown: list[tuple[str, str | None]] = [(name, None) for name in list(labels)[:MOST_SCENARIOS]]
    shown += [] if choice is None else [choice.leaders]
    saltelli = study.sampled.kind == "saltelli"
    main, error, beside = ("total", "total_error", "first") if saltelli else ("mean_size", "mean_size_error", "spread")
    tables = {}
    missing: list[str] = []
    for name, against in shown:
        try:
            tables[name, against] = sensitivity_table(effects, study, _PEOPLE, name, against)
        except ResultError as why:
            missing.append(f"{name}: {why}")
    scale = PERCENT if saltelli else compact(*(float(value) for table in tables.values() for value in table[main]))
    rows = []
    for parameter in study.sampled.parameters:
        cells = []
        for pair in shown:
            if pair not in tables:
                cells.append(Cell(NONE))
                continue
            found = tables[pair].loc[parameter]
            text = _shown(scale, found[main])
            cells.append(Cell(text if text == NONE else f"{text} ±{scale.bare(found[error])}", _shown(scale, found[beside])))
        rows.append(Row(parameter, "", tuple(cells)))
    points = study.sampled.points
    how = (
        f"How to read: of the variance of people served over {points:,} base points, the share that a parameter makes together with all "
        "others (total, with its standard error; these may add up to more than 100 %), and below it alone (first order). A share within "
        "two standard errors of 0 says that the parameter hardly matters here. Parameters that were not swept are not in it."
        if saltelli
        else f"How to read: how much people served move on average over the whole range of a parameter (mu*, with its standard error), and "
        f"below it how much that differs between {points:,} places (sigma): where sigma is above mu*, what it does hangs on the others. "
        "Parameters that were not swept are not in it."
    )
    if choice is not None:
        how += " The last column is the difference of the two designs that are best most often: what the choice between them hangs on."
    heads = tuple(labels[name] if against is None else f"{labels[name]} less {labels[against]}" for name, against in shown)
    unit = ", % of variance" if saltelli else scale.suffix and f",{scale.suffix}"
    return Section(f"What people served hang on{unit}", heads, tuple(rows), how, tuple(missing), (_WIDTH,) * len(heads))


def _parts(values: list[Value]) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Yield each value, or each third of the range of many, in words, and which combinations have it."""
    different = sorted(set(values), key=lambda value: (isinstance(value, str), value))
    if len(different) <= MOST_VALUES or isinstance(different[0], str):
        for value in different:
            yield _said(value), np.array([one == value for one in values])
        return
    numbers = np.array(values, dtype=np.float64)
    low, high = numbers.min(), numbers.max()
    ends = [low, low + (high - low) / 3, low + 2 * (high - low) / 3, high]
    third = np.minimum(np.searchsorted(ends[1:], numbers, side="right"), 2)
    for place in range(3):
        yield f"{_said(float(ends[place]))} to {_said(float(ends[place + 1]))}", third == place


def _said(value: Value) -> str:
    if not is_number(value):
        return str(value)
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 10_000 else f"{value:.3g}"


def _people(effects: xr.Dataset) -> Scale:
    values = effects["mean"].sel(outcome=_PEOPLE).values
    return compact(*(float(value) for value in (np.nanmin(values), np.nanmax(values)))) if np.isfinite(values).any() else compact()


def _mean(values: npt.NDArray[np.float64]) -> float:
    here = values[np.isfinite(values)]
    return float(here.mean()) if here.size else np.nan


def _shown(scale: Scale, value: float) -> str:
    return NONE if np.isnan(value) else scale.bare(float(value))

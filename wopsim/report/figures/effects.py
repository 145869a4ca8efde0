"""Figures of one effect: a line per scenario, and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.designs import families
from wopsim.analysis.paired import chance_better
from wopsim.report.figures.canvas import DARK, colours, one_panel, tidy, with_scenarios
from wopsim.report.lettering import lettering
from wopsim.report.numbers import PERCENT, POINTS, Scale, compact, minus_signs, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.result import ResultData
    from wopsim.study.scenario import Study

MANY = 8
"""Scenarios above which lines stand closer."""


def people_served(result: ResultData, scenarios: str | Sequence[str] | None, ax: Axes | None) -> Figure:
    """Return dot and interval of the paired effect on people served; pairings of one design stand together."""
    year = int(result.measures["time"].values[-1])
    study = with_scenarios(result.study, scenarios)
    values = result.measures["people_served"].sel(scenario=[scenario.name for scenario in study.scenarios[1:]])
    scale = _scale(values)
    unit = {" k": "thousand ", " M": "million ", " G": "billion "}.get(scale.suffix, "")
    return _dots(
        result, study, ax, values, scale, f"How many more people have full service in year {year} because of the programme?",
        f"additional people-equivalents of full service, all utilities [{unit}people]",
    )  # fmt: skip


def practice(result: ResultData, scenarios: str | Sequence[str] | None, ax: Axes | None) -> Figure:
    """Return dot and interval of the paired effect on practice in mentored utilities."""
    year = int(result.measures["time"].values[-1])
    return _dots(
        result, with_scenarios(result.study, scenarios), ax, result.measures["practice_mentored"], POINTS,
        f"How much better do mentored utilities work in year {year} because of the programme?",
        "effect on the practice score, mean over domains and mentored utilities [points of 100]",
    )  # fmt: skip


def _scale(values: xr.DataArray) -> Scale:
    scale = compact(*(float(value) for value in np.quantile(values.values, (0.05, 0.95))))
    return replace(scale, decimals=scale.decimals + (scale.by > 1))


def _dots(result: ResultData, study: Study, ax: Axes | None, values: xr.DataArray, scale: Scale, title: str, axis: str) -> Figure:
    groups = families(study)
    count = sum(len(members) for members in groups)
    paint = colours(result.study)
    many = count > MANY
    figure, axes = one_panel(
        ax, 11.0, (0.25 if many else 0.46) * count + (0.17 if many else 0.3) * len(groups) + 1.75, title,
        "Scenario minus no programme under the same luck. Dot: mean; thick line: middle 50 %, thin line: middle 90 % of draws and "
        "replicates."
        + (" Hollow: another pairing of the same design." if max(map(len, groups)) > 1 else "")
        + (" Percent: share of runs in which it helps." if many else ""),
    )  # fmt: skip
    tidy(axes, "x")
    axes.axvline(0, color=DARK, linewidth=1)
    place, drawn = 0.0, {}
    for members in groups:
        for index, scenario in enumerate(members):
            colour = paint[scenario.name]
            grid = values.sel(scenario=scenario.name).transpose("draw", "replicate").values
            grid = grid[np.isfinite(grid)]
            drawn[place] = scenario
            if grid.size == 0:
                axes.annotate("mentored nobody", (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK)
                place += 1.0
                continue
            low, q25, q75, high = np.quantile(grid, (0.05, 0.25, 0.75, 0.95)) / scale.by
            axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="round")
            axes.plot([q25, q75], [place, place], color=colour, linewidth=5, alpha=0.55, solid_capstyle="butt")
            fill = "white" if index else colour
            size = 6 if many else 8
            axes.plot([grid.mean() / scale.by], [place], "o", color=colour, markersize=size, markerfacecolor=fill, markeredgewidth=1.8)
            interval = span(scale, low * scale.by, high * scale.by, width=40)
            helps = PERCENT.show(float(chance_better(grid, "higher")))
            text = f"{scale.show(grid.mean(), True)}  {interval}" + (f", {helps}" if many else f"\nhelps in {helps} of runs")
            axes.annotate(minus_signs(text), (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK)
            place += 1.0
        place += 0.7
    labels = [lettering(scenario.label, scenario.name) for scenario in drawn.values()]
    axes.set_yticks(list(drawn), [label.text for label in labels], fontsize=9.5)
    for tick, scenario, label in zip(axes.get_yticklabels(), drawn.values(), labels, strict=True):
        tick.set_color(paint[scenario.name])
        tick.set_fontfamily(label.family)
    axes.set_ylim(place - 0.9, -1.1)
    axes.set_xlabel(axis, fontsize=9.5, color="#444444")
    axes.annotate("no difference", (0, -1.05), xytext=(4, 0), textcoords="offset points", fontsize=8.5, color=DARK, va="top")
    return figure

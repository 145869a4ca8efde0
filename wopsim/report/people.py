"""Figure 2: how many more people have full service, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcomes import effects
from wopsim.analysis.paired import chance_better, require_complete
from wopsim.report.figures import DARK, colours, drawing, families, tidy
from wopsim.report.numbers import PERCENT, compact, span

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.result import Result


def people_served(result: Result) -> Figure:
    """Return dot and interval of the paired effect on people served; pairings of one design stand together."""
    require_complete(result.dataset, ("people_served",))
    effect = effects(result.dataset)["people_served"]
    groups = families(result.study)
    count = sum(len(members) for members in groups)
    year = int(result.dataset["time"].values[-1])
    paint = colours(result.study)
    figure = drawing(
        11.0, 0.46 * count + 0.3 * len(groups) + 1.75, f"How many more people have full service in year {year} because of the programme?",
        "Scenario minus no programme under the same luck. Dot: mean; thick line: middle 50 %, thin line: middle 90 % of draws and "
        "replicates. Hollow: another pairing of the same design.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "x")
    scale = compact(*(float(value) for value in np.quantile(effect.values, (0.05, 0.95))))
    scale = replace(scale, decimals=scale.decimals + (scale.by > 1))
    axes.axvline(0, color=DARK, linewidth=1)
    place, scenarios = 0.0, {}
    for members in groups:
        for index, scenario in enumerate(members):
            colour = paint[scenario.name]
            grid = effect.sel(scenario=scenario.name).transpose("draw", "replicate").values
            low, q25, q75, high = np.quantile(grid, (0.05, 0.25, 0.75, 0.95)) / scale.by
            axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="round")
            axes.plot([q25, q75], [place, place], color=colour, linewidth=5, alpha=0.55, solid_capstyle="butt")
            fill = "white" if index % 2 else colour
            axes.plot([grid.mean() / scale.by], [place], "o", color=colour, markersize=8, markerfacecolor=fill, markeredgewidth=1.8)
            interval = span(scale, low * scale.by, high * scale.by, width=40)
            text = f"{scale.show(grid.mean(), True)}  {interval}\nhelps in {PERCENT.show(chance_better(grid, 'higher'))} of runs"
            axes.annotate(text, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK)
            scenarios[place] = scenario
            place += 1.0
        place += 0.7
    axes.set_yticks(list(scenarios), [scenario.label for scenario in scenarios.values()], fontsize=9.5)
    for tick, scenario in zip(axes.get_yticklabels(), scenarios.values(), strict=True):
        tick.set_color(paint[scenario.name])
    axes.set_ylim(place - 0.9, -0.8)
    unit = {" k": "thousand ", " M": "million ", " G": "billion "}.get(scale.suffix, "")
    axes.set_xlabel(f"additional people-equivalents of full service, all utilities [{unit}people]", fontsize=9.5, color="#444444")
    axes.annotate("no difference", (0, -0.72), xytext=(4, 0), textcoords="offset points", fontsize=8.5, color=DARK, va="top")
    return figure

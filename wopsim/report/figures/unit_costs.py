"""What one more person served costs: the funder, and all together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.designs import families
from wopsim.report.figures.canvas import DARK, GREY, colours, one_panel, tidy, with_scenarios
from wopsim.report.figures.effects import MANY
from wopsim.report.lettering import lettering
from wopsim.report.numbers import NONE, price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.result import ResultData


def unit_costs(result: ResultData, scenarios: str | Sequence[str] | None, ax: Axes | None) -> Figure:
    """Return two dots a scenario on a scale of ratios: EUR per additional person, for the funder and for all, with the rank of each."""
    comparison = result.compare()
    groups, paint = families(with_scenarios(result.study, scenarios)), colours(result.study)
    drawn = [scenario for members in groups for scenario in members]
    many = len(drawn) > MANY
    figure, axes = one_panel(
        ax, 11.0, (0.25 if many else 0.46) * len(drawn) + (0.17 if many else 0.3) * len(groups) + 1.75,
        f"What does one more person with full service in year {comparison.year} cost?",
        "Hollow: the funder, programme money as paid. Full: all together, with works, connections, new supply, in kind and working time, "
        "discounted. Line: middle 90 % of draws. In brackets the rank.",
    )  # fmt: skip
    tidy(axes, "x")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1.0 else f"{value:g}")
    place, places, labels = 0.0, [], []
    for members in groups:
        for scenario in members:
            words = []
            for outcome, below in (("cost_per_person", -0.14), ("all_cost_per_person", 0.14)):
                row = comparison.get(scenario.name, outcome)
                if math.isnan(row["mean"]):
                    words.append(NONE)
                    continue
                whole = outcome.startswith("all_")
                colour = paint[scenario.name]
                if row["low"] > 0.0:
                    high = row["high"] if math.isfinite(row["high"]) else 1e3 * row["mean"]
                    axes.plot([row["low"], high], [place + below] * 2, color=colour if whole else GREY, linewidth=1.4)
                axes.plot([row["mean"]], [place + below], "o", color=colour, markersize=6, markerfacecolor=colour if whole else "white")
                words.append(f"{price(row['mean'])} ({row['rank']:.0f}.)")
            axes.annotate(
                f"funder {words[0]}, all {words[1]}", (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK
            )
            places.append(place)
            labels.append(lettering(scenario.label, scenario.name))
            place += 1.0
        place += 0.7
    axes.set_yticks(places, [label.text for label in labels], fontsize=9.5)
    for tick, scenario, label in zip(axes.get_yticklabels(), drawn, labels, strict=True):
        tick.set_color(paint[scenario.name])
        tick.set_fontfamily(label.family)
    known = [comparison.get(scenario.name, outcome) for scenario in drawn for outcome in ("cost_per_person", "all_cost_per_person")]
    ends = [value for row in known for value in (row["low"], row["mean"], row["high"]) if math.isfinite(value) and value > 0.0]
    if ends:
        axes.set_xlim(min(ends) / 1.5, 1.5 * max(ends))
    axes.set_ylim(place - 0.9, -0.8)
    axes.set_xlabel("EUR of 2024 per additional people-equivalent of full service, on a scale of ratios", fontsize=9.5, color="#444444")
    return figure

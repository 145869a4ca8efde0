"""Figure 3: pilot reports, before/after evaluations and paired effects tell different stories about the same partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.report.figures.canvas import DARK, GREY, colours, layout, panels, same_scale, tidy, with_scenarios
from wopsim.report.lettering import ABOVE, lettering
from wopsim.report.numbers import Scale, minus_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.paired import Grid
    from wopsim.analysis.result import ResultData

MOST_POINTS = 250
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
KINDS = {
    "pilot_report": "pilot zone,\nas reported", "before_after": "whole utility,\nbefore/after", "before_after_paired": "paired\neffect",
}  # fmt: skip
EVALUATED = {"pilot_report": "pilots_evaluated"}


def pilot_against_utility(result: ResultData, scenarios: str | Sequence[str] | None, ax: Axes | None) -> Figure:
    """Return, per scenario, the spread over evaluated utilities and runs of the three changes of non-revenue water.

    Where a run evaluated more utilities than measures keep, an even sample of them stands for all, and the figure says so.
    """
    measures = result.detailed_measures[[*(f"{kind}_points" for kind in KINDS), "utilities_evaluated", *EVALUATED.values()]]
    most = measures.sizes["point"]
    sampled = bool((measures["utilities_evaluated"] > most).any())
    paint = colours(result.study)
    study = with_scenarios(result.study, scenarios)
    lines, columns, _ = layout(study)
    figure, shown = panels(
        study, ax, (max(7.5, 3.6 * columns + 1.3), 1.75 * lines + 1.65), "Does a good pilot mean a better utility?",
        "Change of non-revenue water from the agreement to the end of the partnership (pilot zone: its last year; utility: the year after "
        "the exit), "
        "one point per evaluated utility and run. White dot: median; thick bar: middle 50 %; thin bar: middle 90 %. "
        "Only the paired effect is due to the programme."
        + (f" Of a run with more than {most} evaluated utilities: an even sample of so many." if sampled else ""),
        "x", "change of non-revenue water, percentage points (left of 0 is better)",
    )  # fmt: skip
    for axes, scenario in shown:
        tidy(axes, "x")
        label = lettering(scenario.label, scenario.name, ABOVE)
        axes.set_title(label.text, loc="left", fontsize=10, fontweight="bold", family=label.family, color=paint[scenario.name])
        axes.axvline(0, color=DARK, linewidth=1)
        own = measures.sel(scenario=scenario.name)
        for place, kind in enumerate(KINDS):
            values, weights = _points(own, kind)
            if values.size:
                _strip(axes, place, values * 100, weights, paint[scenario.name] if kind == "before_after_paired" else GREY)
            else:
                across = axes.get_yaxis_transform()
                axes.text(0.5, place, "none evaluated before the end", transform=across, ha="center", va="center", fontsize=8.5, color=GREY)
        if axes.yaxis.get_visible():
            axes.set_yticks(range(len(KINDS)), list(KINDS.values()), fontsize=9)
        axes.set_ylim(len(KINDS) - 0.45, -0.6)
    same_scale(shown, "x")
    return figure


def _points(measures: xr.Dataset, kind: str) -> tuple[Grid, Grid | None]:
    """Return the changes of all runs of a scenario, and for how many utilities each stands; None where each is one."""
    points = measures[f"{kind}_points"].transpose("draw", "replicate", "point").values.astype(np.float64)
    here = np.isfinite(points)
    kept = here.sum(axis=-1, keepdims=True)
    evaluated = measures[EVALUATED.get(kind, "utilities_evaluated")].transpose("draw", "replicate").values[..., None]
    if (kept == evaluated).all():
        return points[here], None
    return points[here], np.broadcast_to(evaluated / np.maximum(kept, 1), points.shape)[here]


def _quantiles(values: Grid, weights: Grid | None) -> Grid:
    if weights is None:
        return np.quantile(values, QUANTILES)
    return np.quantile(values, QUANTILES, weights=weights, method="inverted_cdf")


def _strip(axes: Axes, place: float, values: Grid, weights: Grid | None, colour: str) -> None:
    """Draw an even sample of the points, bars for 50 % and 90 %, the median and its number."""
    ordered = np.sort(values)
    shown = ordered[np.unique(np.linspace(0, ordered.size - 1, min(MOST_POINTS, ordered.size)).astype(int))]
    # Golden-section steps spread points evenly without chance.
    spread = (np.arange(shown.size) * 0.618034) % 1 - 0.5
    axes.plot(shown, place + 0.42 * spread, ".", color=colour, alpha=0.28, markersize=4, markeredgewidth=0, zorder=1)
    low, q25, middle, q75, high = _quantiles(values, weights)
    axes.plot([low, high], [place, place], color=colour, linewidth=1.6, zorder=2)
    axes.plot([q25, q75], [place, place], color=colour, linewidth=5.5, solid_capstyle="butt", zorder=3)
    axes.plot([middle], [place], "o", color="white", markeredgecolor=colour, markeredgewidth=1.6, markersize=6.5, zorder=4)
    said = minus_signs(Scale(1.0, 1, "").bare(float(middle), signed=True))
    behind = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.5}
    axes.annotate(
        said, (middle, place), xytext=(0, 12), textcoords="offset points", ha="center", va="center", fontsize=8.5, bbox=behind,
        in_layout=False,
    )  # fmt: skip

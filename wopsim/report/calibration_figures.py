"""The figures of a calibration: forecasts beside reports, ranks of known truths, prior beside posterior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.foreign_text import as_figure
from wopsim.inference.checks.forecasts import FORECASTERS, Forecast
from wopsim.inference.checks.posterior_checks import Movement
from wopsim.inference.checks.synthetic_evidence import Ranks
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, Drawing, drawing, tidy


def forecast_figure(forecasts: Sequence[Forecast]) -> Drawing:
    """Return every report in percent beside its forecast from the other cases."""
    shown = sorted(
        (one for one in forecasts if one.unit == "%"), key=lambda one: (one.scale != "pilot", one.scale, one.indicator, one.case_id)
    )
    figure = drawing(
        9.0, 1.4 + 0.27 * len(shown), "What was reported, and what the model expected without that case",
        "Thick: half of what was expected; thin: 90 %. Point: what was reported, blue inside the thin line, red outside. "
        "Every forecast comes from a posterior that has not seen the case.",
    )  # fmt: skip
    axes = figure.subplots()
    for place, one in enumerate(shown):
        low, lower, middle, upper, high = one.quantiles[0]
        axes.plot([low, high], [place, place], color=GREY, linewidth=1.0)
        axes.plot([lower, upper], [place, place], color=GREY, linewidth=4.0, solid_capstyle="butt")
        axes.plot([middle], [place], "|", color=DARK, markersize=9)
        truth = float(np.mean(one.reported))
        axes.plot([truth], [place], "o", color=COLOURS[0] if low <= truth <= high else COLOURS[1], markersize=6)
    names = [as_figure(f"{one.case_id}: {one.indicator}, {one.scale}, {one.source_class} ({one.row_id})") for one in shown]
    axes.set_yticks(range(len(shown)), names)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel("%")
    tidy(axes, "x")
    axes.tick_params(axis="y", labelsize=7.5)
    return figure


def rank_figure(ranks: Ranks, names: Sequence[str], bins: int = 10) -> Drawing:
    """Return a histogram of the truth's rank in its posterior for every parameter."""
    from scipy import stats

    columns = 6
    rows = int(np.ceil(len(names) / columns))
    sets = ranks.ranks.shape[0]
    figure = drawing(
        11.0, 1.3 + 1.25 * rows, "Does the posterior hold a known truth as often as it says?",
        f"Rank of the truth among {ranks.of} draws of its posterior, {sets} synthetic data sets. Flat is right; a hump means too wide, "
        "a bowl too narrow. Band: where 99 % of flat histograms lie.",
    )  # fmt: skip
    low, high = stats.binom.ppf((0.005, 0.995), sets, 1.0 / bins)
    for axes, name, column in zip(figure.subplots(rows, columns, squeeze=False).flat, [*names, *[""] * (rows * columns - len(names))],
                                  [*ranks.ranks.T, *[None] * (rows * columns - len(names))], strict=True):  # fmt: skip
        if column is None:
            axes.set_visible(False)
            continue
        place = np.minimum(bins - 1, ((column + 0.5) / (ranks.of + 1.0) * bins).astype(int))
        axes.axhspan(low, high, color="#e8eef4")
        axes.bar(np.arange(bins), np.bincount(place, minlength=bins), width=0.9, color=COLOURS[0])
        axes.set_title(name, fontsize=7, color=DARK, pad=2)
        axes.set_xticks([])
        tidy(axes, "y")
        axes.tick_params(labelsize=6)
    return figure


def movement_figure(movements: Sequence[Movement]) -> Drawing:
    """Return mean and spread of every parameter's posterior, in standard deviations of its prior."""
    figure = drawing(
        8.0, 1.3 + 0.2 * len(movements), "What the evidence moved",
        "Posterior on the normal score of the prior: the grey band is the prior's 90 %, the line the posterior's. A line as wide as the "
        "band and in its middle says that the evidence is silent.",
    )  # fmt: skip
    axes = figure.subplots()
    axes.axvspan(-1.645, 1.645, color="#eeeeee")
    for place, one in enumerate(movements):
        silent = one.verdict.startswith("unmoved")
        axes.plot(
            [one.shift - 1.645 * one.left, one.shift + 1.645 * one.left],
            [place, place],
            color=GREY if silent else COLOURS[0],
            linewidth=2.5,
        )
        axes.plot([one.shift], [place], "o", color=GREY if silent else COLOURS[0], markersize=4)
    axes.set_yticks(range(len(movements)), [one.name for one in movements])
    axes.set_ylim(len(movements) - 0.4, -0.6)
    axes.set_xlabel("standard deviations of the prior")
    tidy(axes, "x")
    axes.tick_params(axis="y", labelsize=7.5)
    return figure


def place_figure(forecasts: Sequence[Forecast]) -> Drawing:
    """Return where reports lie in their forecasts, for every forecaster."""
    figure = drawing(
        9.0, 3.6, "Where reports lie in their forecasts",
        "Share of reports at or below each probability of the forecast. On the line: calibrated; steeper in the middle: too wide.",
    )  # fmt: skip
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1)
    for k, name in enumerate(FORECASTERS):
        place = np.sort([one.place[k] for one in forecasts])
        axes.step([0, *place, 1], [0, *(np.arange(place.size) + 1.0) / place.size, 1], where="post", label=name, color=COLOURS[k])
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("probability of the forecast")
    axes.set_ylabel("share of reports")
    axes.legend(frameon=False, fontsize=8)
    tidy(axes, "y")
    return figure

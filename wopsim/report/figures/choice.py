"""Figures of a choice: cost against gain with the frontier, how often each design is best, what it costs to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.acceptability import frontier_pieces
from wopsim.analysis.choice.frontier import DOMINATED, EXTENDED, ON
from wopsim.analysis.choice.regret import WORST, regrets, worst
from wopsim.report.amounts_in_words import in_words
from wopsim.report.design_colours import MOST_COLOURED, design_colours
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, drawing, tidy
from wopsim.report.figures.tornado import tornado
from wopsim.report.lettering import lettering
from wopsim.report.numbers import PERCENT, WORDS, Scale, compact, in_percent
from wopsim.report.tables.sensitivity_table import seen_to_move

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.acceptability import AcceptabilityCurves
    from wopsim.analysis.choice.design_decision import DecisionData

LOST_ON_AVERAGE = "What is lost on average, right or wrong"
"""Title of the losses over all worlds, so that they are not taken for what is lost where a design is the wrong choice."""
_MARK = {ON: "o", DOMINATED: "x", EXTENDED: "v"}


def choice_figures(decision: DecisionData, only: Collection[str] | None = None) -> dict[str, Figure]:
    """Return the figures by name, or those named only; what would be empty is left out.

    That are curves over worth where no design gains anything on average, and what turns the choice where no number is seen to move it.
    """
    curves, named = decision.curves, design_colours(decision)
    figures = {"plane": lambda: plane(decision, named), "regret": lambda: regret(decision)}
    if len(seen_to_move(decision, decision.sensitivity())):
        figures["tornado"] = lambda: tornado(decision)
    if curves is not None:
        figures["acceptability"] = lambda: acceptability(decision, curves, named)
        figures["expected_loss"] = lambda: expected_loss(decision, curves, named)
    return {name: draw() for name, draw in figures.items() if only is None or name in only}


def plane(decision: DecisionData, named: dict[str, str]) -> Figure:
    """Return cost against gain: every plausible world of the named designs, the mean of all, and the efficiency frontier."""
    figure = drawing(
        11.0, 6.6, "What does each design cost, and what does it bring?",
        "Large mark: mean. Small dots: plausible worlds, cleaned of luck (middle 90 %). Line: designs worth a look at some price, from "
        "doing nothing; cross: another design brings more for less; triangle: a mix of two does. Line and marks go by averages alone, also "
        "where these runs do not tell two designs apart.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    gain, cost = _scaled(decision.gains), compact(*decision.costs.mean(axis=1))
    rows = decision.table.set_index("scenario")
    for name in decision.programmes["scenario"]:  # so that the legend has the order of the tables
        place = decision.designs.index(name)
        row, colour = rows.loc[name], named.get(name, GREY)
        x, y = decision.costs[place] / cost.by, decision.gains[place] / gain.by
        if name in named:
            shown = np.ones(len(x), dtype=bool)
            for values in (x, y):
                low, high = np.quantile(values, (0.05, 0.95))
                shown &= (values >= low) & (values <= high)
            axes.plot(x[shown], y[shown], ".", color=colour, alpha=0.45, markersize=4)
        mark = _MARK[row["dominance"]]
        axes.plot(
            [row["cost"] / cost.by], [row["gain"] / gain.by], mark, color=colour, markersize=9, zorder=3,
            label=_label(decision, name) if name in named else None,
        )  # fmt: skip
    on = sorted((row["cost"], row["gain"]) for _, row in decision.programmes.iterrows() if row["dominance"] == ON)
    grey = [name for name in decision.designs if name not in named]
    if grey:  # what has no colour of its own is in the legend, too
        words = _label(decision, grey[0]) if len(grey) == 1 else f"{len(grey)} other designs"
        axes.plot([], [], _MARK[rows.loc[grey[0], "dominance"]], color=GREY, markersize=9, label=words)
    line = np.array([(0.0, 0.0), *on])
    axes.plot(line[:, 0] / cost.by, line[:, 1] / gain.by, color=DARK, linewidth=1.2, zorder=2)
    axes.axhline(0.0, color=DARK, linewidth=0.8)
    axes.set_xlabel(f"cost ({decision.yardstick.cost}) [{_in(cost, 'EUR of 2024')}]", fontsize=9.5)
    axes.set_ylabel(f"gain [{_in(gain, in_words(decision.unit))}]", fontsize=9.5)
    _legend(axes)
    return figure


def acceptability(decision: DecisionData, curves: AcceptabilityCurves, named: dict[str, str]) -> Figure:
    """Return how often each design has the highest net benefit, over what a unit is worth; and the same of the choice by mean."""
    saves = curves.best[-1, 0] < 1.0
    figure = drawing(
        11.0, 5.6, f"Which design is best, if one {_one(decision)} is worth so much?",
        "Thin lines: share of plausible worlds in which a design has the highest net benefit (acceptability curves), luck in the means "
        "of these runs allowed for, as in “best in”. The thick line (acceptability frontier) follows the design with the highest average "
        "at that worth, which need not be best in the most worlds, so that another line may lie above it; where it breaks off, another "
        "design takes its place. No programme is a choice too: it costs nothing and gains nothing."
        + (" Where a design is best even at EUR 0, those who pay spend less with it than without a programme." if saves else ""),
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    _acceptability(decision, axes, curves.best, curves, named)
    for place, (_, worth, share) in enumerate(frontier_pieces(curves)):
        label = None if place else "highest on average"
        axes.plot(worth, share, color=GREY, linewidth=8.0, alpha=0.4, zorder=1.5, solid_capstyle="butt", label=label)
    axes.set_ylim(0.0, 1.0)
    axes.yaxis.set_major_formatter(lambda value, _: PERCENT.show(value))
    axes.set_ylabel("share of plausible worlds", fontsize=9.5)
    _legend(axes)
    return figure


def expected_loss(decision: DecisionData, curves: AcceptabilityCurves, named: dict[str, str]) -> Figure:
    """Return what choosing each design loses on average against the best of each world, over what a unit is worth."""
    figure = drawing(
        11.0, 5.6, "What does it cost on average to choose this one?",
        f"Expected loss against the best design of each plausible world, over what one {_one(decision)} is worth. The lowest line is the "
        "best choice, no programme among them, and its height what knowing everything that is drawn would be worth.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    scale = compact(*curves.loss[:, -1])
    _acceptability(decision, axes, curves.loss / scale.by, curves, named)
    axes.set_ylim(bottom=0.0, top=1.1 * float(np.sort(curves.loss[:, -1])[min(MOST_COLOURED, len(curves.loss)) - 1]) / scale.by)
    axes.set_ylabel(f"expected loss [{_in(scale, 'EUR of 2024')}]", fontsize=9.5)
    _legend(axes)
    return figure


def regret(decision: DecisionData) -> Figure:
    """Return what each design loses against the best of each world: mean, middle 90 %, and the worst twentieth."""
    count = len(decision.choices)
    figure = drawing(
        11.0, 0.32 * count + 2.0, LOST_ON_AVERAGE,
        "Loss against the best design of each plausible world; where a design is the best, it loses nothing. Dot: mean of all worlds; "
        "line: middle 90 % of worlds; triangle: mean of the worst twentieth. Right: in what share of worlds it is best. Letters: "
        "these runs do not tell the average of a design from that of the first with its letter.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "x")
    lost = regrets(decision.cleaned.values)
    scale = compact(*worst(lost))
    for place, (_, row) in enumerate(decision.table.iterrows()):
        values = lost[decision.choices.index(row["scenario"])] / scale.by
        low, high = np.quantile(values, (WORST, 1.0 - WORST))
        colour = COLOURS[0] if row["group"] == "A" else GREY
        axes.plot([low, high], [place, place], color=colour, linewidth=1.6)
        axes.plot([values.mean()], [place], "o", color=colour, markersize=6)
        axes.plot([worst(values)], [place], ">", color=colour, markersize=6, markerfacecolor="white")
        words = f"best in {in_percent(row['chance_best'])}"
        axes.annotate(words, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK)
    labels = [lettering(f"{row['group']}  {row['label']}", f"{row['group']}  {row['scenario']}") for _, row in decision.table.iterrows()]
    axes.set_yticks(range(count), [label.text for label in labels], fontsize=9.5)
    for tick, label in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_fontfamily(label.family)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(f"loss [{_in(scale, in_words(decision.value_unit))}]", fontsize=9.5, color="#444444")
    return figure


def _acceptability(decision: DecisionData, axes: Axes, lines: np.ndarray, curves: AcceptabilityCurves, named: dict[str, str]) -> None:
    """Draw a line for each design over worth, and one for no programme; those that matter somewhere have a name."""
    for name in decision.programmes["scenario"]:
        place = decision.designs.index(name)
        label = _label(decision, name) if name in named else None
        axes.plot(curves.worth, lines[place], color=named.get(name, "#cccccc"), linewidth=1.8 if name in named else 0.8, label=label)
    axes.plot(curves.worth, lines[-1], color=DARK, linewidth=1.4, linestyle="--", label="no programme")
    axes.set_xlim(curves.worth[0], curves.worth[-1])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.4g}")
    axes.set_xlabel(f"worth of one {_one(decision)} [EUR of 2024]; cost: {decision.yardstick.cost}", fontsize=9.5)
    if decision.yardstick.worth is not None:
        axes.axvline(decision.yardstick.worth, color=DARK, linewidth=0.8, linestyle=":")


def _scaled(values: np.ndarray) -> Scale:
    return compact(*values.mean(axis=1))


def _label(decision: DecisionData, name: str) -> str:
    row = decision.table.set_index("scenario").loc[name]
    return lettering(row["label"], name).text


def _in(scale: Scale, unit: str) -> str:
    return f"{WORDS.get(scale.suffix, '')} {unit}".strip()


def _one(decision: DecisionData) -> str:
    return {"1": "unit of it"}.get(decision.unit, decision.unit)


def _legend(axes: Axes) -> None:
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)

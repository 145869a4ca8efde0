"""The background without a programme beside the panel: how alike years are, and where NRW goes from each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.figures.canvas import COLOURS, DARK, Drawing, drawing, tidy

if TYPE_CHECKING:
    import pandas as pd

TITLES = {"nrw_share": "NRW", "occr": "operating cost coverage", "collection_share": "collection", "energy_intensity": "energy per m³"}


def background_figure(table: pd.DataFrame) -> Drawing:
    """Draw autocorrelations of four indicators, and five-year changes of NRW by starting level.

    Parameters
    ----------
    table : statistic, indicator, scale, at, and a column of values for each of `panel`, `defaults`, `fitted`, as
        `validation.background_check.compare` returns it.
    """
    figure = drawing(
        10.0, 3.6, "Does the background move like the panel without any programme?",
        "Four panels: correlation of a year with one so many years later. Last panel: change of NRW in five years [points], means of "
        "three years, by starting level [%].",
    )  # fmt: skip
    looks = {"panel": (DARK, "o"), "defaults": (COLOURS[5], "s"), "fitted": (COLOURS[1], "^")}
    places = figure.subplots(1, 5)
    for axes, (indicator, title) in zip(places, TITLES.items(), strict=False):
        rows = table[(table["statistic"] == "autocorrelation") & (table["indicator"] == indicator)]
        rows = rows[rows["scale"] == rows["scale"].iloc[0]]
        for name, (colour, marker) in looks.items():
            axes.plot(rows["at"].astype(float), rows[name], color=colour, marker=marker, markersize=4, label=name)
        axes.set_ylim(0.0, 1.0)
        axes.set_xlabel("years apart", fontsize=9)
        axes.set_title(title, loc="left", fontsize=10)
        tidy(axes, "y")
    rows = table[table["statistic"] == "five-year change by start"]
    levels = [" to ".join(f"{100 * float(end):.0f}" for end in at.split(" to ")) for at in rows["at"]]
    for name, (colour, marker) in looks.items():
        places[4].plot(levels, 100 * rows[name], color=colour, marker=marker, markersize=4, label=name)
    places[4].tick_params(axis="x", rotation=60)
    places[4].set_title("NRW by level", loc="left", fontsize=10)
    tidy(places[4], "y")
    places[4].tick_params(axis="x", rotation=60)
    places[0].legend(frameon=False, fontsize=8, loc="lower left")
    return figure

"""The background without a programme beside the panels: how alike years are, how far NRW moves, and where it goes from each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.figures.canvas import COLOURS, DARK, Drawing, drawing, tidy

if TYPE_CHECKING:
    import pandas as pd

TITLES = {"nrw_share": "NRW", "occr": "operating cost coverage", "collection_share": "collection", "energy_intensity": "energy per m³"}


def background_figure(table: pd.DataFrame) -> Drawing:
    """Draw autocorrelations of four indicators, the size of changes of NRW, and its five-year changes by starting level.

    Parameters
    ----------
    table : statistic, indicator, scale, at, and a column of values for each of `panel`, `california`, `defaults`, `fitted`, as
        `validation.background_check.compare` returns it.
    """
    figure = drawing(
        11.5, 3.6, "Does the background move like the panels without any programme?",
        "First four: correlation of a year with one so many years later. Then: standard deviation of changes of NRW over so many years "
        "[logit]; change of NRW in five years [points],\nmeans of three years, by starting level [%]. California has audits of NRW alone.",
    )  # fmt: skip
    looks = {"panel": (DARK, "o"), "california": (COLOURS[3], "D"), "defaults": (COLOURS[5], "s"), "fitted": (COLOURS[1], "^")}
    words = {"panel": "Brazil", "california": "California", "defaults": "engine, defaults", "fitted": "engine, fitted to Brazil"}
    places = figure.subplots(1, 6)
    for axes, (indicator, title) in zip(places, TITLES.items(), strict=False):
        rows = table[(table["statistic"] == "autocorrelation") & (table["indicator"] == indicator)]
        rows = rows[rows["scale"] == rows["scale"].iloc[-1]]  # of NRW the logit, on which it wanders in the model
        for name, (colour, marker) in looks.items():
            axes.plot(rows["at"].astype(float), rows[name], color=colour, marker=marker, markersize=4, label=words[name])
        axes.set_ylim(0.0, 1.0)
        axes.set_xlabel("years apart", fontsize=9)
        axes.set_title(title, loc="left", fontsize=10)
        tidy(axes, "y")
    changes = table[(table["statistic"] == "sd of change") & (table["indicator"] == "nrw_share") & (table["scale"] == "logit")]
    for name, (colour, marker) in looks.items():
        places[4].plot(changes["at"], changes[name], color=colour, marker=marker, markersize=4)
    places[4].set_ylim(0.0, 1.4)
    places[4].set_xlabel("years apart", fontsize=9)
    places[4].set_title("NRW, sd of change", loc="left", fontsize=10)
    tidy(places[4], "y")
    rows = table[table["statistic"] == "five-year change by start"]
    levels = [" to ".join(f"{100 * float(end):.0f}" for end in at.split(" to ")) for at in rows["at"]]
    for name, (colour, marker) in looks.items():
        places[5].plot(levels, 100 * rows[name], color=colour, marker=marker, markersize=4)
    places[5].set_title("NRW by level", loc="left", fontsize=10)
    tidy(places[5], "y")
    places[5].tick_params(axis="x", rotation=60)
    places[1].legend(*places[0].get_legend_handles_labels(), frameon=False, fontsize=8, loc="lower left")
    return figure

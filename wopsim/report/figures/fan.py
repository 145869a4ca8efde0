"""Figure 1: whether mentored utilities leave the path they would have taken anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.paired import INTERVAL
from wopsim.errors import ResultError, did_you_mean
from wopsim.foreign_text import as_figure
from wopsim.report.figures.canvas import DARK, GREY, colours, layout, panels, same_scale, tidy, with_scenarios
from wopsim.report.lettering import ABOVE, lettering
from wopsim.report.numbers import Scale, compact, minus_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.paired import Grid
    from wopsim.analysis.result import ResultData

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MEASURED = "nrw_share"
"""The output whose paths are measured of every run; others need the utilities."""
TITLES = {"nrw_share": "Do mentored utilities lose less water than they would have without the programme?"}


def fan(result: ResultData, name: str, scenarios: str | Sequence[str] | None, ax: Axes | None) -> Figure:
    """Return small multiples, one scenario each: median, 50 % and 90 % bands over draws and replicates.

    Raises
    ------
    ResultError : the variable is unknown or not yearly per utility, or utilities were not kept and it is not `nrw_share`; or as `panels`.
    """
    paths = _paths(result, name)
    attrs = paths[f"{name}_with"].attrs
    share = attrs["units"] == "1"
    factor = 100.0 if share else 1.0
    paint = colours(result.study)
    years = paths["time"].values
    study = with_scenarios(result.study, scenarios)
    lines, columns, _ = layout(study)
    figure, shown = panels(
        study, ax, (max(7.5, 3.5 * columns + 0.4), max(3.2, 2.45 * lines) + 1.3),
        TITLES.get(name, f"What does the programme change in {attrs['long_name']}?"),
        "Mean of the utilities that the scenario mentored, weighted by connections at the start: with the programme (colour) and the "
        "same utilities without it (grey). Line: median over draws and replicates; bands: 50 % and 90 %. The bands hold different "
        "utilities and luck; the effect is the paired difference.",
        "y", _axis_words(name, attrs, share),
    )  # fmt: skip
    for axes, scenario in shown:
        colour = paint[scenario.name]
        tidy(axes, "y")
        label = lettering(scenario.label, scenario.name, ABOVE)
        axes.set_title(label.text, loc="left", fontsize=10, fontweight="bold", family=label.family, color=colour)
        axes.set_xlim(years[0], years[-1] + 0.17 * (years[-1] - years[0]))
        if axes.xaxis.get_visible():
            axes.set_xticks([year for year in years if year % 2 == 0 or len(years) < 7])
            axes.set_xlabel("years since the start", fontsize=9, color="#444444")
        without, with_it = (_runs(paths[f"{name}_{word}"].sel(scenario=scenario.name)) for word in ("without", "with"))
        if without.size == 0:
            axes.text(0.5, 0.5, "no utility was mentored", transform=axes.transAxes, ha="center", color=GREY)
            continue
        _draw(axes, years, without * factor, GREY)
        _draw(axes, years, with_it * factor, colour)
        _label_ends(axes, years, without * factor, with_it * factor, colour)
        effect = (with_it - without)[:, -1] * factor
        low, high = np.quantile(effect, INTERVAL)
        scale = Scale(1.0, 1 if share else compact(float(effect.mean())).decimals, " pp" if share else "")
        said = f"{scale.show(float(effect.mean()), signed=True)} [{scale.bare(low)}, {scale.bare(high)}]"
        words = f"paired effect, year {int(years[-1])}: {minus_signs(said)}"
        axes.text(0.02, 0.03, words, transform=axes.transAxes, fontsize=8.5, color=DARK, in_layout=False)
    same_scale(shown, "y", below=0.12)
    return figure


def _paths(result: ResultData, name: str) -> xr.Dataset:
    """Return the weighted means without and with the programme, (scenario, draw, replicate, time)."""
    if name == MEASURED:
        return result.detailed_measures
    import xarray as xr

    from wopsim.analysis.outcomes import paths
    from wopsim.analysis.run_arrays import Block

    dataset = result.dataset
    if name not in dataset.data_vars:
        raise ResultError(f"the result holds no {name!r}.{did_you_mean(name, [str(n) for n in dataset.data_vars])}")
    if set(dataset[name].dims) != {"scenario", "draw", "replicate", "time", "utility"}:
        raise ResultError(f"a fan needs one number per year and utility; {name!r} has not.")
    dims = ("scenario", "draw", "replicate", "time")
    words = {"units": dataset[name].attrs.get("units", "1"), "long_name": dataset[name].attrs.get("long_name", name)}
    found = {path: (dims, values, words) for path, values in paths(Block(dataset, result.study), name).items()}
    return xr.Dataset(found, result.measures.coords)


def _runs(path: xr.DataArray) -> Grid:
    """Return the paths of all runs, (run, year); runs that mentored nobody are left out."""
    values = path.transpose("draw", "replicate", "time").values
    values = values.reshape(-1, values.shape[-1])
    return values[np.isfinite(values).all(axis=1)]


def _draw(axes: Axes, years: Grid, paths: Grid, colour: str) -> None:
    q05, q25, q50, q75, q95 = np.quantile(paths, QUANTILES, axis=0)
    axes.fill_between(years, q05, q95, color=colour, alpha=0.13, linewidth=0)
    axes.fill_between(years, q25, q75, color=colour, alpha=0.24, linewidth=0)
    axes.plot(years, q50, color=colour, linewidth=1.9)


def _label_ends(axes: Axes, years: Grid, without: Grid, with_it: Grid, colour: str) -> None:
    """Write `with` and `without` beside the ends of the medians, pushed apart when these meet."""
    ends = np.median(without[:, -1]), np.median(with_it[:, -1])
    upper = "bottom", "top"
    side = upper if ends[0] >= ends[1] else upper[::-1]
    for end, word, where, its in zip(ends, ("without", "with"), side, (GREY, colour), strict=True):
        axes.annotate(word, (years[-1], end), xytext=(3, 0), textcoords="offset points", va=where, fontsize=8.5, color=its, in_layout=False)


def _axis_words(name: str, attrs: dict[str, str], share: bool) -> str:
    if name == "nrw_share":
        return "non-revenue water, % of system input"
    return as_figure(f"{attrs.get('long_name', name)} [{'%' if share else attrs.get('units', '1')}]")

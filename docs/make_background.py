"""Run the engine at the fitted background, and write the figure and the tables of docs/background.md: `python docs/make_background.py`.

It takes some seconds. The fit itself is `calibration/fit_background.py`. Nothing on that page is typed by hand between the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from scipy import stats

from validation.background_check import compare
from validation.background_figures import background_figure
from wopsim.data import shipped
from wopsim.declare import PARAMETERS
from wopsim.inference.background.audit_panel import FOLDER, audit_statistics
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.estimates import background_estimates, fitted_numbers, main_of
from wopsim.inference.background.fit import TO_UNIT
from wopsim.inference.background.new_country import new_country
from wopsim.inference.background.panel_series import DYNAMICS
from wopsim.inference.background.panel_term import PanelFit, read_panel_fit
from wopsim.inference.posterior.calibration_file import read_calibration

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "background.md"
FIGURE = DOCS / "figures" / "background.png"
INDICATORS = ("nrw", "cost", "collection", "energy", "growth")
SHOWN = ("spread", "permanent", "persistence", "volatility_spread", "reading", "gross_chance", "gross_spread")
FAR = 0.2
"""A value further from the panel's than this part of it is marked."""


def main() -> None:
    """Write the page anew."""
    table = background_estimates()
    compared = compare(dict(zip(table["parameter"], table["estimate"], strict=True)))
    background_figure(compared).savefig(FIGURE, dpi=75, metadata={"Software": None})
    text = PAGE.read_text(encoding="utf-8")
    for mark, new in (fixed() | {"compared": against(compared)}).items():
        pattern = re.compile(rf"(<!-- made: {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"docs/background.md lacks the marks of {mark!r}")
        text = pattern.sub(lambda found, new=new: f"{found[1]}\n{new}\n{found[2]}", text)
    PAGE.write_text(text, encoding="utf-8")


def fixed() -> dict[str, str]:
    """Return the tables that need no run, by their marks."""
    return {"estimates": estimates(background_estimates()), "gross": gross(), "countries": countries(), "validity": validity()}


def countries() -> str:
    """Return the estimates of each country, and what they say of another one."""
    between = read_calibration().study.background.between_countries
    fits = [read_panel_fit(country) for country in COUNTRIES]
    other = new_country(fits, between)
    rows = []
    for name, prior in between.items():
        cells, place = [_with_interval(fit, name) for fit in (*fits, other)], other.names.index(name)
        rows.append((f"`{name}`", *cells, other.scales[place], f"{prior:g}", f"{other.spread[place]:.2g}"))
    return lines(("parameter", *COUNTRIES, "another country", "scale", "between countries, prior", "sd of another country"), rows)


def _with_interval(fit: PanelFit, name: str) -> str:
    place = fit.names.index(name)
    unit, z = TO_UNIT[fit.scales[place]], float(stats.norm.ppf(0.95))
    middle, low, high = (unit(fit.mean[place] + sign * z * fit.spread[place]) for sign in (0, -1, 1))
    return f"{middle:.2g} ({max(low, PARAMETERS[name].valid[0]):.2g} to {high:.2g})"


def validity() -> str:
    """Return levels and fitted numbers of the audits by how far they can be trusted."""
    levels = audit_statistics("levels").set_index("suppliers")
    parts = pd.read_csv(shipped(f"{FOLDER}/background_parts.csv")).set_index(["part", "number"])
    rows = []
    for half in ("low", "high"):
        r = levels.loc[half]
        found = [_number(parts.loc[half, number]) for number in SHOWN if number in parts.loc[half].index]
        rows.append((half, f"{r['n_suppliers']:.0f}", f"{r['validity']:.0f}", f"{100 * r['mean']:.1f} %", f"{100 * r['sd']:.1f}", *found))
    numbers = [number.replace("_", " ") for number in SHOWN if number in parts.loc["low"].index]
    return lines(("score", "suppliers", "mean score", "NRW", "its sd [points]", *numbers), rows)


def _number(row: pd.Series) -> str:
    """Estimate and standard deviation, in the unit of the number."""
    slope = {"identity": 1.0, "log": row["estimate"], "logit": row["estimate"] * (1.0 - row["estimate"])}[row["scale"]]
    return f"{row['estimate']:.2f} ± {slope * row['sd']:.2f}"


def estimates(table: pd.DataFrame) -> str:
    """Return estimates beside defaults."""
    z = float(stats.norm.ppf(0.95))
    rows = []
    for r in table.rename(columns={"mean": "mean_at"}).itertuples():
        low, high = (TO_UNIT[r.scale](r.mean_at + sign * z * r.sd) for sign in (-1, 1))
        rows.append((f"`{r.parameter}`", f"{PARAMETERS[r.parameter].default:g}", f"{r.estimate:.3g}", f"{low:.3g} to {high:.3g}",
                     r.scale, f"{r.sd:.2g}", f"{r.sd_sampling:.2g}", f"{r.n_providers}"))  # fmt: skip
    return lines(("parameter", "default", "estimate", "90 %", "scale", "sd", "of it sampling", "providers"), rows)


def gross() -> str:
    """Return what the treatment of gross errors changes."""
    kinds = {"none": "none", "rare": "1 in 100", "fitted": "as many as fit"}
    rows = []
    for name in INDICATORS:
        for kind, words in kinds.items():
            found = fitted_numbers(name, kind)
            used = " (used)" if kind == main_of(DYNAMICS[name]) else ""
            rows.append((name, words + used, *(f"{found[key]:.3g}" if key in found else "–" for key in SHOWN)))
    return lines(("indicator", "gross errors", *(name.replace("_", " ") for name in SHOWN)), rows)


def against(table: pd.DataFrame) -> str:
    """Return statistics of panel and engine; what lies far from Brazil's is set in bold."""
    rows = []
    for r in table.itertuples():
        far = abs(r.fitted - r.panel) > max(FAR * abs(r.panel), 0.01)
        rows.append((r.statistic, f"`{r.indicator}`", r.scale, r.at, f"{r.panel:.3f}",
                     "–" if pd.isna(r.california) else f"{r.california:.3f}", f"{r.defaults:.3f}",
                     f"**{r.fitted:.3f}**" if far else f"{r.fitted:.3f}"))  # fmt: skip
    return lines(("statistic", "indicator", "scale", "at", "Brazil", "California", "engine, defaults", "engine, fitted"), rows)


def lines(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    head = tuple(head)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"


if __name__ == "__main__":
    main()

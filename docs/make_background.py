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
from wopsim.declare import PARAMETERS
from wopsim.inference.background.estimates import background_estimates, fitted_numbers, main_of
from wopsim.inference.background.fit import TO_UNIT
from wopsim.inference.background.panel_series import DYNAMICS

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
    for mark, new in {"estimates": estimates(table), "gross": gross(), "compared": against(compared)}.items():
        pattern = re.compile(rf"(<!-- made: {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"docs/background.md lacks the marks of {mark!r}")
        text = pattern.sub(lambda found, new=new: f"{found[1]}\n{new}\n{found[2]}", text)
    PAGE.write_text(text, encoding="utf-8")


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
    """Return statistics of panel and engine; what lies far from the panel is set in bold."""
    rows = []
    for r in table.itertuples():
        far = abs(r.fitted - r.panel) > max(FAR * abs(r.panel), 0.01)
        rows.append((r.statistic, f"`{r.indicator}`", r.scale, r.at, f"{r.panel:.3f}", f"{r.defaults:.3f}",
                     f"**{r.fitted:.3f}**" if far else f"{r.fitted:.3f}"))  # fmt: skip
    return lines(("statistic", "indicator", "scale", "at", "panel", "engine, defaults", "engine, fitted"), rows)


def lines(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    head = tuple(head)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"


if __name__ == "__main__":
    main()

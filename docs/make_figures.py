"""Run the shipped studies, and write their figures and the tables of docs/studies.md: `python docs/make_figures.py [STUDY ...]`.

It takes some minutes. Nothing on that page is typed by hand between the marks.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import xarray as xr

from wopsim.api import run
from wopsim.inference.evidence.archetype_costs import archetype_costs, parameters_of
from wopsim.report.numbers import NONE, PERCENT, POINTS, compact, price, span
from wopsim.report.tables.rows import hopeless
from wopsim.results import Comparison, Result
from wopsim.study import read_study

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "studies.md"
FIGURES = {
    "ten_million": "people_served",
    "funding": "people_served",
    "fragile_small_towns": "people_served",
    "remunicipalised": "practice",
}
OUTCOMES = {"people_served": "people_served", "practice": "practice_mentored"}
"""What a figure shows, as an outcome of the comparison."""
DPI = 75
GROUPS = ("low_income", "fragile", "small_town")


def main(names: list[str]) -> None:
    """Make what belongs to some studies, or to all."""
    text = replace(PAGE.read_text(encoding="utf-8"), "costs", costs())
    for name in names or list(FIGURES):
        result = run(name)
        figure = DOCS / "figures" / f"{name}.png"
        figure.parent.mkdir(exist_ok=True)
        getattr(result.plot, FIGURES[name])().savefig(figure, dpi=DPI, metadata={"Software": None})
        text = replace(text, name, about(result, name))
    PAGE.write_text(text, encoding="utf-8")


def replace(page: str, mark: str, new: str) -> str:
    """Put new text between the marks of a name."""
    pattern = re.compile(rf"(<!-- made: {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"docs/studies.md lacks the marks of {mark!r}")
    return pattern.sub(lambda found: f"{found[1]}\n{new}\n{found[2]}", page)


def about(result: Result, name: str) -> str:
    """Return question, command, figure and table of one study."""
    study, comparison = result.study, result.compare()
    size = f"{len(study.scenarios)} scenarios x {study.draws} draws x {study.replicates} replicates, {study.horizon_years} years"
    return "\n".join([
        f"> {study.question.strip()}", "",
        f"Made by `wopsim compare {name}` ({size}; seed {study.seed}).", "",
        f"![{study.title}: effect by scenario](figures/{name}.png)", "", table(result.measures, comparison, FIGURES[name]),
    ])  # fmt: skip


def table(measures: xr.Dataset, comparison: Comparison, figure: str) -> str:
    """Return one line per scenario; `beats the first line` compares the outcome of the figure within the same run."""
    values = measures[OUTCOMES[figure]]
    beats = (values > values.isel(scenario=0, drop=True)).mean(("draw", "replicate"))
    heads = (
        "",
        "people served, mean",
        "90 %",
        "EUR per person: funder",
        "all",
        "NRW, pp",
        "naive, pp",
        "practice, points",
        "left after 5 years",
        "beats the first line",
        "utilities",
        "EUR M",
        "support to low income / fragile / small towns",
        "runs",
    )
    lines = [heads, ("---", *("---:",) * (len(heads) - 1))]
    for name in (name for group in comparison.groups for name in group):
        share = PERCENT.show(float(beats.sel(scenario=name))) if name != str(values["scenario"].values[0]) else NONE
        lines.append(cells(comparison, name, comparison.scenarios[name], share))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cells(comparison: Comparison, name: str, label: str, beats: str) -> tuple[str, ...]:
    """Return the cells of one scenario."""

    def mean(outcome: str) -> float:
        return float(comparison.get(name, outcome)["mean"])

    people = comparison.get(name, "people_served")
    scale = compact(people["mean"], people["low"], people["high"])
    money = sum(mean(outcome) for outcome in ("programme_spent", "programme_overhead", "programme_invested"))
    shares = [mean(f"support_{group}") for group in GROUPS]
    missing = comparison.more_runs(name)
    return (
        label,
        compact(people["mean"]).show(people["mean"], signed=True),
        span(scale, people["low"], people["high"], 40).replace(" ", "\u00a0"),  # in one piece
        price(mean("cost_per_person")),
        price(mean("all_cost_per_person")),
        POINTS.show(mean("nrw_mentored"), signed=True),
        POINTS.show(mean("before_after"), signed=True),
        POINTS.show(mean("practice_mentored"), signed=True),
        PERCENT.show(mean("left_practice")),
        beats,
        f"{mean('utilities_mentored'):.0f}",
        f"{money / 1e6:.1f}",
        NONE if any(map(math.isnan, shares)) else " / ".join(PERCENT.show(share) for share in shares),
        "many" if hopeless(comparison, name) else f"+{missing}" if missing else "enough",
    )


def costs() -> str:
    """Return what one partnership of each archetype costs, beside the public figures."""
    lines = [
        "| archetype | months | distance, km | EUR 2024 | public figure, EUR | rows of the evidence |",
        "|---|---:|---:|---:|---:|---|",
    ]
    study = read_study()
    rate = parameters_of(study)
    for cost in archetype_costs(study):
        public = NONE
        if cost.public is not None:
            low, high = (value / cost.public.phases for value in cost.public.in_euro(rate[cost.name]))
            public = f"{low:,.0f} to {high:,.0f}" + (" a phase" if cost.public.phases > 1 else "")
        rows = cost.public.rows if cost.public else "none"
        lines.append(f"| `{cost.name}` | {cost.months} | {cost.distance:,.0f} | {cost.cost:,.0f} | {public} | {rows} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])

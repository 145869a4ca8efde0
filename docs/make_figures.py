"""Run the shipped studies, and write their figures and the tables of docs/studies.md: `python docs/make_figures.py [STUDY ...]`.

It takes some minutes: the studies are run with more draws than they ask for. Nothing on that page is typed by hand between the marks.
"""

from __future__ import annotations

import dataclasses
import math
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from wopsim.analysis.outcome_specs import COST_PARTS, PROGRAMME_MONEY
from wopsim.api import run
from wopsim.inference.evidence.archetype_costs import archetype_costs, parameters_of
from wopsim.report.numbers import NONE, PERCENT, POINTS, Scale, compact, price, price_span, span
from wopsim.report.tables.markdown import markdown_table
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
DRAWS = {"ten_million": 200, "funding": 100, "fragile_small_towns": 100, "remunicipalised": 100}
"""More than the studies ask for: a handful of runs in which a large project comes or not would else decide the means."""
DPI = 75
MILLIONS = Scale(1e6, 1, "")
GROUPS = ("low_income", "fragile", "small_town")


def main(names: list[str]) -> None:
    """Make what belongs to some studies, or to all."""
    text = replace(PAGE.read_text(encoding="utf-8"), "costs", costs())
    for name in names or list(FIGURES):
        result = run(dataclasses.replace(read_study(name), draws=DRAWS[name]), keep="runs")
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
    """Return question, command, figure and tables of one study."""
    study = result.study
    size = f"{len(study.scenarios)} scenarios x {study.draws} draws x {study.replicates} replicates, {study.horizon_years} years"
    return "\n".join([
        f"> {study.question.strip()}", "",
        f"Made by `wopsim compare {name} --draws {study.draws}` and `wopsim decide {name} --draws {study.draws}`",
        f"({size}; seed {study.seed}).", "",
        f"![{study.title}: effect by scenario](figures/{name}.png)", "", tables(result),
    ])  # fmt: skip


def tables(result: Result) -> str:
    """Return the choice, what the designs change, and who pays: one line per scenario in each."""
    comparison = result.compare()
    names = [name for group in comparison.groups for name in group]
    return "\n".join([
        "**Which design**\n", choice(result, names),
        "**What each changes**\n", changes(comparison, names),
        "**Who pays**, mean of a run [EUR M], later years counting less but in the first column\n", purses(comparison, names),
    ])  # fmt: skip


def choice(result: Result, names: list[str]) -> str:
    """Return what `wopsim decide` says of people served, for the money of the funder and of all."""
    funder, everybody = (result.decide(cost=whose) for whose in ("funder", "all"))
    comparison, rows, of_all = result.compare(), funder.table.set_index("scenario"), everybody.table.set_index("scenario")
    heads = ("", "group", "people served, mean", "90 % of runs", "best in", "regret", "EUR per person: funder", "all", "unspent")
    lines = []
    for name in names:
        row, people = rows.loc[name], comparison.get(name, "people_served")
        scale = compact(people["mean"])
        lines.append((
            row["label"], row["group"], f"{scale.show(people['mean'], signed=True)} ± {scale.show(row['value_error'])}",
            span(scale, people["low"], people["high"], 40), PERCENT.show(row["chance_best"]), compact(row["regret"]).show(row["regret"]),
            unit_cost(row), unit_cost(of_all.loc[name]), PERCENT.show(row["unspent"]),
        ))  # fmt: skip
    return markdown(heads, lines)


def unit_cost(row: pd.Series) -> str:
    """Return a ratio of means with the interval that the number of runs leaves open."""
    if math.isnan(row["unit_cost"]):
        return NONE
    return f"{price(row['unit_cost'])} {price_span(row['unit_cost_low'], row['unit_cost_high']) or '[no end]'}"


def changes(comparison: Comparison, names: list[str]) -> str:
    """Return what the designs change in utilities, and which utilities these are."""
    heads = (
        "", "utilities mentored", "of those it is open to", "NRW, pp", "naive, pp", "practice, points", "left after 5 years",
        "support to low income / fragile / small towns",
    )  # fmt: skip
    lines = []
    for name in names:
        mean = means(comparison, name)
        shares = [mean(f"support_{group}") for group in GROUPS]
        lines.append((
            comparison.scenarios[name], f"{mean('utilities_mentored'):.0f}", PERCENT.show(mean("world_full")),
            *(POINTS.show(mean(outcome), signed=True) for outcome in ("nrw_mentored", "before_after", "practice_mentored")),
            PERCENT.show(mean("left_practice")), NONE if any(map(math.isnan, shares)) else " / ".join(map(PERCENT.show, shares)),
        ))  # fmt: skip
    return markdown(heads, lines)


def purses(comparison: Comparison, names: list[str]) -> str:
    """Return the parts of the cost to all, which add up."""
    heads = ("", "programme, as paid", "programme", "works", "connections", "new supply", "in kind", "working time", "all")
    lines = []
    for name in names:
        mean = means(comparison, name)
        paid = sum(map(mean, PROGRAMME_MONEY))
        lines.append((comparison.scenarios[name], *map(MILLIONS.bare, (paid, *map(mean, COST_PARTS), mean("cost_all")))))
    return markdown(heads, lines)


def means(comparison: Comparison, name: str) -> Callable[[str], float]:
    """Return the mean of an outcome by its name."""
    return lambda outcome: float(comparison.get(name, outcome)["mean"])


def markdown(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table with each cell in one piece."""
    return markdown_table(heads, [[line[0], *(cell.replace(" ", "\u00a0") for cell in line[1:])] for line in lines])


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

"""Ask the default question under one belief after another: what is best then, and for whom; docs/beliefs.md.

    python docs/make_beliefs.py [--draws 25] [--replicates 4] [--workers 2]

Beliefs are settings of the study, and lengths of the look. Of each of six designs, paired at random, it is asked in how many draws it is
the best (replicates averaged), by people served in all, by people per euro of the funder, and by people per euro of all who pay.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.api import run
from wopsim.declare import Value
from wopsim.durable import write_text
from wopsim.report.numbers import PERCENT
from wopsim.rules.theories import THEORIES
from wopsim.screening import with_designs
from wopsim.study import read_study
from wopsim.study.scenario import Study

PAGE = Path(__file__).resolve().parent / "beliefs.md"
FUNDER, ALL = PROGRAMME_MONEY, ("cost_all",)
"""Measured amounts that add up to what the funder paid, and to what all paid."""
COLUMNS = ("people served", "people per euro of the funder", "person-years per euro of all")
BEFORE = {
    "Short twinnings": (136, 528, 31), "EU-WOP type": (64, 392, 43), "Long residents": (8.6, 148, 53), "Cohorts of four": (120, 568, 16),
}  # fmt: skip
"""Of the model before costs were counted and rival theories drawn, worked out beside it: works that mentoring set off [EUR million],
EUR per person with works, connections and in kind, and of the funder alone."""
CLEAR = 0.25
"""By how much the chance of the best design exceeds that of the next where only the best is named."""


@dataclass(frozen=True)
class Belief:
    """What somebody may think.

    Parameters
    ----------
    words : for people.
    settings : what every scenario sets then; years : looked at [year], those of the study if not given.
    """

    words: str
    settings: Mapping[str, Value]
    years: int | None = None


BELIEFS = (
    Belief("as the study stands: all theories, averaged", {}),
    Belief("no rival theory (`structure: none`)", {"structure": "none"}),
    *(Belief(f"{sentence.split(':')[0].lower()} (`structure: {name}`)", {"structure": name}) for name, sentence in THEORIES.items()),
    Belief("a mentor has one partnership at a time", {"most_partnerships": 1}),
    Belief("half as many utilities apply", {"application_chance": 0.25}),
    Belief("facilitation costs EUR 30,000 a partnership", {"facilitation_cost": 30e3}),
    Belief("better practice does not make water safer", {"quality_effect": 0.0}),
    Belief("three times the money", {"budget": 30e6}),
    Belief("looked at after 8 years", {}, 8),
    Belief("looked at after 20 years", {}, 20),
    Belief("looked at after 30 years", {}, 30),
)


def designs(draws: int, replicates: int) -> Study:
    """Return the default study with one scenario of each design."""
    return dataclasses.replace(with_designs(read_study(), None), draws=draws, replicates=replicates)


def under(study: Study, belief: Belief) -> Study:
    """Return the study of somebody who holds a belief; the programme that is compared with nothing keeps no money."""
    scenarios = [dataclasses.replace(one, settings={**one.settings, **belief.settings}) for one in study.scenarios]
    scenarios[0] = dataclasses.replace(scenarios[0], settings={**scenarios[0].settings, "budget": 0.0})
    return dataclasses.replace(study, scenarios=tuple(scenarios), horizon_years=belief.years or study.horizon_years)


def amount(measures: xr.Dataset, names: tuple[str, ...]) -> np.ndarray:
    """Return (design, draw) amounts that are added up, replicates averaged."""
    total = sum(measures[name] for name in names)
    return np.asarray(total.mean("replicate").transpose("scenario", "draw").values, dtype=np.float64)


def chance_best(score: np.ndarray) -> np.ndarray:
    """Return (design,) share of draws in which a design has the highest score; equals share it. `score` is (design, draw)."""
    first = score == score.max(axis=0)
    return np.asarray((first / first.sum(axis=0)).mean(axis=1))


def standing(measures: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the chances to be the best, by criterion."""
    people, years = amount(measures, ("people_served",)), amount(measures, ("person_years",))
    scores = (people, people / amount(measures, FUNDER), years / amount(measures, ALL))
    return dict(zip(COLUMNS, map(chance_best, scores), strict=True))


def is_agreed(found: dict[str, np.ndarray]) -> bool:
    """Return whether the same design is the best by every criterion."""
    return len({int(np.argmax(chances)) for chances in found.values()}) == 1


def told(chances: np.ndarray, labels: list[str]) -> str:
    """Return the best design and its chance; two where the second is not clearly behind."""
    order = np.argsort(-chances)
    words = [f"{labels[k]} {PERCENT.show(float(chances[k]))}" for k in order[:2]]
    return words[0] if chances[order[0]] - chances[order[1]] > CLEAR else f"{words[0]}, {words[1]}"


def labels_of(study: Study) -> list[str]:
    """Return what each design is called, without how it is paired."""
    return [scenario.label.partition(", ")[0] for scenario in study.scenarios[1:]]


def counted(measures: xr.Dataset, labels: list[str]) -> str:
    """Return what designs cost, before and now, as lines of a table."""

    def mean(*names: str) -> np.ndarray:
        return amount(measures, names).mean(axis=1)

    people, lines = mean("people_served"), []
    now = (mean("cost_works") / 1e6, mean("cost_supply") / 1e6, mean(*ALL) / 1e6, mean(*ALL) / people, mean(*FUNDER) / people)
    for place, label in enumerate(labels):
        works, supply, whole, per_all, per_funder = (float(values[place]) for values in now)
        old = BEFORE.get(label, (np.nan, np.nan, np.nan))
        cells = (f"{works:.0f}", f"{supply:.0f}", f"{whole:.0f}", f"{per_funder:.0f}", f"{per_all:.0f}")
        before = ("–" if np.isnan(value) else f"{value:g}" for value in old)
        lines.append(f"| {label} | {' | '.join(before)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def spent(measures: xr.Dataset, labels: list[str], label: str) -> float:
    """Return what a design cost the funder on average [EUR million]."""
    return float(amount(measures, FUNDER).mean(axis=1)[labels.index(label)]) / 1e6


def row(measures: xr.Dataset, belief: Belief, labels: list[str]) -> str:
    """Return the line of a belief."""
    found = standing(measures)
    cells = [told(found[name], labels) for name in COLUMNS]
    sys.stderr.write(f"{belief.words}: {' | '.join(cells)}\n")
    return f"| {belief.words} | {' | '.join(cells)} |"


def page(draws: int, replicates: int, workers: int) -> str:
    """Return the page."""
    study = designs(draws, replicates)
    head = f"| who believes | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}"
    labels = labels_of(study)
    runs = [run(under(study, belief), workers, keep="runs").measures for belief in BELIEFS]
    rows = "\n".join(row(measures, belief, labels) for measures, belief in zip(runs, BELIEFS, strict=True))
    agreed = [belief.words for measures, belief in zip(runs, BELIEFS, strict=True) if is_agreed(standing(measures))]
    return f"""# Which belief leads to which programme

The default question, asked under one belief after another: six designs of the same ten million euros, paired at random,
{draws} draws x {replicates} replicates, looked at after {study.horizon_years} years unless the line says otherwise. A cell names the design
that is the best, and in how many draws (replicates averaged); two where the next is at most {100 * CLEAR:.0f} percentage points
behind. The head of a column says by what: people-equivalents of full service in the last year; the same for each euro of the programme;
discounted person-years for each euro that anybody pays ([What is counted, by whom](what-is-counted.md)). With {draws} draws a
share has a standard error of up to {PERCENT.show(0.5 / draws**0.5)}.

Pairing at random is the control. Paired otherwise, another design may be the best:
[the default study](studies.md#ten-million-euros-over-five-years) compares four ways of pairing, under one belief.

{head}
{rows}

In {len(agreed)} of {len(BELIEFS)} lines one design is the best by all three{": " if agreed else ""}{"; ".join(agreed)}. Results-based pay
is no part of these designs, so that "incentives work" differs little here from no rival theory; see
[the ways of giving](studies.md#eight-ways-to-give-the-same-money). Domestic twinnings spend
{spent(runs[0], labels, "Domestic solidarity"):.1f} of the ten million here: what they are for a euro is no answer for ten million of them.

## What was counted before, and now

Under all theories averaged. EUR million and EUR per person of the whole run; *before* is the model that counted the funder's money
alone, with what it left out worked out beside it by hand. Works displace new supply: project money that goes into
them builds none, which is the negative number beside them; what that supply would have served is in the people.

| design | before: works | per person, all | per person, funder | now: works | new supply | all | per person, funder | per person, all |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{counted(runs[0], labels)}

Made by `python docs/make_beliefs.py --draws {draws} --replicates {replicates}`.
"""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=25)
    parser.add_argument("--replicates", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    write_text(PAGE, page(chosen.draws, chosen.replicates, chosen.workers))


if __name__ == "__main__":
    main()

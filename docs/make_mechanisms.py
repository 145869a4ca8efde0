"""Write the tables of docs/mechanisms.md: what one mechanism alone does to the default study.

    python docs/make_mechanisms.py                                     all tables of the page, anew
    python docs/make_mechanisms.py mentor_refusal=0.4                  one table, printed
    python docs/make_mechanisms.py funding=co_financed : effort_stake=1

A table stands between `<!-- made: NAME=VALUE ... -->` and `<!-- end -->`; what stands before a colon is so on both sides. Both sides
meet the same draws and the same luck; every other mechanism that does nothing at its default is left there.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

import wopsim as ws
import wopsim.declared
from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.declare import PARAMETERS, Value
from wopsim.rules.theories import neutral
from wopsim.study.scenario import BASELINE

assert wopsim.declared  # everything is declared

PAGE = Path(__file__).resolve().parent / "mechanisms.md"
MARK = re.compile(r"(<!-- made: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
DESIGNS = {
    "short_random": "Short twinnings",
    "euwop_random": "EU-WOP type",
    "resident_random": "Long residents",
    "cohort_random": "Cohorts of four",
}
COLUMNS = (
    ("people served, thousand", "people_served", 1e-3, 0),
    ("utilities mentored", "utilities_mentored", 1.0, 1),
    ("practice of those, points", "practice_mentored", 100.0, 2),
    ("NRW of those, points", "nrw_mentored", 100.0, 2),
    ("former mentees that can mentor", "mentors_created", 1.0, 1),
)


@cache
def measures(settings: tuple[tuple[str, Any], ...]) -> xr.Dataset:
    """Run the default study with some of its designs and with numbers set."""
    study = ws.read_study()
    chosen = tuple(one for one in study.scenarios if one.name in (BASELINE, *DESIGNS))
    values = neutral() | dict(settings)
    return ws.run(replace(study, scenarios=chosen).under(values), workers=1, keep="runs").measures


def table(words: str) -> str:
    """Return the table of a mechanism, NAME=VALUE ..., or of one under other circumstances, NAME=VALUE ... : NAME=VALUE ..."""
    *around, alone = words.split(":")
    both = read("".join(around))
    sides = [measures(tuple(sorted(settings.items()))) for settings in (both, both | read(alone))]
    head = ["design", *(words for words, *_ in COLUMNS), "spent, EUR M", "short serves more people, share of draws"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, label in DESIGNS.items():
        cells = [label]
        for _, measure, scale, digits in COLUMNS:
            cells.append(" → ".join(f"{scale * mean_of(side, name, measure):.{digits}f}" for side in sides))
        cells.append(" → ".join(f"{sum(mean_of(side, name, money) for money in PROGRAMME_MONEY) / 1e6:.1f}" for side in sides))
        cells.append("" if name == "short_random" else " → ".join(f"{beaten(side, name):.2f}" for side in sides))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def mean_of(side: xr.Dataset, scenario: str, measure: str) -> float:
    """Return the mean over runs."""
    return float(side[measure].sel(scenario=scenario).mean())


def beaten(side: xr.Dataset, scenario: str) -> float:
    """Return in which share of draws short twinnings serve more people, mean over replicates."""
    served = side["people_served"].mean("replicate")
    return float(np.mean(served.sel(scenario="short_random").values > served.sel(scenario=scenario).values))


def read(words: str) -> dict[str, Value]:
    """Return names and values out of NAME=VALUE ..."""
    pairs = (word.partition("=") for word in words.split())
    return {name: PARAMETERS[name].kind(value) for name, _, value in pairs}


def main() -> None:
    """Print one table, or write all of the page."""
    if sys.argv[1:]:
        sys.stdout.write(table(" ".join(sys.argv[1:])) + "\n")
        return
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARK.sub(lambda found: f"{found[1]}\n{table(found[2])}\n\n{found[3]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()

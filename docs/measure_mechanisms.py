"""Measure what mechanisms that do nothing by default do alone to the default study, and print it as tables for docs/mechanisms.md.

    python docs/measure_mechanisms.py leader_undoes=0.4,orphan_erosion=0.15 initiative_rate=0.1 [--draws 25] [--replicates 4]

Each word is a mechanism at strong plausible values; everything else of that kind does nothing meanwhile. All meet the same draws and luck.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Mapping

import numpy as np

import wopsim as ws
import wopsim.declared
from wopsim.declare import PARAMETERS, Value
from wopsim.screening import with_designs
from wopsim.study.reader import read_study

assert wopsim.declared

NEUTRAL: dict[str, Value] = {p.name: p.default for p in PARAMETERS.values() if p.role == "uncertain" and p.default in p.valid}
COLUMNS = {
    "people_served": ("people, thousand", 1e-3),
    "nrw_mentored": ("NRW of mentored, points", 100.0),
    "practice_mentored": ("practice of mentored, points", 100.0),
    "left_practice": ("practice left after five years, %", 100.0),
    "left_nrw": ("NRW effect left after five years, %", 100.0),
}
BY_MONEY = "people_served"


def measured(study: ws.Study, values: Mapping[str, Value]) -> dict[str, np.ndarray]:
    """Outcomes of each design, (design, draw, replicate), with these values and everything else of the kind neutral."""
    at = dataclasses.replace(study, variants=({**NEUTRAL, **values},)).at(0)
    measures = ws.run(at, keep="runs").measures
    return {name: measures[name].transpose("scenario", "draw", "replicate").values for name in COLUMNS}


def table(study: ws.Study, words: str, found: dict[str, np.ndarray]) -> str:
    """Means over draws and replicates, one row a design, and how often one design beats the next."""
    names = [scenario.name for scenario in study.scenarios[1:]]
    lines = [f"`{words}`\n", "| design | " + " | ".join(head for head, _ in COLUMNS.values()) + " |", "| --- |" + " --- |" * len(COLUMNS)]
    for place, name in enumerate(names):
        cells = [f"{scale * np.nanmean(found[outcome][place]):.1f}" for outcome, (_, scale) in COLUMNS.items()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    people = found[BY_MONEY].mean(axis=-1)
    shares = [f"{names[0]} before {name}: {(people[0] > people[place]).mean():.2f}" for place, name in enumerate(names) if place]
    return "\n".join([*lines, "", "Share of draws in which one serves more people than the other: " + "; ".join(shares) + ".", ""])


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mechanisms", nargs="+", help="NAME=VALUE, several joined by commas")
    parser.add_argument("--draws", type=int, default=25)
    parser.add_argument("--replicates", type=int, default=4)
    chosen = parser.parse_args()
    study = dataclasses.replace(with_designs(read_study("default"), None), draws=chosen.draws, replicates=chosen.replicates)
    sys.stdout.write(table(study, "nothing of it", measured(study, {})) + "\n")
    for words in chosen.mechanisms:
        values = {name: float(value) for name, value in (word.split("=") for word in words.split(","))}
        sys.stdout.write(table(study, words, measured(study, values)) + "\n")


if __name__ == "__main__":
    main()

"""Ask the default question where works are never refused, refused as drawn, and refused nearly always when dearer: docs/what-is-counted.md.

python docs/make_refusal.py [--draws 16] [--replicates 3] [--workers 2]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import xarray as xr
from make_beliefs import ALL, FUNDER, Belief, amount, designs, labels_of, under

from wopsim.api import run
from wopsim.durable import write_text

PAGE = Path(__file__).resolve().parent / "what-is-counted.md"
BEGIN, END = "<!-- made: make_refusal -->\n", "<!-- end -->\n"
LEVELS = (
    Belief("never refused", {"works_refusal": 0.0}),
    Belief("drawn", {}),
    Belief("nearly all that is dearer", {"works_refusal": 20.0}),
)
"""At 20, three in a hundred are accepted that cost 1.2 times as much as new supply."""


def mean(measures: xr.Dataset, *names: str) -> list[float]:
    """Return amounts that are added up, mean over draws and replicates, design by design."""
    return [float(value) for value in amount(measures, names).mean(axis=1)]


def table(draws: int, replicates: int, workers: int) -> str:
    """Return the table, three numbers in a cell: one for each level."""
    study = designs(draws, replicates)
    runs = [run(under(study, level), workers, keep="runs").measures for level in LEVELS]
    works, people, saved, funder, whole = (
        [mean(measures, *names) for measures in runs] for names in (("cost_works",), ("people_served",), ("water_saved",), FUNDER, ALL)
    )
    levels = range(len(LEVELS))
    lines = [
        f"Mean of {draws} draws x {replicates} replicates, random pairing; in each cell: {' / '.join(level.words for level in LEVELS)}.\n",
        "| design | works set off, discounted [EUR M] | people served [thousand] | works for a m3/day of real losses saved [EUR] "
        "| EUR per person, funder | EUR per person, all |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for place, label in enumerate(labels_of(study)):
        cells = (
            [works[k][place] / 1e6 for k in levels],
            [people[k][place] / 1e3 for k in levels],
            [works[k][place] / saved[k][place] for k in levels],
            [funder[k][place] / people[k][place] for k in levels],
            [whole[k][place] / people[k][place] for k in levels],
        )
        lines.append(f"| {label} | {' | '.join(' / '.join(f'{value:,.0f}' for value in cell) for cell in cells)} |")
    return "\n".join([*lines, f"\nMade by `python docs/make_refusal.py --draws {draws} --replicates {replicates}`.\n"])


def main() -> None:
    """Write the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=16)
    parser.add_argument("--replicates", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    write_text(PAGE, before + BEGIN + table(chosen.draws, chosen.replicates, chosen.workers) + END + after)


if __name__ == "__main__":
    main()

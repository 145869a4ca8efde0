"""Write what a large store of the default study says into docs/studies.md: `python docs/make_many_runs.py STORE`.

The store is one that `python docs/measure_sweep.py --folder FOLDER` left in FOLDER, `local.zarr`. Beside its table stands how far the
default study, which has few runs, is from it: a check of the Monte Carlo errors that `wopsim compare` states.
"""

from __future__ import annotations

import sys

import numpy as np
from make_figures import PAGE, replace, tables

import wopsim as ws
from wopsim.report.numbers import PERCENT
from wopsim.results import Comparison


def main(path: str) -> None:
    """Write the page."""
    runs = ws.StoredRuns(path).result()
    many, few = runs.compare(), ws.run().compare()
    size = f"{many.draws:,} draws x {many.replicates} replicates of {len(runs.study.scenarios)} scenarios"
    about = f"Made by `wopsim compare` of a store with {size}: {many.draws * many.replicates * len(runs.study.scenarios):,} runs."
    text = "\n\n".join([about, tables(runs).rstrip(), agreement(few, many)])
    PAGE.write_text(replace(PAGE.read_text(encoding="utf-8"), "many_runs", f"{text}\n"), encoding="utf-8")


def agreement(few: Comparison, many: Comparison) -> str:
    """Return how many means of few runs lie within their Monte Carlo error of those of many."""
    both = few.table.merge(many.table, on=["scenario", "outcome"], suffixes=("", "_many"))
    off = (both["mean"] - both["mean_many"]).abs() / np.hypot(both["monte_carlo_error"], both["monte_carlo_error_many"])
    off = off[np.isfinite(off)]
    one, two = (PERCENT.show(float((off <= errors).mean())) for errors in (1, 2))
    return (
        f"Of the {len(off):,} means that `wopsim compare` gives with {few.draws} draws x {few.replicates} replicates, {one} lie within "
        f"one Monte Carlo error of these, and {two} within two; of normal errors it would be 68 % and 95 %."
    )


if __name__ == "__main__":
    main(sys.argv[1])

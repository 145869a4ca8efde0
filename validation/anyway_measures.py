"""What is read from worlds without a programme: who improves and stays improved, how restless they are, staff and coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation.stylised import Measured
from wopsim.streams import Floats

if TYPE_CHECKING:
    from validation.stylised_measures import Measures
    from validation.stylised_runs import Values

STAYS, HORIZON, FALL, HIGH = 5, 5, 0.1, 0.35
COVERAGE_YEARS = 10
COVERAGE_LEVELS = ((0, 50), (50, 70), (70, 85), (85, 95), (95, 101))


def own_improvers(panel_like: Floats, shipped: Floats) -> Measures:
    """Return how often reported NRW falls by ten points and stays there, as in the panel; both (year, utility) [1]."""
    found = {}
    for name, nrw in (("panel-like", panel_like), ("shipped", shipped)):
        for level in (0, 35):
            found[f"improvers-that-stay-{name}-from-{level}"] = _stays(nrw, level / 100)
    return found


def _stays(nrw: Floats, level: float) -> Measured:
    means = (nrw[:-2] + nrw[1:-1] + nrw[2:]) / 3
    starts = range(means.shape[0] - HORIZON - STAYS)
    before = np.concatenate([means[year] for year in starts])
    highest = np.concatenate([means[year + HORIZON : year + HORIZON + STAYS + 1].max(axis=0) for year in starts])
    here = before >= level
    return Measured(float((highest[here] <= before[here] - FALL).mean()), int(here.sum()))


def restlessness(nrw: Floats) -> Measures:
    """Return how reported NRW of the shipped world moves, single years; `nrw` (year, utility) [1]."""
    annual, five = np.diff(nrw, axis=0), nrw[HORIZON:] - nrw[:-HORIZON]
    high = five[nrw[:-HORIZON] >= 0.5]
    return {
        "shipped-annual-changes": Measured(float(annual.std()), annual.size),
        "shipped-five-years-lowest-tenth": Measured(float(np.quantile(five, 0.1)), five.size),
        "shipped-five-years-highest-tenth": Measured(float(np.quantile(five, 0.9)), five.size),
        "shipped-five-years-from-half": Measured(float(high.mean()) if high.size else np.nan, high.size),
    }


def staff_and_coverage(each: list[Values]) -> Measures:
    """Return how staff per connection and coverage of the shipped world move without a programme."""
    found = {}
    staff = np.log(np.concatenate([values["staff_per_1000"] for values in each], axis=1))
    five = staff[HORIZON:] - staff[:-HORIZON]
    found["staff-mean"] = Measured(float(five.mean()), five.size)
    for name, chance in (("lowest", 0.1), ("highest", 0.9)):
        found[f"staff-{name}-tenth"] = Measured(float(np.quantile(five, chance)), five.size)
    coverage = np.concatenate([values["coverage"] for values in each], axis=1)
    start, step = coverage[0], coverage[COVERAGE_YEARS] - coverage[0]
    for low, high in COVERAGE_LEVELS:
        here = step[(start >= low / 100) & (start < high / 100)]
        found[f"coverage-from-{low}-to-{min(100, high)}"] = Measured(float(here.mean()) if here.size else np.nan, here.size)
    return found

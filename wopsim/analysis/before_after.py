"""What an evaluation without a comparison would report, beside the paired effect at exactly the same times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Floats, Pairs
    from wopsim.analysis.run_arrays import Block


@dataclass(frozen=True)
class EvaluatedChanges:
    """Changes of non-revenue water from before the agreement to after the exit, for every evaluated utility.

    Before: the last year end not later than the agreement. After: the first year end later than the exit, so within
    twelve months of it. A utility is evaluated when it had a mission, its partnership ended, and the year after lies
    within the run.

    Parameters
    ----------
    evaluated : which utilities.
    changes : share of system input, by kind, one number for each of them:

        `before_after` : reported figure after minus reported figure before, with the programme;
        `before_after_anyway` : the same utilities, years and reading noise, without the programme;
        `before_after_paired` : effect on the true figure between the same two years, scenario minus baseline;
        `pilot_report` : pilot zone in its last year of the partnership minus the whole utility before, as a pilot report
        shows it; NaN without a zone.
    """

    evaluated: Pairs
    changes: dict[str, Floats]


def before_after(block: Block) -> EvaluatedChanges:
    """Return what was evaluated in all runs."""
    mentored, years = block.mentored, block.years
    agreed, left = mentored.once(block.stored("agreement_time")), mentored.once(block.stored("exit_time"))
    before, after = np.floor(agreed), np.floor(left) + 1
    kept = (before >= years[0]) & (after <= years[-1]) & (after > before)
    evaluated = mentored.where(kept)
    start, end = (np.searchsorted(years, when[kept]) for when in (before, after))

    def change(name: str, baseline: bool = False) -> Floats:
        values = block.stored(name)
        return evaluated.in_year(values, end, baseline) - evaluated.in_year(values, start, baseline)

    return EvaluatedChanges(evaluated, {
        "before_after": change("reported_nrw_share"),
        "before_after_anyway": change("reported_nrw_share", baseline=True),
        "before_after_paired": change("nrw_share") - change("nrw_share", baseline=True),
        "pilot_report": _last_pilot(block, evaluated, agreed[kept], left[kept]) - evaluated.in_year(block.stored("nrw_share"), start),
    })  # fmt: skip


def means(found: EvaluatedChanges) -> dict[str, Floats]:
    """Return the mean change of each run by kind, (scenario, draw, replicate), and how many utilities and pilots were evaluated."""
    pilots = found.evaluated.where(np.isfinite(found.changes["pilot_report"]))
    out = {kind: found.evaluated.mean(changes) for kind, changes in found.changes.items()}
    return out | {"utilities_evaluated": found.evaluated.count(), "pilots_evaluated": pilots.count()}


def _last_pilot(block: Block, evaluated: Pairs, agreed: Floats, left: Floats) -> Floats:
    """Return the pilot zone's figure at its last year end within the partnership; NaN where there is none."""
    pilot = evaluated.in_years(block.stored("pilot_nrw_share"))
    within = (block.years > agreed[:, None]) & (block.years <= left[:, None]) & np.isfinite(pilot)
    last = within.shape[1] - 1 - np.argmax(within[:, ::-1], axis=1)
    return np.where(within.any(axis=1), pilot[np.arange(last.size), last], np.nan)

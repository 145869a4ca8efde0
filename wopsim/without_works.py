"""What a design would bring if nobody else put money into works: the study run again so, with that design and no programme."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.by_prediction import best_as_it_is
from wopsim.analysis.choice.ratio_of_means import Ratio, ratio_of_means
from wopsim.analysis.measures import NEEDED_BY_MEASURES, combine, measure
from wopsim.errors import UnreadableFileError, WorldError
from wopsim.runs.in_memory import run_reduced

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData

NO_WORKS = {"works_share": 0.0, "project_works_share": 0.0}
"""Neither utilities' own cash nor loans and grants of other projects go into works; what a programme pays itself does."""
MOST_DRAWS, MOST_REPLICATES = 100, 4
"""That are run again: enough for a share of the effect to some percent [assumed]."""


def share_without_works(result: ResultData, decision: DecisionData, workers: int | None = None) -> Ratio | None:
    """Return which part of its gain the best design that can be carried out as it is keeps.

    None where it has no gain, where so few runs do not tell the part, or where the study cannot be run again. Both gains are of the same
    draws and replicates, the first of the study.

    Parameters
    ----------
    result : the runs; decision : the choice that was made of them.
    workers : as in `wopsim.run`.
    """
    study, measures, design = result.study, result.measures, best_as_it_is(decision)
    draws, replicates = min(measures.sizes["draw"], MOST_DRAWS), min(measures.sizes["replicate"], MOST_REPLICATES)
    both = tuple(one for one in study.scenarios if one is study.scenarios[0] or one.name == design)
    scenarios = tuple(replace(one, settings={**one.settings, **NO_WORKS}) for one in both)
    again = replace(study, scenarios=scenarios, draws=draws, replicates=replicates)
    try:
        blocks = run_reduced(again, partial(measure, study=again), NEEDED_BY_MEASURES, workers)
    except (WorldError, UnreadableFileError):  # the file of a store's utilities may be gone
        return None
    without = decision.yardstick.gain(combine(blocks))[0]
    place = measures["scenario"].values.tolist().index(design)
    with_works = decision.yardstick.gain(measures)[place][:draws, :replicates]
    if not np.nanmean(without) > 0.0 or not np.nanmean(with_works) > 0.0:
        return None
    kept = ratio_of_means(without, with_works)
    return kept if np.isfinite(kept.high) else None

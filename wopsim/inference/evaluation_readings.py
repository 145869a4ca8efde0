"""What an evaluation would report of the utilities it followed: read with the observation model, group against group.

Independent people read both groups in the same way, so there is no bias; and what was paid for is reported whatever it finds, so nothing
is selected. Each utility has an effect of its own that all its readings share (works, supply, what the model does not know), and each
reading its spread; both as evidence of partnerships has them (`observation_model`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.inference.followed_utilities import FOLLOWED, Followed
from wopsim.inference.posterior.observation_model import kind_of, spread, stretch
from wopsim.inference.posterior.standard_scores import reporting_parameters
from wopsim.runs.in_memory import parameters_of
from wopsim.streams import Floats, normal, stream, uniform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wopsim.study.scenario import Study

OWN = stream("evaluation.own_effect")
READING = stream("evaluation.reading")
BEFORE = stream("evaluation.reading_before")
HEAVY = stream("evaluation.tail")

_SOURCE = np.array(["independent"])
_NO_PILOT = np.array([False])


@dataclass(frozen=True)
class Readings:
    """Utilities as they are read; dims and scales as in `Followed`, which they were read of.

    Parameters
    ----------
    mentored, comparison : (draw, utility, indicator, year), the first year before the agreement.
    """

    mentored: Floats
    comparison: Floats

    def summary(self, mentored: int, comparison: int, years: int) -> dict[str, Floats]:
        """Return what a study of this size would report in each draw, by name, (draw,).

        Of each indicator the difference between the groups, given what each utility was read at before (analysis of covariance, with the
        slope of all utilities of the study), in the last year, and on average over the years. A larger study has the utilities of a
        smaller one among its own. Without comparison utilities it is the change of mentored ones; without mentored ones, or without
        years, nothing.
        """
        if mentored == 0 or years == 0:
            return {}
        groups = [group[:, :count, :, : years + 1] for group, count in ((self.mentored, mentored), (self.comparison, comparison)) if count]
        means = [group.mean(axis=1) for group in groups]  # (draw, indicator, year)
        if len(groups) == 1:
            return summarised(means[0][:, :, 1:] - means[0][:, :, :1])
        inside = np.concatenate([group - mean[:, None] for group, mean in zip(groups, means, strict=True)], axis=1)
        squares = (inside[..., :1] ** 2).sum(axis=1)
        shared = (inside[..., :1] * inside[..., 1:]).sum(axis=1)
        slope = np.divide(shared, squares, out=np.ones_like(shared), where=squares > 0.0)
        apart = means[0] - means[1]
        return summarised(apart[:, :, 1:] - slope * apart[:, :, :1])


def summarised(effect: Floats) -> dict[str, Floats]:
    """Return numbers of a path of effects (draw, indicator, year): in the last year, and where there are several, their mean."""
    found = {f"{words} in the last year": effect[:, place, -1] for place, words in enumerate(FOLLOWED.values())}
    if effect.shape[2] > 1:
        found |= {f"{words} over the years": effect[:, place].mean(axis=1) for place, words in enumerate(FOLLOWED.values())}
    return {name: values for name, values in found.items() if np.ptp(values) > 0.0}


def read(followed: Followed, study: Study, draws: Sequence[int]) -> Readings:
    """Read what was followed.

    Parameters
    ----------
    followed : true paths.
    study : that has the draws: spreads of reports are drawn too.
    draws : numbers of the draws.
    """
    sets = [parameters_of(study, 0, draw) for draw in draws]
    names = [*reporting_parameters(), "baseline_spread"]
    p = {name: np.array([float(getattr(one, name)) for one in sets]) for name in names}
    numbers = np.array(draws, dtype=np.uint64)
    return Readings(*(_read(true, numbers, group, p, study.seed) for group, true in enumerate((followed.mentored, followed.comparison))))


def _read(true: Floats, draws: np.ndarray, group: int, p: Mapping[str, Floats], seed: int) -> Floats:
    """Return readings of one group, (draw, utility, indicator, year), the first one before the agreement."""
    noise = np.array([INDICATORS[name].noise for name in FOLLOWED])
    count, years = true.shape[1], true.shape[3] - 1
    draw = draws[:, None, None, None]
    utility = np.arange(count, dtype=np.uint64)[None, :, None, None] + np.uint64(group << 32)
    indicator = np.arange(len(FOLLOWED), dtype=np.uint64)[None, None, :, None]
    year = np.arange(1, years + 1, dtype=np.uint64)[None, None, None, :]
    heavy = stretch(uniform(HEAVY, seed, draw, one=utility))
    own = p["case_spread"][:, None, None, None] * normal(OWN, seed, draw, one=utility, other=indicator)
    kinds = np.array([kind_of(INDICATORS[name]) for name in FOLLOWED])
    each = spread(_SOURCE, _NO_PILOT, kinds, np.ones(len(FOLLOWED)), p)[:, None, :, None] * normal(
        READING, seed, draw, utility, indicator, year
    )
    before = p["baseline_spread"][:, None, None, None] * normal(BEFORE, seed, draw, one=utility, other=indicator)
    return np.asarray(true + noise[None, None, :, None] * np.concatenate([before, heavy * (own + each)], axis=3))

"""Run partnerships as they could be otherwise, and say what that does to their forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.case_world import PAIRS
from wopsim.inference.cases.other_plans import MOST_PARTS, Otherwise, in_part, otherwise
from wopsim.inference.prediction import BAND, Prediction, Progress, joined, part
from wopsim.inference.what_if_shifts import Shift, WhatIf, share_of_spread, shift_of
from wopsim.streams import Floats

SETS, PARTS = 5, 2
"""Sets of parameters that meet the same versions of the mentee, and how often where the length is stated: others, and other versions."""


def with_what_ifs(
    predictions: Sequence[Prediction],
    draws: int = 100,
    seed: int = 1,
    source: str = "posterior",
    progress: Progress = lambda done, of: None,
) -> list[Prediction]:
    """Return predictions that say what else was tried, and how far each of it moves them.

    Each row runs again under everything that it could be otherwise, at a few sets of parameters and under the same luck.

    Parameters
    ----------
    predictions, draws, seed, source : of `predict`, and what they were made with.
    progress : called with (rows done, rows in all).
    """
    found = []
    progress(0, len(predictions))
    for number, one in enumerate(predictions, 1):
        others = otherwise(one.planned, one.before, seed)
        plans = [plan for other in others for plan in (*other.plans, other.beside) if plan is not None]
        parts = []
        for k, these in enumerate(_parts(one.planned, draws)):
            parts.append(part([in_part(plan, k) for plan in plans], these, k, seed, source))
        runs = {plan: joined(of_plan) for plan, *of_plan in zip(plans, *parts, strict=True)}
        tried = tuple(_what_if(one, other, runs, len(parts)) for other in others)
        found.append(replace(one, tried=tried))
        progress(number, len(predictions))
    return found


def _parts(planned: Planned, draws: int) -> list[list[int]]:
    """The draws of each part; where they are few, parts share them."""
    number = MOST_PARTS if planned.months is None or planned.at_end is None else PARTS
    size = min(SETS, -(-draws // number))
    return [[draw % draws for draw in range(k * size, (k + 1) * size)] for k in range(number)]


def _what_if(one: Prediction, other: Otherwise, runs: Mapping[Planned, Prediction], parts: int) -> WhatIf:
    """What one thing does to both numbers; shares are of the spread on the indicator's own scale, where nothing far out decides."""
    planned = one.planned

    def values_of(name: str) -> Floats:
        return np.stack([getattr(runs[plan], name) for plan in other.plans])

    helped, alone = (planned.measure.to_scale(planned.measure.value(values_of(name), planned.unit)) for name in ("helped", "alone"))

    def shift(name: str, on_scale: Floats) -> Shift:
        low, _, high = np.quantile(getattr(one, name), BAND)
        share = share_of_spread(on_scale.reshape(len(on_scale), parts, -1, PAIRS)) if other.beside is None else None
        beside = values_of(name) if other.beside is None else getattr(runs[other.beside], name)
        return shift_of(beside, values_of(name), float(high - low), share)

    return WhatIf(other.thing, other.known, other.values, shift("helped", helped), shift("effect", helped - alone))

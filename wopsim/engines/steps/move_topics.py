"""What was taught for an objective fades, and new functions serve."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES, MANAGERIAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import objectives
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import NEW_FUNCTION, OBJECTIVES


@device
def move_topics(block: Any, w: int) -> None:
    """Objectives: topics fade; a new function serves the poor or those without sanitation as far as management carries it."""
    now = now_of(block, w)
    state, p = now.state, now.p
    fading, sanitation_effect, sanitation = p.topic_fading, p.sanitation_effect, p.sanitation
    for tile in range(state.size):
        s = state[tile]
        for j in range(len(OBJECTIVES)):
            if p.objectives[j] > 0.0:  # nobody teaches another topic
                for k in range(LANES):
                    s.topic[j, k] = objectives.topic_after(s.topic[j, k], fading, QUARTER)
        if p.objectives[NEW_FUNCTION] > 0.0:
            for k in range(LANES):
                service = objectives.function_of(s.topic[NEW_FUNCTION, k], s.practice[MANAGERIAL, k])
                s.pro_poor[k] = 0.0 if sanitation else service
                s.sanitation[k] = service if sanitation else 0.0
                s.sewer_coverage[k] = objectives.served_after(s.sewer_coverage[k], s.sanitation[k], sanitation_effect, QUARTER)

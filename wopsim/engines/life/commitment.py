"""How far the mentee is behind its partnership: its effort, and a leader who has to be won again."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.records import TECHNICAL
from wopsim.engines.teaching import effort_in
from wopsim.rules import trust


@device
def note_effort(ctx: Any, number: int) -> None:
    """M18: say with how much effort the mentee takes part, where that is unusual."""
    tries = effort_in(ctx, number, TECHNICAL)
    if tries != 1.0:
        note(ctx, number, EventKind.EFFORT, tries)


@device
def leader_changed(ctx: Any, number: int) -> None:
    """M12: a new leader at the mentee has to be won again."""
    partnership = ctx.partnerships[number]
    if partnership.signed:
        partnership.trust = trust.trust_after_change(partnership.trust, ctx.p.trust_reset)
        note(ctx, number, EventKind.LEADER_CHANGED, np.nan)
        if partnership.owned:
            partnership.owned = False
            note_effort(ctx, number)

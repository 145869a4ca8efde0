"""Losses in treated zones follow the practice of their crews."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import COMMERCIAL, LANES, TECHNICAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import scaling
from wopsim.rules.time import QUARTER


@device
def zone_practice(s: Any, domain: int, k: int) -> float:
    """What the crew of the treated zone can do in a domain [1]."""
    return scaling.zone_practice(s.practice[domain, k], s.guide[domain, k], s.presence[k])


@device
def zone_gain(s: Any, f: Any, domain: int, k: int) -> float:
    """How far the practice of the zone's crew lies above the utility's start [1]."""
    return scaling.zone_gain(zone_practice(s, domain, k), f.practice_start[domain, k])


@device
def move_zones(block: Any, w: int) -> None:
    """M6: losses in treated zones follow the practice there; zones slip back where practice does not sustain them."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    leak_max, theft_max, down, up = p.leak_cut_max, p.theft_cut_max, p.cut_speed, p.regrowth_speed
    sustaining, shrink_rate, fading = p.sustaining_practice, p.shrink_rate, p.crew_fading
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        for k in range(LANES):
            leak_gain, theft_gain = zone_gain(s, f, TECHNICAL, k), zone_gain(s, f, COMMERCIAL, k)
            s.leak_cut[k] = scaling.cut_after(s.leak_cut[k], leak_max, leak_gain, down, up, QUARTER)
            s.theft_cut[k] = scaling.cut_after(s.theft_cut[k], theft_max, theft_gain, down, up, QUARTER)
            s.treated[k] = scaling.treated_after(s.treated[k], zone_practice(s, TECHNICAL, k), sustaining, shrink_rate, QUARTER)
            s.presence[k] = scaling.presence_after(s.presence[k], fading, QUARTER)
